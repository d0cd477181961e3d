//! What was asked of a host, and when: the evidence for politeness.

use std::time::{Duration, Instant};

use super::question::Question;

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Path and query.
    pub(crate) path: String,
    pub(crate) question: Question,
    pub(crate) status: u16,
    /// When its head had been read.
    pub(crate) began: Instant,
    /// When the last part of the answer was about to be written; the client had it later than that.
    pub(crate) ended: Option<Instant>,
}

/// Requests, in the order in which they came.
#[derive(Debug, Clone)]
pub(crate) struct Visits(pub(crate) Vec<Visit>);

impl Visits {
    /// How often a path was asked for, with any query.
    pub(crate) fn of(&self, path: &str) -> usize {
        let same = |visit: &&Visit| visit.path.split('?').next() == Some(path);
        self.0.iter().filter(same).count()
    }

    /// The paths that were asked for, without robots.txt.
    pub(crate) fn paths(&self) -> Vec<&str> {
        let paths = self.0.iter().map(|visit| visit.path.as_str());
        paths.filter(|path| *path != "/robots.txt").collect()
    }

    /// The most requests that were under way at once.
    pub(crate) fn most_at_once(&self) -> usize {
        let under_way = |now: Instant| {
            let here =
                |visit: &&Visit| visit.began <= now && visit.ended.is_none_or(|ended| ended > now);
            self.0.iter().filter(here).count()
        };
        self.0
            .iter()
            .map(|visit| under_way(visit.began))
            .max()
            .unwrap_or(0)
    }

    /// The shortest time from the end of any request to the beginning of a later one.
    pub(crate) fn shortest_rest(&self) -> Option<Duration> {
        let rest = |visit: &Visit| {
            let ends = self.0.iter().filter_map(|other| other.ended);
            ends.filter_map(|ended| visit.began.checked_duration_since(ended))
                .min()
        };
        self.0.iter().filter_map(rest).min()
    }
}
