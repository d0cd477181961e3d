//! Full-text search: an index over the items of the journal, and what is found in it.
//!
//! The index is a fold of the journal. It holds no text, only what can be looked up and where in the journal an item
//! stands; it may be deleted at any time, and whoever may write it brings it up to date. Words whose time in the journal
//! is over are found no more, because what is shown is read from the journal.

mod block;
mod catch_up;
mod collect;
mod compile;
mod document;
mod error;
mod facets;
mod index;
mod mark;
mod page;
mod snippet;
mod steady;
#[cfg(test)]
mod tests;
mod yields;

pub use catch_up::Caught;
pub use error::SearchError;
pub use facets::{Count, Facets};
pub use index::{FOLDER, SearchIndex};
pub use page::{
    After, Hit, NotAPlace, Order, Page, Places, Results, facets, newest_of, places, search,
};
pub use snippet::Snippet;
pub use yields::{DAYS, Yields, yields};
