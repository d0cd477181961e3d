//! The ladder by which a state is opened: each rung is taken only when the one before it failed.
//!
//! Damage leads to the next rung; a refusal of the operating system stops and touches nothing, because the
//! store may be whole. Whatever was repaired or rebuilt is told in words.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    checkpoint::{self, CheckpointFile},
    error::StateError,
    files,
    inflight::{Inflight, Suspect},
    journal::{Journal, JournalDamage, JournalOptions},
    lock::StateLock,
    near,
    paused::Paused,
    rebuild, remembered,
    shingles::Shingles,
    state::{Options, Parts, State},
    store::{
        FORMAT, Meta, Overlay, Row, Rows, SledStore, Store, StoreFailure, Tree, clear_suspicion,
        format_of, move_snapshots, remove_unfinished_snapshots, suspicion,
    },
};

const STORE: &str = "store";
/// Where a store goes that cannot be used; one is kept, for whoever wants to know why.
const BROKEN_STORE: &str = "store.broken";
/// Where sled's snapshots go that it stumbles over.
const BROKEN_SNAPSHOTS: &str = "store.snapshots";
pub(crate) const JOURNAL: &str = "journal";

/// Up to so many waiting entries are counted when a store is opened: that takes a tenth of a second.
const MOST_COUNTED: u64 = 50_000;

/// What opening met.
#[derive(Debug, Default)]
pub struct Opened {
    /// What was repaired, rebuilt or left out, in words.
    pub notes: Vec<String>,
    /// Damage in the journal.
    pub damage: Vec<JournalDamage>,
    /// Entries that were being prepared when the last process died.
    pub suspects: Vec<Suspect>,
}

impl State {
    /// Opens the state in `dir`, or creates it.
    pub fn open(dir: &Path, options: &Options) -> Result<(Self, Opened), StateError> {
        Self::open_locked(StateLock::take(dir)?, dir, options)
    }

    /// Opens the state in `dir` as soon as its holder lets go of it, within about `patience`. `on_wait` is
    /// called once, if there is a holder to wait for.
    pub fn open_waiting(
        dir: &Path,
        options: &Options,
        patience: Duration,
        on_wait: impl FnOnce(),
    ) -> Result<(Self, Opened), StateError> {
        Self::open_locked(lock(dir, patience, on_wait)?, dir, options)
    }

    /// Opens the state in `dir`, whose lock the caller has taken.
    pub fn open_locked(
        lock: StateLock,
        dir: &Path,
        options: &Options,
    ) -> Result<(Self, Opened), StateError> {
        let mut opened = Opened::default();
        checkpoint::remove_unfinished(dir)?;
        let checkpoints = checkpoint::list(dir)?;
        let journal_options = JournalOptions {
            segment_bytes: options.segment_bytes,
            at_least: checkpoints.first().map_or(1, |file| file.folded_to + 1),
        };
        let (journal, damage) = Journal::open(&dir.join(JOURNAL), &journal_options)?;
        opened.damage = damage;
        let mut opening = Opening {
            path: dir.join(STORE),
            journal: &journal,
            checkpoints: &checkpoints,
            notes: &mut opened.notes,
        };
        let overlay = opening.store()?;
        let (inflight, suspects) = Inflight::open(dir)?;
        opened.suspects = suspects;
        let state = Self::new(Parts {
            dir: dir.to_owned(),
            options: options.clone(),
            overlay,
            journal,
            inflight,
            paused: Paused::open(dir)?,
            lock,
        })?;
        Ok((state, opened))
    }

    /// Moves the store aside, removes the near-duplicate index, and opens the state, which builds both anew
    /// from checkpoint and journal.
    pub fn rebuild(dir: &Path, options: &Options) -> Result<(Self, Opened), StateError> {
        Self::rebuild_waiting(dir, options, Duration::ZERO, || ())
    }

    /// Like [`State::rebuild`], but waits for the holder like [`State::open_waiting`].
    pub fn rebuild_waiting(
        dir: &Path,
        options: &Options,
        patience: Duration,
        on_wait: impl FnOnce(),
    ) -> Result<(Self, Opened), StateError> {
        let lock = lock(dir, patience, on_wait)?;
        move_aside(&dir.join(STORE))?;
        Shingles::remove(&dir.join(near::FOLDER))?;
        remembered::remove(dir)?;
        Self::open_locked(lock, dir, options)
    }
}

fn lock(dir: &Path, patience: Duration, on_wait: impl FnOnce()) -> Result<StateLock, StateError> {
    match StateLock::take(dir) {
        Err(StateError::Locked { .. }) if !patience.is_zero() => {
            on_wait();
            StateLock::wait(dir, patience)
        }
        outcome => outcome,
    }
}

struct Opening<'a> {
    path: PathBuf,
    journal: &'a Journal,
    checkpoints: &'a [CheckpointFile],
    notes: &'a mut Vec<String>,
}

