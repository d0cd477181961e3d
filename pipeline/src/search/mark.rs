//! How far an index has read the journal, and which journal that is.

use item::Event;
use jiff::Timestamp;
use state::{JournalReader, StateError};

/// What the index holds and how; another number means that it is built anew.
const FORM: u32 = 2;

/// The last event that an index knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mark {
    /// Its place.
    pub(super) sequence: u64,
    /// When it was journalled, so that another journal is told from its own.
    pub(super) time: Timestamp,
}

impl Mark {
    pub(super) fn of(event: &Event) -> Self {
        Self {
            sequence: event.sequence,
            time: event.time,
        }
    }

    /// As it is kept with the index.
    pub(super) fn written(self) -> String {
        format!("{FORM} {} {}", self.sequence, self.time)
    }

    /// None if the index is of another form.
    pub(super) fn read(payload: &str) -> Option<Self> {
        let mut parts = payload.splitn(3, ' ');
        if parts.next()?.parse() != Ok(FORM) {
            return None;
        }
        Some(Self {
            sequence: parts.next()?.parse().ok()?,
            time: parts.next()?.parse().ok()?,
        })
    }

    /// Whether it is a place of this journal. What the journal lost or no longer keeps tells nothing against it.
    pub(super) fn is_of(self, journal: &JournalReader) -> Result<bool, StateError> {
        if self.sequence > journal.durable() {
            return Ok(false);
        }
        let event = journal.get(self.sequence)?;
        Ok(event.is_none_or(|event| event.time == self.time))
    }
}
