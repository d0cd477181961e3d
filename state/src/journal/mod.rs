//! The journal: every event, in order, for ever or until retention. It is the truth; everything else is a fold of it.
//!
//! It knows nothing of what events mean. What must hold: an event that `append` acknowledged is on disk; readers
//! see nothing else; damage in one commit never costs another one; bytes are only ever cut from the end, and
//! only where a write was never finished; a segment is rewritten only as a whole, with the same sequences in it.

mod commit;
mod damage;
mod newest;
mod reader;
mod resync;
mod rewrite;
mod scan;
mod segment;
#[cfg(test)]
mod tests;
mod writer;

pub use damage::{DamageKind, JournalDamage};
pub use reader::JournalReader;
pub use rewrite::Rewritten;
pub use segment::SegmentInfo;
#[cfg(test)]
pub(crate) use writer::read_beside;
pub use writer::{Journal, JournalOptions};
