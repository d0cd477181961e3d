//! The journal's writer: the only thing that appends events, and the only one that removes segments.
//!
//! What must hold: `append` returns only after its commit is on disk; after a failed write or sync nothing is
//! written to that file again, because what a failed sync left behind cannot be known.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, atomic::Ordering},
};

use item::Event;
use jiff::Timestamp;

use super::{
    commit::{self, Header},
    damage::{DamageKind, JournalDamage},
    reader::{JournalReader, Shared},
    rewrite,
    scan::{self, Scanned, Tail},
    segment::{CommitAt, Segment, SegmentInfo},
};
use crate::{error::StateError, files};

/// How the journal is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalOptions {
    /// A segment that has reached this many bytes gets a successor.
    pub segment_bytes: u64,
    /// The next sequence is at least this, even if the segments end before it: the sequence after the
    /// checkpoint that the dropped segments left behind. 1 where nothing was ever dropped.
    pub at_least: u64,
}

impl Default for JournalOptions {
    fn default() -> Self {
        Self {
            // Large enough that a year is a few hundred files, small enough that retention is not a cliff.
            segment_bytes: 64 << 20,
            at_least: 1,
        }
    }
}

/// The journal, open for writing. There is one, and whoever has it holds the state's lock.
#[derive(Debug)]
pub struct Journal {
    pub(super) dir: PathBuf,
    segment_bytes: u64,
    next: u64,
    active: Option<Active>,
    poisoned: bool,
    shared: Arc<Shared>,
}

/// The segment that is appended to.
#[derive(Debug)]
struct Active {
    segment: Arc<Segment>,
    file: File,
    len: u64,
}

impl Journal {
    /// Opens the journal in the folder `dir`, creating it if it is missing, and says what is wrong with
    /// its last segment. Earlier segments are looked at when they are read, or by [`JournalReader::verify`].
    ///
    /// Only a commit whose write was not finished is cut, and only from the end of the last segment.
    pub fn open(
        dir: &Path,
        options: &JournalOptions,
    ) -> Result<(Self, Vec<JournalDamage>), StateError> {
        files::create_dir(dir)?;
        rewrite::remove_unfinished(dir)?;
        let segments = list(dir)?;
        let mut journal = Self {
            segment_bytes: options.segment_bytes,
            next: options.at_least.max(1),
            active: None,
            poisoned: false,
            shared: Arc::default(),
            dir: dir.to_owned(),
        };
        let damage = match segments.last() {
            Some(last) => journal.resume(last)?,
            None => Vec::new(),
        };
        *journal.segments_mut() = segments;
        journal
            .shared
            .durable
            .store(journal.next - 1, Ordering::Release);
        Ok((journal, damage))
    }

    /// Makes events durable. They follow one another, and the first has the sequence that is next.
    pub fn append(&mut self, events: &[Event]) -> Result<(), StateError> {
        if self.poisoned {
            return Err(StateError::Poisoned);
        }
        for (expected, event) in (self.next..).zip(events) {
            if event.sequence != expected {
                return Err(StateError::OutOfOrder {
                    expected,
                    found: event.sequence,
                });
            }
        }
        if events.is_empty() {
            return Ok(());
        }
        let bytes = commit::encode(events)?;
        self.poisoned = true;
        self.write(&bytes)?;
        self.poisoned = false;
        self.next += events.len() as u64;
        self.shared.durable.store(self.next - 1, Ordering::Release);
        Ok(())
    }

    /// The sequence that the next event gets.
    pub fn next_sequence(&self) -> u64 {
        self.next
    }

    /// The last durable sequence; 0 if there is none.
    pub fn durable(&self) -> u64 {
        self.next - 1
    }

    /// What is appended next begins a segment.
    pub fn end_segment(&mut self) {
        self.active = None;
    }

    /// A handle for reading, which may outlive this one.
    pub fn reader(&self) -> JournalReader {
        JournalReader::new(Arc::clone(&self.shared))
    }

    /// The segments, oldest first.
    pub fn segments(&self) -> Result<Vec<SegmentInfo>, StateError> {
        self.reader().segments()
    }

    /// Removes the segments that hold nothing from `sequence` on, but never the last one. Returns how many.
    pub fn remove_segments_before(&mut self, sequence: u64) -> Result<usize, StateError> {
        let segments = self.segment_list();
        let gone = segments
            .iter()
            .skip(1)
            .take_while(|after| after.first <= sequence)
            .count();
        if gone == 0 {
            return Ok(0);
        }
        // Readers must not begin with a segment that is about to go.
        self.segments_mut().drain(..gone);
        for segment in segments.iter().take(gone) {
            fs::remove_file(&segment.path).map_err(StateError::io("remove", &segment.path))?;
        }
        files::sync_dir(&self.dir)?;
        Ok(gone)
    }

