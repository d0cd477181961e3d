//! One pass over the archives of a source, cut into batches.
//!
//! For each archive a batch lists the archive alone, in its version, and says where to go on if that is known: behind it.
//! So what was read is known from the entries of the source, however many archives there are; the cursor remembers no more
//! than where the pass stands. What must hold: whoever goes on from the cursor of a batch comes to every record that was
//! not listed by then.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use config::Warc;
use item::{Cursor, SourceId, digest64};
use jiff::{SignedDuration, Timestamp};

use super::{
    entry::archive,
    place::{Mark, Place, Stand},
    reading::{Ended, Reading, place},
    tally::Tally,
};
use crate::{
    connector::Batch,
    sources::files::{Seen, Stamp, Step, Walk, base, parts, path},
};

/// Names that one batch may look at.
const MOST_LOOKED_AT: usize = 4096;

/// Names that stand for the files that are no archives.
const NAMED_OTHERS: usize = 3;

/// Longer paths would not fit into a cursor, not even escaped.
const LONGEST_KEY: usize = 1500;

/// An archive that was left alone for so long is not being written any more.
const QUIET: SignedDuration = SignedDuration::from_mins(10);

/// A pass under way.
#[derive(Debug)]
pub(super) struct Pass {
    source: SourceId,
    warc: Arc<Warc>,
    base: PathBuf,
    walk: Walk,
    place: Place,
    reading: Option<Reading>,
    tally: Tally,
    from_start: bool,
    others: Vec<String>,
    other_count: usize,
    is_over: bool,
}

/// Whether a file is an archive, by its name.
pub(super) fn is_archive(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "warc")
}

impl Pass {
    /// Begins at a cursor.
    pub(super) fn begin(source: &SourceId, warc: &Arc<Warc>, cursor: &Cursor) -> io::Result<Self> {
        let place = Place::of(cursor);
        let behind = match &place.stand {
            Stand::Start => None,
            Stand::Behind(key) | Stand::Inside(key, _) => parts(key),
        };
        let from_start = behind.is_none();
        Ok(Self {
            source: source.clone(),
            walk: Walk::of(&warc.paths, behind.unwrap_or_default())?,
            base: base(&warc.paths),
            warc: Arc::clone(warc),
            place,
            reading: None,
            tally: Tally::default(),
            from_start,
            others: Vec::new(),
            other_count: 0,
            is_over: false,
        })
    }

    /// Goes on from where the last batch said: with the archive that it listed, or behind that.
    pub(super) fn stand(&mut self, at: &Cursor) {
        self.place.stand = Place::of(at).stand;
    }

    /// Whether its last batch was taken.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// The next batch.
    pub(super) fn advance(&mut self, now: Timestamp) -> Batch {
        if let Stand::Inside(key, mark) = &self.place.stand {
            let (key, mark) = (key.clone(), *mark);
            return self.read(&key, &mark, now);
        }
        for _ in 0..MOST_LOOKED_AT {
            match self.walk.next() {
                Some(Step::File(seen)) => {
                    if let Some(batch) = self.meet(seen) {
                        return batch;
                    }
                }
                Some(Step::Folder(seen)) => self.place.stand = Stand::Behind(seen.key),
                Some(Step::Trouble(warning)) => self.tally.warn(warning.what, warning.message),
                None => return self.last(),
            }
        }
        self.batch()
    }

    /// Asks whether an archive is known in its version; nothing, where the cursor knows that.
    fn meet(&mut self, seen: Seen) -> Option<Batch> {
        let is_meant = is_archive(&seen.path) || seen.path == self.warc.paths.root;
        let metadata = fs::metadata(&seen.path).ok();
        let metadata = metadata.filter(fs::Metadata::is_file);
        if !self.warc.paths.take(&seen.path) || !is_meant {
            self.pass_over(seen.key);
            return None;
        }
        if seen.key.len() > LONGEST_KEY {
            let message = format!("its path is longer than {LONGEST_KEY} bytes; it is left out");
            self.tally.warn(seen.key, message);
            return None;
        }
        let Some(metadata) = metadata else {
            let message = "cannot be read: it is no file, or may not be looked at".to_owned();
            self.tally.warn(seen.key, message);
            return None;
        };
        let version = self.version(Stamp::of(&metadata));
        let behind = Stand::Behind(seen.key.clone());
        let end = self.place.end(&self.end_name(&seen.key));
        if end.is_some_and(|end| end.version == version) {
            self.place.stand = behind;
            return None;
        }
        let from = end.map_or(Mark::START, |end| end.mark);
        let inside = Stand::Inside(seen.key.clone(), from);
        let mut batch = self.batch();
        batch.entries = vec![archive(&self.source, &seen.key, version)];
        batch.cursor = self.place.at(inside).cursor();
        batch.unless_new = Some(self.place.at(behind).cursor());
        Some(batch)
    }

