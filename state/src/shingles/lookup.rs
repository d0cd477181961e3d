//! Answering one question: which documents share most with a fingerprint.
//!
//! It reads and never changes anything. A *place* is a document's ordinal counted through all runs and then the
//! memtable; places ascend with sequences.

use std::{cell::Cell, cmp::Reverse, ops::ControlFlow};

use item::Fingerprint;

use super::{
    candidate::Candidate,
    document::{Document, sampled},
    filed::{Met, is_in_part},
    keys,
    memtable::{Memtable, lives_at},
    run::Run,
};
use crate::error::StateError;

/// The most candidates of one lookup: whoever judges looks at a few, and the best come first.
const MAX_CANDIDATES: usize = 16;

/// What shares less than one in so many of the shingles of the shorter text has but a phrase in common with it.
const LEAST_SHARE: u32 = 12;

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
        for hash in keys::filed(fingerprint) {
            let key = keys::shingle(fingerprint.version, hash);
            let in_part = is_in_part(hash);
            self.visit(key, &mut scratch, |place| hits.push((place, in_part)))?;
        }
        let mut equal = Vec::new();
        let key = keys::exact(fingerprint.version, fingerprint.exact);
        self.visit(key, &mut scratch, |place| equal.push(place))?;
        self.rank(fingerprint, &count(hits), &equal)
    }

    fn rank(
        &self,
        fingerprint: &Fingerprint,
        counted: &[(u32, Met)],
        equal: &[u32],
    ) -> Result<Vec<Candidate>, StateError> {
        let of_query = sampled(fingerprint);
        let mut candidates = Vec::new();
        for place in equal {
            let met = counted
                .binary_search_by_key(place, |(place, _)| *place)
                .ok()
                .and_then(|found| counted.get(found))
                .map_or(Met::default(), |(_, met)| *met);
            let of_document = self.sampled(*place).unwrap_or_default();
            let shared = met.shared(of_query, of_document);
            let candidate = self.candidate(fingerprint, *place, shared)?;
            candidates.extend(candidate.filter(|candidate| candidate.exact));
        }
        let mut ranked: Vec<(u32, u32)> = counted
            .iter()
            .filter_map(|(place, met)| Some((*place, self.worth(of_query, *place, *met)?)))
            .collect();
        // The sort is stable, so the oldest of equals stays first.
        ranked.sort_by_key(|(_, shared)| Reverse(*shared));
        candidates.sort_by_key(|candidate| Reverse(candidate.shared));
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

    /// How many shingles a document shares with a text, if they are enough to read it.
    fn worth(&self, of_query: u32, place: u32, met: Met) -> Option<u32> {
        let of_document = self.sampled(place)?;
        let shared = met.shared(of_query, of_document);
        (shared * LEAST_SHARE >= of_query.min(of_document)).then_some(shared)
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

    /// How many sampled shingles the document at a place has.
    fn sampled(&self, place: u32) -> Option<u32> {
        let mut ordinal = place;
        for run in self.runs {
            match ordinal.checked_sub(len(&run.seconds)) {
                None => return run.sampled.get(ordinal as usize).copied(),
                Some(rest) => ordinal = rest,
            }
        }
        Some(self.memtable.document(ordinal)?.sampled)
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
fn count(mut hits: Vec<(u32, bool)>) -> Vec<(u32, Met)> {
    hits.sort_unstable();
    let met = |same: &[(u32, bool)]| {
        // Sorted, those outside of the part come first.
        let (rest, part) = same.split_at(same.partition_point(|(_, in_part)| !in_part));
        let (part, rest) = (len(part), len(rest));
        Some((same.first()?.0, Met { part, rest }))
    };
    hits.chunk_by(|one, next| one.0 == next.0)
        .filter_map(met)
        .collect()
}

fn len<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
