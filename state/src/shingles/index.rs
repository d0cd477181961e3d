//! The index: inserting fingerprints, asking for candidates, and when runs are written and merged.
//!
//! What must hold: an answer depends only on what was inserted and on the time asked for. So a document counts
//! exactly while it is the newest of its item and inside the window, whether or not a merge has already left
//! others out; and of the documents under one key the oldest that count are the ones that are seen.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use item::{Fingerprint, ItemId};
use jiff::{SignedDuration, Timestamp};

use super::{
    candidate::Candidate,
    document::{self, Document, seconds},
    filter::Filter,
    folder, keys,
    lookup::Lookup,
    memtable::{Memtable, lives_at},
    merge,
    run::Run,
    write::About,
};
use crate::{error::StateError, files};

/// A run has at least so many times the postings of the one after it, else the two are merged. A lookup asks every run, so
/// there are to be few: of a million documents about three, for which a posting is written again some nine times.
const GROWTH: u64 = 3;

/// How the index is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShingleSettings {
    /// How long a document can be found.
    pub window: SignedDuration,
    /// How many documents under one shingle are seen: the oldest. What stands in more documents than this is a
    /// set phrase or furniture and tells little; and the first of many copies is the one to be found.
    pub posting_cap: usize,
    /// How many postings are held in memory before a run is written.
    pub memtable_postings: usize,
}

impl Default for ShingleSettings {
    fn default() -> Self {
        Self {
            window: SignedDuration::from_hours(30 * 24),
            posting_cap: 40,
            // About 10 MB, and some 10,000 articles to read again from the journal after a crash.
            memtable_postings: 1 << 19,
        }
    }
}

/// The near-duplicate index.
#[derive(Debug)]
pub struct Shingles {
    settings: ShingleSettings,
    /// `None`: it lives in memory alone.
    dir: Option<PathBuf>,
    runs: Vec<Run>,
    /// The last sequence that the runs cover.
    written_to: u64,
    memtable: Memtable,
    /// How many postings the memtable may hold.
    full_at: usize,
    /// Sequences in the runs that documents of the memtable have replaced.
    replaced: Vec<u64>,
    inserted_to: u64,
    newest: u32,
}

impl Shingles {
    /// An index without files, which forgets what leaves the window.
    pub fn in_memory(settings: ShingleSettings) -> Self {
        Self {
            memtable: Memtable::for_postings(settings.memtable_postings),
            full_at: settings.memtable_postings,
            settings,
            dir: None,
            runs: Vec::new(),
            written_to: 0,
            replaced: Vec::new(),
            inserted_to: 0,
            newest: 0,
        }
    }

    /// Opens the index in the folder `dir`, creating it if it is missing, and says up to which sequence it is folded: the caller inserts
    /// what the journal has after that. Where any run is damaged or was made for a shorter window, all are
    /// dropped and the answer is 0.
    pub fn open(dir: &Path, settings: ShingleSettings) -> Result<(Self, u64), StateError> {
        files::create_dir(dir)?;
        let mut index = Self::in_memory(settings);
        index.dir = Some(dir.to_owned());
        match index.load(dir) {
            Ok(()) => {}
            Err(StateError::Damaged { path, detail }) => {
                tracing::warn!(path = %path.display(), detail, "the near-duplicate index is rebuilt");
                let settings = index.settings;
                index = Self::in_memory(settings);
                folder::clear(dir)?;
                index.dir = Some(dir.to_owned());
            }
            Err(error) => return Err(error),
        }
        let folded_to = index.written_to;
        Ok((index, folded_to))
    }

    /// Removes the files of the index in the folder `dir`, so that the next opening begins anew.
    pub fn remove(dir: &Path) -> Result<(), StateError> {
        files::create_dir(dir)?;
        folder::clear(dir)
    }

    /// Adds the fingerprint that event `sequence` recorded of item `id` at `time`. It replaces what earlier
    /// events recorded of that item. Sequences ascend; one that is already folded is passed over.
    pub fn insert(
        &mut self,
        sequence: u64,
        id: ItemId,
        time: Timestamp,
        fingerprint: &Fingerprint,
    ) -> Result<(), StateError> {
        if sequence <= self.inserted_to {
            return Ok(());
        }
        self.replace(id)?;
        let document = Document {
            sequence,
            id,
            exact: fingerprint.exact,
            sampled: document::sampled(fingerprint),
            version: fingerprint.version,
        };
        let seconds = seconds(time);
        self.memtable
            .insert(document, seconds, keys::of_document(id, fingerprint));
        self.inserted_to = sequence;
        self.newest = self.newest.max(seconds);
        if self.memtable.len() >= self.full_at {
            self.persist()?;
        }
        Ok(())
    }

