//! The way back through the pages of a source's past: what is remembered between two steps, and where it ends.
//!
//! Pure. What must hold: nothing that is not older than `since` is left out; where something older was left out, a way
//! to an earlier moment begins; and every way ends, whatever a host answers.

use item::{Cursor, DropReason, Entry, Past, PastEnd, digest64};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    connector::{Step, Warning},
    error::FetchError,
};

/// Pages of one way: a paper with a hundred reports a day fills so many of ten in a dozen years.
const MOST_PAGES: u32 = 50_000;

/// Keys of a page that are remembered, to tell whether another page repeats it,
const REMEMBERED_KEYS: usize = 64;
/// and pages that are, to tell whether their links lead round in a circle.
const REMEMBERED_PAGES: usize = 16;

/// Pages in a row that repeat others before the way ends. One alone may be what became of the page before it while new
/// entries pushed everything on by a page.
const MOST_REPEATS: u8 = 2;

/// Longer addresses of pages are not followed: two of them have to fit into a cursor.
const LONGEST_URL: usize = 800;

/// What is remembered between two steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Way {
    /// What the source was asked for, as a digest: a way through another one says nothing of this one.
    asked: u64,
    /// Pages that were read.
    pages: u32,
    /// The page to read next; none at the beginning and at the end.
    next: Option<Next>,
    /// Every page whose newest entry is later was read.
    reached: Option<Timestamp>,
    /// Where a way to an earlier moment begins.
    left_out: Option<LeftOut>,
    /// Digests of the keys of the first page,
    first: Vec<u32>,
    /// and of the last one.
    last: Vec<u32>,
    /// Pages in a row that repeated others.
    repeats: u8,
    /// Digests of the addresses of the last pages.
    visited: Vec<u32>,
    /// Whether the ids of a page were seen to name different entries alike; they name no better on the pages before it.
    pub(crate) doubts_ids: bool,
}

/// A page to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Next {
    /// Where it is.
    pub(crate) url: String,
    /// Whether its address was made by a rule of its platform; otherwise the page before names it.
    pub(crate) guessed: bool,
}

/// The first page from which entries were left out, because they were older than was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LeftOut {
    page: Next,
    since: Timestamp,
}

/// A page that was read.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its entries, in its order.
    pub(crate) entries: Vec<Dated>,
    /// The page before it in time, if there seems to be one.
    pub(crate) next: Option<Next>,
    /// Whether its ids were seen to name different entries alike.
    pub(crate) doubts_ids: bool,
    /// What went wrong without stopping the rest.
    pub(crate) warnings: Vec<Warning>,
}

/// An entry and when it was published, as far as its listing tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dated {
    pub(crate) entry: Entry,
    pub(crate) at: Option<Timestamp>,
}

impl Way {
    /// The way that a cursor tells of, for a source that is asked for so, back to `since`.
    pub(crate) fn of(cursor: &Cursor, asked: u64, since: Timestamp) -> Self {
        let mut way: Self = serde_json::from_str(cursor.as_str()).unwrap_or_default();
        if way.asked != asked {
            way = Self {
                asked,
                ..Self::default()
            };
        }
        if let Some(left_out) = way.left_out.take_if(|left_out| since < left_out.since) {
            way.next = Some(left_out.page);
            way.reached = Some(left_out.since);
            way.repeats = 0;
            way.last.clear();
            way.visited.clear();
        }
        way
    }

    /// The page to read now; none if the way came to its end, or as far as `since`, before. It begins with what the
    /// source lists today, at `home`.
    pub(crate) fn page(&self, home: &str, since: Timestamp) -> Option<Next> {
        if self.pages == 0 {
            let url = home.to_owned();
            return Some(Next {
                url,
                guessed: false,
            });
        }
        self.next.clone().filter(|_| !self.is_there(since))
    }

    fn is_there(&self, since: Timestamp) -> bool {
        self.all_listed().is_some_and(|reached| reached <= since)
    }

    /// Everything later was listed.
    fn all_listed(&self) -> Option<Timestamp> {
        let left_out = self.left_out.as_ref().map(|left_out| left_out.since);
        self.reached
            .map(|reached| left_out.map_or(reached, |left_out| reached.max(left_out)))
    }

    /// What a page that was asked for makes of the way. Where a platform would have it if its past went on, and it is not
    /// there, the way ends.
    pub(crate) fn go_on(
        self,
        asked: &Next,
        got: Result<Page, FetchError>,
        since: Timestamp,
    ) -> Result<Step, FetchError> {
        match got {
            Ok(page) => Ok(self.take(asked, page, since)),
            Err(error) => match why_nothing_is_there(&error).filter(|_| asked.guessed) {
                Some(why) => Ok(self.ends(asked, since, &why)),
                None => Err(error),
            },
        }
    }

