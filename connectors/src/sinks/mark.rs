//! How far a sink has come that cannot look at what it has delivered: a pipe, a receiver on the web.
//!
//! What such a sink hands over it hands over at least once: a death between handing over and saving the cursor repeats
//! what came after the cursor, with the same ids.

use super::cursor::{CursorFile, Position, SKIPPED_BEFORE_SAVE};
use crate::error::DeliverError;

/// A cursor file with what is dealt with beyond it.
#[derive(Debug)]
pub(super) struct Mark {
    /// Missing where the sink is to leave no trace of where it is.
    cursor: Option<CursorFile>,
    /// What the cursor file says, or would say.
    saved: u64,
    /// What is dealt with.
    reached: u64,
    /// Whether something was handed over that the cursor file does not count yet.
    delivered: bool,
}

impl Mark {
    /// Reads the cursor. `first` is the sequence after which a sink that was never met begins.
    pub(super) fn open(
        cursor: CursorFile,
        first: u64,
        journal_end: u64,
    ) -> Result<Self, DeliverError> {
        let kept = cursor.load()?.map(|position| position.sequence);
        let saved = kept.unwrap_or(first);
        if saved > journal_end {
            return Err(DeliverError::Refused {
                path: cursor.path().to_owned(),
                reason: format!(
                    "stands behind event {saved}, but the journal ends at {journal_end}"
                ),
                hint: "remove it and the sink begins from the start".to_owned(),
            });
        }
        let mut mark = Self {
            cursor: Some(cursor),
            saved,
            reached: saved,
            delivered: false,
        };
        if kept.is_none() {
            mark.save()?; // "now" is the moment of the first opening, also after a crash
        }
        Ok(mark)
    }

    /// The mark of a sink that keeps no cursor.
    pub(super) fn nowhere() -> Self {
        Self {
            cursor: None,
            saved: 0,
            reached: 0,
            delivered: false,
        }
    }

    /// The other side knows better where the sink is.
    pub(super) fn stand_at(&mut self, sequence: u64) {
        self.reached = sequence;
    }

    /// The first sequence that the sink still wants.
    pub(super) fn next(&self) -> u64 {
        self.reached + 1
    }

    /// What the cursor file counts.
    pub(super) fn saved(&self) -> u64 {
        self.saved
    }

    /// Something is handed over, perhaps only in part.
    pub(super) fn touched(&mut self) {
        self.delivered = true;
    }

    /// Everything up to `sequence` is dealt with.
    pub(super) fn reach(&mut self, sequence: u64) {
        self.reached = self.reached.max(sequence);
    }

    /// Everything up to `sequence` is dealt with; the cursor is saved if something of it was handed over, and now and
    /// then if nothing was.
    pub(super) fn acknowledge(&mut self, sequence: u64) -> Result<(), DeliverError> {
        self.reach(sequence);
        if self.delivered || self.reached.saturating_sub(self.saved) >= SKIPPED_BEFORE_SAVE {
            self.save()?;
        }
        Ok(())
    }

    /// Saves the cursor where it is behind.
    pub(super) fn settled(&mut self) -> Result<(), DeliverError> {
        if self.reached != self.saved {
            self.save()?;
        }
        Ok(())
    }

    fn save(&mut self) -> Result<(), DeliverError> {
        if let Some(cursor) = &self.cursor {
            cursor.save(&Position {
                sequence: self.reached,
                ..Position::default()
            })?;
        }
        self.saved = self.reached;
        self.delivered = false;
        Ok(())
    }
}
