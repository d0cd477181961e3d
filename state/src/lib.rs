//! What must not be lost: the journal, which is the truth, and the folds of it that make it quick to ask.
//!
//! No network, no judgement, no clock. What must hold: an event is durable in the journal before anything
//! acknowledges it, and every other file here except the sink cursors can be rebuilt from the journal.

mod error;
mod files;
mod inflight;
mod journal;
mod lock;
#[cfg(test)]
mod testing;

pub use error::StateError;
pub use inflight::{Inflight, Suspect};
pub use journal::{DamageKind, Journal, JournalDamage, JournalOptions, JournalReader, SegmentInfo};
pub use lock::StateLock;
