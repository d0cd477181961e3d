//! The two ends of the stream: what reads sources and what writes to sinks.
//!
//! All effects on the outside world live here. This crate knows neither the journal nor the store, and it
//! decides nothing about content: it lists entries, opens them, and hands over events.

mod connector;
mod error;
mod sink;

pub use connector::{Batch, Clock, Complete, Connector, Fetched, Opened, Warning};
pub use error::{DeliverError, FetchError};
pub use sink::Sink;