    /// The items that share most with a text, best first: equal texts, then by shared shingles, then the oldest.
    pub fn candidates(
        &self,
        fingerprint: &Fingerprint,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, StateError> {
        let lookup = Lookup {
            runs: &self.runs,
            memtable: &self.memtable,
            horizon: self.horizon(seconds(now)),
            cap: self.settings.posting_cap,
        };
        lookup.candidates(fingerprint)
    }

    /// Writes what is in memory as a run, so that the next opening need not read it from the journal.
    pub fn persist(&mut self) -> Result<(), StateError> {
        let horizon = self.horizon(self.newest);
        let Some(dir) = self.dir.clone() else {
            self.memtable.compact(horizon);
            // What is left is all needed; looking again at every insert would find the same.
            self.full_at = self.settings.memtable_postings.max(self.memtable.len() * 2);
            return Ok(());
        };
        if self.memtable.is_empty() {
            return Ok(());
        }
        let path = folder::run_path(&dir, self.written_to + 1, self.inserted_to);
        let about = self.about(self.replaced.clone());
        let run = merge::write_memtable(&self.memtable, horizon, &path, about)?;
        self.runs.push(run);
        self.written_to = self.inserted_to;
        self.memtable = Memtable::for_postings(self.settings.memtable_postings);
        self.replaced.clear();
        self.tidy(horizon)
    }

    fn load(&mut self, dir: &Path) -> Result<(), StateError> {
        let window = self.window();
        for range in folder::chain(dir)? {
            let run = Run::open(folder::run_path(dir, *range.start(), *range.end()))?;
            if run.shape.window < window {
                return Err(StateError::damaged(
                    &run.path,
                    "it was made for a shorter window",
                ));
            }
            for sequence in &run.replaced {
                for earlier in &mut self.runs {
                    earlier.kill_sequence(*sequence)?;
                }
            }
            self.newest = self.newest.max(run.shape.newest);
            self.runs.push(run);
            self.written_to = *range.end();
        }
        self.inserted_to = self.written_to;
        Ok(())
    }

    /// Takes out what earlier events recorded of an item.
    fn replace(&mut self, id: ItemId) -> Result<(), StateError> {
        let key = keys::item(id);
        let mut scratch = Vec::new();
        for run in &mut self.runs {
            let mut places = Vec::new();
            run.visit(key, &mut scratch, |ordinal| {
                places.push(ordinal);
                ControlFlow::Continue(())
            })?;
            for ordinal in places {
                if run
                    .seconds
                    .get(ordinal as usize)
                    .is_none_or(|s| !lives_at(*s, 0))
                {
                    continue;
                }
                let document = run.document(ordinal)?;
                if document.id == id {
                    run.kill(ordinal);
                    self.replaced.push(document.sequence);
                }
            }
        }
        let mut places = Vec::new();
        self.memtable.visit(key, |ordinal| {
            places.push(ordinal);
            ControlFlow::Continue(())
        });
        places.retain(|place| self.memtable.document(*place).is_some_and(|d| d.id == id));
        for place in places {
            self.memtable.kill(place);
        }
        Ok(())
    }

    /// Merges the last runs where they are of like size, and rewrites one of which less than half still counts.
    fn tidy(&mut self, horizon: u32) -> Result<(), StateError> {
        for index in 0..self.runs.len() {
            let wasteful = self.runs.get(index).is_some_and(|run| {
                let living = run.seconds.iter().filter(|s| lives_at(**s, horizon));
                living.count() * 2 < run.seconds.len()
            });
            if wasteful {
                self.merge(index, index + 1, horizon)?;
            }
        }
        loop {
            match self.runs.as_slice() {
                [.., before, last] if before.shape.postings < last.shape.postings * GROWTH => {}
                _ => return Ok(()),
            }
            self.merge(self.runs.len() - 2, self.runs.len(), horizon)?;
        }
    }

    /// Replaces the runs from `start` up to `end` by one.
    fn merge(&mut self, start: usize, end: usize, horizon: u32) -> Result<(), StateError> {
        let merged = self.runs.get_mut(start..end).unwrap_or_default();
        // Nothing is looked up meanwhile, and the merged run's filter takes as much memory as these.
        for run in &mut *merged {
            run.filter = Filter::default();
        }
        let merged = self.runs.get(start..end).unwrap_or_default();
        let Some(path) = merged_path(merged) else {
            return Ok(());
        };
        // What the first run of all replaced cannot be anywhere any more.
        let replaced = match start {
            0 => Vec::new(),
            _ => merged.iter().flat_map(|run| run.replaced.clone()).collect(),
        };
        let run = merge::merge(merged, horizon, &path, self.about(replaced))?;
        for old in self.runs.splice(start..end, [run]) {
            if old.path != path {
                folder::remove(&old.path)?;
            }
        }
        Ok(())
    }

    fn about(&self, replaced: Vec<u64>) -> About {
        About {
            newest: self.newest,
            window: self.window(),
            replaced,
        }
    }

    fn window(&self) -> u64 {
        u64::try_from(self.settings.window.as_secs()).unwrap_or(0)
    }

    /// Whether what was told then has left the window by now.
    pub(crate) fn has_left(&self, told: Timestamp, now: Timestamp) -> bool {
        now.duration_since(told) > self.settings.window
    }

    /// When the window begins. A clock that was set back does not bring back what has left the window, because
    /// a merge may have left it out for good.
    fn horizon(&self, now: u32) -> u32 {
        let window = u32::try_from(self.window()).unwrap_or(u32::MAX);
        now.max(self.newest).saturating_sub(window)
    }
}

/// The path of the run that covers what these neighbouring runs cover.
fn merged_path(runs: &[Run]) -> Option<PathBuf> {
    let first = &runs.first()?.path;
    let (from, _) = folder::range_of(first)?;
    let (_, to) = folder::range_of(&runs.last()?.path)?;
    Some(folder::run_path(first.parent()?, from, to))
}
