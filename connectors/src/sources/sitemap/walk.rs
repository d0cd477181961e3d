//! The way back through the sitemaps of a site, as its cursor remembers it. Pure.
//!
//! What must hold: nothing that is not older than `since` is left out, however often the way is interrupted and whatever
//! changes meanwhile; and every way ends.

use item::{Cursor, Past, PastEnd};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::sitemap::{Mark, Stretch};

/// Sitemaps that are read on one way: a paper that makes one a day has filled so many in a hundred years.
pub(super) const MOST_SITEMAPS: u32 = 40_000;

/// Where the way is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Walk {
    /// What was asked for, as a digest.
    asked: u64,
    /// Down to when the pass goes that is under way; none if none is.
    since: Option<Timestamp>,
    /// Down to when earlier passes listed everything.
    done: Option<Timestamp>,
    /// Whether they left nothing out because it was older.
    is_all: bool,
    /// From the top down, which sitemap of each index is walked.
    pub(super) path: Vec<Mark>,
    /// A digest of the body of the sitemap that the path leads to, and how many of its pages were given.
    body: u64,
    given: usize,
    /// Sitemaps that were read in this pass.
    pub(super) read: u32,
    /// Whether something was left out in this pass because it was older.
    pub(super) older: bool,
    /// Nothing that is left is later than this, as far as times are known.
    reached: Option<Timestamp>,
}

impl Walk {
    /// The way that a cursor tells of, for a source that is asked for so. Where it is to go further back than it was to
    /// before, it begins anew: of what it has passed it left out what was older.
    pub(super) fn of(cursor: &Cursor, asked: u64, since: Timestamp) -> Self {
        let walk: Self = serde_json::from_str(cursor.as_str()).unwrap_or_default();
        if walk.asked != asked {
            return Self {
                asked,
                since: Some(since),
                ..Self::default()
            };
        }
        if walk.is_there(since) {
            return walk;
        }
        match walk.since {
            Some(before) if before <= since => Self {
                since: Some(since),
                ..walk
            },
            _ => Self {
                asked,
                since: Some(since),
                done: walk.done,
                ..Self::default()
            },
        }
    }

    /// Whether there is nothing to be read: everything that is not older was listed.
    pub(super) fn is_there(&self, since: Timestamp) -> bool {
        let is_before = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment <= since);
        match self.since {
            None => self.is_all || is_before(self.done),
            Some(_) => is_before(self.done),
        }
    }

    /// What is walked.
    pub(super) fn stretch(&self, since: Timestamp) -> Stretch {
        Stretch {
            since,
            until: self.done,
        }
    }

    /// How many pages of the sitemap with this body were given.
    pub(super) fn given(&self, body: u64) -> usize {
        if self.body == body { self.given } else { 0 }
    }

    /// So many pages of it were.
    pub(super) fn give(&mut self, body: u64, given: usize) {
        (self.body, self.given) = (body, given);
    }

    /// What is left is no later than this.
    pub(super) fn reach(&mut self, latest: Option<Timestamp>) {
        if let Some(latest) = latest {
            self.reached = Some(self.reached.map_or(latest, |reached| reached.min(latest)));
        }
    }

    /// The pass is over.
    pub(super) fn end(self, since: Timestamp) -> Self {
        Self {
            asked: self.asked,
            done: Some(since),
            is_all: !self.older,
            ..Self::default()
        }
    }

    /// How far this is, for whoever asked for `since`.
    pub(super) fn past(&self, since: Timestamp) -> Past {
        let end = if self.is_all {
            PastEnd::Source
        } else {
            PastEnd::Since
        };
        let is_over = self.since.is_none() || self.is_there(since);
        Past {
            since,
            reached: if is_over { self.done } else { self.reached },
            cursor: self.cursor(),
            end: is_over.then_some(end),
        }
    }

    /// A cursor takes it: it is as long as the indexes are deep, and that has a bound.
    fn cursor(&self) -> Cursor {
        let text = serde_json::to_string(self).ok();
        text.and_then(|text| Cursor::new(text).ok())
            .unwrap_or_default()
    }
}
