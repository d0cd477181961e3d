//! The state that others hold: one writer over journal, store and near-duplicate index.
//!
//! Events are *pushed*: folded into a view that the writer judges against, but not durable. A *commit* makes
//! them so: the journal first, with an fsync, then one transaction of the store. What must hold: an event is
//! durable before anything acknowledges it; after a failed write nothing is written until the state is
//! opened anew.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use item::{Body, Event, SourceId};
use jiff::{SignedDuration, Timestamp};

use crate::{
    error::StateError,
    fold::fold,
    inflight::Inflight,
    journal::{Journal, JournalReader},
    lock::StateLock,
    near::{self, Near},
    paused::Paused,
    shingles::ShingleSettings,
    store::{Meta, Overlay, Rows},
    weight,
};

/// How a state is kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// When the journal begins a new segment, in bytes.
    pub segment_bytes: u64,
    /// How near-duplicates are remembered.
    pub shingles: ShingleSettings,
    /// How long the journal is kept.
    pub retention: Retention,
}

/// When segments of the journal are dropped. `None` means never.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retention {
    /// The age at which a segment goes, counted from its last event.
    pub max_age: Option<SignedDuration>,
    /// The age at which the words of a source go, where it is another one. A segment stays as long as the longest of
    /// them wants it to, without the words of those that do not.
    pub sources: BTreeMap<SourceId, SignedDuration>,
    /// The size of the journal, in bytes, above which its oldest segments go.
    pub max_bytes: Option<u64>,
    /// The size, in bytes, above which they go even if a sink has not seen them or an entry waits in them.
    pub hard_bytes: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            segment_bytes: 64 * 1024 * 1024,
            shingles: ShingleSettings::default(),
            retention: Retention::default(),
        }
    }
}

/// An open state. There is one in a folder, and it has one owner.
#[derive(Debug)]
pub struct State {
    pub(crate) dir: PathBuf,
    pub(crate) options: Options,
    pub(crate) overlay: Overlay,
    pub(crate) journal: Journal,
    pub(crate) near: Near,
    inflight: Inflight,
    pub(crate) paused: Paused,
    pub(crate) staged: Vec<Event>,
    staged_bytes: usize,
    meta: Meta,
    poisoned: bool,
    _lock: StateLock, // last, so that it is released when all the rest is closed
}

/// What opening brings together.
pub(crate) struct Parts {
    pub(crate) dir: PathBuf,
    pub(crate) options: Options,
    pub(crate) overlay: Overlay,
    pub(crate) journal: Journal,
    pub(crate) inflight: Inflight,
    pub(crate) paused: Paused,
    pub(crate) lock: StateLock,
}

impl State {
    pub(crate) fn new(parts: Parts) -> Result<Self, StateError> {
        let meta: Meta = parts.overlay.row(&())?.unwrap_or_default();
        Ok(Self {
            near: Near::new(
                parts.dir.join(near::FOLDER),
                parts.options.shingles.clone(),
                parts.journal.durable(),
            )?,
            dir: parts.dir,
            options: parts.options,
            overlay: parts.overlay,
            journal: parts.journal,
            inflight: parts.inflight,
            paused: parts.paused,
            staged: Vec::new(),
            staged_bytes: 0,
            meta,
            poisoned: false,
            _lock: parts.lock,
        })
    }

    /// Adds an event to the next commit and gives its sequence. All questions are answered as if it were
    /// durable, except by [`State::reader`].
    pub fn push(&mut self, body: Body, now: Timestamp) -> Result<u64, StateError> {
        self.healthy()?;
        let sequence = self.journal.next_sequence() + self.staged.len() as u64;
        let event = Event {
            sequence,
            time: now,
            body,
        };
        let folded = fold(&mut self.overlay, &event)
            .and_then(|()| self.near.insert(&event))
            .and_then(|()| self.overlay.row(&()));
        self.meta = self.unless_failed(folded)?.unwrap_or_default();
        self.staged_bytes += weight::of(&event.body);
        self.staged.push(event);
        Ok(sequence)
    }

    /// How many events wait for the next commit, and about how many bytes of JSON they are.
    pub fn staged(&self) -> (usize, usize) {
        (self.staged.len(), self.staged_bytes)
    }

    /// Makes the pushed events durable and gives the sequence of the last one; `None` if there were none.
    pub fn commit(&mut self) -> Result<Option<u64>, StateError> {
        self.healthy()?;
        let Some(last) = self.staged.last().map(|event| event.sequence) else {
            return Ok(None);
        };
        debug_assert_eq!(last, self.meta.folded_to);
        let appended = self.journal.append(&self.staged);
        self.unless_failed(appended)?;
        self.staged.clear();
        self.staged_bytes = 0;
        let written = self.overlay.write();
        self.unless_failed(written)?;
        Ok(Some(last))
    }

    /// Commits, writes the soft rows too, and hands the store to the disk. The journal does not need it; it
    /// spares the next open work. Cheap enough for every half minute.
    pub fn flush(&mut self) -> Result<(), StateError> {
        self.commit()?;
        let written = self
            .overlay
            .write()
            .and_then(|()| self.overlay.store().sled().sync());
        self.unless_failed(written)
    }

    /// Flushes and lets go of the folder.
    pub fn close(mut self) -> Result<(), StateError> {
        self.flush()?;
        self.near.persist()
    }

    /// The folder that it lies in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Keeps the journal by other rules from now on.
    pub fn keep_by(&mut self, retention: Retention) {
        self.options.retention = retention;
    }

    /// Pauses a source from a moment on, or resumes it where there is none; durable on return.
    pub fn pause(&mut self, source: &SourceId, since: Option<Timestamp>) -> Result<(), StateError> {
        self.paused.set(source, since)
    }

    /// Since when a source is paused, if it is.
    pub fn paused(&self, source: &SourceId) -> Option<Timestamp> {
        self.paused.shared().since(source)
    }

    /// The journal as it is on the disk; readers can be held by other threads.
    pub fn reader(&self) -> JournalReader {
        self.journal.reader()
    }

    /// The list of entries that are being prepared.
    pub fn inflight(&mut self) -> &mut Inflight {
        &mut self.inflight
    }

    /// The counters of the fold, pushed events included.
    pub(crate) fn meta(&self) -> &Meta {
        &self.meta
    }

    pub(crate) fn set_meta(&mut self, meta: Meta) {
        self.meta = meta;
    }

    pub(crate) fn healthy(&self) -> Result<(), StateError> {
        if self.poisoned {
            return Err(StateError::Poisoned);
        }
        Ok(())
    }

    /// After a failure the view and the disk may differ, so nothing more is written.
    pub(crate) fn unless_failed<T>(
        &mut self,
        outcome: Result<T, StateError>,
    ) -> Result<T, StateError> {
        self.poisoned |= outcome.is_err();
        outcome
    }
}
