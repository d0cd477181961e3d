//! The river: each story once, the youngest first, and only those that a query finds.
//!
//! Without a query the rows of the stories are read in their order. With one the search index gives the reports, the
//! newest first, and each story stands where its newest one that was found does.

use std::{collections::HashSet, fmt, str::FromStr};

use item::{ItemId, Query};
use pipeline::search::{After, NotAPlace, Order, Page, search};
use state::Story;

use super::{
    list::{StoriesWanted, chosen},
    telling::{MOST_READ, Telling},
};
use crate::{problem::Problem, room::Room};

/// How often the index is asked for one page: a story of many reports fills what is asked for at once.
const MOST_ASKED: usize = 4;

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Behind the story with this last event.
    Event(u64),
    /// Behind this report.
    Report(After),
}

/// A page of the river.
#[derive(Debug)]
pub(crate) struct RiverPage {
    /// The youngest first.
    pub(crate) stories: Vec<Telling>,
    /// Where the next page begins.
    pub(crate) next: Option<Place>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(sequence) => write!(f, "{sequence}"),
            Self::Report(after) => write!(f, "{after}"),
        }
    }
}

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        match text.parse() {
            Ok(sequence) => Ok(Self::Event(sequence)),
            Err(_) => text.parse().map(Self::Report),
        }
    }
}

/// A page of the stories that have a report which the query finds, and `least` reports at least.
pub(crate) fn river(
    room: &Room,
    query: &Query,
    least: u32,
    limit: usize,
    place: Option<Place>,
) -> Result<RiverPage, Problem> {
    let (stories, next) = if query.is_empty() {
        let before = match place {
            Some(Place::Event(sequence)) => Some(sequence),
            _ => None,
        };
        let wanted = StoriesWanted {
            query: Query::default(),
            since: None,
            least,
            limit,
            before,
        };
        let (stories, next) = chosen(&room.view, &wanted)?;
        (stories, next.map(Place::Event))
    } else {
        let after = match place {
            Some(Place::Report(after)) => Some(after),
            _ => None,
        };
        let (stories, next) = found(room, query, least, limit, after)?;
        (stories, next.map(Place::Report))
    };
    let told = stories.iter().map(|story| Telling::of(&room.view, story));
    Ok(RiverPage {
        stories: told.collect::<Result<_, _>>()?,
        next,
    })
}

fn found(
    room: &Room,
    query: &Query,
    least: u32,
    limit: usize,
    mut after: Option<After>,
) -> Result<(Vec<Story>, Option<After>), Problem> {
    let began = after;
    let (mut stories, mut met) = (Vec::new(), HashSet::new());
    for _ in 0..MOST_ASKED {
        let page = Page {
            order: Order::Newest,
            after,
            limit,
        };
        let found = search(&room.search, room.view.journal(), query, page);
        let found = found.map_err(Problem::fault)?;
        for hit in &found.hits {
            let Some(story) = story_of(room, hit.item.id)? else {
                continue;
            };
            if story.counted.items >= least
                && met.insert(story.id)
                && !was_told(room, query, &story, began)?
            {
                stories.push(story);
            }
        }
        after = found.next;
        if after.is_none() || stories.len() >= limit {
            break;
        }
    }
    Ok((stories, after))
}

/// The story of an item. One that was told alone long ago is counted no more; it is found among the reports.
fn story_of(room: &Room, item: ItemId) -> Result<Option<Story>, Problem> {
    let name = room.view.story_of(item)?.unwrap_or(item);
    Ok(room.view.story(name)?)
}

/// Whether a story stood on an earlier page, because one of its reports did.
fn was_told(
    room: &Room,
    query: &Query,
    story: &Story,
    began: Option<After>,
) -> Result<bool, Problem> {
    let Some(began) = began.filter(|_| story.counted.items > 1) else {
        return Ok(false);
    };
    for id in room.view.members_of(story, MOST_READ)? {
        let Some((sequence, item)) = room.item(id)? else {
            continue;
        };
        if began.is_past(&item, sequence) && query.matches_item(&item) {
            return Ok(true);
        }
    }
    Ok(false)
}