    /// Takes up the last segment where its sound part ends.
    fn resume(&mut self, last: &Arc<Segment>) -> Result<Vec<JournalDamage>, StateError> {
        let path = &last.path;
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .open(path)
            .map_err(StateError::io("open for writing", path))?;
        let Scanned {
            commits,
            mut damage,
            tail,
            next,
            mut len,
        } = scan::scan(&file, path, last.first)?;
        let first_lost = commits.last().map_or(last.first, |c| c.header.last() + 1);
        last.set_commits(commits);
        match tail {
            Tail::Clean => {}
            Tail::Unfinished(offset) => {
                file.set_len(offset)
                    .map_err(StateError::io("cut an unfinished commit off", path))?;
                damage.push(cut(path, offset, len, first_lost));
                len = offset;
            }
            Tail::Unreadable(offset) => {
                damage.push(scan::unreadable(path, offset, first_lost, next - 1));
            }
        }
        // The process may have died between writing and syncing; what is read here is taken for durable.
        file.sync_all()
            .map_err(StateError::io("flush to disk", path))?;
        files::sync_dir(&self.dir)?;
        // A segment ends where something unreadable stands, and sequences in it have no gaps.
        let goes_on = !matches!(tail, Tail::Unreadable(_)) && next >= self.next;
        self.next = self.next.max(next);
        self.active = goes_on.then(|| Active {
            segment: Arc::clone(last),
            file,
            len,
        });
        Ok(damage)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), StateError> {
        let full = |active: &Active| active.len > 0 && active.len >= self.segment_bytes;
        let mut active = match self.active.take().filter(|active| !full(active)) {
            Some(active) => active,
            None => self.begin_segment()?,
        };
        let path = &active.segment.path;
        active
            .file
            .write_all(bytes)
            .map_err(StateError::io("write to", path))?;
        active
            .file
            .sync_data()
            .map_err(StateError::io("flush to disk", path))?;
        if let Some(header) = Header::parse(bytes) {
            active.segment.push_commit(CommitAt {
                offset: active.len,
                header,
            });
        }
        active.len += bytes.len() as u64;
        self.active = Some(active);
        Ok(())
    }

    fn begin_segment(&self) -> Result<Active, StateError> {
        let segment = Arc::new(Segment::new(&self.dir, self.next));
        let file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .open(&segment.path)
            .map_err(StateError::io("create", &segment.path))?;
        files::sync_dir(&self.dir)?;
        segment.set_commits(Vec::new());
        self.segments_mut().push(Arc::clone(&segment));
        Ok(Active {
            segment,
            file,
            len: 0,
        })
    }

    pub(super) fn segment_list(&self) -> Vec<Arc<Segment>> {
        self.segments_mut().clone()
    }

    fn segments_mut(&self) -> std::sync::RwLockWriteGuard<'_, Vec<Arc<Segment>>> {
        self.shared
            .segments
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A handle for reading the journal in `dir` while another process writes it: as far as it is at this moment. It never
/// writes, and what is being written is not seen. A folder that is not there holds nothing yet.
pub(crate) fn read_beside(dir: &Path) -> Result<JournalReader, StateError> {
    let segments = if dir.exists() { list(dir)? } else { Vec::new() };
    let shared = Shared::default();
    if let Some(last) = segments.last() {
        let durable = last.last_sequence()?.unwrap_or(last.first - 1);
        shared.durable.store(durable, Ordering::Release);
    }
    *shared
        .segments
        .write()
        .unwrap_or_else(PoisonError::into_inner) = segments;
    Ok(JournalReader::new(Arc::new(shared)))
}

/// The segments of a folder, oldest first; files with other names are left alone.
fn list(dir: &Path) -> Result<Vec<Arc<Segment>>, StateError> {
    let read = |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name());
    let mut firsts = Vec::new();
    for name in fs::read_dir(dir).map_err(StateError::io("read the folder", dir))? {
        let name = read(name).map_err(StateError::io("read the folder", dir))?;
        firsts.extend(name.to_str().and_then(Segment::first_in_name));
    }
    firsts.sort_unstable();
    Ok(firsts
        .into_iter()
        .map(|first| Arc::new(Segment::new(dir, first)))
        .collect())
}

pub(super) fn info(segment: &Segment, last_seq: u64) -> Result<SegmentInfo, StateError> {
    let read = || -> io::Result<(u64, Timestamp)> {
        let metadata = fs::metadata(&segment.path)?;
        let modified = Timestamp::try_from(metadata.modified()?).map_err(io::Error::other)?;
        Ok((metadata.len(), modified))
    };
    let (bytes, modified) = read().map_err(StateError::io("look at", &segment.path))?;
    Ok(SegmentInfo {
        path: segment.path.clone(),
        first_seq: segment.first,
        last_seq,
        bytes,
        modified,
    })
}

fn cut(path: &Path, offset: u64, len: u64, first: u64) -> JournalDamage {
    JournalDamage {
        segment: path.to_owned(),
        offset,
        first_sequence: Some(first),
        kind: DamageKind::Cut,
        detail: format!(
            "{} bytes of a commit whose write was not finished",
            len - offset
        ),
    }
}
