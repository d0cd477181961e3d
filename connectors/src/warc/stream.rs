//! An archive from a place on, plain or compressed, and the one record at a place.

use std::io::{self, Read, Seek, SeekFrom};

use super::{
    head::{Head, MOST_HEAD},
    members::{MAGIC, Members},
    plain::Plain,
    window::{Medium, Window},
};

pub(crate) use super::window::At;

/// Mostly a head is shorter than this.
const USUAL_HEAD: usize = 4 << 10;

/// The bytes of an archive.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each archive that is open"
)]
pub(super) enum Bytes<R: Read> {
    Plain(Plain<R>),
    Zipped(Members<R>),
}

impl<R: Read + Seek> Bytes<R> {
    /// Whether it stopped before bytes that are no gzip member.
    pub(super) fn is_before_garbage(&self) -> bool {
        matches!(self, Self::Zipped(members) if members.is_before_garbage())
    }

    /// The file, wherever it stands; none if it was lost in an error.
    pub(super) fn into_file(self) -> Option<R> {
        match self {
            Self::Plain(plain) => Some(plain.into_file()),
            Self::Zipped(members) => members.into_file(),
        }
    }
}

impl<R: Read + Seek> Medium for Bytes<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(plain) => plain.read(into),
            Self::Zipped(members) => members.read(into),
        }
    }

    fn jump(&mut self, bytes: u64) -> io::Result<bool> {
        match self {
            Self::Plain(plain) => plain.jump(bytes),
            Self::Zipped(members) => members.jump(bytes),
        }
    }

    fn place(&mut self, position: u64) -> At {
        match self {
            Self::Plain(plain) => plain.place(position),
            Self::Zipped(members) => members.place(position),
        }
    }

    fn go_on(&mut self) -> io::Result<bool> {
        match self {
            Self::Plain(plain) => plain.go_on(),
            Self::Zipped(members) => members.go_on(),
        }
    }
}

/// Whether a file is compressed, by its first bytes, as far as they are written.
fn is_zipped(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut magic = Vec::with_capacity(MAGIC.len());
    file.take(MAGIC.len() as u64).read_to_end(&mut magic)?;
    Ok(!magic.is_empty() && MAGIC.starts_with(&magic))
}

/// The bytes of an archive from a place on.
pub(super) fn stream<R: Read + Seek>(mut file: R, at: At) -> io::Result<Window<Bytes<R>>> {
    let mut window = Window::new(if is_zipped(&mut file)? {
        Bytes::Zipped(Members::new(file, at.offset)?)
    } else {
        Bytes::Plain(Plain::new(file, at.offset)?)
    });
    window.skip(at.within)?;
    Ok(window)
}

/// The head that lies ahead, and how long it is; none if none does.
pub(super) fn head_ahead(window: &mut Window<impl Medium>) -> io::Result<Option<(Head, usize)>> {
    for least in [USUAL_HEAD, MOST_HEAD] {
        if let Some(found) = Head::read(window.look(least)?) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Why there is no record at a place.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It could not be read.
    Io(io::Error),
    /// No record begins there.
    Elsewhere,
    /// Its bytes are damaged, or end before it does.
    Broken(String),
    /// It has so many bytes.
    TooLarge(u64),
}

/// Whether an error says that the bytes are not what they should be, and not that they could not be read.
pub(super) fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    error.raw_os_error().is_none()
        && matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if is_damage(&error) {
            Self::Broken(error.to_string())
        } else {
            Self::Io(error)
        }
    }
}

/// One record after another, wherever each lies: to unpack a file that is a single gzip member once and not once for
/// each of its records.
#[derive(Debug)]
pub(crate) struct Reader<R: Read> {
    window: Window<Bytes<R>>,
    at: At,
}

impl<R: Read + Seek> Reader<R> {
    pub(crate) fn new(file: R, at: At) -> io::Result<Self> {
        Ok(Self {
            window: stream(file, at)?,
            at,
        })
    }

    /// How many bytes must be read to come to a place; none if it lies behind, or elsewhere.
    pub(crate) fn distance(&self, to: At) -> Option<u64> {
        let near = to.offset == self.at.offset;
        near.then(|| to.within.checked_sub(self.at.within))
            .flatten()
    }

    /// Whether it stands in the middle of a gzip member.
    pub(crate) fn is_inside_member(&self) -> bool {
        self.at.within > 0
    }

    /// The record at a place that lies ahead, with its block of `most` bytes at most.
    pub(crate) fn record(&mut self, at: At, most: u64) -> Result<(Head, Vec<u8>), Fault> {
        let distance = self.distance(at).ok_or(Fault::Elsewhere)?;
        if !self.window.skip(distance)? {
            return Err(Fault::Elsewhere);
        }
        let (head, length) = head_ahead(&mut self.window)?.ok_or(Fault::Elsewhere)?;
        if head.length > most {
            return Err(Fault::TooLarge(head.length));
        }
        self.window.take(length);
        let size = usize::try_from(head.length).unwrap_or(usize::MAX);
        let block = self.window.look(size)?.get(..size).map(<[u8]>::to_vec);
        let block = block.ok_or_else(|| Fault::Broken("it ends before its length".to_owned()))?;
        self.window.take(size);
        // The checksum of a gzip member lies behind its last bytes; looking there has it checked.
        self.window.skip_breaks()?;
        self.at = self.window.place();
        Ok((head, block))
    }
}
