//! Finding the next record behind bytes that are none.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;

use super::{
    head::{BEGINNING, Head, MOST_HEAD},
    members::MAGIC,
    window::{At, Medium, Window},
};

/// Read at once where a gzip member is looked for.
const PIECE: usize = 256 << 10;

/// Takes everything before the next whole head, and says where that begins. None if there is none before the medium stops.
pub(super) fn find_head(window: &mut Window<impl Medium>) -> io::Result<Option<At>> {
    loop {
        let ahead = window.look(2 * MOST_HEAD)?;
        let is_last = ahead.len() < 2 * MOST_HEAD;
        let mut from = 0;
        while let Some(found) = find(ahead.get(from..).unwrap_or_default(), &BEGINNING) {
            let candidate = from + found;
            if !is_last && candidate > MOST_HEAD {
                break;
            }
            if ahead.get(candidate..).and_then(Head::read).is_some() {
                window.take(candidate);
                return Ok(Some(window.place()));
            }
            from = candidate + 1;
        }
        let taken = if is_last { ahead.len() } else { MOST_HEAD };
        window.take(taken);
        if is_last {
            return Ok(None);
        }
    }
}

/// Where the next gzip member begins, from a byte on, whose content begins like a record.
pub(crate) fn find_member(file: &mut (impl Read + Seek), from: u64) -> io::Result<Option<u64>> {
    let mut at = from;
    let mut piece = vec![0; PIECE];
    loop {
        file.seek(SeekFrom::Start(at))?;
        let read = read_up_to(file, &mut piece)?;
        let bytes = piece.get(..read).unwrap_or_default();
        let mut start = 0;
        while let Some(found) = find(bytes.get(start..).unwrap_or_default(), &MAGIC) {
            let candidate = at + (start + found) as u64;
            if begins_a_record(file, candidate)? {
                return Ok(Some(candidate));
            }
            start += found + 1;
        }
        if read < PIECE {
            return Ok(None);
        }
        at += (PIECE - MAGIC.len()) as u64;
    }
}

fn begins_a_record(file: &mut (impl Read + Seek), at: u64) -> io::Result<bool> {
    file.seek(SeekFrom::Start(at))?;
    let mut decoder = GzDecoder::new(BufReader::with_capacity(4 << 10, file));
    let mut first = [0; BEGINNING.len()];
    Ok(decoder.read_exact(&mut first).is_ok() && first == BEGINNING)
}

fn read_up_to(file: &mut impl Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(free) = piece.get_mut(filled..).filter(|free| !free.is_empty()) {
        match file.read(free) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Where a word is first met.
pub(super) fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// Where the last gzip member before a byte begins whose content begins like a record.
pub(crate) fn last_member(file: &mut (impl Read + Seek), before: u64) -> io::Result<Option<u64>> {
    let mut end = before;
    let mut piece = vec![0; PIECE];
    loop {
        let start = end.saturating_sub(PIECE as u64);
        let length = usize::try_from(end - start).unwrap_or(PIECE);
        file.seek(SeekFrom::Start(start))?;
        let read = read_up_to(file, piece.get_mut(..length).unwrap_or_default())?;
        let bytes = piece.get(..read).unwrap_or_default();
        let mut candidates = bytes.windows(MAGIC.len()).enumerate().rev();
        while let Some((at, _)) = candidates.by_ref().find(|(_, window)| *window == MAGIC) {
            let candidate = start + at as u64;
            if begins_a_record(file, candidate)? {
                return Ok(Some(candidate));
            }
        }
        if start == 0 {
            return Ok(None);
        }
        // A magic number may lie across the two pieces.
        end = start + MAGIC.len() as u64 - 1;
    }
}
