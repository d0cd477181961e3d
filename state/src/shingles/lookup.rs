//! Answering one question: which documents share most with a fingerprint.
//!
//! It reads and never changes anything. A *place* is a document's ordinal counted through all runs and then the
//! memtable; places ascend with sequences.

use std::{cell::Cell, cmp::Reverse, ops::ControlFlow};

use item::Fingerprint;

use super::{
    candidate::Candidate,
    document::{Document, sampled},
    keys,
    memtable::{Memtable, lives_at},
    run::Run,
};
use crate::error::StateError;

/// The most candidates of one lookup: whoever judges looks at a few, and the best come first.
const MAX_CANDIDATES: usize = 16;

/// One lookup's view of the index.
#[derive(Debug)]
pub(crate) struct Lookup<'a> {
    pub(crate) runs: &'a [Run],
    pub(crate) memtable: &'a Memtable,
    /// Documents before this second do not count.
    pub(crate) horizon: u32,
    /// How many documents under one key are seen.
    pub(crate) cap: usize,
}

impl Lookup<'_> {
    /// The best candidates, best first.
    pub(crate) fn candidates(
        &self,
        fingerprint: &Fingerprint,
    ) -> Result<Vec<Candidate>, StateError> {
        if fingerprint.is_empty() {
            return Ok(Vec::new());
        }
        let mut scratch = Vec::new();
        let mut hits = Vec::new();
        for hash in &fingerprint.shingles {
            let key = keys::shingle(fingerprint.version, *hash);
            self.visit(key, &mut scratch, |place| hits.push(place))?;
        }
        let mut equal = Vec::new();
        let key = keys::exact(fingerprint.version, fingerprint.exact);
        self.visit(key, &mut scratch, |place| equal.push(place))?;
        self.rank(fingerprint, &count(hits), &equal)
    }

    fn rank(
        &self,
        fingerprint: &Fingerprint,
        counted: &[(u32, u32)],
        equal: &[u32],
    ) -> Result<Vec<Candidate>, StateError> {
        let mut candidates = Vec::new();
        for place in equal {
            let shared = counted
                .binary_search_by_key(place, |(place, _)| *place)
                .ok()
                .and_then(|found| counted.get(found))
                .map_or(0, |(_, shared)| *shared);
            let candidate = self.candidate(fingerprint, *place, shared)?;
            candidates.extend(candidate.filter(|candidate| candidate.exact));
        }
        candidates.sort_by_key(|candidate| Reverse(candidate.shared));
        // The sorts are stable, so the oldest of equals stays first.
        let mut ranked = counted.to_vec();
        ranked.sort_by_key(|(_, shared)| Reverse(*shared));
        for (place, shared) in ranked {
            if candidates.len() >= MAX_CANDIDATES {
                break;
            }
            let candidate = self.candidate(fingerprint, place, shared)?;
            candidates.extend(candidate.filter(|candidate| !candidate.exact));
        }
        candidates.truncate(MAX_CANDIDATES);
        Ok(candidates)
    }

    /// The document at a place, as an answer; `None` if it is there by a collision of keys.
    fn candidate(
        &self,
        fingerprint: &Fingerprint,
        place: u32,
        shared: u32,
    ) -> Result<Option<Candidate>, StateError> {
        let document = self.document(place)?;
        let same_version = document.filter(|document| document.version == fingerprint.version);
        Ok(same_version.map(|document| Candidate {
            id: document.id,
            sequence: document.sequence,
            exact: document.exact == fingerprint.exact,
            shared,
            of_query: sampled(fingerprint),
            of_candidate: document.sampled,
        }))
    }

    fn document(&self, place: u32) -> Result<Option<Document>, StateError> {
        let mut ordinal = place;
        for run in self.runs {
            match ordinal.checked_sub(len(&run.seconds)) {
                None => return run.document(ordinal).map(Some),
                Some(rest) => ordinal = rest,
            }
        }
        Ok(self.memtable.document(ordinal))
    }

    /// Calls `found` with the places of the oldest documents under a key that count, up to the cap.
    fn visit(
        &self,
        key: u32,
        scratch: &mut Vec<u8>,
        mut found: impl FnMut(u32),
    ) -> Result<(), StateError> {
        let left = Cell::new(self.cap);
        let mut base = 0;
        let mut see = |seconds: &[u32], base: u32, ordinal: u32| {
            let counts = seconds
                .get(ordinal as usize)
                .is_some_and(|seconds| lives_at(*seconds, self.horizon));
            if counts && left.get() > 0 {
                found(base + ordinal);
                left.set(left.get() - 1);
            }
            if left.get() == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        for run in self.runs {
            if left.get() == 0 {
                return Ok(());
            }
            run.visit(key, scratch, |ordinal| see(&run.seconds, base, ordinal))?;
            base += len(&run.seconds);
        }
        let seconds = self.memtable.seconds();
        self.memtable
            .visit(key, |ordinal| see(seconds, base, ordinal));
        Ok(())
    }
}

/// How often each place was hit, by place.
fn count(mut hits: Vec<u32>) -> Vec<(u32, u32)> {
    hits.sort_unstable();
    let mut counted: Vec<(u32, u32)> = Vec::new();
    for place in hits {
        match counted.last_mut() {
            Some((last, count)) if *last == place => *count += 1,
            _ => counted.push((place, 1)),
        }
    }
    counted
}

fn len(seconds: &[u32]) -> u32 {
    u32::try_from(seconds.len()).unwrap_or(u32::MAX)
}
