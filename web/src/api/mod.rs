//! The HTTP API, under `/api/v1`, and what machines ask to know whether this one is well.

mod events;
mod items;
mod openapi;
mod sources;
mod status;
mod steer;
mod stories;

pub(crate) use events::{events, stream};
pub(crate) use items::{item, items, parameters};
pub(crate) use openapi::openapi;
pub(crate) use sources::{row, rows, source, sources};
pub(crate) use status::{SinkStatus, Status, healthz, readyz, status};
pub(crate) use steer::{Order, carry_out, pause, poll, resume};
pub(crate) use stories::{LEAST, place, stories, story, story_of};
