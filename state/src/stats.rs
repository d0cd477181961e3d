//! How large a state is: counters and file sizes, no scan.

use serde::{Deserialize, Serialize};

use crate::{error::StateError, state::State};

/// Counters and sizes of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    /// Counters and sizes, of what is committed.
    pub fn stats(&self) -> Result<Stats, StateError> {
        self.view().stats()
    }
}
