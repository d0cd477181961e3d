//! The journal read from its end: what a person asks for happened lately.

use item::Event;
use state::{JournalReader, StateError};

/// What `pick` finds in the journal, the newest first, at most `enough`. Only the last `back` events are looked at.
pub(crate) fn newest<T>(
    journal: &JournalReader,
    enough: usize,
    back: u64,
    pick: impl FnMut(Event) -> Option<T>,
) -> Result<Vec<T>, StateError> {
    journal.newest(u64::MAX, enough, back, pick)
}
