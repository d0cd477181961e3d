//! One pass over the files of a source, cut into batches.
//!
//! The cursor of a batch is never ahead of what was listed. It may be ahead of young files, which are listed later in
//! the same scan; a scan that went on from a cursor, as after the process stopped, ends by asking for a whole one,
//! and that finds them.

use std::{collections::VecDeque, fs, io, time::Duration};

use config::Files;
use item::{Cursor, Entry, Locator, SourceId};
use jiff::Timestamp;

use super::{
    choice::{self, Kind},
    name::parts,
    place::Place,
    walk::{Seen, Step, Walk},
    young::{Stamp, Young},
};
use crate::connector::{Batch, Complete, Warning};

/// Entries of one batch: as many as one commit of the journal takes.
const BATCH: usize = 256;

/// Names that one batch may look at: a folder with a million files of other kinds must not keep a run from stopping.
const MOST_LOOKED_AT: usize = 4096;

/// Files that wait to be believed; when there are more, the scan waits for these first.
const MOST_YOUNG: usize = 4096;

/// Warnings of one scan that are told in full; the others are counted.
const MOST_WARNINGS: usize = 20;

/// Names that stand for the files of other kinds.
const NAMED_OTHERS: usize = 3;

/// A pass under way.
#[derive(Debug)]
pub(super) struct Scan {
    source: SourceId,
    files: Files,
    walk: Walk,
    place: Place,
    batches: u32,
    from_start: bool,
    is_walked: bool,
    young: Vec<Young>,
    ripe: VecDeque<Entry>,
    seen: Complete,
    warnings: Vec<Warning>,
    notes: Vec<Warning>,
    /// What kept the scan from seeing everything.
    troubles: usize,
    /// Warnings, told or only counted.
    warned: usize,
    others: Vec<String>,
    other_count: usize,
}

/// What a scan wants next.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart at once and never kept in a list"
)]
pub(super) enum Turn {
    /// A batch is ready.
    Batch(Batch),
    /// Wait, then call [`Scan::look_again`]: some files were written a moment ago.
    Wait(Duration),
}

impl Scan {
    /// Begins at a cursor.
    pub(super) fn begin(source: &SourceId, files: &Files, cursor: &Cursor) -> io::Result<Self> {
        let place = Place::of(cursor);
        let (batches, behind) = match &place {
            Place::Start => (0, None),
            Place::Behind { batches, key } => (*batches, parts(key)),
        };
        Ok(Self {
            source: source.clone(),
            files: files.clone(),
            from_start: behind.is_none(),
            walk: Walk::of(&files.paths, behind.unwrap_or_default())?,
            place,
            batches,
            is_walked: false,
            young: Vec::new(),
            ripe: VecDeque::new(),
            seen: Complete::default(),
            warnings: Vec::new(),
            notes: Vec::new(),
            troubles: 0,
            warned: 0,
            others: Vec::new(),
            other_count: 0,
        })
    }

    /// Goes on until a batch is full, enough names were looked at, the files are through, or some must be waited for.
    pub(super) fn advance(&mut self, now: Timestamp) -> Turn {
        for _ in 0..MOST_LOOKED_AT {
            if self.is_walked || self.ripe.len() >= BATCH || self.young.len() >= MOST_YOUNG {
                break;
            }
            match self.walk.next() {
                Some(Step::File(seen)) => {
                    self.stand_behind(seen.key.clone());
                    self.look_at(seen, now);
                }
                Some(Step::Folder(seen)) => self.stand_behind(seen.key),
                Some(Step::Trouble(warning)) => self.trouble(warning),
                None => self.is_walked = true,
            }
        }
        let must_wait = self.is_walked || self.young.len() >= MOST_YOUNG;
        if self.ripe.is_empty() && must_wait && !self.young.is_empty() {
            let waits = self.young.iter().filter_map(|young| young.stamp.wait(now));
            return Turn::Wait(waits.max().unwrap_or_default());
        }
        Turn::Batch(self.batch())
    }

    /// Takes the files that were left alone meanwhile; the others are for the next scan.
    pub(super) fn look_again(&mut self) {
        for young in std::mem::take(&mut self.young) {
            match young.is_settled() {
                Ok(Some(true)) => self.ripe.push_back(self.entry(young.key, young.stamp)),
                Ok(Some(false)) => self.leave(young.key),
                Ok(None) => {}
                Err(error) => self.trouble(unreadable(young.key, &error)),
            }
        }
    }

    /// Whether its last batch was taken.
    pub(super) fn is_over(&self) -> bool {
        self.is_walked && self.young.is_empty() && self.ripe.is_empty()
    }

    fn stand_behind(&mut self, key: String) {
        self.place = Place::Behind {
            batches: self.batches,
            key,
        };
    }

