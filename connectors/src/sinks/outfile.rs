//! A file that only grows, and how many of its bytes are accounted for.
//!
//! Whatever lies behind the accounted bytes was written by us just before a death, or is not ours. So it is never
//! cut: what is written next must begin with it, byte for byte, or nothing is written. Writing the bytes once more
//! over themselves also repairs what an fsync that failed has left in memory only.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{FileExt, MetadataExt},
    path::{Path, PathBuf},
};

use item::digest64;

use super::cursor::{failed, sync_folder};
use crate::error::DeliverError;

/// How many bytes before the accounted end are digested: enough to know the file again.
const TAIL: u64 = 4096;

/// An open output file.
#[derive(Debug)]
pub(super) struct OutFile {
    path: PathBuf,
    file: File,
    length: u64,
    /// The last bytes before `length`, at most `TAIL`.
    tail: Vec<u8>,
}

/// What the file holds behind its accounted bytes is not what would be written there.
pub(super) const HINT_NOT_OURS: &str = "nothing was changed: move the file away and the sink begins a new one, or remove what does not belong there";

impl OutFile {
    /// Opens or creates a file of which `length` bytes are accounted for. `None`: it is shorter than that.
    pub(super) fn open(path: &Path, length: u64) -> Result<Option<Self>, DeliverError> {
        let file = open_or_create(path)?;
        let metadata = file
            .metadata()
            .map_err(|error| failed("read", path, error))?;
        if !metadata.is_file() {
            return Err(not_ordinary(path, "is not an ordinary file"));
        }
        if metadata.len() < length {
            return Ok(None);
        }
        let mut tail = vec![0; usize::try_from(length.min(TAIL)).unwrap_or_default()];
        file.read_exact_at(&mut tail, length - length.min(TAIL))
            .map_err(|error| failed("read", path, error))?;
        Ok(Some(Self {
            path: path.to_owned(),
            file,
            length,
            tail,
        }))
    }

    /// Opens or creates a file all of whose bytes are accounted for.
    pub(super) fn open_at_end(path: &Path) -> Result<Option<Self>, DeliverError> {
        let length = fs::metadata(path).map_or(0, |metadata| metadata.len());
        Self::open(path, length)
    }

    /// How many bytes are accounted for.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Digest of the last accounted bytes.
    pub(super) fn tail_digest(&self) -> String {
        format!("{:016x}", digest64(&self.tail))
    }

    /// Whether the path still leads to this very file, with at least the accounted bytes.
    pub(super) fn is_in_place(&self) -> Result<bool, DeliverError> {
        let here = match fs::metadata(&self.path) {
            Ok(here) => here,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(failed("read", &self.path, error)),
        };
        let ours = self.metadata()?;
        Ok((here.dev(), here.ino()) == (ours.dev(), ours.ino()) && here.len() >= self.length)
    }

    /// How many bytes lie behind the accounted ones.
    pub(super) fn unaccounted(&self) -> Result<u64, DeliverError> {
        Ok(self.metadata()?.len().saturating_sub(self.length))
    }

    /// Appends whole lines durably, or finds them there already, wholly or in part.
    pub(super) fn append(&mut self, lines: Vec<u8>) -> Result<(), DeliverError> {
        let mut bytes = lines;
        if self.tail.last().is_some_and(|last| *last != b'\n') {
            bytes.insert(0, b'\n'); // somebody else's last line has no end: ours must not be glued to it
        }
        let there = self.unaccounted()?.min(bytes.len() as u64);
        let mut found = vec![0; usize::try_from(there).unwrap_or_default()];
        self.file
            .read_exact_at(&mut found, self.length)
            .map_err(|error| failed("read", &self.path, error))?;
        if !bytes.starts_with(&found) {
            return Err(DeliverError::Refused {
                path: self.path.clone(),
                reason: format!(
                    "goes on behind byte {} with something that this sink has not written",
                    self.length
                ),
                hint: HINT_NOT_OURS.to_owned(),
            });
        }
        self.file
            .write_all_at(&bytes, self.length)
            .and_then(|()| self.file.sync_data())
            .map_err(|error| failed("write", &self.path, error))?;
        self.length += bytes.len() as u64;
        self.tail.extend_from_slice(&bytes);
        let surplus = self
            .tail
            .len()
            .saturating_sub(usize::try_from(TAIL).unwrap_or_default());
        self.tail.drain(..surplus);
        Ok(())
    }

    fn metadata(&self) -> Result<fs::Metadata, DeliverError> {
        self.file
            .metadata()
            .map_err(|error| failed("read", &self.path, error))
    }
}

fn not_ordinary(path: &Path, reason: &str) -> DeliverError {
    DeliverError::Refused {
        path: path.to_owned(),
        reason: reason.to_owned(),
        hint: "a `jsonl` sink needs a file of its own; for pipes use `kind = \"stdout\"`"
            .to_owned(),
    }
}

/// Opens a file to read and write it; a new one's name is durable before anything is written to it.
fn open_or_create(path: &Path) -> Result<File, DeliverError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    match options.open(path) {
        Ok(file) => return Ok(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
            return Err(not_ordinary(path, "is a folder, not a file"));
        }
        Err(error) => return Err(failed("open", path, error)),
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| failed("create", folder, error))?;
    options
        .create(true)
        .truncate(false)
        .open(path)
        .and_then(|file| sync_folder(folder).map(|()| file))
        .map_err(|error| failed("create", path, error))
}
