//! Soft rows about pages that were read: when they are asked for again, and what their listings named last. Losing them
//! costs a request or the news of a quiet edit, never an item.

use item::ItemId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{codec::Row, tree::Tree};

/// The longest validator that is kept: a longer one is a host's mistake, and rows are to stay small.
const LONGEST_VALIDATOR: usize = 200;

/// A page that is asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    /// The number of the source through which it is asked for.
    pub source: u32,
    /// The journal sequence of the event that holds its entry, as it was read; none where only its being there counts.
    pub found: Option<u64>,
    /// Since when it is asked for again.
    pub since: Timestamp,
    /// When it was last asked for.
    pub asked: Timestamp,
    /// When it is to be asked for next.
    pub due: Timestamp,
    /// How often it was asked for since it was read or last changed.
    pub turn: u8,
    /// Whether its listing dropped it before its time.
    pub absent: bool,
    /// Whether it was not there when it was last asked for.
    pub missing: bool,
    /// How often the process ended while it was prepared.
    pub strikes: u8,
    /// `ETag`, as it was received.
    pub etag: Option<String>,
    /// `Last-Modified`, as it was received.
    pub last_modified: Option<String>,
}

impl Recheck {
    /// The same without validators that do not fit a row.
    #[must_use]
    pub(crate) fn trimmed(mut self) -> Self {
        for validator in [&mut self.etag, &mut self.last_modified] {
            *validator = validator
                .take()
                .filter(|text| text.len() <= LONGEST_VALIDATOR);
        }
        self
    }
}

impl Row for Recheck {
    const TREE: Tree = Tree::Recheck;
    type Key = ItemId;

    fn key(key: &ItemId) -> Vec<u8> {
        key.to_bytes().to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// What a source listed last, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Listed(pub Vec<ListedEntry>);

/// An entry of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedEntry {
    /// The digest of its key.
    pub digest: u64,
    /// When it was published, as the listing says, in seconds since 1970.
    pub published: Option<i64>,
}

impl Row for Listed {
    const TREE: Tree = Tree::Listed;
    type Key = u32;

    fn key(key: &u32) -> Vec<u8> {
        key.to_be_bytes().to_vec()
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
    fn a_row_comes_back_as_it_was_written_without_validators_that_are_too_long() {
        let row = Recheck {
            source: 7,
            found: Some(300),
            since: Timestamp::UNIX_EPOCH,
            asked: Timestamp::UNIX_EPOCH,
            due: Timestamp::MAX,
            turn: 3,
            absent: true,
            missing: false,
            strikes: 1,
            etag: Some("W/\"1\"".to_owned()),
            last_modified: Some("x".repeat(LONGEST_VALIDATOR + 1)),
        };
        let kept = row.clone().trimmed();
        let expect = Recheck {
            last_modified: None,
            ..row
        };
        assert_eq!(kept, expect);
        assert_eq!(Recheck::decode(&kept.encode()), Some(expect));
        assert_eq!(Recheck::decode(b""), None);
    }

    #[test]
    fn a_listing_comes_back_in_its_order() {
        let entry = |digest, published| ListedEntry { digest, published };
        let listed = Listed(vec![entry(9, Some(-1)), entry(u64::MAX, None)]);
        assert_eq!(Listed::decode(&listed.encode()), Some(listed));
    }
}
