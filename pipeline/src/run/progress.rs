//! Counts of a run, shared with whoever shows them.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use item::{DropReason, SourceId};
use jiff::Timestamp;
use state::Raised;
use tokio::time::Instant;

use super::acknowledged::{Acknowledged, SinkNow};

/// The running counts. Any thread may add to them; [`Progress::counts`] reads them all.
#[derive(Debug, Default)]
pub struct Progress {
    listed: AtomicU64,
    found: AtomicU64,
    changed: AtomicU64,
    originals: AtomicU64,
    copies: AtomicU64,
    updated: AtomicU64,
    sighted: AtomicU64,
    withdrawn: AtomicU64,
    retried: AtomicU64,
    deferred: AtomicU64,
    pending: AtomicU64,
    open: AtomicU64,
    pages: AtomicU64,
    page_bytes: AtomicU64,
    to_poll: AtomicU64,
    polls_done: AtomicU64,
    polls_failed: AtomicU64,
    polls_unchanged: AtomicU64,
    delivered: AtomicU64,
    preparing: AtomicU64,
    durable: AtomicU64,
    back: Mutex<BTreeMap<SourceId, Backward>>,
    dropped: Mutex<BTreeMap<&'static str, u64>>,
    troubles: Mutex<Vec<String>>,
    alarms: Mutex<Vec<Raised>>,
    pub(super) sinks: Acknowledged,
    /// When old segments were last looked for, or when that was first asked.
    retained: Mutex<Option<Instant>>,
}

/// Troubles with single entries that are kept for people; all of them are counted, and logged as `debug`.
const KEPT_TROUBLES: usize = 20;

/// The counts at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries that sources listed, known ones included.
    pub listed: u64,
    /// Entries that were not known.
    pub found: u64,
    /// Entries that came in another version.
    pub changed: u64,
    /// New items that say something new.
    pub originals: u64,
    /// New items that repeat another.
    pub copies: u64,
    /// New versions of known items.
    pub updated: u64,
    /// Known items that another source lists, too.
    pub sighted: u64,
    /// Known items whose pages are gone.
    pub withdrawn: u64,
    /// Entries whose reading failed and will be tried again.
    pub retried: u64,
    /// Entries whose host is not to be asked now.
    pub deferred: u64,
    /// Entries that are not settled.
    pub pending: u64,
    /// Of these, entries that are being opened or prepared.
    pub open: u64,
    /// Pages that were received,
    pub pages: u64,
    /// and how many bytes they were, decompressed.
    pub page_bytes: u64,
    /// How the polls of sources go.
    pub polls: Polls,
    /// How far the ways back have come, by source.
    pub back: BTreeMap<SourceId, Backward>,
    /// Events that sinks acknowledged.
    pub delivered: u64,
    /// Entries that were dropped, by reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// What a person should hear of single entries: the first that could not be read, and what was given up.
    pub troubles: Vec<String>,
}

/// How far a way back has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backward {
    /// Steps that were made in this run.
    pub steps: u64,
    /// Everything later was listed.
    pub reached: Option<Timestamp>,
}

/// How the polls of a run go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Polls {
    /// Polls that are to be made, or were.
    pub planned: u64,
    /// Polls that brought a list.
    pub done: u64,
    /// Polls that failed, or had to be left for later.
    pub failed: u64,
    /// Polls that had nothing to list, because nothing changed.
    pub unchanged: u64,
}

impl Polls {
    /// Polls that came to an end, one way or another.
    pub fn ended(&self) -> u64 {
        self.done + self.failed + self.unchanged
    }
}

/// What a run that ends still waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// Documents that are being prepared.
    pub preparing: u64,
    /// Sinks that have not seen all events, with how many these are.
    pub sinks: Vec<(String, u64)>,
}

/// How a poll counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PollCount {
    Done,
    Failed,
    Unchanged,
}

impl Counts {
    /// Entries that came to an end, one way or another.
    pub fn settled(&self) -> u64 {
        let items = self.originals + self.copies + self.updated + self.sighted;
        items + self.dropped.values().sum::<u64>()
    }
}

