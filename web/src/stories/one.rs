//! One story: who told it in which order, who repeated whom, and how it grew.

use item::{Credit, How, Item, ItemId, NewsDate, Standing};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use state::{StateError, View};

use super::{
    growth::Growth,
    list::{StoryLine, line, whole},
};

/// Items of a story that are told; more of one happening nobody reads.
const MOST_MEMBERS: usize = 500;

/// What a revised item was among the others is looked up among so many of the last events,
const LOOKED_BACK: u64 = 50_000;
/// for so many items of one story: each may go through all of these.
const MOST_LOOKED_UP: usize = 8;

/// A story with its items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StoryShown {
    /// What is told of it in a line.
    #[serde(flatten)]
    pub line: StoryLine,
    /// Its items, in the order in which they were published.
    pub members: Vec<StoryMember>,
    /// How it grew.
    pub growth: Option<Growth>,
    /// Whether it has more items than are told here, or some of which the journal keeps no words.
    pub more: bool,
}

/// An item of a story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StoryMember {
    /// The item.
    #[schema(value_type = String)]
    pub id: ItemId,
    /// Who published it.
    pub outlet: String,
    /// Its headline.
    pub headline: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// When it was published, as it says.
    #[schema(value_type = Option<String>)]
    pub date_published: Option<NewsDate>,
    /// When it was first seen.
    #[schema(value_type = String, format = DateTime)]
    pub first_seen: Timestamp,
    /// When it was told: published or, where it says nothing or what cannot be, first seen.
    #[schema(value_type = String, format = DateTime)]
    pub told: Timestamp,
    /// Which version it is.
    pub version: u32,
    /// The item that it repeats, if it does.
    #[schema(value_type = Option<String>)]
    pub of: Option<ItemId>,
    /// In which way.
    #[schema(value_type = Option<String>)]
    pub how: Option<How>,
    /// The share of its text that the other one holds, from 0 to 1.
    pub similarity: Option<f32>,
    /// Whom it names as its source.
    #[schema(value_type = Vec<Object>)]
    pub credits: Vec<Credit>,
}

/// The story of an item, or the one of this name; none where it is told in none.
pub fn show_story(view: &View, id: ItemId) -> Result<Option<StoryShown>, StateError> {
    show_beginning(view, id, MOST_MEMBERS)
}

/// The story of an item with the first of its items, and that one.
pub(crate) fn show_beginning(
    view: &View,
    id: ItemId,
    most: usize,
) -> Result<Option<StoryShown>, StateError> {
    let name = view.story_of(id)?.unwrap_or(id);
    let Some(story) = view.story(name)? else {
        return alone(view, id);
    };
    let mut members = Vec::new();
    let mut looked_up = 0;
    let mut ids = view.members_of(&story, most)?;
    if !ids.contains(&id) && id != name {
        ids.push(id);
    }
    for id in &ids {
        if let Some(item) = whole(view, *id)? {
            members.push(member(view, &item, &mut looked_up)?);
        }
    }
    let line = line(view, &story)?;
    let told = u32::try_from(members.len()).unwrap_or(u32::MAX);
    Ok(Some(shown(line.clone(), members, told < line.items)))
}

/// An item that is a story alone, and of which nothing is counted any more.
fn alone(view: &View, id: ItemId) -> Result<Option<StoryShown>, StateError> {
    let Some(item) = whole(view, id)? else {
        return Ok(None);
    };
    let language = item.labels.language.as_ref();
    let line = StoryLine {
        id,
        headline: item.article.headline.clone(),
        headline_item: Some(id),
        outlet: Some(item.outlet()),
        first_seen: item.first_seen,
        last_seen: item.first_seen,
        items: 1,
        copies: 0,
        outlets: Some(1),
        languages: language.iter().map(|label| label.id.clone()).collect(),
    };
    let member = member(view, &item, &mut 0)?;
    Ok(Some(shown(line, vec![member], false)))
}

fn shown(line: StoryLine, mut members: Vec<StoryMember>, more: bool) -> StoryShown {
    members.sort_by_key(|member| {
        (
            member.told,
            member.of.is_some(),
            member.first_seen,
            member.id,
        )
    });
    let times: Vec<Timestamp> = members.iter().map(|member| member.told).collect();
    StoryShown {
        line,
        growth: Growth::of(&times),
        members,
        more,
    }
}

/// When an item was told: published or, where it says nothing or what cannot be, first seen.
pub(super) fn told(item: &Item) -> Timestamp {
    let published = item.article.date_published.as_ref();
    let told = published.and_then(NewsDate::as_timestamp);
    told.map_or(item.first_seen, |told| told.min(item.first_seen))
}

fn member(view: &View, item: &Item, looked_up: &mut usize) -> Result<StoryMember, StateError> {
    let mut standing = item.standing.clone();
    if matches!(standing, Standing::Revision { .. }) && *looked_up < MOST_LOOKED_UP {
        *looked_up += 1;
        standing = view.journal().told_standing(item, LOOKED_BACK)?;
    }
    let (of, how, similarity) = match standing {
        Standing::Copy {
            of,
            how,
            similarity,
            ..
        } => (Some(of), Some(how), Some(similarity)),
        _ => (None, None, None),
    };
    let article = &item.article;
    Ok(StoryMember {
        id: item.id,
        outlet: item.outlet(),
        headline: article.headline.clone(),
        url: article.url.clone(),
        language: item.labels.language.as_ref().map(|label| label.id.clone()),
        date_published: article.date_published.clone(),
        first_seen: item.first_seen,
        told: told(item),
        version: item.version,
        of,
        how,
        similarity,
        credits: article.credits.clone(),
    })
}
