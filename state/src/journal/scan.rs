//! Finding the commits of a segment by hopping from header to header, without decompressing them.
//!
//! It never writes and never decides what to cut; it says where the sound part ends. Digests are only checked
//! where something does not fit: a length that was damaged makes the hop land in the wrong place, and then the
//! commit before that place is the suspect.

use std::{fs::File, io, path::Path};

use super::{
    damage::{DamageKind, JournalDamage},
    resync,
    segment::{CommitAt, read_frame},
};
use crate::error::StateError;

/// What a segment holds.
#[derive(Debug)]
pub(crate) struct Scanned {
    /// Its commits, in order.
    pub(crate) commits: Vec<CommitAt>,
    /// Places inside it that cannot be read.
    pub(crate) damage: Vec<JournalDamage>,
    /// What stands behind its last sound commit.
    pub(crate) tail: Tail,
    /// The sequence that follows.
    pub(crate) next: u64,
    /// The length of the file.
    pub(crate) len: u64,
}

/// What stands behind the last sound commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Nothing.
    Clean,
    /// A commit whose write was not finished begins here.
    Unfinished(u64),
    /// A whole commit that cannot be read begins here. It may have been acknowledged, so it is kept and its
    /// sequences are not used again.
    Unreadable(u64),
}

/// Scans a segment whose first event should be `first`, and checks the digest of its last commit.
pub(crate) fn scan(file: &File, path: &Path, first: u64) -> Result<Scanned, StateError> {
    let len = file
        .metadata()
        .map_err(StateError::io("read the length of", path))?
        .len();
    let mut scan = Scan {
        file,
        path,
        len,
        commits: Vec::new(),
        damage: Vec::new(),
        next: first,
    };
    let tail = scan.run().map_err(StateError::io("read", path))?;
    Ok(Scanned {
        commits: scan.commits,
        damage: scan.damage,
        tail,
        next: scan.next,
        len,
    })
}

/// Checks the digest of every commit of a segment; `following` is where the next segment begins.
pub(crate) fn verify(
    file: &File,
    path: &Path,
    first: u64,
    following: Option<u64>,
) -> Result<Vec<JournalDamage>, StateError> {
    let mut scanned = scan(file, path, first)?;
    let first_lost = scanned
        .commits
        .last()
        .map_or(first, |c| c.header.last() + 1);
    for commit in scanned.commits {
        let frame = read_frame(file, commit).map_err(StateError::io("read", path))?;
        if frame.is_none() {
            scanned.damage.push(unreadable(
                path,
                commit.offset,
                commit.header.first,
                commit.header.last(),
            ));
        }
    }
    if let Tail::Unreadable(offset) = scanned.tail {
        scanned
            .damage
            .push(unreadable(path, offset, first_lost, scanned.next - 1));
    }
    if let Some(following) = following.filter(|following| *following > scanned.next) {
        scanned.damage.push(JournalDamage {
            segment: path.to_owned(),
            offset: scanned.len,
            first_sequence: Some(scanned.next),
            kind: DamageKind::Kept,
            detail: format!(
                "events {} to {} are missing between this segment and the next",
                scanned.next,
                following - 1
            ),
        });
    }
    scanned.damage.sort_by_key(|damage| damage.offset);
    Ok(scanned.damage)
}

/// A commit that is kept but cannot be read.
pub(crate) fn unreadable(path: &Path, offset: u64, first: u64, last: u64) -> JournalDamage {
    JournalDamage {
        segment: path.to_owned(),
        offset,
        first_sequence: Some(first),
        kind: DamageKind::Kept,
        detail: format!("the commit of events {first} to {last} does not match its digest"),
    }
}

struct Scan<'a> {
    file: &'a File,
    path: &'a Path,
    len: u64,
    commits: Vec<CommitAt>,
    damage: Vec<JournalDamage>,
    next: u64,
}

impl Scan<'_> {
    fn run(&mut self) -> io::Result<Tail> {
        let mut offset = 0;
        loop {
            while let Some(commit) = self.expected_at(offset)? {
                offset += commit.header.commit_len();
                self.take(commit);
            }
            if offset == self.len && self.last_is_sound()? {
                return Ok(Tail::Clean);
            }
            let bad = self.withdraw_suspect(offset)?;
            match resync::next_sound(self.file, self.len, bad + 1, self.next)? {
                Some(found) => {
                    self.note_hole(bad, found);
                    offset = found.offset + found.header.commit_len();
                    self.take(found);
                }
                None => return self.tail(bad),
            }
        }
    }

    /// The commit at `offset`, if its header is sound and it follows the one before.
    fn expected_at(&self, offset: u64) -> io::Result<Option<CommitAt>> {
        let commit = resync::header_at(self.file, self.len, offset)?;
        Ok(commit.filter(|commit| commit.header.first == self.next))
    }

    fn take(&mut self, commit: CommitAt) {
        self.next = commit.header.last() + 1;
        self.commits.push(commit);
    }

    fn last_is_sound(&self) -> io::Result<bool> {
        match self.commits.last() {
            Some(last) => Ok(read_frame(self.file, *last)?.is_some()),
            None => Ok(true),
        }
    }

    /// Where the damage begins: at `offset`, or at the commit before it if that one led here wrongly.
    fn withdraw_suspect(&mut self, offset: u64) -> io::Result<u64> {
        if self.last_is_sound()? {
            return Ok(offset);
        }
        let Some(suspect) = self.commits.pop() else {
            return Ok(offset);
        };
        self.next = self
            .commits
            .last()
            .map_or(suspect.header.first, |last| last.header.last() + 1);
        Ok(suspect.offset)
    }

    fn note_hole(&mut self, bad: u64, found: CommitAt) {
        let (from, to) = (self.next, found.header.first);
        let detail = if from < to {
            format!("events {from} to {} cannot be read", to - 1)
        } else {
            format!("{} bytes are not events", found.offset - bad)
        };
        self.damage.push(JournalDamage {
            segment: self.path.to_owned(),
            offset: bad,
            first_sequence: (from < to).then_some(from),
            kind: DamageKind::Kept,
            detail,
        });
    }

    /// Judges the bytes from `bad` to the end, behind which nothing sound follows.
    ///
    /// A write that was not finished is shorter than its header says, or its header never reached the disk.
    /// If the whole length is there and only the digest is wrong, the commit may have been acknowledged and
    /// damaged later: cutting it would free its sequences for other events, which sinks that are past them
    /// would never see.
    fn tail(&mut self, bad: u64) -> io::Result<Tail> {
        if bad == self.len {
            return Ok(Tail::Clean);
        }
        let header = resync::header_at(self.file, self.len, bad)?
            .map(|commit| commit.header)
            .filter(|header| header.first >= self.next);
        let last = resync::last_sequence_behind(self.file, self.len, bad, self.next)?
            .or(header.map(|header| header.last()));
        match last {
            Some(last) => {
                self.next = last + 1;
                Ok(Tail::Unreadable(bad))
            }
            None => Ok(Tail::Unfinished(bad)),
        }
    }
}
