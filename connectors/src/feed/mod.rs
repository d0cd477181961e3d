//! Feeds as bytes: RSS, Atom, RDF and JSON Feed in one neutral form. It fetches nothing.

mod categories;
mod convert;
mod dates;
mod decode;
mod entities;
mod entries;
mod head;
mod hints;
mod ids;
mod json;
mod links;
mod markup;
mod mend;
mod model;
mod names;
mod outline;
mod paging;
mod parse;
mod pass;
mod people;
mod plain;
mod read;
mod root;
mod sniff;
#[cfg(test)]
mod tests;
mod text;
mod warnings;
mod webpage;
mod wide;

pub(crate) use dates::moment;
pub(crate) use decode::decoded;
pub(crate) use entries::entries;
pub(crate) use hints::hints;
pub(crate) use markup::{Markup, Piece, attributes, local};
pub use model::{Enclosure, Feed, FeedDate, FeedEntry, FeedKind, Ids, Prose};
pub(crate) use paging::{Paging, paging};
pub(crate) use plain::{plain, resolved};
pub use read::{FeedBytes, NoFeed, read_feed};
pub(crate) use sniff::is_feed;
