//! Soft rows about polls that failed: the last ones, and for how long a source could not be read. Losing them costs what is
//! told of the past, never an item.

use std::collections::VecDeque;

use item::SourceId;
use jiff::{Timestamp, fmt::serde::timestamp::millisecond};
use serde::{Deserialize, Serialize};

use super::{codec::Row, tree::Tree};

/// Failures that are kept of one source: enough to see whether they are all of one kind.
const KEPT: usize = 8;

/// The longest text of one, in bytes: a line on a screen.
const MAX_TEXT: usize = 200;

/// Polls of a source that failed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Failures {
    /// The last ones, the newest first.
    pub last: VecDeque<Failure>,
    /// For how long it could not be read.
    pub unread: Unread,
}

/// A poll that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// When it ended.
    #[serde(with = "millisecond::required")]
    pub at: Timestamp,
    /// What kind of failure it was: `unreachable`, `refused` …
    pub kind: String,
    /// What happened, in words; cut when it is stored.
    pub text: String,
}

/// For how long a source could not be read, by parts of its time. What they mean is judged where it is decided whether that
/// is too long.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Unread {
    /// For how many seconds it has failed now; 0 if the last poll went well.
    pub open: u32,
    /// The number of the newest part.
    pub newest: u32,
    /// Minutes in the newest part and in those before it, the newest first.
    pub minutes: VecDeque<u16>,
}

impl Failures {
    /// Adds one; the oldest may go.
    pub fn add(&mut self, failure: Failure) {
        self.last.push_front(failure);
        self.last.truncate(KEPT);
    }

    /// The same with texts that fit a row.
    #[must_use]
    pub(crate) fn trimmed(mut self) -> Self {
        for failure in &mut self.last {
            let text = &mut failure.text;
            text.truncate(text.floor_char_boundary(MAX_TEXT));
        }
        self
    }
}

impl Row for Failures {
    const TREE: Tree = Tree::Failures;
    type Key = SourceId;

    fn key(key: &SourceId) -> Vec<u8> {
        key.as_str().as_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_row_is_small_and_keeps_the_last_failures() {
        let mut failures = Failures {
            unread: Unread {
                open: u32::MAX,
                newest: 82_000,
                minutes: vec![360; 28].into(),
            },
            ..Failures::default()
        };
        for second in 0..20 {
            failures.add(Failure {
                at: Timestamp::from_second(1_900_000_000 + second).unwrap(),
                kind: "unconnected".to_owned(),
                text: "ї".repeat(300),
            });
        }
        let failures = failures.trimmed();
        assert_eq!(failures.last.len(), KEPT);
        assert_eq!(failures.last[0].at.as_second(), 1_900_000_019);
        assert_eq!(failures.last[0].text.len(), MAX_TEXT);
        let bytes = failures.encode();
        assert!(bytes.len() <= 2000, "{} bytes", bytes.len());
        assert_eq!(Failures::decode(&bytes), Some(failures));
    }
}
