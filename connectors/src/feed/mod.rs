//! Feeds as bytes: RSS, Atom, RDF and JSON Feed in one neutral form. It fetches nothing.

mod convert;
mod dates;
mod decode;
mod dialect;
mod entries;
mod extras;
mod hints;
mod ids;
mod json;
mod links;
mod markup;
mod model;
mod outline;
mod parse;
mod pieces;
mod plain;
mod read;
mod sniff;
#[cfg(test)]
mod tests;
mod webpage;

pub(crate) use dates::moment;
pub(crate) use decode::decoded;
pub(crate) use entries::entries;
pub(crate) use hints::hints;
pub(crate) use markup::{Markup, Piece, attributes, local};
pub use model::{Enclosure, Feed, FeedDate, FeedEntry, FeedKind, Prose};
pub(crate) use plain::{plain, resolved};
pub use read::{FeedBytes, NoFeed, read_feed};
pub(crate) use sniff::is_feed;
