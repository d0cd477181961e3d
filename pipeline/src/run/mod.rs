//! Carrying entries through the stages: the only place of this crate with effects.
//!
//! ```text
//! poll ──▶ desk (admit) ──▶ pending ──▶ workers (open, prepare) ──▶ desk (settle) ──▶ journal ──▶ deliver
//! ```
//! The desk is the single writer: it alone owns the state. Every channel has a bound, so a slow stage
//! holds back the ones before it, and a failure in one source, entry or sink never stops the others; only
//! a failed write of the state does.

mod admit;
mod deliver;
mod desk;
mod hand_out;
mod identity;
mod message;
mod once;
mod outcome;
mod poll;
mod progress;
mod settle;
mod work;

pub use deliver::{Delivery, SinkEnd, SinkReport};
pub use once::{End, Plan, RunError, Summary, run_once};
pub use poll::{PollEnd, PollReport};
pub use progress::{Counts, Progress};
