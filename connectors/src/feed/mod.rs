//! Feeds as bytes: RSS, Atom and RDF become entries that carry their content. It fetches nothing.

mod entries;
mod parse;
mod plain;
mod sniff;

pub(crate) use entries::entries;
pub(crate) use sniff::is_feed;
