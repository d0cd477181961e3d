//! One segment file: its name, where its commits are, and reading one of them.
//!
//! It never writes. What must hold: the list of commits only grows, and only by commits that are on disk; where a
//! segment is rewritten, nobody reads the old file by the new list, nor the new file by the old one.

use std::{
    fs::File,
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::{
    commit::{self, HEADER_LEN, Header},
    scan,
};
use crate::error::StateError;

const EXTENSION: &str = ".jsonl.zst";
/// Digits of a segment's name: as many as the greatest sequence has, so that names sort as numbers do.
const NAME_DIGITS: usize = 20;

/// What is to be known of a segment from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentInfo {
    /// The file.
    pub path: PathBuf,
    /// The first sequence it may hold.
    pub first_seq: u64,
    /// The last sequence it holds; one less than `first_seq` if it is empty.
    pub last_seq: u64,
    /// How large it is.
    pub bytes: u64,
    /// When it was last written.
    pub modified: Timestamp,
}

/// Where a commit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CommitAt {
    pub(crate) offset: u64,
    pub(crate) header: Header,
}

/// The JSON of one commit that was read and found sound.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Where the commit is.
    pub(crate) at: CommitAt,
    /// The lines, each with its line break.
    pub(crate) json: Vec<u8>,
}

impl Lines {
    /// The lines, without what follows the last line break.
    pub(crate) fn each(&self) -> impl Iterator<Item = &[u8]> {
        let mut begin = 0;
        memchr::memchr_iter(b'\n', &self.json).filter_map(move |end| {
            let line = self.json.get(begin..=end);
            begin = end + 1;
            line
        })
    }
}

/// A segment file.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) path: PathBuf,
    pub(crate) first: u64,
    known: Mutex<Known>,
}

/// What is known of a segment's file.
#[derive(Debug, Default)]
struct Known {
    /// `None` until somebody needs to know.
    commits: Option<Vec<CommitAt>>,
    /// Whether these were looked up in the file: another process may put another one in its place.
    is_looked_up: bool,
}

impl Known {
    fn look_up(&mut self, file: &File, segment: &Segment) -> Result<(), StateError> {
        self.commits = Some(scan::scan(file, &segment.path, segment.first)?.commits);
        self.is_looked_up = true;
        Ok(())
    }
}

impl Segment {
    /// A segment whose commits are looked up when they are needed.
    pub(crate) fn new(dir: &Path, first: u64) -> Self {
        Self {
            path: dir.join(format!("{first:0NAME_DIGITS$}{EXTENSION}")),
            first,
            known: Mutex::default(),
        }
    }

    /// The sequence in a segment's file name, if it is one.
    pub(crate) fn first_in_name(name: &str) -> Option<u64> {
        let digits = name.strip_suffix(EXTENSION)?;
        (digits.len() == NAME_DIGITS && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| digits.parse().ok())
            .flatten()
    }

    /// Says where the commits are, so that nobody needs to look.
    pub(crate) fn set_commits(&self, commits: Vec<CommitAt>) {
        let mut known = self.lock();
        (known.commits, known.is_looked_up) = (Some(commits), false);
    }

    /// Adds a commit that has just become durable.
    pub(crate) fn push_commit(&self, commit: CommitAt) {
        self.lock().commits.get_or_insert_default().push(commit);
    }

    /// The commit with index `index` counted from the one that holds `sequence`, or would if it were not lost.
    pub(crate) fn commit_after(
        &self,
        sequence: u64,
        index: usize,
    ) -> Result<Option<CommitAt>, StateError> {
        let mut known = self.lock();
        if known.commits.is_none() {
            known.look_up(&self.open()?, self)?;
        }
        let commits = known.commits.as_deref().unwrap_or_default();
        let start = commits.partition_point(|commit| commit.header.last() < sequence);
        Ok(commits.get(start + index).copied())
    }

    /// The last sequence that it holds now; none if it is empty.
    pub(crate) fn last_sequence(&self) -> Result<Option<u64>, StateError> {
        let mut known = self.lock();
        known.look_up(&self.open()?, self)?;
        let last = known.commits.iter().flatten().last();
        Ok(last.map(|commit| commit.header.last()))
    }

    /// Puts another file in the place of this one, by `replace`, together with where its commits are.
    pub(crate) fn replace(
        &self,
        commits: Vec<CommitAt>,
        replace: impl FnOnce() -> Result<(), StateError>,
    ) -> Result<(), StateError> {
        let mut known = self.lock();
        replace()?;
        (known.commits, known.is_looked_up) = (Some(commits), false);
        Ok(())
    }

    /// Opens the file, and says where a commit is in it now: it moves when the segment is rewritten.
    fn open_at(&self, at: CommitAt) -> Result<(File, CommitAt), StateError> {
        let known = self.lock();
        let commits = known.commits.as_deref().unwrap_or_default();
        let place = commits.binary_search_by_key(&at.header.first, |commit| commit.header.first);
        let now = place.ok().and_then(|place| commits.get(place));
        Ok((self.open()?, now.copied().unwrap_or(at)))
    }

    /// Reads one commit; `None` if its digest says that it is damaged.
    pub(crate) fn read(&self, at: CommitAt) -> Result<Option<Arc<Lines>>, StateError> {
        let lines = self.read_as_known(at)?;
        if lines.is_none() && self.look_again()? {
            return self.read_as_known(at);
        }
        Ok(lines)
    }

    fn read_as_known(&self, at: CommitAt) -> Result<Option<Arc<Lines>>, StateError> {
        let (file, at) = self.open_at(at)?;
        let frame = read_frame(&file, at).map_err(StateError::io("read", &self.path))?;
        let Some(frame) = frame else { return Ok(None) };
        let json = commit::decompress(&frame).ok();
        Ok(json.map(|json| Arc::new(Lines { at, json })))
    }

    /// Looks the commits up once more, where another process may have moved them; whether it may.
    fn look_again(&self) -> Result<bool, StateError> {
        let mut known = self.lock();
        if known.is_looked_up {
            known.look_up(&self.open()?, self)?;
        }
        Ok(known.is_looked_up)
    }

    /// Opens the file for reading.
    pub(crate) fn open(&self) -> Result<File, StateError> {
        File::open(&self.path).map_err(StateError::io("open", &self.path))
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The compressed frame of a commit; `None` if it is not what was written.
pub(crate) fn read_frame(file: &File, at: CommitAt) -> io::Result<Option<Vec<u8>>> {
    let mut frame = vec![0; at.header.compressed as usize];
    match file.read_exact_at(&mut frame, at.offset + HEADER_LEN as u64) {
        Ok(()) => Ok(at.header.vouches_for(&frame).then_some(frame)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_segments() {
        let path = Segment::new(Path::new("/j"), 42).path;
        let name = path.file_name().unwrap().to_str().unwrap();
        assert_eq!(name, "00000000000000000042.jsonl.zst");
        assert_eq!(Segment::first_in_name(name), Some(42));
        for other in [
            "42.jsonl.zst",
            "000000000000000000+2.jsonl.zst",
            "a",
            ".jsonl.zst",
        ] {
            assert_eq!(Segment::first_in_name(other), None, "{other}");
        }
    }
}
