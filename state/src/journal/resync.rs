//! Finding the next sound commit after bytes that cannot be read.
//!
//! A place is believed only if its whole commit is there and its digest is right, so that neither chance nor
//! text that looks like a header can put an event into the journal.

use std::{fs::File, io, os::unix::fs::FileExt};

use item::Event;

use super::{
    commit::{self, HEADER_LEN, Header, MAX_COMPRESSED},
    segment::{CommitAt, read_frame},
};

/// How much is searched at a time.
const WINDOW: usize = 64 << 10;

/// The next sound commit at or after `from` whose first sequence is at least `expected`.
pub(crate) fn next_sound(
    file: &File,
    len: u64,
    from: u64,
    expected: u64,
) -> io::Result<Option<CommitAt>> {
    let mut window = vec![0; WINDOW];
    let mut start = from;
    while start < len {
        let filled = read_some(file, &mut window, start)?;
        let bytes = window.get(..filled).unwrap_or_default();
        for (index, mark) in bytes.windows(Header::MARK.len()).enumerate() {
            if mark != Header::MARK {
                continue;
            }
            let found = sound_at(file, len, start + index as u64)?;
            if let Some(found) = found.filter(|found| found.header.first >= expected) {
                return Ok(Some(found));
            }
        }
        // The windows overlap, so that a mark on their border is seen.
        let step = filled.saturating_sub(Header::MARK.len() - 1).max(1);
        start += step as u64;
    }
    Ok(None)
}

/// The header at `offset`, if one is there and its commit fits into the file.
pub(crate) fn header_at(file: &File, len: u64, offset: u64) -> io::Result<Option<CommitAt>> {
    let mut bytes = [0; HEADER_LEN];
    if read_some(file, &mut bytes, offset)? < HEADER_LEN {
        return Ok(None);
    }
    Ok(Header::parse(&bytes)
        .filter(|header| offset.saturating_add(header.commit_len()) <= len)
        .map(|header| CommitAt { offset, header }))
}

fn sound_at(file: &File, len: u64, offset: u64) -> io::Result<Option<CommitAt>> {
    let Some(commit) = header_at(file, len, offset)? else {
        return Ok(None);
    };
    Ok(read_frame(file, commit)?.map(|_| commit))
}

/// The last sequence of a commit that is whole but whose header cannot be believed, so that its numbers are
/// not given to other events.
pub(crate) fn last_sequence_behind(
    file: &File,
    len: u64,
    offset: u64,
    expected: u64,
) -> io::Result<Option<u64>> {
    let start = offset.saturating_add(HEADER_LEN as u64);
    let size = usize::try_from(len.saturating_sub(start)).unwrap_or(usize::MAX);
    let mut frame = vec![0; size.min(MAX_COMPRESSED)];
    let filled = read_some(file, &mut frame, start)?;
    let frame = frame.get(..filled).unwrap_or_default();
    let Ok(json) = commit::decompress(frame) else {
        return Ok(None);
    };
    let last = json
        .split_inclusive(|byte| *byte == b'\n')
        .next_back()
        .and_then(|line| Event::from_json(line).ok())
        .map(|event| event.sequence);
    Ok(last.filter(|last| *last >= expected))
}

/// Reads until the buffer or the file is at its end.
fn read_some(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
