//! The bytes of one commit: a zstd skippable frame that says what follows, then a zstd frame of JSON lines.
//!
//! Plain zstd tools skip the first frame, so `zstdcat journal/*.zst` prints the events (RFC 8878, section 3.1.2).
//! All numbers are little-endian. What must hold: the digest covers the header's numbers and the compressed
//! frame, so that no flipped bit passes for an event.

use std::io::{self, Read};

use item::Event;
use xxhash_rust::xxh3::Xxh3;

use crate::error::StateError;

/// The first of the magic numbers that RFC 8878 sets aside for skippable frames.
const SKIPPABLE_MAGIC: u32 = 0x184D_2A50;
/// Bytes of our numbers in the skippable frame: first sequence, count, compressed length, digest.
const PAYLOAD_LEN: u32 = 8 + 4 + 4 + 8;
/// The skippable frame: magic, payload length, payload.
pub(crate) const HEADER_LEN: usize = 8 + PAYLOAD_LEN as usize;
/// The most events in a commit. The writer closes commits at a few hundred; more is not a header of ours.
const MAX_EVENTS: u32 = 1 << 16;
/// The most compressed bytes of a commit: far above what a commit of whole documents takes, small enough to read at once.
pub(crate) const MAX_COMPRESSED: usize = 64 << 20;
/// The most JSON bytes of a commit, so that reading one is bounded whatever a file claims.
const MAX_JSON: usize = 256 << 20;
/// The fastest level: text shrinks by only one hundredth more at the next ones, for a third more time.
const LEVEL: i32 = 1;

/// What the skippable frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    /// The sequence of the first event.
    pub(crate) first: u64,
    /// How many events there are.
    pub(crate) count: u32,
    /// How long the zstd frame is.
    pub(crate) compressed: u32,
    digest: u64,
}

impl Header {
    /// What a commit begins with.
    pub(crate) const MARK: [u8; 8] = mark();

    /// Reads a header; `None` if these bytes are not one.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&Self::MARK)?;
        let (first, rest) = rest.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (compressed, rest) = rest.split_first_chunk()?;
        let (digest, _) = rest.split_first_chunk()?;
        let header = Self {
            first: u64::from_le_bytes(*first),
            count: u32::from_le_bytes(*count),
            compressed: u32::from_le_bytes(*compressed),
            digest: u64::from_le_bytes(*digest),
        };
        let plausible = header.first > 0
            && header.first.checked_add(u64::from(header.count)).is_some()
            && (1..=MAX_EVENTS).contains(&header.count)
            && (1..=MAX_COMPRESSED).contains(&(header.compressed as usize));
        plausible.then_some(header)
    }

    /// The sequence of the last event.
    pub(crate) fn last(&self) -> u64 {
        self.first + u64::from(self.count) - 1
    }

    /// Bytes of the whole commit.
    pub(crate) fn commit_len(&self) -> u64 {
        HEADER_LEN as u64 + u64::from(self.compressed)
    }

    /// Whether this is the compressed frame that was written with this header.
    pub(crate) fn vouches_for(&self, frame: &[u8]) -> bool {
        frame.len() == self.compressed as usize
            && digest(self.first, self.count, frame) == self.digest
    }
}

const fn mark() -> [u8; 8] {
    let number = ((PAYLOAD_LEN as u64) << 32) | SKIPPABLE_MAGIC as u64;
    number.to_le_bytes()
}

fn digest(first: u64, count: u32, frame: &[u8]) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(&first.to_le_bytes());
    hasher.update(&count.to_le_bytes());
    hasher.update(frame);
    hasher.digest()
}

/// Makes the bytes of a commit. The events follow one another and there is at least one.
pub(crate) fn encode(events: &[Event]) -> Result<Vec<u8>, StateError> {
    let first = events.first().map_or(0, |event| event.sequence);
    let mut json = Vec::new();
    for event in events {
        let line = event.to_json().map_err(|source| StateError::Unwritable {
            sequence: event.sequence,
            source,
        })?;
        json.extend_from_slice(line.as_bytes());
        json.push(b'\n');
    }
    let too_large = || StateError::TooLarge {
        bytes: json.len() as u64,
        events: events.len() as u64,
    };
    let count = u32::try_from(events.len())
        .ok()
        .filter(|count| (1..=MAX_EVENTS).contains(count) && json.len() <= MAX_JSON)
        .ok_or_else(too_large)?;
    let frame = zstd::bulk::compress(&json, LEVEL).map_err(|_| too_large())?;
    let compressed = u32::try_from(frame.len())
        .ok()
        .filter(|_| frame.len() <= MAX_COMPRESSED)
        .ok_or_else(too_large)?;
    let mut bytes = Vec::with_capacity(HEADER_LEN + frame.len());
    bytes.extend_from_slice(&Header::MARK);
    bytes.extend_from_slice(&first.to_le_bytes());
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&compressed.to_le_bytes());
    bytes.extend_from_slice(&digest(first, count, &frame).to_le_bytes());
    bytes.extend_from_slice(&frame);
    Ok(bytes)
}

/// The JSON lines of a compressed frame, one after the other.
pub(crate) fn decompress(frame: &[u8]) -> io::Result<Vec<u8>> {
    let mut json = Vec::new();
    zstd::stream::read::Decoder::with_buffer(frame)?
        .single_frame()
        .take(MAX_JSON as u64)
        .read_to_end(&mut json)?;
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_back_and_no_flipped_bit_passes() {
        let events = [crate::testing::event(7), crate::testing::event(8)];
        let bytes = encode(&events).unwrap();
        let header = Header::parse(&bytes).unwrap();
        assert_eq!((header.first, header.last()), (7, 8));
        assert_eq!(header.commit_len(), bytes.len() as u64);
        assert!(header.vouches_for(&bytes[HEADER_LEN..]));
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let passes = Header::parse(&flipped)
                .is_some_and(|header| header.vouches_for(&flipped[HEADER_LEN..]));
            assert!(!passes, "bit {bit}");
        }
    }
}
