//! The stories that were told of last, page by page.

use item::{Item, ItemId, Query};
use jiff::Timestamp;
use pipeline::search::{SearchError, SearchIndex};
use serde::{Deserialize, Serialize};
use state::{StateError, Story, View};

use super::found::{StoryPlace, found};

/// Rows that are looked at in one step,
const AT_ONCE: usize = 64;
/// and for one page: a page whose stories are rare ends before it is full, and the next one goes on behind it.
const MOST_LOOKED_AT: usize = 4096;
/// Items of a story that are asked for a headline: the journal may have let go of the words of the first.
const MOST_ASKED: usize = 24;

/// Which stories are wanted.
#[derive(Debug, Clone)]
pub struct StoriesWanted {
    /// What one of their items is to be.
    pub query: Query,
    /// Only those that were told of then or later.
    pub since: Option<Timestamp>,
    /// How many items they have at least.
    pub least: u32,
    /// How many there are on a page.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<StoryPlace>,
}

/// Why stories cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The state cannot be read.
    #[error(transparent)]
    State(#[from] StateError),
    /// The search index cannot be read.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// A story, in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StoryLine {
    /// Its name: that of the item that began it.
    #[schema(value_type = String)]
    pub id: ItemId,
    /// The headline of the first of its items that the journal keeps.
    pub headline: Option<String>,
    /// That item.
    #[schema(value_type = Option<String>)]
    pub headline_item: Option<ItemId>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When the first of its items was seen.
    #[schema(value_type = String, format = DateTime)]
    pub first_seen: Timestamp,
    /// When the last of its items was seen.
    #[schema(value_type = String, format = DateTime)]
    pub last_seen: Timestamp,
    /// How many items it has, copies among them.
    pub items: u32,
    /// How many of them are copies.
    pub copies: u32,
    /// How many outlets tell it; `null` where they are 16 or more.
    pub outlets: Option<usize>,
    /// Its languages, in the order in which they came.
    pub languages: Vec<String>,
}

/// A page of stories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StoryPage {
    /// Those first that were told of last.
    pub stories: Vec<StoryLine>,
    /// The `cursor` of the next page; `null` on the last.
    pub next: Option<String>,
}

/// The stories that are wanted, those first that were told of last. Nothing is looked up: it is for wishes without a query.
pub fn list_stories(view: &View, wanted: &StoriesWanted) -> Result<StoryPage, StateError> {
    let (stories, next) = latest(view, wanted)?;
    page(view, &stories, next.map(StoryPlace::Event))
}

/// The stories that are wanted, those first of which the newest report is that the query finds.
pub fn find_stories(
    view: &View,
    search: &SearchIndex,
    wanted: &StoriesWanted,
) -> Result<StoryPage, Unread> {
    let (stories, next) = found(view, search, wanted)?;
    Ok(page(view, &stories, next.map(StoryPlace::Report))?)
}

fn page(view: &View, stories: &[Story], next: Option<StoryPlace>) -> Result<StoryPage, StateError> {
    let lines = stories.iter().map(|story| line(view, story));
    Ok(StoryPage {
        stories: lines.collect::<Result<_, _>>()?,
        next: next.map(|next| next.to_string()),
    })
}

/// The stories that are wanted, with a query or without, and where the next page begins.
pub(crate) fn chosen(
    view: &View,
    search: &SearchIndex,
    wanted: &StoriesWanted,
) -> Result<(Vec<Story>, Option<StoryPlace>), Unread> {
    if wanted.query.is_empty() {
        let (stories, next) = latest(view, wanted)?;
        Ok((stories, next.map(StoryPlace::Event)))
    } else {
        let (stories, next) = found(view, search, wanted)?;
        Ok((stories, next.map(StoryPlace::Report)))
    }
}

fn latest(view: &View, wanted: &StoriesWanted) -> Result<(Vec<Story>, Option<u64>), StateError> {
    let mut chosen = Vec::new();
    let mut next = None;
    let mut before = match wanted.after {
        Some(StoryPlace::Event(sequence)) => sequence,
        _ => u64::MAX,
    };
    for _ in 0..MOST_LOOKED_AT / AT_ONCE {
        let stories = view.latest_stories(before, AT_ONCE)?;
        if stories.is_empty() {
            return Ok((chosen, None));
        }
        for story in stories {
            before = story.counted.last_seq;
            let counted = &story.counted;
            if wanted.since.is_some_and(|since| counted.last < since) {
                return Ok((chosen, None));
            }
            if counted.items < wanted.least {
                continue;
            }
            if chosen.len() == wanted.limit {
                return Ok((chosen, next));
            }
            chosen.push(story);
            next = Some(before);
        }
    }
    Ok((chosen, Some(before)))
}

/// A story in a line.
pub(super) fn line(view: &View, story: &Story) -> Result<StoryLine, StateError> {
    let mut first = None;
    for id in view.members_of(story, MOST_ASKED)? {
        first = whole(view, id)?;
        if first.is_some() {
            break;
        }
    }
    Ok(line_of(story, first.as_ref()))
}

/// A story in a line, whose first item is known.
pub(super) fn line_of(story: &Story, first: Option<&Item>) -> StoryLine {
    let counted = &story.counted;
    StoryLine {
        id: story.id,
        headline: first.and_then(|item| item.article.headline.clone()),
        headline_item: first.map(|item| item.id),
        outlet: first.map(Item::outlet),
        first_seen: counted.first,
        last_seen: counted.last,
        items: counted.items,
        copies: counted.copies,
        outlets: counted.outlet_count(),
        languages: counted
            .languages
            .iter()
            .map(|one| String::from(*one))
            .collect(),
    }
}

/// An item as it is now, if the journal keeps it.
pub(super) fn whole(view: &View, id: ItemId) -> Result<Option<Item>, StateError> {
    Ok(view.event_of(id)?.and_then(|event| event.body.into_item()))
}
