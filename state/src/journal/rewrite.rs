//! Rewriting a segment: each of its events goes through a function, and a new file takes the place of the old one.
//!
//! It is for taking words out of the journal, and knows nothing of what events mean. What must hold: the new file tells
//! the same sequences in the same commits, and whatever was damaged stays as it was; at every moment one of the two
//! files is there under the segment's name, and whole.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use item::Event;

use super::{
    commit, scan,
    segment::{CommitAt, Segment, read_frame},
    writer::Journal,
};
use crate::{error::StateError, files};

/// Bytes that are copied at once where nothing changes.
const COPIED_AT_ONCE: usize = 256 << 10;

/// What became of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rewritten {
    /// Events that were changed; if there were none, the file was left alone.
    pub changed: u64,
    /// How many bytes it was,
    pub before: u64,
    /// and how many it is.
    pub after: u64,
}

impl Journal {
    /// Puts every event of the segment that begins with `first` through `change`, which says whether it changed it.
    /// Does nothing for the segment that is being written.
    ///
    /// Readers go on meanwhile, and see either the old events or the new ones. When the file was last written stays
    /// as it was, for that is its age.
    pub fn rewrite_segment(
        &mut self,
        first: u64,
        change: &mut dyn FnMut(&mut Event) -> bool,
    ) -> Result<Rewritten, StateError> {
        let segments = self.segment_list();
        let closed = segments.split_last().map_or(&[][..], |(_, closed)| closed);
        let Some(segment) = closed.iter().find(|segment| segment.first == first) else {
            return Ok(Rewritten::default());
        };
        let old = segment.open()?;
        let scanned = scan::scan(&old, &segment.path, segment.first)?;
        let mut copy = Copy {
            old: &old,
            path: &segment.path,
            temporary: files::temporary_path(&segment.path),
            copied: 0,
            new: None,
            sound: 0,
            changed: 0,
        };
        for commit in &scanned.commits {
            copy.take(*commit, change)?;
        }
        let (changed, sound) = (copy.changed, copy.sound);
        let after = match copy.finish(scanned.len)? {
            Some(new) => self.put_in_place(segment, &new, &scanned.commits, sound)?,
            None => scanned.len,
        };
        Ok(Rewritten {
            changed,
            before: scanned.len,
            after,
        })
    }

    /// Gives the new file the segment's name, once it is read back and found to tell the same sequences.
    fn put_in_place(
        &self,
        segment: &Segment,
        new: &File,
        old: &[CommitAt],
        sound: usize,
    ) -> Result<u64, StateError> {
        let temporary = files::temporary_path(&segment.path);
        let read = File::open(&temporary).map_err(StateError::io("open", &temporary))?;
        let scanned = scan::scan(&read, &temporary, segment.first)?;
        let mut still_sound = 0;
        for commit in &scanned.commits {
            let frame = read_frame(&read, *commit).map_err(StateError::io("read", &temporary))?;
            still_sound += usize::from(frame.is_some());
        }
        let told = |commit: &CommitAt| (commit.header.first, commit.header.count);
        if !scanned.commits.iter().map(told).eq(old.iter().map(told)) || still_sound != sound {
            let detail = "it does not tell the same events as the segment that it was made from";
            return Err(StateError::damaged(&temporary, detail));
        }
        segment.replace(scanned.commits, || {
            files::publish(new, &temporary, &segment.path)
        })?;
        self.reader().forget_cached();
        Ok(scanned.len)
    }
}

/// A segment on its way into a new file, which is begun when the first event changes.
struct Copy<'a> {
    old: &'a File,
    path: &'a Path,
    temporary: PathBuf,
    /// How far the old file is dealt with.
    copied: u64,
    new: Option<BufWriter<File>>,
    /// Commits whose digests are right.
    sound: usize,
    changed: u64,
}

impl Copy<'_> {
    /// Changes the events of one commit. One that cannot be read is copied as it is, with what lies around it.
    fn take(
        &mut self,
        at: CommitAt,
        change: &mut dyn FnMut(&mut Event) -> bool,
    ) -> Result<(), StateError> {
        let frame = read_frame(self.old, at).map_err(StateError::io("read", self.path))?;
        let Some(frame) = frame else { return Ok(()) };
        self.sound += 1;
        let Some(mut events) = events_of(&frame) else {
            return Ok(());
        };
        let mut changed = 0;
        for event in &mut events {
            let sequence = event.sequence;
            changed += u64::from(change(event));
            debug_assert_eq!(event.sequence, sequence);
        }
        if changed == 0 {
            return Ok(());
        }
        self.changed += changed;
        let bytes = commit::encode(&events)?;
        self.copy_to(at.offset)?;
        self.copied = at.offset + at.header.commit_len();
        self.write(&bytes)
    }

    /// Copies the old file from where it was dealt with up to `end`.
    fn copy_to(&mut self, end: u64) -> Result<(), StateError> {
        while self.copied < end {
            let left = usize::try_from(end - self.copied).unwrap_or(usize::MAX);
            let mut part = vec![0; left.min(COPIED_AT_ONCE)];
            let read = self.old.read_exact_at(&mut part, self.copied);
            read.map_err(StateError::io("read", self.path))?;
            self.copied += part.len() as u64;
            self.write(&part)?;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), StateError> {
        let failed = || StateError::io("write", &self.temporary);
        let new = match self.new.take() {
            Some(new) => new,
            None => BufWriter::new(File::create(&self.temporary).map_err(failed())?),
        };
        let written = self.new.insert(new).write_all(bytes);
        written.map_err(failed())
    }

    /// Copies the rest, if anything was changed; the new file has the age of the old one.
    fn finish(mut self, len: u64) -> Result<Option<File>, StateError> {
        if self.changed == 0 {
            return Ok(None);
        }
        self.copy_to(len)?;
        let Some(new) = self.new.take() else {
            return Ok(None);
        };
        let failed = || StateError::io("write", &self.temporary);
        let new = new
            .into_inner()
            .map_err(|error| failed()(error.into_error()))?;
        let age = self.old.metadata().and_then(|old| old.modified());
        age.and_then(|age| new.set_modified(age))
            .map_err(failed())?;
        Ok(Some(new))
    }
}

fn events_of(frame: &[u8]) -> Option<Vec<Event>> {
    let json = commit::decompress(frame).ok()?;
    json.split_inclusive(|byte| *byte == b'\n')
        .map(|line| Event::from_json(line).ok())
        .collect()
}

/// Removes what a death while rewriting left.
pub(super) fn remove_unfinished(dir: &Path) -> Result<(), StateError> {
    let failed = || StateError::io("read the folder", dir);
    for entry in fs::read_dir(dir).map_err(failed())? {
        let path = entry.map_err(failed())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let segment = name.strip_suffix(files::TEMPORARY_SUFFIX);
        if segment.and_then(Segment::first_in_name).is_some() {
            fs::remove_file(&path).map_err(StateError::io("remove", &path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
