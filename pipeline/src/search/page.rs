//! One page of what a query finds.

use std::{fmt, str::FromStr};

use item::{Item, ItemId, Query};
use state::JournalReader;
use tantivy::query::{BooleanQuery, TermSetQuery};

use super::{
    SearchError, SearchIndex,
    collect::Best,
    compile::{Scored, compile},
    facets::{Counting, Facets},
    snippet::{Snippet, Words},
};

/// In which order items are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What fits best first; of two that fit alike, the younger.
    #[default]
    Relevance,
    /// The newest first.
    Newest,
}

/// Which page is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The order of the whole.
    pub order: Order,
    /// Where the page before it ended.
    pub after: Option<After>,
    /// At most so many.
    pub limit: usize,
}

/// A place among the results: pages follow one another without repeating or leaving out an item. By date that holds though
/// others come in between; what fits best may change place with what the words of new items weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct After {
    pub(super) rank: u64,
    pub(super) date: i64,
    pub(super) seen: i64,
    pub(super) sequence: u64,
}

impl After {
    /// The item that stands there; none where the journal no longer keeps its words.
    pub fn read(self, journal: &JournalReader) -> Result<Option<Item>, SearchError> {
        let event = journal.get(self.sequence)?;
        Ok(event.and_then(|event| event.body.into_item()))
    }
}

/// What was typed is no place among results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the cursor of a page")]
pub struct NotAPlace;

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:x}.{}.{}.{}",
            self.rank, self.date, self.seen, self.sequence
        )
    }
}

impl FromStr for After {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let mut parts = text.splitn(4, '.');
        let mut part = || parts.next().ok_or(NotAPlace);
        Ok(Self {
            rank: u64::from_str_radix(part()?, 16).map_err(|_| NotAPlace)?,
            date: part()?.parse().map_err(|_| NotAPlace)?,
            seen: part()?.parse().map_err(|_| NotAPlace)?,
            sequence: part()?.parse().map_err(|_| NotAPlace)?,
        })
    }
}

/// An item that was found.
#[derive(Debug)]
pub struct Hit {
    /// The item.
    pub item: Item,
    /// The part of its text where the words stand that were asked for.
    pub snippet: Snippet,
}

/// A page of results.
#[derive(Debug)]
pub struct Results {
    /// What was found, in the order that was asked for.
    pub hits: Vec<Hit>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<After>,
    /// How many items there are in all.
    pub total: u64,
    /// How many of this page are left out, because the journal no longer keeps their words.
    pub gone: usize,
}

/// Where what a query finds stands in the journal.
#[derive(Debug)]
pub struct Places {
    /// The items, in the order that was asked for.
    pub places: Vec<After>,
    /// Whether there are more behind them.
    pub more: bool,
    /// How many items there are in all.
    pub total: u64,
}

/// Counts the labels of all items that a query asks for.
pub fn facets(index: &SearchIndex, query: &Query) -> Result<Facets, SearchError> {
    let compiled = compile(query, index.fields, Scored::No);
    let counts = index.searcher().search(&compiled, &Counting)?;
    Ok(Facets::of(counts))
}

/// Finds where the items stand that a query asks for, and reads none of them.
pub fn places(index: &SearchIndex, query: &Query, page: Page) -> Result<Places, SearchError> {
    let scored = match page.order {
        Order::Relevance => Scored::Yes,
        Order::Newest => Scored::No,
    };
    let compiled = compile(query, index.fields, scored);
    let collector = Best {
        order: page.order,
        after: page.after,
        limit: page.limit.saturating_add(1),
    };
    let (total, mut places) = index.searcher().search(&compiled, &collector)?;
    let more = places.len() > page.limit;
    places.truncate(page.limit);
    Ok(Places {
        places,
        more,
        total,
    })
}

/// The newest of these items that a query asks for.
pub fn newest_of(
    index: &SearchIndex,
    query: &Query,
    ids: &[ItemId],
) -> Result<Option<After>, SearchError> {
    let these = ids.iter().map(|id| index.fields.id_term(*id));
    let both: [Box<dyn tantivy::query::Query>; 2] = [
        Box::new(TermSetQuery::new(these)),
        Box::new(compile(query, index.fields, Scored::No)),
    ];
    let collector = Best {
        order: Order::Newest,
        after: None,
        limit: 1,
    };
    let both = BooleanQuery::intersection(both.into());
    let (_, newest) = index.searcher().search(&both, &collector)?;
    Ok(newest.first().copied())
}

/// Finds the items that a query asks for.
pub fn search(
    index: &SearchIndex,
    journal: &JournalReader,
    query: &Query,
    page: Page,
) -> Result<Results, SearchError> {
    let Places {
        places,
        more,
        total,
    } = places(index, query, page)?;
    let next = places.last().filter(|_| more).copied();
    let words = Words::of(query);
    let (mut hits, mut gone) = (Vec::new(), 0);
    for place in places {
        match place.read(journal)? {
            Some(item) => hits.push(Hit {
                snippet: words.snippet(&item),
                item,
            }),
            None => gone += 1,
        }
    }
    Ok(Results {
        hits,
        next,
        total,
        gone,
    })
}