    fn look_at(&mut self, seen: Seen, now: Timestamp) {
        if !self.files.paths.take(&seen.path) {
            return;
        }
        let Some(kind) = choice::kind(&seen.path) else {
            return self.pass_over(seen.key);
        };
        let metadata = match fs::metadata(&seen.path) {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) => return self.pass_over(seen.key),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !seen.path.is_symlink() => {
                return;
            }
            Err(error) => return self.trouble(unreadable(seen.key, &error)),
        };
        if self.files.withdraw_deleted {
            self.seen.insert(&seen.key);
        }
        // Of a file of lines only a line must fit into memory. A larger file of another kind is not listed, so that it
        // is a new entry once the limit allows it; it is still there, and nothing of it is withdrawn.
        if metadata.len() > self.files.max_file_size && kind != Kind::JsonLines {
            return self.warn(too_large(
                seen.key,
                metadata.len(),
                self.files.max_file_size,
            ));
        }
        let stamp = Stamp::of(&metadata);
        if stamp.wait(now).is_some() {
            self.young.push(Young {
                key: seen.key,
                path: seen.path,
                stamp,
            });
        } else {
            self.ripe.push_back(self.entry(seen.key, stamp));
        }
    }

    fn entry(&self, key: String, stamp: Stamp) -> Entry {
        Entry {
            source: self.source.clone(),
            version: stamp.version(),
            locator: Locator::File { path: key.clone() },
            key,
            hints: item::Hints::default(),
        }
    }

    fn pass_over(&mut self, key: String) {
        self.other_count += 1;
        if self.others.len() < NAMED_OTHERS {
            self.others.push(key);
        }
    }

    /// A file that is still being written: no failure, but the scan has not seen everything.
    fn leave(&mut self, key: String) {
        self.troubles += 1;
        if self.notes.len() < MOST_WARNINGS {
            self.notes.push(Warning {
                what: key,
                message: "is still being written; it is left for the next poll".to_owned(),
            });
        }
    }

    /// Something could not be looked at: the scan has not seen everything.
    fn trouble(&mut self, warning: Warning) {
        self.troubles += 1;
        self.warn(warning);
    }

    fn warn(&mut self, warning: Warning) {
        self.warned += 1;
        if self.warned <= MOST_WARNINGS {
            self.warnings.push(warning);
        }
    }

    fn batch(&mut self) -> Batch {
        let entries: Vec<Entry> = self.ripe.drain(..self.ripe.len().min(BATCH)).collect();
        if self.is_over() {
            return self.last(entries);
        }
        self.batches = self.batches.saturating_add(1);
        if let Place::Behind { batches, .. } = &mut self.place {
            *batches = self.batches;
        }
        Batch {
            entries,
            cursor: self.place.cursor(),
            more: true,
            warnings: std::mem::take(&mut self.warnings),
            notes: std::mem::take(&mut self.notes),
            ..Batch::default()
        }
    }

    /// The batch that ends the scan. What began in the middle has not seen the files before that, some of which may
    /// have come since: it asks for one more scan.
    fn last(&mut self, entries: Vec<Entry>) -> Batch {
        let mut warnings = std::mem::take(&mut self.warnings);
        let mut notes = std::mem::take(&mut self.notes);
        let root = self.files.paths.path.display().to_string();
        if self.warned > MOST_WARNINGS {
            warnings.push(Warning {
                what: root.clone(),
                message: format!("{} more problems like these", self.warned - MOST_WARNINGS),
            });
        }
        if self.other_count > 0 && self.from_start {
            let more = if self.other_count > self.others.len() {
                ", …"
            } else {
                ""
            };
            let named = self.others.join("`, `");
            notes.push(Warning {
                what: root,
                message: format!(
                    "{} left out, of kinds that are not read: `{named}`{more}",
                    self.other_count
                ),
            });
        }
        // A folder without any file is more often a disk that is not mounted than a wish to withdraw everything.
        let is_whole = self.files.withdraw_deleted
            && self.from_start
            && self.troubles == 0
            && !self.seen.is_empty();
        Batch {
            entries,
            cursor: Place::Start.cursor(),
            more: !self.from_start,
            complete: is_whole.then(|| std::mem::take(&mut self.seen)),
            warnings,
            notes,
            ..Batch::default()
        }
    }
}

fn unreadable(key: String, error: &io::Error) -> Warning {
    Warning {
        what: key,
        message: format!("cannot be read: {error}"),
    }
}

fn too_large(key: String, size: u64, limit: u64) -> Warning {
    Warning {
        what: key,
        message: format!(
            "has {size} bytes, more than the {limit} of `max_file_size`; it is left out until that is raised"
        ),
    }
}
