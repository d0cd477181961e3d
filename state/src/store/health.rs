//! Soft rows: how polls go and when to try again. Losing them costs a request, never an item.

use std::collections::BTreeSet;

use item::{Alarm, Cursor, Part, SourceId};
use jiff::{Timestamp, fmt::serde::timestamp::millisecond};
use serde::{Deserialize, Serialize};

use super::{codec::Row, rhythm::Rhythm, tree::Tree};

/// The longest error text kept with a source, in bytes: enough for a line on a screen.
const MAX_ERROR: usize = 200;

/// How the polls of a source go. Its times are kept to the millisecond.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Health {
    /// When it was last asked.
    #[serde(with = "millisecond::optional")]
    pub last_poll: Option<Timestamp>,
    /// When it last answered as it should.
    #[serde(with = "millisecond::optional")]
    pub last_success: Option<Timestamp>,
    /// When it may be asked again at the earliest, because its host said so.
    #[serde(with = "millisecond::optional")]
    pub next_due: Option<Timestamp>,
    /// Until when its last answer said that it stays as it is (`ttl`, `max-age`).
    #[serde(with = "millisecond::optional")]
    pub fresh_until: Option<Timestamp>,
    /// Failures since the last success.
    pub failures: u32,
    /// What these weigh together, in quarters of a hard failure.
    pub burden: u32,
    /// Since when it fails.
    #[serde(with = "millisecond::optional")]
    pub failing_since: Option<Timestamp>,
    /// What the last failure was, in words; cut when it is stored.
    pub last_error: Option<String>,
    /// Entries that it listed, in all.
    pub entries_seen: u64,
    /// What it is alarmed for.
    pub alarms: BTreeSet<Alarm>,
    /// How its own selectors fare: one for each part of an article at most.
    pub selectors: Vec<Selector>,
    /// The digest of the URL that its host says is gone for good; while that is its URL it is not asked.
    pub gone: Option<u64>,
    /// When it publishes.
    pub rhythm: Rhythm,
    /// Where it resumes, if polls that brought no event moved that on.
    pub cursor: Option<SoftCursor>,
}

/// How one selector of a source fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// What it is for.
    pub part: Part,
    /// The digest of it: what was counted of another one says nothing of this.
    pub css: u64,
    /// Documents in which it gave the part.
    pub used: u32,
    /// Documents in a row, the last ones, in which it did not.
    pub missed: u32,
}

/// Where a source resumes after polls that brought nothing to journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoftCursor {
    /// The digest of the journalled cursor that it moves on; over any other it is void.
    pub over: u64,
    /// Where the source resumes.
    pub cursor: Cursor,
}

/// The attempts at a pending entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// How often it was tried.
    pub attempts: u32,
    /// When to try again.
    pub due: Timestamp,
}

/// Up to which event the words of a source were taken out of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EmptiedTo(pub(crate) u64);

impl Row for EmptiedTo {
    const TREE: Tree = Tree::Emptied;
    type Key = SourceId;

    fn key(key: &SourceId) -> Vec<u8> {
        key.as_str().as_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        soft_bytes(self)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

impl Health {
    /// The same with an error text that fits a row.
    #[must_use]
    pub(crate) fn trimmed(mut self) -> Self {
        if let Some(error) = &mut self.last_error {
            error.truncate(error.floor_char_boundary(MAX_ERROR));
        }
        self
    }
}

impl Row for Health {
    const TREE: Tree = Tree::Health;
    type Key = SourceId;

    fn key(key: &SourceId) -> Vec<u8> {
        key.as_str().as_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        soft_bytes(self)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

impl Row for Retry {
    const TREE: Tree = Tree::Retry;
    type Key = u64;

    fn key(key: &u64) -> Vec<u8> {
        key.to_be_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        soft_bytes(self)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// The lines that one of the last items of a host showed, by 32 bits of their digests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shown(pub Vec<u32>);

impl Row for Shown {
    const TREE: Tree = Tree::Shown;
    /// The digest of the host, and the place among its last items.
    type Key = (u64, u8);

    fn key((host, place): &(u64, u8)) -> Vec<u8> {
        let mut bytes = host.to_be_bytes().to_vec();
        bytes.push(*place);
        bytes
    }

    /// Four bytes a line: hashes have no small values.
    fn encode(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<4>();
        let hashes = words.iter().map(|word| u32::from_le_bytes(*word));
        rest.is_empty().then(|| Self(hashes.collect()))
    }
}

/// An empty row reads as no row, and a soft row may be lost; these types do not fail to serialise.
fn soft_bytes(row: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(row).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_error_is_cut_between_characters() {
        let health = Health {
            last_error: Some("ї".repeat(300)),
            ..Health::default()
        };
        let health = health.trimmed();
        assert_eq!(health.last_error.as_deref().map(str::len), Some(MAX_ERROR));
        assert_eq!(Health::decode(&health.encode()), Some(health));
    }

    #[test]
    fn the_row_of_a_source_with_a_full_rhythm_is_small() {
        let time: Option<Timestamp> = Some("2026-11-22T03:00:00.5Z".parse().unwrap());
        let second = Some("2026-11-22T03:00:00Z".parse().unwrap());
        let mut rhythm = Rhythm {
            since: second,
            until: second,
            hours: [u16::MAX; 24],
            last_item: second,
            reach: Some(u32::MAX),
            ..Rhythm::default()
        };
        (0..24).for_each(|hour| rhythm.quiet.add_hour(hour));
        let health = Health {
            last_poll: time,
            last_success: time,
            next_due: time,
            fresh_until: time,
            failures: u32::MAX,
            burden: u32::MAX,
            failing_since: time,
            entries_seen: u64::MAX,
            alarms: [Alarm::Gone, Alarm::Failing].into(),
            gone: Some(u64::MAX),
            rhythm,
            ..Health::default()
        };
        let bytes = health.encode();
        assert!(bytes.len() <= 200, "{} bytes", bytes.len());
        assert_eq!(Health::decode(&bytes), Some(health));
    }
}
