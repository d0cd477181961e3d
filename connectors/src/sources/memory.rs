//! What is remembered of a listing on the web from poll to poll: the content of its cursor.
//!
//! What must hold: validators and digest stand for a body that was read well, and are saved with its entries or after
//! them, so that nothing that was not listed can be taken for known.

use std::time::Duration;

use item::Cursor;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{moved::Moves, stamps::Stamps};
use crate::http::Validators;

/// Every so many polls a listing is asked for without condition: some servers answer for ever that nothing changed.
const UNCONDITIONAL: u32 = 24;

/// One that is polled rarely is asked so once a day,
const WHOLE_AFTER: i64 = 24 * 3600;

/// but not at every poll.
const LEAST_CONDITIONAL: u32 = 4;

/// The state of a listing after a poll.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    /// What was asked for and how it was to be read, as a digest: what is remembered of another URL, or was read with
    /// other selectors, says nothing of this one.
    pub(crate) asked: u64,
    /// What its host wants to hear again.
    pub(crate) validators: Validators,
    /// The digest of the last body that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<String>,
    /// Polls since the whole was last seen.
    pub(crate) polls: u32,
    /// How many entries the last body listed, where a drop to none is news.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) listed: usize,
    /// Digests of the keys that it listed first, where a listing of several pages is read only as far as it is new.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) recent: Vec<u64>,
    /// When the whole was last seen, in seconds of Unix time.
    pub(crate) whole_at: i64,
    /// Where it has moved for good.
    #[serde(skip_serializing_if = "Moves::is_none")]
    pub(crate) moved: Moves,
    /// How long it asked not to be read again, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wait: Option<u64>,
    /// When all of a feed was made, where its entries say that they were changed then.
    #[serde(skip_serializing_if = "Stamps::is_empty")]
    pub(crate) stamps: Stamps,
    /// Whether the ids of a feed were seen to name different pages alike.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) doubts_ids: bool,
}

impl Memory {
    /// What a cursor says of what is asked for now; nothing, where it stands for something else.
    pub(crate) fn of(cursor: &Cursor, asked: u64) -> Self {
        let memory: Self = serde_json::from_str(cursor.as_str()).unwrap_or_default();
        if memory.asked == asked {
            memory
        } else {
            Self {
                asked,
                ..Self::default()
            }
        }
    }

    /// What the next poll is to be conditional upon: nothing, if it is time to see the whole again.
    pub(crate) fn conditions(&self, now: Timestamp) -> Validators {
        if self.moved.is_due(now) || self.is_time(now) {
            Validators::default()
        } else {
            self.validators.clone()
        }
    }

    /// Whether it is time to see the whole again.
    fn is_time(&self, now: Timestamp) -> bool {
        let (polls, since) = (self.polls + 1, now.as_second() - self.whole_at);
        polls >= UNCONDITIONAL || (polls >= LEAST_CONDITIONAL && since >= WHOLE_AFTER)
    }

    /// Counts a poll.
    pub(crate) fn count(&mut self, now: Timestamp) {
        let is_first = self.whole_at == 0;
        if self.is_time(now) {
            (self.polls, self.whole_at) = (0, now.as_second());
        } else {
            self.polls += 1;
        }
        if is_first {
            self.whole_at = now.as_second();
        }
    }

    /// Whether a body is the one that was read last. When it is time to see the whole again it is read even so: what
    /// was lost since, in damage of the journal, is then listed anew.
    pub(crate) fn knows(&self, body: &str) -> bool {
        self.polls > 0 && self.body.as_deref() == Some(body)
    }

    /// The cursor that says this. Validators that are too long for one are forgotten.
    pub(crate) fn cursor(&self) -> Cursor {
        let write = |memory: &Self| {
            let text = serde_json::to_string(memory).ok()?;
            Cursor::new(text).ok()
        };
        let short = || Self {
            validators: Validators::default(),
            recent: Vec::new(),
            moved: Moves::default(),
            ..self.clone()
        };
        write(self).or_else(|| write(&short())).unwrap_or_default()
    }

    /// How long it asked not to be read again.
    pub(crate) fn poll_after(&self) -> Option<Duration> {
        self.wait.map(Duration::from_secs)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over by reference"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over by reference"
)]
fn is_false(flag: &bool) -> bool {
    !*flag
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
            memory = Memory::of(&memory.cursor(), 0);
            let conditions = memory.conditions(Timestamp::UNIX_EPOCH);
            if conditions == Validators::default() {
                unconditional.push(poll);
            }
            memory.count(Timestamp::UNIX_EPOCH);
        }
        assert_eq!(unconditional, [24, 48]);
    }

    #[test]
    fn what_is_polled_rarely_is_asked_for_without_condition_once_a_day_but_not_every_time() {
        let whole = |hours: i64| {
            let mut memory = Memory {
                validators: Validators {
                    etag: Some("x".to_owned()),
                    last_modified: None,
                },
                ..Memory::default()
            };
            let mut polls = Vec::new();
            for poll in 1..=30 {
                let now = Timestamp::from_second(1_795_996_800 + poll * hours * 3600).unwrap();
                if memory.conditions(now) == Validators::default() {
                    polls.push(poll);
                }
                memory.count(now);
            }
            polls
        };
        assert_eq!(whole(3), [9, 17, 25]);
        assert_eq!(whole(24), [4, 8, 12, 16, 20, 24, 28]);
        assert_eq!(whole(1), [24]);
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
        let kept = Memory::of(&memory.cursor(), 0);
        assert_eq!((kept.body, kept.validators.etag), (memory.body, None));
        assert_eq!(Memory::of(&Cursor::start(), 0), Memory::default());
        let foreign = Cursor::new("{\"polls\":\"x\"".to_owned()).unwrap();
        assert_eq!(Memory::of(&foreign, 0), Memory::default());
    }
    #[test]
    fn what_was_asked_for_otherwise_is_forgotten() {
        let memory = Memory {
            asked: 1,
            body: Some("0f".to_owned()),
            ..Memory::default()
        };
        assert_eq!(Memory::of(&memory.cursor(), 1), memory);
        let other = Memory::of(&memory.cursor(), 2);
        assert_eq!((other.asked, other.body), (2, None));
    }
}