impl Progress {
    /// Reads all counts.
    pub fn counts(&self) -> Counts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            listed: read(&self.listed),
            found: read(&self.found),
            changed: read(&self.changed),
            originals: read(&self.originals),
            copies: read(&self.copies),
            updated: read(&self.updated),
            sighted: read(&self.sighted),
            withdrawn: read(&self.withdrawn),
            retried: read(&self.retried),
            deferred: read(&self.deferred),
            pending: read(&self.pending),
            open: read(&self.open),
            pages: read(&self.pages),
            page_bytes: read(&self.page_bytes),
            polls: Polls {
                planned: read(&self.to_poll),
                done: read(&self.polls_done),
                failed: read(&self.polls_failed),
                unchanged: read(&self.polls_unchanged),
            },
            back: self
                .back
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
            delivered: read(&self.delivered),
            dropped: self
                .dropped
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
            troubles: self
                .troubles
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        }
    }

    pub(super) fn listed(&self, entries: u64) {
        self.listed.fetch_add(entries, Ordering::Relaxed);
    }

    pub(super) fn found(&self) {
        self.found.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn changed(&self) {
        self.changed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn original(&self) {
        self.originals.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn copy(&self) {
        self.copies.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn updated(&self) {
        self.updated.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn retried(&self, trouble: String) {
        self.retried.fetch_add(1, Ordering::Relaxed);
        self.trouble(trouble);
    }

    /// Keeps what a person should hear of a single entry.
    pub(super) fn trouble(&self, trouble: String) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        if troubles.len() < KEPT_TROUBLES {
            troubles.push(trouble);
        }
    }

    pub(super) fn pending(&self, entries: u64, open: u64) {
        self.pending.store(entries, Ordering::Relaxed);
        self.open.store(open, Ordering::Relaxed);
    }

    /// How every sink is doing that ever had a cursor or is configured.
    pub fn sinks(&self) -> Vec<SinkNow> {
        self.sinks.now(self.durable.load(Ordering::Relaxed))
    }

    /// When old segments of the journal were last looked for: in an earlier run of the process, or since it began.
    pub(super) fn retained_at(&self) -> Instant {
        let mut retained = self.retained.lock().unwrap_or_else(PoisonError::into_inner);
        *retained.get_or_insert_with(Instant::now)
    }

    /// They were looked for at this moment.
    pub(super) fn retained(&self, at: Instant) {
        let mut retained = self.retained.lock().unwrap_or_else(PoisonError::into_inner);
        *retained = Some(at);
    }

    /// What sinks and the state are alarmed for.
    pub fn alarmed(&self) -> Vec<Raised> {
        let alarms = self.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        alarms.clone()
    }

    pub(super) fn alarms(&self, all: Vec<Raised>) {
        *self.alarms.lock().unwrap_or_else(PoisonError::into_inner) = all;
    }

    /// What a run that ends still waits for.
    pub fn waits(&self) -> Waits {
        Waits {
            preparing: self.preparing.load(Ordering::Relaxed),
            sinks: self.sinks.behind(self.durable.load(Ordering::Relaxed)),
        }
    }

    /// Gives the troubles that a person should hear of and forgets them, so that there is room for later ones.
    pub fn take_troubles(&self) -> Vec<String> {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *troubles)
    }

    pub(super) fn preparing(&self, documents: u64) {
        self.preparing.store(documents, Ordering::Relaxed);
    }

    pub(super) fn durable(&self, sequence: u64) {
        self.durable.store(sequence, Ordering::Relaxed);
    }

    pub(super) fn sighted(&self) {
        self.sighted.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn withdrawn(&self) {
        self.withdrawn.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn deferred(&self) {
        self.deferred.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn page(&self, bytes: u64) {
        self.pages.fetch_add(1, Ordering::Relaxed);
        self.page_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn to_poll(&self, sources: u64) {
        self.to_poll.fetch_add(sources, Ordering::Relaxed);
    }

    pub(super) fn walked(&self, source: &SourceId, steps: u64, reached: Option<Timestamp>) {
        let mut back = self.back.lock().unwrap_or_else(PoisonError::into_inner);
        back.insert(source.clone(), Backward { steps, reached });
    }

    pub(super) fn polled(&self, how: PollCount) {
        let count = match how {
            PollCount::Done => &self.polls_done,
            PollCount::Failed => &self.polls_failed,
            PollCount::Unchanged => &self.polls_unchanged,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn delivered(&self, events: u64) {
        self.delivered.fetch_add(events, Ordering::Relaxed);
    }

    pub(super) fn dropped(&self, reason: DropReason) {
        let mut dropped = self.dropped.lock().unwrap_or_else(PoisonError::into_inner);
        *dropped.entry(reason.name()).or_default() += 1;
    }
}
