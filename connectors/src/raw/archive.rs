//! The raw archive of one source: one response after another, each a gzip member of its own.
//!
//! What must hold: what was written stays readable, whatever happens to the process; and whatever happens to the disk, who
//! hands a response over is not held up.

use std::{
    fmt,
    fs::{self, File, TryLockError},
    io::{self, Seek, SeekFrom, Write},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use config::KeepRaw;
use item::{RawPlace, SourceId};
use jiff::{SignedDuration, Timestamp};

use super::{
    folder::{Name, newest, remove_beyond, remove_old},
    mend::mend,
    response::{info, record},
};
use crate::{connector::Clock, http::Response, warc::member};

/// An archive that is larger is not written to any more: tools read files of this size at ease, and retention drops files.
const MOST_BYTES: u64 = 256 << 20;

/// Where archives are kept for a while only, or only so many bytes of them, each holds so small a part of that, so that they
/// can go one by one,
const PARTS: u32 = 8;
/// but no less than this.
const SHORTEST: SignedDuration = SignedDuration::from_hours(1);

/// How often is looked for archives that are too old.
const LOOK_FOR_OLD: SignedDuration = SignedDuration::from_hours(1);

/// Keeps the raw responses of one source.
pub(crate) struct RawArchive {
    source: SourceId,
    folder: PathBuf,
    keep: Option<SignedDuration>,
    /// Bytes that are kept in all.
    most: Option<u64>,
    /// Bytes of one archive, and a record more.
    most_bytes: u64,
    clock: Clock,
    writing: Mutex<Writing>,
}

#[derive(Debug, Default)]
struct Writing {
    output: Option<Output>,
    looked: Option<Timestamp>,
    /// Whether the last response could not be kept.
    is_troubled: bool,
}

/// The archive that is written to.
#[derive(Debug)]
struct Output {
    name: Name,
    file: File,
    length: u64,
}

impl RawArchive {
    pub(crate) fn new(source: SourceId, settings: &KeepRaw, clock: Clock) -> Self {
        Self {
            folder: settings.folder.join(source.as_str()),
            source,
            keep: settings.keep,
            most: settings.most,
            most_bytes: settings
                .most
                .map_or(MOST_BYTES, |most| (most / u64::from(PARTS)).min(MOST_BYTES)),
            clock,
            writing: Mutex::default(),
        }
    }

    /// Keeps a response and says where it lies; nothing, if it cannot be kept. It writes to the disk, so call it where that
    /// may block.
    pub(crate) fn keep(&self, response: &Response) -> Option<RawPlace> {
        let now = (self.clock)();
        // Packing takes longest and needs nobody else.
        let packed = member(&record(response, now));
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = packed.and_then(|packed| self.write(&mut writing, &packed, now));
        match kept {
            Ok(place) => {
                if std::mem::take(&mut writing.is_troubled) {
                    tracing::info!(source = %self.source, "raw responses are kept again");
                }
                Some(place)
            }
            Err(error) => {
                writing.output = None;
                if !std::mem::replace(&mut writing.is_troubled, true) {
                    tracing::warn!(
                        source = %self.source,
                        "raw responses cannot be kept in `{}` ({error}): the pages are read all the same; this is told once",
                        self.folder.display()
                    );
                }
                None
            }
        }
    }

    fn write(&self, writing: &mut Writing, packed: &[u8], now: Timestamp) -> io::Result<RawPlace> {
        self.remove_old(writing, now);
        let mut output = match writing.output.take() {
            Some(output) if self.goes_on(&output.name, output.length, now) => output,
            Some(full) => {
                full.file.sync_all()?;
                let next = self.begin(Name::new(now, Some(&full.name)), now)?;
                self.remove_beyond();
                next
            }
            None => self.open(now)?,
        };
        let offset = output.length;
        if let Err(error) = output.file.write_all(packed) {
            // Half a record would be in the way of the next one. Should it stay, it is cut off when the file is opened again.
            drop(output.file.set_len(offset));
            return Err(error);
        }
        output.length += packed.len() as u64;
        let place = RawPlace {
            path: format!("{}/{}", self.source, output.name.text(self.source.as_str())),
            offset,
            within: 0,
        };
        writing.output = Some(output);
        Ok(place)
    }

    /// The newest archive, mended where it was torn, or a new one.
    fn open(&self, now: Timestamp) -> io::Result<Output> {
        fs::create_dir_all(&self.folder)?;
        let Some(name) = newest(&self.folder, self.source.as_str())? else {
            return self.begin(Name::new(now, None), now);
        };
        let path = self.folder.join(name.text(self.source.as_str()));
        let file = File::options().read(true).write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            // Another run of the process is still writing its last response there.
            Err(TryLockError::WouldBlock) => return self.begin(Name::new(now, Some(&name)), now),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let (length, cut) = mend(&file)?;
        if cut > 0 {
            tracing::info!(source = %self.source, cut, "a torn record was cut off the end of `{}`", path.display());
        }
        let mut output = Output { name, file, length };
        if length == 0 {
            self.introduce(&mut output, now)?;
        } else if !self.goes_on(&output.name, length, now) {
            return self.begin(Name::new(now, Some(&output.name)), now);
        }
        Ok(output)
    }

    fn goes_on(&self, name: &Name, length: u64, now: Timestamp) -> bool {
        let longest = self
            .keep
            .map(|keep| (keep / PARTS.cast_signed()).max(SHORTEST));
        length < self.most_bytes && longest.is_none_or(|longest| name.age(now) < longest)
    }

    fn begin(&self, name: Name, now: Timestamp) -> io::Result<Output> {
        let path = self.folder.join(name.text(self.source.as_str()));
        let file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(path)?;
        file.try_lock()?;
        let mut output = Output {
            name,
            file,
            length: 0,
        };
        self.introduce(&mut output, now)?;
        Ok(output)
    }

    /// Every archive begins by saying what it is.
    fn introduce(&self, output: &mut Output, now: Timestamp) -> io::Result<()> {
        let source = self.source.as_str();
        let packed = member(&info(&output.name.text(source), source, now))?;
        output.file.seek(SeekFrom::Start(0))?;
        output.file.write_all(&packed)?;
        output.length = packed.len() as u64;
        Ok(())
    }

    /// Removes what is too old.
    fn remove_old(&self, writing: &mut Writing, now: Timestamp) {
        let is_due = writing
            .looked
            .is_none_or(|looked| now.duration_since(looked) > LOOK_FOR_OLD);
        if !is_due {
            return;
        }
        if writing.looked.replace(now).is_none() {
            // The limit may have been lowered since the last run.
            self.remove_beyond();
        }
        if let Some(keep) = self.keep {
            let removed = remove_old(&self.folder, self.source.as_str(), keep, now);
            self.tell(removed, "are too old");
        }
    }

    /// Removes what is more than is to be kept.
    fn remove_beyond(&self) {
        if let Some(most) = self.most {
            let removed = remove_beyond(&self.folder, self.source.as_str(), most);
            self.tell(removed, "are more than is kept");
        }
    }

    /// Tells what was removed. If that failed, the disk fills up, and that is told then.
    fn tell(&self, removed: io::Result<usize>, why: &str) {
        match removed {
            Ok(0) => {}
            Ok(removed) => {
                tracing::info!(source = %self.source, removed, "archives of raw responses that {why} were removed");
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(
                source = %self.source,
                "archives in `{}` that {why} cannot be removed: {error}",
                self.folder.display()
            ),
        }
    }
}

impl Drop for RawArchive {
    /// What was written is on the disk before the process ends as it should.
    fn drop(&mut self) {
        let writing = self
            .writing
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(output) = writing.output.take()
            && let Err(error) = output.file.sync_all()
        {
            tracing::warn!(source = %self.source, "the last raw responses may not be on the disk: {error}");
        }
    }
}

impl fmt::Debug for RawArchive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawArchive")
            .field("folder", &self.folder)
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
