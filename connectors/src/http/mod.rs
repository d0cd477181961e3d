//! One polite client for everything that is asked of the web.
//!
//! Connectors say what they want ([`Ask`]); when, how often and whether a host is asked is decided here, for all
//! sources together. Nothing is retried here: a failure says when to come back, and the durable schedule does.

mod ask;
mod web;

pub(crate) use ask::{Answer, Ask, Purpose, Response, Validators};
pub use web::Web;
