//! The source kind `page`: a list page without a feed. Its links, or its teasers, are the entries.
//!
//! Reading the list is pure (`list`, over `links` and, where no selector is given, `guess`), and so is finding where it goes
//! on (`pager`); asking for it and remembering it is the connector's.

mod back;
mod connector;
mod decode;
mod guess;
mod links;
mod list;
mod pager;
mod yields;

pub(crate) use connector::PageConnector;
pub(crate) use decode::decoded;
pub(crate) use list::articles;
