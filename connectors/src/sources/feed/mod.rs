//! Feeds on the web as sources: polled conditionally, their entries listed; pages are opened as all pages are.
//!
//! Not here: how a feed is read; that is `feed/` at the root of this crate.

mod back;
mod connector;
mod listing;
#[cfg(test)]
mod tests;
mod whole;

pub(crate) use connector::FeedConnector;
pub(crate) use whole::is_whole;
