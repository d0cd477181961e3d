//! An immutable, sorted part of the index on disk, and what of it is kept in memory.
//!
//! The file is: document records; blocks of postings, each a check and then variable-length numbers; times, numbers
//! of shingles, block index, replaced sequences, filter; the numbers that say how long these are; a digest of all but the
//! records and blocks, which carry their own. Per document 8 bytes and per posting 0.7 to 1.4 are in memory.

use std::{fs::File, io, ops::ControlFlow, os::unix::fs::FileExt, path::PathBuf};

use super::{
    document::{DEAD, Document, RECORD_LEN, checksum},
    filter::Filter,
    sections::SectionReader,
};
use crate::error::StateError;

/// Postings in a block: one small read, and one entry of the index in memory.
pub(crate) const BLOCK: usize = 128;
/// How a run of this format ends, before its digest.
pub(crate) const MAGIC: u64 = u64::from_le_bytes(*b"shingle2");
/// How many numbers stand at the end: see [`Shape::to_numbers`].
pub(crate) const SHAPE_NUMBERS: usize = 9;
const FOOTER_LEN: u64 = 8 * (SHAPE_NUMBERS as u64 + 1);
const MAX_VARINT: u32 = 28;

/// A run that is open for reading.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    pub(crate) shape: Shape,
    /// When each document was inserted, or [`DEAD`].
    pub(crate) seconds: Vec<u32>,
    /// How many sampled shingles each document has: most that share something share too little to be read.
    pub(crate) sampled: Vec<u32>,
    /// The first key of each block.
    pub(crate) firsts: Vec<u32>,
    /// Where each block begins, and where the last one ends.
    pub(crate) offsets: Vec<u64>,
    /// Sequences in earlier runs that documents of this one have replaced.
    pub(crate) replaced: Vec<u64>,
    pub(crate) filter: Filter,
}

/// How long the parts of a run are, and what it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shape {
    pub(crate) documents: u64,
    pub(crate) postings: u64,
    pub(crate) blocks: u64,
    pub(crate) replaced: u64,
    pub(crate) filter_words: u64,
    /// The latest time that was ever inserted up to here.
    pub(crate) newest: u32,
    /// The window, in seconds, outside of which documents were left out.
    pub(crate) window: u64,
    /// Where the blocks end.
    pub(crate) blocks_end: u64,
}

impl Shape {
    pub(crate) fn to_numbers(self) -> [u64; SHAPE_NUMBERS] {
        [
            self.documents,
            self.postings,
            self.blocks,
            self.replaced,
            self.filter_words,
            u64::from(self.newest),
            self.window,
            self.blocks_end,
            MAGIC,
        ]
    }

    fn from_numbers(numbers: &[u64]) -> Option<Self> {
        let &[
            documents,
            postings,
            blocks,
            replaced,
            filter_words,
            newest,
            window,
            blocks_end,
            MAGIC,
        ] = numbers
        else {
            return None;
        };
        Some(Self {
            documents,
            postings,
            blocks,
            replaced,
            filter_words,
            newest: u32::try_from(newest).ok()?,
            window,
            blocks_end,
        })
    }

    /// The length that a file of this shape has, so that no damaged number is believed before memory is taken.
    fn file_len(&self) -> Option<u64> {
        let times = self.documents.checked_mul(4 + 4)?;
        let index = self.blocks.checked_mul(12)?.checked_add(8)?;
        let rest = self
            .replaced
            .checked_add(self.filter_words)?
            .checked_mul(8)?;
        self.blocks_end
            .checked_add(times)?
            .checked_add(index)?
            .checked_add(rest)?
            .checked_add(FOOTER_LEN)
    }
}

impl Run {
    /// Opens a run; `Damaged` if it is not what was written.
    pub(crate) fn open(path: PathBuf) -> Result<Self, StateError> {
        let file = File::open(&path).map_err(StateError::io("open", &path))?;
        match Self::load(&file) {
            Ok(Some((shape, parts))) => Ok(parts.into_run(path, file, shape)),
            Ok(None) => Err(StateError::damaged(
                &path,
                "it is not a whole run of the index",
            )),
            Err(error) => Err(StateError::io("read", &path)(error)),
        }
    }

    fn load(file: &File) -> io::Result<Option<(Shape, Parts)>> {
        let len = file.metadata()?.len();
        let Some(footer) = len.checked_sub(FOOTER_LEN) else {
            return Ok(None);
        };
        let numbers = SectionReader::new(file, footer).u64s(SHAPE_NUMBERS)?;
        let shape = Shape::from_numbers(&numbers).filter(|shape| shape.file_len() == Some(len));
        let Some(shape) = shape else { return Ok(None) };
        let size = |count: u64| usize::try_from(count).map_err(io::Error::other);
        let mut reader = SectionReader::new(file, shape.blocks_end);
        let parts = Parts {
            seconds: reader.u32s(size(shape.documents)?)?,
            sampled: reader.u32s(size(shape.documents)?)?,
            firsts: reader.u32s(size(shape.blocks)?)?,
            offsets: reader.u64s(size(shape.blocks)? + 1)?,
            replaced: reader.u64s(size(shape.replaced)?)?,
            filter: Filter::from_words(reader.u64s(size(shape.filter_words)?)?),
        };
        reader.u64s(SHAPE_NUMBERS)?;
        Ok(reader.digest_is_right()?.then_some((shape, parts)))
    }