    /// What an archive is like, and what of it is wanted: where that changes, it is read again.
    fn version(&self, stamp: Stamp) -> u64 {
        digest64(format!("{} {}", stamp.version(), self.wanted()).as_bytes())
    }

    /// Where an archive ended says something to those only who want the same of it.
    fn end_name(&self, key: &str) -> String {
        format!("{key} {}", self.wanted())
    }

    fn wanted(&self) -> String {
        let Warc {
            paths: _,
            hosts,
            max_record_size,
        } = &*self.warc;
        format!("{max_record_size} {}", hosts.join(" "))
    }

    fn read(&mut self, key: &str, from: &Mark, now: Timestamp) -> Batch {
        let mut entries = Vec::new();
        let read = self.read_on(key, from, &mut entries);
        match read {
            Ok(None) => {}
            Ok(Some(ended)) => self.end(key, ended, now),
            Err(error) => {
                self.tally.warn(
                    key.to_owned(),
                    format!("cannot be read: {error}; it is tried again at the next poll"),
                );
                // In a version that it never has: then it counts as new when it is met again.
                entries.push(archive(&self.source, key, digest64(b"not read")));
                self.reading = None;
                self.place.stand = Stand::Behind(key.to_owned());
            }
        }
        Batch {
            entries,
            ..self.batch()
        }
    }

    fn read_on(
        &mut self,
        key: &str,
        from: &Mark,
        entries: &mut Vec<item::Entry>,
    ) -> io::Result<Option<Ended>> {
        let mut reading = match self.reading.take() {
            Some(reading) => reading,
            None => self.begin_reading(key, from)?,
        };
        let ended = reading.read(&self.source, &self.warc, &mut self.tally, entries)?;
        let mark = reading.mark()?;
        self.place.stand = Stand::Inside(key.to_owned(), mark);
        self.reading = Some(reading);
        Ok(ended)
    }

    fn begin_reading(&mut self, key: &str, from: &Mark) -> io::Result<Reading> {
        let below = path(key).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let path = self.base.join(below);
        let version = self.version(Stamp::of(&fs::metadata(&path)?));
        let (reading, is_same) = Reading::begin(&path, key, version, from)?;
        self.tally.archive();
        if !is_same {
            let message =
                "was replaced since it was read last: it is read from its beginning".to_owned();
            self.tally.note(key.to_owned(), message);
        }
        Ok(reading)
    }

    /// An archive was read to its end.
    fn end(&mut self, key: &str, ended: Ended, now: Timestamp) {
        if let (Some(reading), Stand::Inside(_, mark)) = (self.reading.take(), &self.place.stand) {
            let mark = *mark;
            let name = self.end_name(key);
            self.place.note_end(&name, reading.version, mark);
            if let Ended::Torn(at) = ended
                && reading.is_quiet(now)
            {
                let message = format!(
                    "its last record, at byte {}, is cut off; it is read once it is whole",
                    place(at)
                );
                self.tally.warn(key.to_owned(), message);
            }
        }
        self.place.stand = Stand::Behind(key.to_owned());
    }

    fn pass_over(&mut self, key: String) {
        self.other_count += 1;
        if self.others.len() < NAMED_OTHERS {
            self.others.push(key);
        }
    }

    /// A batch without entries, that ends here.
    fn batch(&mut self) -> Batch {
        let (warnings, notes) = self.tally.take();
        Batch {
            cursor: self.place.cursor(),
            more: true,
            warnings,
            notes,
            ..Batch::default()
        }
    }

    /// The batch that ends the pass. What began in the middle has not seen the archives before that: it asks for one more.
    fn last(&mut self) -> Batch {
        self.is_over = true;
        let root = self.warc.paths.path.display().to_string();
        if self.other_count > 0 && self.from_start {
            let more = if self.other_count > self.others.len() {
                ", …"
            } else {
                ""
            };
            let message = format!(
                "{} left out, that are no archives by their names: `{}`{more}",
                self.other_count,
                self.others.join("`, `")
            );
            self.tally.note(root.clone(), message);
        }
        let (warnings, notes) = std::mem::take(&mut self.tally).finish(&root);
        Batch {
            cursor: self.place.at(Stand::Start).cursor(),
            more: !self.from_start,
            warnings,
            notes,
            ..Batch::default()
        }
    }
}

impl Reading {
    fn is_quiet(&self, now: Timestamp) -> bool {
        let written = self.written();
        written.is_none_or(|written| now.duration_since(written) > QUIET)
    }
}
