//! Items in a list, as the search index finds them: page by page, the newest first or what fits best.

use item::{Item, Query};
use pipeline::search::{NotAPlace, Order, Page, search};
use serde::Deserialize;

use crate::{problem::Problem, room::Room};

/// Items on a page where nobody says how many,
const USUAL: usize = 30;
/// and at most.
const MOST: usize = 200;

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
    #[param(pattern = r"^[0-9a-f]{1,16}(\.[0-9]{1,18}){3}$")]
    pub(crate) cursor: Option<String>,
    /// `newest` (where it is left out) or `relevance`.
    #[serde(default)]
    pub(crate) sort: Sort,
}

/// What comes first.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sort {
    /// The newest.
    #[default]
    Newest,
    /// What fits best.
    Relevance,
}

/// Some items.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) items: Vec<Item>,
    /// Where the next page begins; `None` where this is the last.
    pub(crate) next: Option<String>,
    /// How many there are in all.
    pub(crate) total: u64,
}

impl Wanted {
    fn page(&self) -> Result<Page, Problem> {
        let after = self.cursor.as_deref().map(str::parse).transpose();
        let after = after.map_err(|error: NotAPlace| {
            Problem::bad_request(error.to_string()).with_hint("it is the `next` of a page before")
        })?;
        Ok(Page {
            order: match self.sort {
                Sort::Newest => Order::Newest,
                Sort::Relevance => Order::Relevance,
            },
            after,
            limit: self.limit.unwrap_or(USUAL).clamp(1, MOST),
        })
    }
}

/// The items that are wanted, as they are now, without those that were withdrawn.
pub(crate) fn list(room: &Room, wanted: &Wanted) -> Result<Listed, Problem> {
    let query = Query::parse(&wanted.q)?;
    let page = wanted.page()?;
    let found = search(&room.search, room.view.journal(), &query, page);
    let found = found.map_err(Problem::fault)?;
    Ok(Listed {
        items: found.hits.into_iter().map(|hit| hit.item).collect(),
        next: found.next.map(|next| next.to_string()),
        total: found.total,
    })
}
