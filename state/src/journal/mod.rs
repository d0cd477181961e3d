//! The journal: every event, in order, for ever or until retention. It is the truth; everything else is a fold of it.
//!
//! It knows nothing of what events mean. What must hold: an event that `append` acknowledged is on disk; readers
//! see nothing else; damage in one commit never costs another one; bytes are only ever cut from the end, and
//! only where a write was never finished.

mod commit;
mod damage;
mod reader;
mod resync;
mod scan;
mod segment;
#[cfg(test)]
mod tests;
mod writer;

pub use damage::{DamageKind, JournalDamage};
pub use reader::JournalReader;
pub use segment::SegmentInfo;
pub use writer::{Journal, JournalOptions};
