//! Carrying entries through the stages: the only place of this crate with effects.
//!
//! ```text
//! poll ──▶ desk (admit) ──▶ pending ──▶ lanes ─┬▶ work  (local: open, prepare) ─┬▶ desk (settle) ──▶ journal ──▶ deliver
//!                                              └▶ fetch (web: open) ─▶ prepare ─┘
//! ```
//! The desk is the single writer: it alone owns the state. Every channel has a bound, so a slow stage
//! holds back the ones before it, and a failure in one source, entry or sink never stops the others; only
//! a failed write of the state does.

mod acknowledged;
mod admit;
mod again;
mod alarms;
mod back;
mod closing;
mod control;
mod crew;
mod deliver;
mod deliveries;
mod desk;
mod failures;
mod fetch;
mod forever;
mod furniture;
mod hand_out;
mod identity;
mod in_place;
mod known_page;
mod lanes;
mod message;
mod once;
mod outcome;
mod overrides;
mod pages;
mod plan;
mod poll;
mod postponed;
mod prepare;
mod progress;
mod rechecks;
mod remarks;
mod replay;
mod reprocess;
mod reread;
mod retry;
mod revise;
mod settle;
mod stories;
mod suspects;
mod tell;
#[cfg(test)]
mod tests;
mod treatments;
mod upkeep;
mod vanished;
mod watch;
mod window;
mod work;

pub use acknowledged::SinkNow;
pub use back::{Back, BackEnd, BackFrom, BackReport};
pub use closing::Left;
pub use control::{Control, NoRun};
pub use deliver::{Delivery, SinkEnd, SinkReport};
pub use deliveries::Deliveries;
pub use forever::run_forever;
pub use once::run_once;
pub use plan::{End, Plan, RunError, Summary};
pub use poll::{PollEnd, PollReport};
pub use postponed::Postponed;
pub use progress::{Backward, Counts, Polls, Progress, Waits};
pub use remarks::Remarks;
pub use replay::{Bound, Replay, ReplayError, Replayed, replay, send};
pub use reprocess::{Anew, Example, Meant, Reprocessed, Then, Turned, Uncleaned, reprocess};
pub use reread::Rereading;
pub use treatments::Treatments;
