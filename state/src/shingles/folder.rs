//! The folder of runs: their names, which of them belong together, and throwing them away.
//!
//! A run is called `<from>-<to>.run` after the sequences it covers; the first begins at 1 and each begins where
//! the one before ends. After a crash in a merge, both the merged run and some of its parts may be there: the
//! one that covers more wins.

use std::{
    fs, io,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use crate::{error::StateError, files};

const EXTENSION: &str = ".run";

/// The path of the run that covers these sequences.
pub(crate) fn run_path(dir: &Path, from: u64, to: u64) -> PathBuf {
    dir.join(format!("{from:020}-{to:020}{EXTENSION}"))
}

/// The sequences of the runs that follow one another from 1 on. Unfinished files and leftovers are removed.
pub(crate) fn chain(dir: &Path) -> Result<Vec<RangeInclusive<u64>>, StateError> {
    let mut found: Vec<(u64, u64)> = Vec::new();
    for path in paths(dir)? {
        match range_of(&path) {
            Some(range) => found.push(range),
            None => remove(&path)?,
        }
    }
    found.sort_unstable_by_key(|(from, to)| (*from, std::cmp::Reverse(*to)));
    let mut chain = Vec::new();
    let mut next = 1;
    for (from, to) in found {
        if from == next && to >= from {
            chain.push(from..=to);
            next = to + 1;
        } else {
            remove(&run_path(dir, from, to))?;
        }
    }
    Ok(chain)
}

/// Removes every file of the index.
pub(crate) fn clear(dir: &Path) -> Result<(), StateError> {
    for path in paths(dir)? {
        remove(&path)?;
    }
    files::sync_dir(dir)
}

/// Removes a file; that it is gone already is fine.
pub(crate) fn remove(path: &Path) -> Result<(), StateError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StateError::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Our files: runs, and what an interrupted write left.
fn paths(dir: &Path) -> Result<Vec<PathBuf>, StateError> {
    let ours = |path: &PathBuf| {
        path.to_str().is_some_and(|path| {
            path.ends_with(EXTENSION) || path.ends_with(files::TEMPORARY_SUFFIX)
        })
    };
    fs::read_dir(dir)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .filter(|path| path.as_ref().map_or(true, ours))
                .collect()
        })
        .map_err(StateError::io("read the folder", dir))
}

/// The first and the last sequence that a run covers, by its name.
pub(crate) fn range_of(path: &Path) -> Option<(u64, u64)> {
    let name = path.file_name()?.to_str()?;
    let (from, to) = name.strip_suffix(EXTENSION)?.split_once('-')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}