impl Opening<'_> {
    fn store(&mut self) -> Result<Overlay, StateError> {
        let sled = self.sled()?;
        let was_there = sled.was_there();
        let mut rows = Overlay::new(Store::new(sled));
        let Some(reason) = self.unusable(&rows, was_there)? else {
            match rebuild::fold_tail(&mut rows, &self.journal.reader()) {
                Err(StateError::Damaged { detail, .. } | StateError::Store(detail)) => {
                    return self.anew(rows, &detail);
                }
                Err(error) => return Err(error),
                Ok(_) => return Ok(rows),
            }
        };
        if was_there {
            return self.anew(rows, &reason);
        }
        if self.journal.durable() > 0 {
            self.notes.push(format!("built the store anew: {reason}"));
        }
        self.fill(&mut rows)?;
        Ok(rows)
    }

    /// Why the store cannot be continued from; `None` if it can.
    fn unusable(&self, rows: &Overlay, was_there: bool) -> Result<Option<String>, StateError> {
        let Some(bytes) = rows.get_bytes(Tree::Meta, &Meta::key(&()))? else {
            let reason = if was_there {
                "it was never finished"
            } else {
                "it was missing"
            };
            return Ok(Some(reason.to_owned()));
        };
        let format = format_of(&bytes).unwrap_or_default();
        if format > FORMAT {
            return Err(StateError::NewerFormat {
                found: format,
                known: FORMAT,
            });
        }
        let Some(meta) = Meta::decode(&bytes) else {
            return Ok(Some(format!("it has the older format {format}")));
        };
        let (folded, durable) = (meta.folded_to, self.journal.durable());
        if folded > durable {
            return Ok(Some(format!(
                "it had folded event {folded}, and the journal ends at {durable}"
            )));
        }
        if meta.pending <= MOST_COUNTED && !is_counted_right(rows, &meta)? {
            let reason = "its waiting entries are not those that it counted";
            return Ok(Some(reason.to_owned()));
        }
        let first = self.first_event()?;
        Ok((folded + 1 < first)
            .then(|| format!("it ends at event {folded}, and the journal begins at {first}")))
    }

    fn first_event(&self) -> Result<u64, StateError> {
        let segments = self.journal.segments()?;
        let next = self.journal.next_sequence();
        Ok(segments.first().map_or(next, |segment| segment.first_seq))
    }

    fn fill(&mut self, rows: &mut Overlay) -> Result<(), StateError> {
        let first = self.first_event()?;
        let reader = self.journal.reader();
        let notes = rebuild::fill(rows, &reader, self.checkpoints, first)?;
        self.notes.extend(notes);
        clear_suspicion(&self.path)
    }

    fn anew(&mut self, rows: Overlay, reason: &str) -> Result<Overlay, StateError> {
        drop(rows);
        move_aside(&self.path)?;
        self.notes.push(format!("built the store anew: {reason}"));
        let sled = SledStore::open(&self.path).map_err(|failure| self.refused(failure))?;
        let mut rows = Overlay::new(Store::new(sled));
        self.fill(&mut rows)?;
        Ok(rows)
    }

    fn sled(&mut self) -> Result<SledStore, StateError> {
        if let Some(detail) = suspicion(&self.path) {
            move_aside(&self.path)?;
            self.notes.push(format!(
                "moved the store aside: an earlier run met {detail}"
            ));
        }
        if remove_unfinished_snapshots(&self.path)? > 0 {
            self.notes
                .push("removed a snapshot of the store that was never finished".to_owned());
        }
        let damage = match SledStore::open(&self.path) {
            Err(StoreFailure::Damaged(damage)) => damage,
            outcome => return outcome.map_err(|failure| self.refused(failure)),
        };
        self.notes.push(format!("the store did not open: {damage}"));
        let aside = self.path.with_file_name(BROKEN_SNAPSHOTS);
        remove(&aside)?;
        if move_snapshots(&self.path, &aside)? > 0 {
            match SledStore::open(&self.path) {
                Err(StoreFailure::Damaged(_)) => {}
                outcome => {
                    self.notes
                        .push("it opened without its snapshots".to_owned());
                    return outcome.map_err(|failure| self.refused(failure));
                }
            }
        }
        move_aside(&self.path)?;
        SledStore::open(&self.path).map_err(|failure| self.refused(failure))
    }

    fn refused(&self, failure: StoreFailure) -> StateError {
        match failure {
            StoreFailure::Io(source) => StateError::io("open the store", &self.path)(source),
            StoreFailure::Damaged(detail) => StateError::damaged(&self.path, detail),
        }
    }
}

/// Whether as many entries wait as were counted. Where sled lost a part of its log, some pages are older than others, and
/// nothing else tells.
fn is_counted_right(rows: &Overlay, meta: &Meta) -> Result<bool, StateError> {
    let mut count = 0;
    for row in rows.scan(Tree::Pending, &[], &[])? {
        match row {
            Ok(_) => count += 1,
            Err(StateError::Damaged { .. } | StateError::Store(_)) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(count == meta.pending)
}

/// Moves a store out of the way, in the place of the one that was moved before.
fn move_aside(store: &Path) -> Result<(), StateError> {
    if !store.exists() {
        return Ok(());
    }
    let aside = store.with_file_name(BROKEN_STORE);
    remove(&aside)?;
    fs::rename(store, &aside).map_err(StateError::io("move aside", store))?;
    files::sync_dir(store.parent().unwrap_or(store))
}

fn remove(dir: &Path) -> Result<(), StateError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StateError::io("remove the folder", dir)(error))
        }
        _ => Ok(()),
    }
}
