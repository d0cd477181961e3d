//! What lies ahead in an archive, as it is stored: looked at without being taken, and taken without being kept.

use std::io;

/// What an archive's bytes come from: a plain file, or the members of a compressed one.
pub(super) trait Medium {
    /// More bytes; none at the end, and none before a gzip member that begins a record of its own.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize>;

    /// Passes over bytes without reading them, if it can; it may pass over the end.
    fn jump(&mut self, _bytes: u64) -> io::Result<bool> {
        Ok(false)
    }

    /// Where the byte lies that is the so-manieth since the medium was opened.
    fn place(&mut self, position: u64) -> At;

    /// Goes on behind the place before which [`Self::read`] stopped; false at the end of the file.
    fn go_on(&mut self) -> io::Result<bool>;
}

/// A place in an archive: where a record begins in a plain file; where the gzip member begins that it begins in, and how
/// far into that member, in decompressed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct At {
    pub(crate) offset: u64,
    pub(crate) within: u64,
}

/// Read at once.
const PIECE: usize = 32 << 10;

/// Bytes of a medium, in their order.
#[derive(Debug)]
pub(super) struct Window<M> {
    pub(super) medium: M,
    bytes: Vec<u8>,
    start: usize,
    /// Of the first byte that was not taken.
    position: u64,
}

impl<M: Medium> Window<M> {
    pub(super) fn new(medium: M) -> Self {
        Self {
            medium,
            bytes: Vec::new(),
            start: 0,
            position: 0,
        }
    }

    /// The next bytes, so many at least unless the medium stops before.
    pub(super) fn look(&mut self, least: usize) -> io::Result<&[u8]> {
        while self.bytes.len() - self.start < least {
            if self.start >= PIECE {
                self.bytes.drain(..self.start);
                self.start = 0;
            }
            let filled = self.bytes.len();
            self.bytes.resize(filled + PIECE, 0);
            let read = self
                .bytes
                .get_mut(filled..)
                .map(|free| self.medium.read(free));
            let read = read.unwrap_or(Ok(0));
            self.bytes
                .truncate(filled + read.as_ref().copied().unwrap_or_default());
            if read? == 0 {
                break;
            }
        }
        Ok(self.ahead())
    }

    fn ahead(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Takes bytes that were looked at.
    pub(super) fn take(&mut self, bytes: usize) {
        let bytes = bytes.min(self.ahead().len());
        self.start += bytes;
        self.position += bytes as u64;
    }

    /// Takes bytes without looking; false if the medium stops before their end.
    pub(super) fn skip(&mut self, mut bytes: u64) -> io::Result<bool> {
        while bytes > 0 {
            let ahead = self.ahead().len() as u64;
            // The last one is looked at, to know that it is there.
            if ahead == 0 && bytes > 1 && self.medium.jump(bytes - 1)? {
                self.position += bytes - 1;
                bytes = 1;
            }
            let ahead = self.look(1)?.len() as u64;
            if ahead == 0 {
                return Ok(false);
            }
            let taken = ahead.min(bytes);
            self.take(usize::try_from(taken).unwrap_or(usize::MAX));
            bytes -= taken;
        }
        Ok(true)
    }

    /// Takes the line breaks ahead; says how many bytes these were.
    pub(super) fn skip_breaks(&mut self) -> io::Result<usize> {
        let mut taken = 0;
        loop {
            let ahead = self.look(1)?;
            let breaks = ahead
                .iter()
                .take_while(|byte| b"\r\n".contains(byte))
                .count();
            if breaks == 0 {
                return Ok(taken);
            }
            self.take(breaks);
            taken += breaks;
        }
    }

    /// How many bytes were taken.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Where the next byte lies.
    pub(super) fn place(&mut self) -> At {
        self.medium.place(self.position)
    }
}
