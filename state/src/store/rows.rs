//! The rows of the hard state, as types.
//!
//! What must hold: a row is at most [`MAX_ROW`] bytes with its key (a cursor alone may be longer), because
//! sled pays several times over for large ones.

use item::{Cursor, DropReason, ItemId, Past};
use serde::{Deserialize, Serialize};

/// The longest row, key and value together; cursors, names and soft rows aside.
pub(crate) const MAX_ROW: usize = 300;

/// The place of an entry in `known`: rows of one source are neighbours.
///
/// The 64-bit digest stands for the entry's key within its source: among 10 million entries of one source two
/// collide with a probability of 3 in a million, and then each looks to the other like a changed version, so
/// that both are still read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryKey {
    /// The number of the source.
    pub source: u32,
    /// The digest of the entry's key.
    pub digest: u64,
}

impl EntryKey {
    /// The place of the entry `key` of a source.
    pub fn new(source: u32, key: &str) -> Self {
        Self {
            source,
            digest: item::digest64(key.as_bytes()),
        }
    }
}

/// What is known of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The version that was seen last.
    pub version: u64,
    /// What became of that version.
    pub status: Status,
    /// The item that the entry stands for, once there is one; it stays through later versions.
    pub item: Option<ItemId>,
}

/// What became of a version of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It waits; `seq` is the event that holds the entry.
    Pending {
        /// The journal sequence of the event that holds the entry.
        seq: u64,
    },
    /// It became an item or a version of one, or turned out to be one.
    Settled,
    /// It was dropped; where it stands for an item, that item does not say what this version says.
    Dropped {
        /// Why.
        reason: DropReason,
    },
}

/// What is known of an item; the item itself is in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRow {
    /// The journal sequence of the newest event that holds the item whole.
    pub seq: u64,
    /// Its version.
    pub version: u32,
    /// The digest of its text, as its fingerprint has it.
    pub digest: u64,
    /// The number of the source that first brought it.
    pub source: u32,
    /// Whether it is gone from its source.
    pub withdrawn: bool,
    /// Whether it is to be known no more.
    #[serde(default)]
    pub forgotten: bool,
    /// The story that it was told in.
    #[serde(default)]
    pub story: Option<ItemId>,
}

/// Who waits under a journal sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingRow(pub(crate) EntryKey);

/// The item that a further key URL belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Alias(pub(crate) ItemId);

/// A source: what stands for its name in the other rows, and how much of it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceRow {
    /// Its number, given in the order in which the sources were met.
    pub(crate) number: u32,
    /// Its rows in `pending`.
    pub(crate) pending: u64,
}

/// Where a source is to be resumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CursorRow(pub(crate) Cursor);

/// A line of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HostLine {
    /// The digest of the host.
    pub host: u64,
    /// The digest of the line.
    pub line: u64,
}

/// That a line is furniture of its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FurnitureRow;

/// How far back a source was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PastRow(pub(crate) Past);

/// How far the fold is, and what it counted on the way: `len()` of a sled tree is a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Meta {
    /// The last event that was folded.
    pub(crate) folded_to: u64,
    /// The number that the next new source gets.
    pub(crate) next_source: u32,
    /// Rows in `known`.
    pub(crate) known: u64,
    /// Rows in `pending`.
    pub(crate) pending: u64,
    /// Rows in `items`.
    pub(crate) items: u64,
    /// From which event on stories are looked at that may be forgotten.
    #[serde(default)]
    pub(crate) stories_from: u64,
}
