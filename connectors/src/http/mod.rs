//! One polite client for everything that is asked of the web.
//!
//! Connectors say what they want ([`Ask`]); when, how often and whether a host is asked is decided here, for all
//! sources together. Nothing is retried here: a failure says when to come back, and the durable schedule does.

mod address;
mod ask;
mod body;
mod exchange;
mod get;
mod headers;
mod host;
mod hosts;
mod network;
mod permission;
mod post;
mod question;
mod redirect;
mod robots;
mod rules;
mod saved;
#[cfg(test)]
pub(crate) mod script;
mod status;
mod transport;
mod trouble;
mod visit;
mod web;

#[cfg(test)]
pub(crate) use self::exchange::Trouble;
pub use self::{ask::Validators, host::HostStatus, web::Web};
pub(crate) use self::{
    ask::{Answer, Ask, Purpose, Response},
    headers::media,
    post::{PostError, PostReply},
};
