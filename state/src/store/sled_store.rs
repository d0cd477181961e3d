//! sled, tamed: the only file that names it.
//!
//! Measured traps that this file answers: a leftover `snap.*.generating` makes a store unopenable; damage
//! can panic instead of returning; `flush` does not reach the disk; a read of another tree inside a
//! transaction deadlocks; the default cache is a gigabyte. What must hold: one writer, and a transaction's
//! closure only writes rows that were made before it.

use std::{
    fmt,
    fs::{self, File},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use sled::{
    Transactional,
    transaction::{ConflictableTransactionError, TransactionError},
};

use super::tree::Tree;
use crate::error::StateError;

/// Fixed at the first open, because sled refuses another one later; small, because sled frees whole segments.
const SEGMENT_BYTES: usize = 64 * 1024;
/// What sled aims at, not what it keeps to.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;
/// How often and how long a lingering lock of sled's is waited for: 2 s in all.
const LOCK_TRIES: u32 = 40;
const LOCK_WAIT: Duration = Duration::from_millis(50);
/// What snapshot files begin with.
const SNAPSHOT_PREFIX: &str = "snap.";
/// What unfinished snapshot files end with.
const UNFINISHED_SUFFIX: &str = ".generating";
/// The file whose presence says that reading the store met damage.
const SUSPECT_NAME: &str = "store.suspect";

/// A key and its value.
pub(crate) type RawRow = (Vec<u8>, Vec<u8>);
/// A row to write (or, with `None`, to remove).
pub(crate) type RawWrite = (Tree, Vec<u8>, Option<Vec<u8>>);

/// Why sled did not open.
#[derive(Debug)]
pub(crate) enum StoreFailure {
    /// The operating system refused: the store may be whole, so it is not touched.
    Io(io::Error),
    /// The store is not readable.
    Damaged(String),
}

/// An open sled database with its trees in the order of [`Tree::ALL`].
pub(crate) struct SledStore {
    db: sled::Db,
    trees: Vec<sled::Tree>,
    dir: PathBuf,
    recovered: bool,
}

impl fmt::Debug for SledStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledStore")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

impl SledStore {
    /// Opens or creates the database in `dir`. The caller holds the state's lock.
    ///
    /// A database that was just dropped keeps its file lock until sled's own threads have ended. Who opens a store
    /// holds the lock of the whole state, so that is the only holder there can be, and it is waited for.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreFailure> {
        for _ in 0..LOCK_TRIES {
            match Self::open_now(dir) {
                Err(StoreFailure::Io(error)) if is_lock_of_another(&error) => {
                    thread::sleep(LOCK_WAIT);
                }
                outcome => return outcome,
            }
        }
        Self::open_now(dir)
    }

    fn open_now(dir: &Path) -> Result<Self, StoreFailure> {
        guarded(|| {
            let db = sled::Config::new()
                .path(dir)
                .segment_size(SEGMENT_BYTES)
                .cache_capacity(CACHE_BYTES)
                .flush_every_ms(None)
                .open()?;
            let trees = Tree::ALL
                .iter()
                .map(|tree| db.open_tree(tree.name()))
                .collect::<sled::Result<_>>()?;
            Ok(Self {
                recovered: db.was_recovered(),
                db,
                trees,
                dir: dir.to_owned(),
            })
        })
    }

    /// Whether the folder held a database before it was opened.
    pub(crate) fn was_there(&self) -> bool {
        self.recovered
    }

    /// The bytes of a row.
    pub(crate) fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let Some(tree) = self.tree(tree) else {
            return Ok(None);
        };
        let found = self.noting(guarded(|| tree.get(key)))?;
        Ok(found.map(|value| value.to_vec()))
    }

    /// The row with the greatest key from `from` up to and with `to`.
    pub(crate) fn last_between(
        &self,
        tree: Tree,
        from: &[u8],
        to: &[u8],
    ) -> Result<Option<RawRow>, StateError> {
        let Some(tree) = self.tree(tree) else {
            return Ok(None);
        };
        let last = guarded(|| tree.range(from..=to).next_back().transpose());
        let found = self.noting(last)?;
        Ok(found.map(|(key, value)| (key.to_vec(), value.to_vec())))
    }

    /// The rows of a tree in key order, from `start` on.
    pub(crate) fn scan(
        &self,
        tree: Tree,
        start: Vec<u8>,
    ) -> impl Iterator<Item = Result<RawRow, StateError>> + use<'_> {
        let mut rows = self.tree(tree).map(|tree| tree.range(start..));
        std::iter::from_fn(move || {
            let next = guarded(|| rows.as_mut().and_then(Iterator::next).transpose());
            let row = self.noting(next).transpose()?;
            if row.is_err() {
                rows = None; // one failure ends the scan
            }
            Some(row.map(|(key, value)| (key.to_vec(), value.to_vec())))
        })
    }

    /// Writes rows in one transaction over all trees.
    pub(crate) fn write(&self, rows: Vec<RawWrite>) -> Result<(), StateError> {
        let rows: Vec<(usize, sled::IVec, Option<sled::IVec>)> = rows
            .into_iter()
            .map(|(tree, key, value)| (position(tree), key.into(), value.map(Into::into)))
            .collect();
        let written = guarded(|| {
            let outcome = self.trees.as_slice().transaction(|trees| {
                for (tree, key, value) in &rows {
                    let Some(tree) = trees.get(*tree) else {
                        continue;
                    };
                    match value {
                        Some(value) => tree.insert(key, value)?,
                        None => tree.remove(key)?,
                    };
                }
                Ok::<(), ConflictableTransactionError<sled::Error>>(())
            });
            outcome.map_err(|error| match error {
                TransactionError::Abort(error) | TransactionError::Storage(error) => error,
            })
        });
        self.noting(written)
    }

    /// Hands everything to the disk: `flush` alone leaves it with the kernel.
    pub(crate) fn sync(&self) -> Result<(), StateError> {
        self.noting(guarded(|| self.db.flush()))?;
        let file = self.dir.join("db");
        File::open(&file)
            .and_then(|file| file.sync_all())
            .map_err(StateError::io("flush to disk", &file))
    }

    /// The size of the database on disk, in bytes.
    pub(crate) fn bytes(&self) -> Result<u64, StateError> {
        self.noting(guarded(|| self.db.size_on_disk()))
    }

    fn tree(&self, tree: Tree) -> Option<&sled::Tree> {
        self.trees.get(position(tree))
    }

    /// Turns a failure into ours; damage is noted beside the store, so that the next open builds it anew.
    fn noting<T>(&self, outcome: Result<T, StoreFailure>) -> Result<T, StateError> {
        outcome.map_err(|failure| match failure {
            StoreFailure::Io(source) => StateError::io("use the store", &self.dir)(source),
            StoreFailure::Damaged(detail) => self.note_damage(detail),
        })
    }

    /// Notes damage that was met in the rows, and makes an error of it.
    pub(crate) fn note_damage(&self, detail: String) -> StateError {
        let mark = self.dir.with_file_name(SUSPECT_NAME);
        if let Err(error) = fs::write(&mark, &detail) {
            tracing::warn!(path = %mark.display(), %error, "cannot note the damage");
        }
        StateError::damaged(&self.dir, detail)
    }
}

