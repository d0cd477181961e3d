//! The two ends of the stream: what reads sources and what writes to sinks.
//!
//! All effects on the outside world live here. This crate knows neither the journal nor the store, and it
//! decides nothing about content: it lists entries, opens them, and hands over events.

mod connector;
mod discover;
mod error;
mod fault;
mod feed;
mod http;
mod open;
mod opml;
mod raw;
mod records;
mod sink;
mod sinks;
mod sitemap;
mod sources;
mod warc;

pub use connector::{
    Again, Batch, Clock, Complete, Connector, Fetched, Opened, Sign, Step, Warning,
};
pub use discover::{By, Discovered, Find, FindKind, discover};
pub use error::{DeliverError, FetchError};
pub use fault::Fault;
pub use feed::{
    Enclosure, Feed, FeedBytes, FeedDate, FeedEntry, FeedKind, Ids, NoFeed, Prose, read_feed,
};
pub use http::{HostStatus, Validators, Web};
pub use open::{open_sink, open_sink_again, open_source};
pub use opml::{NoOpml, Opml, Outline, read_opml, write_opml};
pub use raw::{FoundRaw, erase_raw, find_raw, finish_erasing};
pub use sink::{JournalEnds, Sink};
pub use sinks::{
    DeadLetter, DeadLetters, Taken, acknowledged, all_acknowledged, erase_dead_letters,
    read_dead_letter,
};
pub use sources::{NoRaw, RawReader, document_at};
