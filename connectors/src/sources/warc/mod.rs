//! The source kind `warc`: web archives in a file, a folder or a glob. Each archive is an entry, whose version tells
//! whether it must be read, and so is each page in it; pages are opened one by one, wherever they lie.
//!
//! What a record is, is `crate::warc`'s business; which files there are, is that of the source kind `files`.

mod connector;
mod entry;
mod kept;
mod open;
mod pass;
mod place;
mod reading;
mod tally;
mod text;

pub(crate) use connector::WarcConnector;
pub use kept::{NoRaw, RawReader};
