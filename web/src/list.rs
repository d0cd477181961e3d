//! Items in a list: the newest first, those that a query wants, page by page.

use std::collections::HashSet;

use item::{Body, Item, ItemId, Query};
use serde::Deserialize;

use crate::{problem::Problem, room::Room};

/// Items on a page where nobody says how many,
const USUAL: usize = 30;
/// and at most.
const MOST: usize = 200;

/// Events that are looked at for one page: a query that fits nothing would else read the journal from end to end.
const LOOKED_BACK: u64 = 200_000;

/// Which items are wanted.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// A query in the one grammar: `lang:it,pl topic:nato-russia "exact words" -word after:2021-06-01`.
    #[serde(default)]
    pub(crate) q: String,
    /// How many, at most 200; 30 where it is left out.
    pub(crate) limit: Option<usize>,
    /// Where the page before ended: its `next`.
    pub(crate) cursor: Option<u64>,
}

/// Some items, the newest first.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) items: Vec<Item>,
    /// Where the next page begins; `None` where this is the last.
    pub(crate) next: Option<u64>,
}

impl Wanted {
    pub(crate) fn limit(&self) -> usize {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    pub(crate) fn query(&self) -> Result<Query, Problem> {
        Ok(Query::parse(&self.q)?)
    }
}

/// The items that are wanted, as they are now, in the order in which they were first told.
pub(crate) fn list(room: &Room, wanted: &Wanted) -> Result<Listed, Problem> {
    let query = wanted.query()?;
    let end = wanted
        .cursor
        .map_or(u64::MAX, |cursor| cursor.saturating_sub(1));
    let end = end.min(room.view.journal().durable());
    let limit = wanted.limit();
    let mut met: HashSet<ItemId> = HashSet::new();
    let mut failure = None;
    let pick = |event: item::Event| {
        let sequence = event.sequence;
        let (Body::ItemNew { item, .. } | Body::ItemCopy { item, .. }) = event.body else {
            return None;
        };
        let now = match room.item(item.id) {
            Ok(now) => now?.1,
            Err(error) => {
                failure.get_or_insert(error);
                return None;
            }
        };
        (query.matches_item(&now) && met.insert(now.id)).then_some((sequence, now))
    };
    let found = room.view.journal().newest(end, limit, LOOKED_BACK, pick)?;
    if let Some(error) = failure {
        return Err(error.into());
    }
    let looked_to = end.saturating_sub(LOOKED_BACK);
    let next = match found.last() {
        Some((sequence, _)) if found.len() == limit => Some(*sequence),
        _ => Some(looked_to + 1),
    };
    Ok(Listed {
        items: found.into_iter().map(|(_, item)| item).collect(),
        next: next.filter(|next| *next > 1),
    })
}