    /// What comes of a page that was read. The way goes on with the page that it names.
    fn take(mut self, read: &Next, page: Page, since: Timestamp) -> Step {
        self.remember(read, &page);
        let is_older = |dated: &Dated| dated.at.is_some_and(|at| at < since);
        let newest = page.entries.iter().filter_map(|dated| dated.at).max();
        if page.entries.iter().any(is_older) {
            self.left_out.get_or_insert_with(|| LeftOut {
                page: read.clone(),
                since,
            });
        }
        self.reached = match (self.reached, newest) {
            (Some(reached), Some(newest)) => Some(reached.min(newest)),
            (reached, newest) => reached.or(newest),
        };
        let (end, why) = match self.end(page.next.as_ref()) {
            _ if newest.is_some_and(|newest| newest < since) => (Some(PastEnd::Since), None),
            Some(why) => (Some(PastEnd::Source), Some(why)),
            None => (None, None),
        };
        self.next = page.next.filter(|_| end.is_none());
        let entries = newest_first(page.entries)
            .filter(|dated| !is_older(dated))
            .map(|dated| dated.entry)
            .collect();
        let note = |message: String| Warning {
            what: read.url.clone(),
            message,
        };
        Step {
            entries,
            warnings: page.warnings,
            notes: why.map(note).into_iter().collect(),
            past: self.past(since, end),
        }
    }

    /// The end of a way whose next page is not there.
    fn ends(mut self, read: &Next, since: Timestamp, why: &str) -> Step {
        self.next = None;
        self.pages = self.pages.max(1);
        let note = Warning {
            what: read.url.clone(),
            message: why.to_owned(),
        };
        Step {
            notes: vec![note],
            ..Step::of(self.past(since, Some(PastEnd::Source)))
        }
    }

    /// What comes of a way that has no page to read.
    pub(crate) fn over(&self, since: Timestamp) -> Step {
        let end = if self.is_there(since) {
            PastEnd::Since
        } else {
            PastEnd::Source
        };
        Step::of(self.past(since, Some(end)))
    }

    fn remember(&mut self, read: &Next, page: &Page) {
        let entries = page.entries.iter().take(REMEMBERED_KEYS);
        let keys: Vec<u32> = entries.map(|dated| digest(&dated.entry.key)).collect();
        let is_known = |key: &u32| self.first.contains(key) || self.last.contains(key);
        let repeats = !keys.is_empty() && keys.iter().all(is_known);
        self.repeats = if repeats { self.repeats + 1 } else { 0 };
        if self.pages == 0 {
            self.first.clone_from(&keys);
        }
        self.last = keys;
        self.pages += 1;
        self.doubts_ids |= page.doubts_ids;
        if self.visited.len() >= REMEMBERED_PAGES {
            self.visited.remove(0);
        }
        self.visited.push(digest(&read.url));
    }

    /// Why the way ends here, if it does.
    fn end(&self, next: Option<&Next>) -> Option<String> {
        let Some(next) = next else {
            return Some("names no page before it".to_owned());
        };
        if self.repeats >= MOST_REPEATS {
            return Some("lists the same as the pages after it".to_owned());
        }
        if self.visited.contains(&digest(&next.url)) {
            return Some(format!("leads back to `{}`", next.url));
        }
        if next.url.len() > LONGEST_URL {
            return Some("names a page whose address is too long".to_owned());
        }
        (self.pages >= MOST_PAGES).then(|| format!("is page {MOST_PAGES}, and no more are read"))
    }

    fn past(&self, since: Timestamp, end: Option<PastEnd>) -> Past {
        Past {
            since,
            reached: self.all_listed(),
            cursor: self.cursor(),
            end,
        }
    }

    /// The cursor that says this. Where that is too long, what only tells circles is forgotten.
    fn cursor(&self) -> Cursor {
        let write = |way: &Self| {
            let text = serde_json::to_string(way).ok()?;
            Cursor::new(text).ok()
        };
        let short = || Self {
            first: Vec::new(),
            last: Vec::new(),
            visited: Vec::new(),
            ..self.clone()
        };
        write(self).or_else(|| write(&short())).unwrap_or_default()
    }
}

/// What a host says of a page that was only supposed to be there. Anything else is a failure.
fn why_nothing_is_there(error: &FetchError) -> Option<String> {
    match error {
        FetchError::Refused {
            reason:
                DropReason::NotFound
                | DropReason::Gone
                | DropReason::Unreachable
                | DropReason::Malformed,
            detail,
            ..
        } => Some(format!("is not there: {detail}")),
        _ => None,
    }
}

/// Entries by their dates, the newest first; one without a date stays behind the one that it stood behind.
fn newest_first(entries: Vec<Dated>) -> impl Iterator<Item = Dated> {
    let mut before = None;
    let mut dated: Vec<(Option<Timestamp>, Dated)> = Vec::new();
    for entry in entries {
        before = entry.at.or(before);
        dated.push((before, entry));
    }
    // What stands before the first date is as new as anything.
    dated.sort_by_key(|(at, _)| std::cmp::Reverse(at.unwrap_or(Timestamp::MAX)));
    dated.into_iter().map(|(_, entry)| entry)
}

/// Half a digest: chance makes two of them equal once in four billion, and a page has to meet it with every key.
fn digest(text: &str) -> u32 {
    let [a, b, c, d, ..] = digest64(text.as_bytes()).to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests;
