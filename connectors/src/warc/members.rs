//! The decompressed bytes of a gzip file, member after member.
//!
//! Archives have one record in each member; then a member whose bytes begin like a record is a boundary that no record
//! can reach over, whatever it says of its length. Other members are parts of one long stream.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
};

use flate2::bufread::GzDecoder;

use super::{
    head::BEGINNING,
    window::{At, Medium},
};

/// How a gzip member with deflated content begins (RFC 1952, section 2.3.1).
pub(super) const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// A gzip file from the beginning of a member on.
pub(super) struct Members<R: Read> {
    file: Now<Counted<BufReader<R>>>,
    /// Where members begin: by their first decompressed byte, and by their place in the file.
    begun: VecDeque<(u64, u64)>,
    /// Decompressed bytes that were read.
    given: u64,
    /// The first bytes of a member that were decompressed to see what it is.
    first: Vec<u8>,
    /// Why no more than these could be decompressed.
    fault: Option<io::Error>,
    stopped: Stopped,
}

/// What is done with the file.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each archive that is open"
)]
enum Now<F> {
    Decompressing(GzDecoder<F>),
    Nothing(F),
    /// It is on its way from one to the other.
    Moving,
}

/// Why no more bytes are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stopped {
    Not,
    /// Before a member with a record of its own.
    BeforeRecord,
    /// Before a member of which hardly anything is there: whether it has a record of its own cannot be said.
    BeforeTorn,
    /// Before bytes that are no member.
    BeforeGarbage,
    AtEnd,
}

impl<R: Read + Seek> Members<R> {
    pub(super) fn new(mut file: R, from: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(from))?;
        let mut members = Self {
            file: Now::Moving,
            begun: VecDeque::new(),
            given: 0,
            first: Vec::new(),
            fault: None,
            stopped: Stopped::Not,
        };
        members.begin(Counted {
            inner: BufReader::with_capacity(64 << 10, file),
            position: from,
        })?;
        Ok(members)
    }

    /// Where the member begins from which the last bytes came, or which could not be read.
    pub(super) fn last(&self) -> u64 {
        self.begun.back().map_or(0, |(_, offset)| *offset)
    }

    pub(super) fn into_file(self) -> Option<R> {
        match self.file {
            Now::Decompressing(decoder) => Some(decoder.into_inner().inner.into_inner()),
            Now::Nothing(file) => Some(file.inner.into_inner()),
            Now::Moving => None,
        }
    }

    /// Begins with the member that lies ahead, if one does.
    fn begin(&mut self, mut file: Counted<BufReader<R>>) -> io::Result<()> {
        let offset = file.position;
        let mut magic = [0; MAGIC.len()];
        let ahead = read_fully(&mut file, &mut magic)?;
        self.stopped = match magic.get(..ahead) {
            Some([]) => Stopped::AtEnd,
            // A member whose first bytes are there and no more is one that is being written.
            Some(magic) if MAGIC.starts_with(magic) => Stopped::Not,
            _ => Stopped::BeforeGarbage,
        };
        file.inner
            .seek_relative(-i64::try_from(ahead).unwrap_or_default())?;
        file.position = offset;
        self.begun.push_back((self.given, offset));
        if self.stopped != Stopped::Not {
            self.file = Now::Nothing(file);
            return Ok(());
        }
        let mut decoder = GzDecoder::new(file);
        let mut first = [0; BEGINNING.len()];
        let (read, fault) = read_until_fault(&mut decoder, &mut first);
        self.first = first.get(..read).unwrap_or_default().to_vec();
        self.fault = fault;
        self.file = Now::Decompressing(decoder);
        Ok(())
    }

    /// Goes to the next member, behind the end of one.
    fn next_member(&mut self) -> io::Result<()> {
        let Now::Decompressing(decoder) = std::mem::replace(&mut self.file, Now::Moving) else {
            self.stopped = Stopped::AtEnd;
            return Ok(());
        };
        self.begin(decoder.into_inner())?;
        if self.stopped == Stopped::Not {
            self.stopped = match &self.fault {
                Some(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => Stopped::BeforeTorn,
                Some(_) => Stopped::BeforeRecord,
                None if self.first == BEGINNING => Stopped::BeforeRecord,
                None => Stopped::Not,
            };
        }
        Ok(())
    }
}

impl<R: Read + Seek> Medium for Members<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.stopped != Stopped::Not || into.is_empty() {
                return Ok(0);
            }
            if !self.first.is_empty() {
                let given = self.first.len().min(into.len());
                for (to, from) in into.iter_mut().zip(self.first.drain(..given)) {
                    *to = from;
                }
                self.given += given as u64;
                return Ok(given);
            }
            if let Some(fault) = self.fault.take() {
                return Err(fault);
            }
            let read = match &mut self.file {
                Now::Decompressing(decoder) => decoder.read(into)?,
                Now::Nothing(_) | Now::Moving => 0,
            };
            if read > 0 {
                self.given += read as u64;
                return Ok(read);
            }
            self.next_member()?;
        }
    }

    fn place(&mut self, position: u64) -> At {
        while let Some((next, _)) = self.begun.get(1)
            && *next <= position
        {
            self.begun.pop_front();
        }
        let (first, offset) = self.begun.front().copied().unwrap_or_default();
        At {
            offset,
            within: position.saturating_sub(first),
        }
    }

    fn go_on(&mut self) -> io::Result<bool> {
        let goes_on = matches!(self.stopped, Stopped::BeforeRecord | Stopped::BeforeTorn);
        if goes_on {
            self.stopped = Stopped::Not;
        }
        Ok(goes_on)
    }
}

impl<R: Read + Seek> Members<R> {
    /// Whether it stopped before bytes that are no gzip member.
    pub(super) fn is_before_garbage(&self) -> bool {
        self.stopped == Stopped::BeforeGarbage
    }

    /// Whether it stopped before a member of which hardly anything is there.
    pub(super) fn is_before_torn(&self) -> bool {
        self.stopped == Stopped::BeforeTorn
    }
}

impl<R: Read> std::fmt::Debug for Members<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Members")
            .field("begun", &self.begun)
            .field("stopped", &self.stopped)
            .finish_non_exhaustive()
    }
}

/// A reader that knows how far it is.
#[derive(Debug)]
struct Counted<R> {
    inner: R,
    position: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.inner.consume(bytes);
        self.position += bytes as u64;
    }
}

/// Reads as much as there is.
fn read_fully(file: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let (read, fault) = read_until_fault(file, into);
    fault.map_or(Ok(read), Err)
}

fn read_until_fault(file: &mut impl Read, into: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut filled = 0;
    while let Some(free) = into.get_mut(filled..).filter(|free| !free.is_empty()) {
        match file.read(free) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Some(error)),
        }
    }
    (filled, None)
}
