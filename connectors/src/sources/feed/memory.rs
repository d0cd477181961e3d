//! What is remembered of a feed from poll to poll: the content of its cursor.
//!
//! What must hold: validators and digest stand for a body that was read well, and are saved with its entries or after
//! them, so that nothing that was not listed can be taken for known.

use std::time::Duration;

use item::Cursor;
use serde::{Deserialize, Serialize};

use crate::http::Validators;

/// Every so many polls the feed is asked for without condition: some servers answer for ever that nothing changed.
const UNCONDITIONAL: u32 = 24;

/// The state of a feed after a poll.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    /// What its host wants to hear again.
    pub(super) validators: Validators,
    /// The digest of the last body that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<String>,
    /// Polls since the last unconditional one.
    pub(super) polls: u32,
    /// Where it has moved for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) moved_to: Option<String>,
    /// How long it asked not to be read again, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wait: Option<u64>,
}

impl Memory {
    /// What a cursor says; nothing, where it says nothing that this program understands.
    pub(super) fn of(cursor: &Cursor) -> Self {
        serde_json::from_str(cursor.as_str()).unwrap_or_default()
    }

    /// What the next poll is to be conditional upon: nothing, if it is time to see the whole feed again.
    pub(super) fn conditions(&self) -> Validators {
        if self.polls + 1 >= UNCONDITIONAL {
            Validators::default()
        } else {
            self.validators.clone()
        }
    }

    /// Counts a poll under these conditions.
    pub(super) fn count(&mut self, conditions: &Validators) {
        let is_conditional = *conditions != Validators::default();
        self.polls = if is_conditional { self.polls + 1 } else { 0 };
    }

    /// The cursor that says this. Validators that are too long for one are forgotten.
    pub(super) fn cursor(&self) -> Cursor {
        let write = |memory: &Self| {
            let text = serde_json::to_string(memory).ok()?;
            Cursor::new(text).ok()
        };
        let short = || Self {
            validators: Validators::default(),
            moved_to: None,
            ..self.clone()
        };
        write(self).or_else(|| write(&short())).unwrap_or_default()
    }

    /// How long it asked not to be read again.
    pub(super) fn poll_after(&self) -> Option<Duration> {
        self.wait.map(Duration::from_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_so_many_polls_are_unconditional() {
        let mut memory = Memory {
            validators: Validators {
                etag: Some("\"x\"".to_owned()),
                last_modified: None,
            },
            ..Memory::default()
        };
        let mut unconditional = Vec::new();
        for poll in 1..=50 {
            memory = Memory::of(&memory.cursor());
            let conditions = memory.conditions();
            if conditions == Validators::default() {
                unconditional.push(poll);
            }
            memory.count(&conditions);
        }
        assert_eq!(unconditional, [24, 48]);
    }

    #[test]
    fn a_cursor_always_fits() {
        let memory = Memory {
            validators: Validators {
                etag: Some("x".repeat(Cursor::MAX_LEN)),
                last_modified: None,
            },
            body: Some("0f".to_owned()),
            ..Memory::default()
        };
        let kept = Memory::of(&memory.cursor());
        assert_eq!((kept.body, kept.validators.etag), (memory.body, None));
        assert_eq!(Memory::of(&Cursor::start()), Memory::default());
        let foreign = Cursor::new("{\"polls\":\"x\"".to_owned()).unwrap();
        assert_eq!(Memory::of(&foreign), Memory::default());
    }
}
