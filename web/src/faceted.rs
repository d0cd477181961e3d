//! Counts beside a list. Counting visits everything that a query finds, so a count serves all who ask within a moment.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use item::Query;
use jiff::{SignedDuration, Timestamp};
use pipeline::search::{Facets, Yields, facets, yields};

use crate::{problem::Problem, room::Room};

/// How old a count may be: new reports move it by little.
const KEPT_FOR: SignedDuration = SignedDuration::from_secs(20);
/// Queries whose counts are kept.
const MOST: usize = 64;

/// Counts that were made a moment ago, by the query.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    kept: Mutex<HashMap<String, (Timestamp, Arc<Facets>)>>,
    yields: Mutex<Option<(Timestamp, Arc<Yields>)>>,
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at).abs() < KEPT_FOR
}

impl Counted {
    /// The counts of what a query finds.
    pub(crate) fn of(&self, room: &Room, query: &Query) -> Result<Arc<Facets>, Problem> {
        let (name, now) = (query.to_string(), room.now());
        if let Some((at, counts)) = self.kept().get(&name)
            && is_fresh(*at, now)
        {
            return Ok(Arc::clone(counts));
        }
        let counts = Arc::new(facets(&room.search, query).map_err(Problem::fault)?);
        let mut kept = self.kept();
        if kept.len() >= MOST {
            kept.retain(|_, (at, _)| is_fresh(*at, now));
        }
        if kept.len() < MOST {
            kept.insert(name, (now, Arc::clone(&counts)));
        }
        Ok(counts)
    }

    /// What each source brought in the last days.
    pub(crate) fn yields(&self, room: &Room) -> Result<Arc<Yields>, Problem> {
        let now = room.now();
        let kept = || self.yields.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().clone().filter(|(at, _)| is_fresh(*at, now));
        if let Some((_, yields)) = known {
            return Ok(yields);
        }
        let yields = Arc::new(yields(&room.search, now).map_err(Problem::fault)?);
        *kept() = Some((now, Arc::clone(&yields)));
        Ok(yields)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Timestamp, Arc<Facets>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
