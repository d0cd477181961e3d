//! What must not be lost: the journal, which is the truth, and the folds of it that make it quick to ask.
//!
//! No network, no judgement, no clock. What must hold: an event is durable in the journal before anything
//! acknowledges it, and every other file here except the sink cursors can be rebuilt from the journal.

mod ask;
mod check;
mod checkpoint;
mod dropped;
mod empty;
mod error;
mod files;
mod fold;
mod forget;
mod furniture;
mod inflight;
mod journal;
mod lock;
mod near;
mod open;
mod outdated;
mod paused;
mod rebuild;
mod recheck;
mod remembered;
mod retain;
mod shingles;
mod state;
mod stats;
mod store;
mod stories;
mod story_fold;
mod takedown;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod versions;
mod view;
mod weight;

pub use ask::Waiting;
pub use check::{Finding, FindingKind};
pub use dropped::{Dropped, Example, Retaken, Tally};
pub use error::StateError;
pub use files::free_space;
pub use inflight::{Inflight, Suspect};
pub use journal::{
    DamageKind, Journal, JournalDamage, JournalOptions, JournalReader, Rewritten, SegmentInfo,
};
pub use lock::StateLock;
pub use open::Opened;
pub use remembered::Remembered;
pub use retain::{Retained, SinkFloor};
pub use shingles::{Candidate, ShingleSettings, Shingles};
pub use state::{Options, Retention, State};
pub use stats::Stats;
pub use store::{
    About, Alarms, EntryKey, Failure, Failures, Health, HostLine, ItemRow, Known, Language, Listed,
    ListedEntry, Raised, Recheck, Retry, Rhythm, Selector, Shown, SoftCursor, Status, StoryRow,
    Unread,
};
pub use stories::Story;
pub use takedown::Traces;
pub use versions::Version;
pub use view::{SourceNow, Totals, View};
