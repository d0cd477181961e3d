//! When a source is to be asked again: pure decisions from what is known of it and `now`.
//!
//! ```text
//! poll ─▶ ended (what it leaves behind) ─▶ learn (when the source publishes) ─▶ Health
//! Health ─▶ rates ─▶ interval ─▶ due ─▶ poll
//! ```
//! What must hold: a source that was never polled is due at once; no source is asked before the time that it, its
//! host or its own rhythm allows, and none that asked for no patience is left alone for longer than its cap. The
//! reasons for the figures, and what they were measured against, are in `docs/scheduling.md`.

mod backoff;
mod budget;
mod due;
mod ended;
mod gone;
mod interval;
mod learn;
mod outage;
mod plan;
mod rates;
mod recheck;
mod silent;
mod time;

pub use budget::{Went, counted, of_budget, unread_for};
pub use due::{Runner, is_due, next_due};
pub use ended::{Ended, after};
pub use gone::is_gone;
pub use learn::Seen;
pub use outage::Unconnected;
pub use plan::{Planned, Why, planned};
pub use recheck::{ends, next_recheck};
