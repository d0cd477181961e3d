//! The bytes of an archive that is not compressed.

use std::io::{self, Read, Seek, SeekFrom};

use super::window::{At, Medium};

/// A plain file from a place on.
#[derive(Debug)]
pub(super) struct Plain<R> {
    file: R,
    base: u64,
}

impl<R: Read + Seek> Plain<R> {
    pub(super) fn new(mut file: R, from: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(from))?;
        Ok(Self { file, base: from })
    }

    pub(super) fn into_file(self) -> R {
        self.file
    }
}

impl<R: Read + Seek> Medium for Plain<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.file.read(into)
    }

    fn jump(&mut self, bytes: u64) -> io::Result<bool> {
        let Ok(bytes) = i64::try_from(bytes) else {
            return Ok(false);
        };
        self.file.seek(SeekFrom::Current(bytes)).map(|_| true)
    }

    fn place(&mut self, position: u64) -> At {
        At {
            offset: self.base + position,
            within: 0,
        }
    }

    fn go_on(&mut self) -> io::Result<bool> {
        Ok(false)
    }
}
