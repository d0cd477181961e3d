//! The newest documents, in memory until there are enough of them for a run.

use std::{collections::BTreeSet, ops::ControlFlow};

use super::{
    document::{DEAD, Document},
    filter::Filter,
};

/// Documents in the order they came, and their postings in the order a run has them.
///
/// A posting is one word, key above ordinal: an ordered set needs neither a list per key nor sorting at the end.
/// Most keys that are asked for are not there, and the filter says so without a walk through the set.
#[derive(Debug)]
pub(crate) struct Memtable {
    documents: Vec<Document>,
    seconds: Vec<u32>,
    postings: BTreeSet<u64>,
    filter: Filter,
}

impl Memtable {
    /// An empty one that is meant for about this many postings.
    pub(crate) fn for_postings(postings: usize) -> Self {
        Self {
            documents: Vec::new(),
            seconds: Vec::new(),
            postings: BTreeSet::new(),
            filter: Filter::for_keys(postings as u64),
        }
    }

    /// Adds a document that was inserted at `seconds`.
    pub(crate) fn insert(
        &mut self,
        document: Document,
        seconds: u32,
        keys: impl Iterator<Item = u32>,
    ) {
        let ordinal = self.documents.len() as u64;
        self.documents.push(document);
        self.seconds.push(seconds);
        for key in keys {
            self.filter.insert(key);
            self.postings.insert(u64::from(key) << 32 | ordinal);
        }
    }

    /// Calls `found` with the ordinals under `key`, ascending, until it breaks.
    pub(crate) fn visit(&self, key: u32, mut found: impl FnMut(u32) -> ControlFlow<()>) {
        if !self.filter.lets_through(key) {
            return;
        }
        let first = u64::from(key) << 32;
        for posting in self.postings.range(first..=first | u64::from(u32::MAX)) {
            if found(ordinal(*posting)).is_break() {
                return;
            }
        }
    }

    /// The postings, by key and then by ordinal.
    pub(crate) fn postings(&self) -> impl Iterator<Item = (u32, u32)> {
        self.postings
            .iter()
            .map(|posting| (key(*posting), ordinal(*posting)))
    }

    /// The documents in order, each with its time.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (Document, u32)> {
        let seconds = self.seconds.iter().copied();
        self.documents.iter().copied().zip(seconds)
    }

    /// One document.
    pub(crate) fn document(&self, ordinal: u32) -> Option<Document> {
        self.documents.get(ordinal as usize).copied()
    }

    /// When each document was inserted.
    pub(crate) fn seconds(&self) -> &[u32] {
        &self.seconds
    }

    /// Notes that a later version has replaced this document.
    pub(crate) fn kill(&mut self, ordinal: u32) {
        if let Some(seconds) = self.seconds.get_mut(ordinal as usize) {
            *seconds = DEAD;
        }
    }

    /// How many postings there are.
    pub(crate) fn len(&self) -> usize {
        self.postings.len()
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Drops what was replaced or is older than `horizon`.
    pub(crate) fn compact(&mut self, horizon: u32) {
        let renumbered = renumber(&self.seconds, horizon);
        let lives = |index: usize| renumbered.get(index).is_some_and(|new| *new != GONE);
        let mut index = 0..;
        self.documents.retain(|_| index.next().is_some_and(lives));
        self.postings = self
            .postings
            .iter()
            .filter_map(|posting| {
                let new = *renumbered.get(ordinal(*posting) as usize)?;
                (new != GONE).then_some(u64::from(key(*posting)) << 32 | u64::from(new))
            })
            .collect();
        self.seconds.retain(|seconds| lives_at(*seconds, horizon));
        self.filter = Filter::for_keys(self.postings.len() as u64 * 2);
        for posting in &self.postings {
            self.filter.insert(key(*posting));
        }
    }
}

/// Stands in the place of the new ordinal of a document that is dropped.
pub(crate) const GONE: u32 = u32::MAX;

/// The ordinals that documents get when those are dropped that were replaced or are older than `horizon`.
pub(crate) fn renumber(seconds: &[u32], horizon: u32) -> Vec<u32> {
    let mut next = 0;
    seconds
        .iter()
        .map(|seconds| {
            if !lives_at(*seconds, horizon) {
                return GONE;
            }
            next += 1;
            next - 1
        })
        .collect()
}

/// Whether a document with this time belongs to the window that begins at `horizon`.
pub(crate) fn lives_at(seconds: u32, horizon: u32) -> bool {
    seconds != DEAD && seconds >= horizon
}

fn key(posting: u64) -> u32 {
    u32::try_from(posting >> 32).unwrap_or(0)
}

fn ordinal(posting: u64) -> u32 {
    u32::try_from(posting & u64::from(u32::MAX)).unwrap_or(0)
}
