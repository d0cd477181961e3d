//! The stories that a query finds: the search index gives the reports, the newest first, and each story stands where its
//! newest one that was found does.

use std::{collections::HashSet, fmt, str::FromStr};

use item::{ItemId, Query};
use pipeline::search::{After, NotAPlace, Order, Page, SearchIndex, newest_of, places};
use state::{StateError, Story, View};

use super::list::{StoriesWanted, Unread};

/// Reports that are read for each story of a page at the most: one of many reports is met again and again. A page that
/// is not full by then ends, and the next goes on behind it.
const READ_FOR_ONE: usize = 4;
/// Reports of a story that are looked up: more than any has.
const MOST_REPORTS: usize = 1 << 16;

/// Where a page of stories begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryPlace {
    /// Behind the story with this last event.
    Event(u64),
    /// Behind this report.
    Report(After),
}

impl fmt::Display for StoryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(sequence) => write!(f, "{sequence}"),
            Self::Report(after) => write!(f, "{after}"),
        }
    }
}

impl FromStr for StoryPlace {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        match text.parse() {
            Ok(sequence) => Ok(Self::Event(sequence)),
            Err(_) => text.parse().map(Self::Report),
        }
    }
}

/// A page of the stories that have a report which the query finds, and where the next one begins.
pub(super) fn found(
    view: &View,
    search: &SearchIndex,
    wanted: &StoriesWanted,
) -> Result<(Vec<Story>, Option<After>), Unread> {
    let began = match wanted.after {
        Some(StoryPlace::Report(after)) => Some(after),
        _ => None,
    };
    let page = Page {
        order: Order::Newest,
        after: began,
        limit: wanted.limit.saturating_mul(READ_FOR_ONE),
    };
    let found = places(search, &wanted.query, page)?;
    let end = found.places.last().filter(|_| found.more).copied();
    let (mut stories, mut met) = (Vec::new(), HashSet::new());
    let mut places = found.places.into_iter().peekable();
    while let Some(place) = places.next() {
        let Some(item) = place.read(view.journal())? else {
            continue;
        };
        let Some(story) = story_of(view, item.id)? else {
            continue;
        };
        let counted = &story.counted;
        let is_wanted =
            counted.items >= wanted.least && wanted.since.is_none_or(|since| counted.last >= since);
        if is_wanted
            && met.insert(story.id)
            && !was_told(view, search, &wanted.query, &story, began)?
        {
            stories.push(story);
        }
        if stories.len() >= wanted.limit {
            let more = places.peek().is_some() || found.more;
            return Ok((stories, Some(place).filter(|_| more)));
        }
    }
    Ok((stories, end))
}

/// The story of an item. One that was told alone long ago is counted no more; it is found among the reports.
fn story_of(view: &View, item: ItemId) -> Result<Option<Story>, StateError> {
    let name = view.story_of(item)?.unwrap_or(item);
    view.story(name)
}

/// Whether a story stood on an earlier page, because one of its reports did.
fn was_told(
    view: &View,
    search: &SearchIndex,
    query: &Query,
    story: &Story,
    began: Option<After>,
) -> Result<bool, Unread> {
    let Some(began) = began.filter(|_| story.counted.items > 1) else {
        return Ok(false);
    };
    let reports = view.members_of(story, MOST_REPORTS)?;
    let newest = newest_of(search, query, &reports)?;
    Ok(newest.is_some_and(|newest| newest >= began))
}