fn position(tree: Tree) -> usize {
    tree as usize
}

/// Calls sled so that a panic becomes a value, and tells the disk's refusals from damage.
fn guarded<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreFailure> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(outcome) => outcome.map_err(|error| match error {
            sled::Error::Io(error) if is_refusal(&error) => StoreFailure::Io(error),
            error => StoreFailure::Damaged(error.to_string()),
        }),
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            Err(StoreFailure::Damaged(format!(
                "sled panicked: {}",
                text.unwrap_or("without saying why")
            )))
        }
    }
}

/// sled also dresses up bad contents as I/O errors; those carry no code of the operating system, neither as a
/// number nor, where sled passes an earlier error on, in words. The one exception is its own file lock, which
/// somebody else holds.
fn is_refusal(error: &io::Error) -> bool {
    let text = error.to_string();
    let of_the_system = error.raw_os_error().is_some() || text.contains("Os { code:");
    of_the_system || is_lock_of_another(error)
}

fn is_lock_of_another(error: &io::Error) -> bool {
    error.to_string().contains("could not acquire lock")
}

/// Removes what a death inside sled's `open` leaves behind and sled then stumbles over.
pub(crate) fn remove_unfinished_snapshots(dir: &Path) -> Result<usize, StateError> {
    let unfinished = snapshots(dir)?
        .into_iter()
        .filter(|path| path.to_string_lossy().ends_with(UNFINISHED_SUFFIX));
    let mut removed = 0;
    for path in unfinished {
        fs::remove_file(&path).map_err(StateError::io("remove", &path))?;
        removed += 1;
    }
    Ok(removed)
}

/// Moves sled's snapshots to `aside`: it then reads its whole log instead. Says how many there were.
pub(crate) fn move_snapshots(dir: &Path, aside: &Path) -> Result<usize, StateError> {
    let snapshots = snapshots(dir)?;
    for path in &snapshots {
        fs::create_dir_all(aside).map_err(StateError::io("create the folder", aside))?;
        let target = aside.join(path.file_name().unwrap_or_default());
        fs::rename(path, target).map_err(StateError::io("move aside", path))?;
    }
    Ok(snapshots.len())
}

/// Whether an earlier run met damage in the store beside which this mark stands; the mark is removed by
/// [`clear_suspicion`] once the store was built anew.
pub(crate) fn suspicion(store: &Path) -> Option<String> {
    fs::read_to_string(store.with_file_name(SUSPECT_NAME)).ok()
}

/// Forgets the mark.
pub(crate) fn clear_suspicion(store: &Path) -> Result<(), StateError> {
    let mark = store.with_file_name(SUSPECT_NAME);
    match fs::remove_file(&mark) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StateError::io("remove", &mark)(error))
        }
        _ => Ok(()),
    }
}

fn snapshots(dir: &Path) -> Result<Vec<PathBuf>, StateError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StateError::io("list the folder", dir)(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(StateError::io("list the folder", dir))?
            .path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(SNAPSHOT_PREFIX) {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_a_refusal_also_when_sled_passes_it_on_and_bad_contents_are_none() {
        let full = io::Error::from_raw_os_error(28);
        assert!(is_refusal(&full));
        assert!(is_refusal(&io::Error::new(
            full.kind(),
            format!("{full:?}")
        )));
        assert!(!is_refusal(&io::Error::other("bad magic number")));
    }
}
