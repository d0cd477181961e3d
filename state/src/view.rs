//! The state as those see it who only read, beside its writer.
//!
//! What must hold: a view shows what is on the disk. What the writer pushed and did not commit is not in it, and soft
//! rows may be as old as its last flush.

use std::path::PathBuf;

use item::{Event, ItemId, Past, SourceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ask, checkpoint,
    error::StateError,
    fold::owner_of_url,
    journal::JournalReader,
    paused::Shared,
    state::State,
    stats::Stats,
    store::{Failures, Health, ItemRow, Known, Meta, Overlay, Retry, Rows, Store},
};

/// A handle for reading; clones are the same state. The store stays open as long as one of them is held.
#[derive(Debug, Clone)]
pub struct View {
    store: Store,
    journal: JournalReader,
    paused: Shared,
    dir: PathBuf,
}

/// How a source is doing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceNow {
    /// How its polls go.
    pub health: Health,
    /// Those that failed, and for how long it could not be read.
    pub failures: Failures,
    /// Since when somebody has paused it, if so.
    pub paused: Option<Timestamp>,
    /// How far back it was read.
    pub past: Option<Past>,
    /// Entries of it that wait.
    pub pending: usize,
}

/// What the fold counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Entries that are known.
    pub known: u64,
    /// Entries that wait.
    pub pending: u64,
    /// Items.
    pub items: u64,
    /// The last event that was folded.
    pub folded_to: u64,
}

impl State {
    /// A handle for those who only read.
    pub fn view(&self) -> View {
        View {
            store: self.overlay.store().clone(),
            journal: self.reader(),
            paused: self.paused.shared().clone(),
            dir: self.dir.clone(),
        }
    }
}

impl View {
    /// The journal.
    pub fn journal(&self) -> &JournalReader {
        &self.journal
    }

    /// What is known of an entry of a source.
    pub fn known_entry(&self, source: &SourceId, key: &str) -> Result<Option<Known>, StateError> {
        ask::known_entry(&self.rows(), source, key)
    }

    /// The item that a key URL belongs to.
    pub fn known_url(&self, key_url: &str) -> Result<Option<ItemId>, StateError> {
        owner_of_url(&self.rows(), key_url)
    }

    /// What is known of an item.
    pub fn item(&self, id: ItemId) -> Result<Option<ItemRow>, StateError> {
        self.rows().row(&id)
    }

    /// The newest event that holds an item whole; `None` if it is not known, or the journal no longer keeps it.
    pub fn event_of(&self, id: ItemId) -> Result<Option<Event>, StateError> {
        match self.item(id)? {
            Some(row) => self.journal.get(row.seq),
            None => Ok(None),
        }
    }

    /// At most `limit` items whose ids begin with these hexadecimal digits.
    pub fn items_with_prefix(
        &self,
        digits: &str,
        limit: usize,
    ) -> Result<Vec<(ItemId, ItemRow)>, StateError> {
        ask::items_with_prefix(&self.rows(), digits, limit)
    }

    /// How many entries of a source wait.
    pub fn pending_of(&self, source: &SourceId) -> Result<usize, StateError> {
        ask::pending_of(&self.rows(), source)
    }

    /// How far back a source was read; `None` if nobody went back.
    pub fn past(&self, source: &SourceId) -> Result<Option<Past>, StateError> {
        ask::past(&self.rows(), source)
    }

    /// How the polls of a source go.
    pub fn health(&self, source: &SourceId) -> Result<Health, StateError> {
        ask::health(&self.rows(), source)
    }

    /// The attempts at a pending entry.
    pub fn retry(&self, sequence: u64) -> Result<Option<Retry>, StateError> {
        ask::retry(&self.rows(), sequence)
    }

    /// All that is known of how a source is doing.
    pub fn source(&self, source: &SourceId) -> Result<SourceNow, StateError> {
        Ok(SourceNow {
            health: self.health(source)?,
            failures: self.failures(source)?,
            paused: self.paused(source),
            past: self.past(source)?,
            pending: self.pending_of(source)?,
        })
    }

    /// Counters and sizes: no scan.
    pub fn stats(&self) -> Result<Stats, StateError> {
        let segments = self.journal.segments()?;
        let meta: Meta = self.rows().row(&())?.unwrap_or_default();
        Ok(Stats {
            first_event: segments.first().map_or(1, |segment| segment.first_seq),
            last_event: self.journal.durable(),
            segments: segments.len(),
            journal_bytes: segments.iter().map(|segment| segment.bytes).sum(),
            store_bytes: self.store.sled().bytes()?,
            known: meta.known,
            pending: meta.pending,
            items: meta.items,
            sources: meta.next_source,
            checkpoint: checkpoint::list(&self.dir)?
                .first()
                .map(|file| file.folded_to),
        })
    }

    /// The last failed polls of a source, and for how long it could not be read.
    pub fn failures(&self, source: &SourceId) -> Result<Failures, StateError> {
        ask::failures(&self.rows(), source)
    }

    /// Since when a source is paused, if it is.
    pub fn paused(&self, source: &SourceId) -> Option<Timestamp> {
        self.paused.since(source)
    }

    /// What the fold counted.
    pub fn totals(&self) -> Result<Totals, StateError> {
        let meta = self.rows().row::<Meta>(&())?.unwrap_or_default();
        Ok(Totals {
            known: meta.known,
            pending: meta.pending,
            items: meta.items,
            folded_to: meta.folded_to,
        })
    }

    pub(crate) fn rows(&self) -> Overlay {
        Overlay::new(self.store.clone())
    }
}
