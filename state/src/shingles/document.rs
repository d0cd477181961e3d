//! What the index remembers of one version of one item, and its bytes in a run.

use item::{Fingerprint, ItemId};
use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes of a record: sequence, item id, digest, sampled shingles, fingerprint version, check.
pub(crate) const RECORD_LEN: usize = 8 + 16 + 8 + 4 + 4 + 4;

/// One version of one item. When it was inserted stands elsewhere: in memory, because every lookup asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) sequence: u64,
    pub(crate) id: ItemId,
    pub(crate) exact: u64,
    pub(crate) sampled: u32,
    pub(crate) version: u8,
}

impl Document {
    /// The bytes of its record.
    pub(crate) fn to_bytes(self) -> [u8; RECORD_LEN] {
        let fields = self
            .sequence
            .to_le_bytes()
            .into_iter()
            .chain(self.id.to_bytes())
            .chain(self.exact.to_le_bytes())
            .chain(self.sampled.to_le_bytes())
            .chain(u32::from(self.version).to_le_bytes());
        let mut record = [0; RECORD_LEN];
        for (to, from) in record.iter_mut().zip(fields) {
            *to = from;
        }
        let (fields, check) = record.split_at_mut(RECORD_LEN - 4);
        check.copy_from_slice(&checksum(fields).to_le_bytes());
        record
    }

    /// The reverse of [`Document::to_bytes`]; `None` if the bytes are damaged.
    pub(crate) fn from_bytes(record: &[u8; RECORD_LEN]) -> Option<Self> {
        let (fields, check) = record.split_last_chunk::<4>()?;
        if checksum(fields).to_le_bytes() != *check {
            return None;
        }
        let (sequence, rest) = fields.split_first_chunk()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (exact, rest) = rest.split_first_chunk()?;
        let (sampled, rest) = rest.split_first_chunk()?;
        Some(Self {
            sequence: u64::from_le_bytes(*sequence),
            id: ItemId::from_bytes(*id),
            exact: u64::from_le_bytes(*exact),
            sampled: u32::from_le_bytes(*sampled),
            version: *rest.first()?,
        })
    }
}

/// How many sampled shingles a fingerprint has.
pub(crate) fn sampled(fingerprint: &Fingerprint) -> u32 {
    u32::try_from(fingerprint.shingles.len()).unwrap_or(u32::MAX)
}

/// A time stamp as the index keeps it: seconds, never [`DEAD`].
pub(crate) fn seconds(time: Timestamp) -> u32 {
    let clamped = time.as_second().clamp(1, i64::from(u32::MAX));
    u32::try_from(clamped).unwrap_or(u32::MAX)
}

/// Stands in the place of the time of a document that a later version of its item has replaced.
pub(crate) const DEAD: u32 = 0;

/// The check of a record or block: half of its XXH3 digest.
pub(crate) fn checksum(bytes: &[u8]) -> u32 {
    let [a, b, c, d, ..] = xxh3_64(bytes).to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}