    /// Calls `found` with the ordinals under `key`, ascending, until it breaks.
    pub(crate) fn visit(
        &self,
        key: u32,
        scratch: &mut Vec<u8>,
        mut found: impl FnMut(u32) -> ControlFlow<()>,
    ) -> Result<(), StateError> {
        if !self.filter.lets_through(key) {
            return Ok(());
        }
        // The postings of a key may begin in the block before the first that begins with it.
        let start = self.firsts.partition_point(|first| *first < key);
        for block in start.saturating_sub(1).. {
            if self.firsts.get(block).is_none_or(|first| *first > key) {
                return Ok(());
            }
            let postings = self.block(block, scratch)?;
            for (posting_key, ordinal) in postings {
                if posting_key > key || (posting_key == key && found(ordinal).is_break()) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The postings of one block.
    pub(crate) fn block<'a>(
        &self,
        block: usize,
        scratch: &'a mut Vec<u8>,
    ) -> Result<Postings<'a>, StateError> {
        let (Some(first), Some(start), Some(end)) = (
            self.firsts.get(block),
            self.offsets.get(block),
            self.offsets.get(block + 1),
        ) else {
            return Ok(Postings { key: 0, rest: &[] });
        };
        let size = usize::try_from(end.saturating_sub(*start)).unwrap_or(0);
        scratch.clear();
        scratch.resize(size, 0);
        self.file
            .read_exact_at(scratch, *start)
            .map_err(StateError::io("read", &self.path))?;
        match scratch.split_first_chunk::<4>() {
            Some((check, rest)) if checksum(rest).to_le_bytes() == *check => {
                Ok(Postings { key: *first, rest })
            }
            _ => Err(StateError::damaged(
                &self.path,
                format!("its block {block} does not match its check"),
            )),
        }
    }

    /// One document.
    pub(crate) fn document(&self, ordinal: u32) -> Result<Document, StateError> {
        let mut record = [0; RECORD_LEN];
        self.file
            .read_exact_at(&mut record, u64::from(ordinal) * RECORD_LEN as u64)
            .map_err(StateError::io("read", &self.path))?;
        Document::from_bytes(&record).ok_or_else(|| {
            StateError::damaged(
                &self.path,
                format!("its record {ordinal} does not match its check"),
            )
        })
    }

    /// Notes that a later version has replaced the document with this sequence, if it is here.
    pub(crate) fn kill_sequence(&mut self, sequence: u64) -> Result<(), StateError> {
        let mut low = 0;
        let mut high = u32::try_from(self.seconds.len()).unwrap_or(u32::MAX);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.document(middle)?.sequence.cmp(&sequence) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    self.kill(middle);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Notes that a later version has replaced this document.
    pub(crate) fn kill(&mut self, ordinal: u32) {
        if let Some(seconds) = self.seconds.get_mut(ordinal as usize) {
            *seconds = DEAD;
        }
    }
}

struct Parts {
    seconds: Vec<u32>,
    sampled: Vec<u32>,
    firsts: Vec<u32>,
    offsets: Vec<u64>,
    replaced: Vec<u64>,
    filter: Filter,
}

impl Parts {
    fn into_run(self, path: PathBuf, file: File, shape: Shape) -> Run {
        Run {
            path,
            file,
            shape,
            seconds: self.seconds,
            sampled: self.sampled,
            firsts: self.firsts,
            offsets: self.offsets,
            replaced: self.replaced,
            filter: self.filter,
        }
    }
}

/// The postings of a block, by key and then by ordinal: the difference to the key before, then the ordinal.
#[derive(Debug)]
pub(crate) struct Postings<'a> {
    key: u32,
    rest: &'a [u8],
}

impl Iterator for Postings<'_> {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<(u32, u32)> {
        self.key = self.key.checked_add(read_varint(&mut self.rest)?)?;
        Some((self.key, read_varint(&mut self.rest)?))
    }
}

fn read_varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..=MAX_VARINT).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Appends a number in seven-bit groups, the lowest first (LEB128).
pub(crate) fn push_varint(bytes: &mut Vec<u8>, number: u32) {
    let mut rest = number;
    while rest >= 0x80 {
        bytes.push(u8::try_from(rest & 0x7F).unwrap_or(0) | 0x80);
        rest >>= 7;
    }
    bytes.push(u8::try_from(rest).unwrap_or(0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_their_variable_length() {
        for number in [0, 1, 127, 128, 300, 1 << 21, u32::MAX] {
            let mut bytes = Vec::new();
            push_varint(&mut bytes, number);
            let mut rest = bytes.as_slice();
            assert_eq!(read_varint(&mut rest), Some(number));
            assert!(rest.is_empty());
        }
    }
}
