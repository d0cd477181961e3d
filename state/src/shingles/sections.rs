//! Rows of numbers in a file, little-endian, under one digest.

use std::{
    fs::File,
    io::{self, Write},
    os::unix::fs::FileExt,
};

use xxhash_rust::xxh3::Xxh3;

/// How many bytes are read at a time.
const PIECE: usize = 64 << 10;

/// Writes rows of numbers and digests them on the way.
pub(crate) struct SectionWriter<W> {
    to: W,
    hasher: Xxh3,
}

impl<W: Write> SectionWriter<W> {
    pub(crate) fn new(to: W) -> Self {
        Self {
            to,
            hasher: Xxh3::new(),
        }
    }

    pub(crate) fn u32s(&mut self, numbers: &[u32]) -> io::Result<()> {
        numbers
            .iter()
            .try_for_each(|number| self.bytes(&number.to_le_bytes()))
    }

    pub(crate) fn u64s(&mut self, numbers: &[u64]) -> io::Result<()> {
        numbers
            .iter()
            .try_for_each(|number| self.bytes(&number.to_le_bytes()))
    }

    /// Ends with the digest of all numbers.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let digest = self.hasher.digest();
        self.to.write_all(&digest.to_le_bytes())?;
        Ok(self.to)
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.to.write_all(bytes)
    }
}

/// Reads what [`SectionWriter`] wrote.
pub(crate) struct SectionReader<'a> {
    file: &'a File,
    offset: u64,
    hasher: Xxh3,
}

impl<'a> SectionReader<'a> {
    pub(crate) fn new(file: &'a File, offset: u64) -> Self {
        Self {
            file,
            offset,
            hasher: Xxh3::new(),
        }
    }

    pub(crate) fn u32s(&mut self, count: usize) -> io::Result<Vec<u32>> {
        self.numbers(count, u32::from_le_bytes)
    }

    pub(crate) fn u64s(&mut self, count: usize) -> io::Result<Vec<u64>> {
        self.numbers(count, u64::from_le_bytes)
    }

    /// Whether the digest that follows is that of all numbers read.
    pub(crate) fn digest_is_right(self) -> io::Result<bool> {
        let mut written = [0; 8];
        self.file.read_exact_at(&mut written, self.offset)?;
        Ok(u64::from_le_bytes(written) == self.hasher.digest())
    }

    fn numbers<const N: usize, T>(
        &mut self,
        count: usize,
        number: fn([u8; N]) -> T,
    ) -> io::Result<Vec<T>> {
        let mut numbers = Vec::with_capacity(count);
        let mut piece = vec![0; PIECE.min(count * N)];
        while numbers.len() < count {
            let size = piece.len().min((count - numbers.len()) * N);
            let bytes = piece.get_mut(..size).unwrap_or_default();
            self.file.read_exact_at(bytes, self.offset)?;
            self.offset += size as u64;
            self.hasher.update(bytes);
            let (words, _) = bytes.as_chunks::<N>();
            numbers.extend(words.iter().map(|word| number(*word)));
        }
        Ok(numbers)
    }
}
