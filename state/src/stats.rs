//! How large a state is: counters and file sizes, no scan.

use crate::{checkpoint, error::StateError, state::State};

/// Counters and sizes of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// The first event that the journal still holds.
    pub first_event: u64,
    /// The last durable event.
    pub last_event: u64,
    /// Segments of the journal.
    pub segments: usize,
    /// Their size, in bytes.
    pub journal_bytes: u64,
    /// The size of the store, in bytes.
    pub store_bytes: u64,
    /// Entries that are known.
    pub known: u64,
    /// Entries that wait.
    pub pending: u64,
    /// Items.
    pub items: u64,
    /// Sources that were ever met.
    pub sources: u32,
    /// The event of the newest checkpoint.
    pub checkpoint: Option<u64>,
}

impl State {
    /// Counters and sizes.
    pub fn stats(&self) -> Result<Stats, StateError> {
        let segments = self.journal.segments()?;
        let meta = self.meta();
        Ok(Stats {
            first_event: segments.first().map_or(1, |segment| segment.first_seq),
            last_event: self.journal.durable(),
            segments: segments.len(),
            journal_bytes: segments.iter().map(|segment| segment.bytes).sum(),
            store_bytes: self.overlay.store().sled().bytes()?,
            known: meta.known,
            pending: meta.pending,
            items: meta.items,
            sources: meta.next_source,
            checkpoint: checkpoint::list(&self.dir)?
                .first()
                .map(|file| file.folded_to),
        })
    }
}
