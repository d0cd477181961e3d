//! The stages that a report passes, and the run that carries it through them.
//!
//! `clean`, `classify`, `dedup`, `diff`, `story`, `filter` and `flips` are pure: no I/O, no clock, no state. `run` and `search` are
//! the only modules with effects.

pub mod classify;
pub mod clean;
pub mod dedup;
pub mod diff;
pub mod filter;
mod flips;
pub mod run;
pub mod schedule;
pub mod search;
pub mod stages;
pub mod story;
pub mod text;
