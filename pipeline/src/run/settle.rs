//! The desk settles: what was prepared becomes an item, a copy, a version, or a recorded drop.

use std::time::Duration;

use item::{Body, DropReason, EntryRef, Fingerprint, Item, Standing};
use jiff::{SignedDuration, Timestamp};
use state::{Retry, StateError};

use super::{
    desk::Desk,
    outcome::{Ending, Outcome},
};
use crate::{
    dedup::Likeness,
    stages::{Earlier, Identity, Prepared, Verdict, judge},
};

/// The first wait before a failed entry is read again; it doubles with every attempt.
const FIRST_RETRY: Duration = Duration::from_secs(10);

/// The longest wait between two attempts. A local file costs nothing to try again, so it is never given up.
const LONGEST_RETRY: Duration = Duration::from_hours(1);

impl Desk {
    /// Records what came of one pending entry.
    pub(super) fn settle(&mut self, outcome: Outcome) -> Result<(), StateError> {
        let Outcome {
            sequence,
            attempts,
            entry,
            ending,
        } = outcome;
        self.outstanding.remove(&sequence);
        if !self.is_pending(sequence)? {
            // A newer version of the entry took its place meanwhile; that one is pending.
            return Ok(());
        }
        match ending {
            Ending::Prepared { prepared, id, keys } => {
                let earlier = self.earlier(id)?;
                self.settle_prepared(*prepared, Identity { id, entry, earlier }, keys)
            }
            Ending::Expanded { entries } => {
                let detail = format!("its {} records are entries of their own", entries.len());
                for record in entries {
                    self.admit_entry(record)?;
                    // The container is dropped last: if we die in between, it is expanded again.
                    self.commit_when_due()?;
                }
                self.drop_entry(Body::EntryDropped {
                    entry,
                    reason: DropReason::Expanded,
                    item: None,
                    detail,
                })
            }
            Ending::Dropped { reason, detail } => {
                tracing::debug!(source = %entry.source, entry = entry.key, reason = reason.name(), "dropped: {detail}");
                self.drop_entry(Body::EntryDropped {
                    entry,
                    reason,
                    item: None,
                    detail,
                })
            }
            Ending::Later { message } => {
                tracing::debug!(source = %entry.source, entry = entry.key, attempts = attempts + 1, "cannot be read now: {message}");
                self.progress
                    .retried(format!("source `{}`: {message}", entry.source));
                self.put_off(sequence, attempts);
                Ok(())
            }
        }
    }

    fn settle_prepared(
        &mut self,
        prepared: Prepared,
        identity: Identity,
        keys: Vec<String>,
    ) -> Result<(), StateError> {
        let (id, entry, now) = (identity.id, identity.entry.clone(), self.now());
        let fingerprint = prepared.fingerprint.clone();
        let candidates = match &identity.earlier {
            Some(_) => Vec::new(),
            None => self
                .state
                .candidates(&fingerprint, now)?
                .iter()
                .map(Likeness::from)
                // After damage the index may still know what the journal has lost: nothing is a copy of itself.
                .filter(|likeness| likeness.id != id)
                .collect(),
        };
        if identity
            .earlier
            .as_ref()
            .is_some_and(|earlier| !may_revise(earlier, &entry))
        {
            // Another entry led to a known item: only the source that first brought it may revise it.
            let detail = format!("it is item {id}");
            return self.drop_entry(Body::EntryDropped {
                entry,
                reason: DropReason::SameItem,
                item: Some(id),
                detail,
            });
        }
        if self.is_withdrawn(id)? {
            self.push(Body::ItemReappeared {
                item: id,
                entry: entry.clone(),
            })?;
        }
        match judge(prepared, identity, &candidates, now) {
            Verdict::New(item) => self.record_new(item, keys, fingerprint),
            Verdict::Updated(item) => {
                self.progress.updated();
                self.push(Body::ItemUpdated {
                    item,
                    keys,
                    fingerprint,
                })
                .map(drop)
            }
            Verdict::Unchanged => {
                let detail = format!("it says what item {id} already says");
                self.drop_entry(Body::EntryDropped {
                    entry,
                    reason: DropReason::Unchanged,
                    item: Some(id),
                    detail,
                })
            }
        }
    }

    fn record_new(
        &mut self,
        item: Item,
        keys: Vec<String>,
        fingerprint: Fingerprint,
    ) -> Result<(), StateError> {
        let body = if matches!(item.standing, Standing::Original) {
            self.progress.original();
            Body::ItemNew {
                item,
                keys,
                fingerprint,
            }
        } else {
            self.progress.copy();
            Body::ItemCopy {
                item,
                keys,
                fingerprint,
            }
        };
        self.push(body).map(drop)
    }

    pub(super) fn drop_entry(&mut self, body: Body) -> Result<(), StateError> {
        if let Body::EntryDropped { reason, .. } = &body {
            self.progress.dropped(*reason);
        }
        self.push(body).map(drop)
    }

    fn put_off(&mut self, sequence: u64, attempts: u32) {
        let wait = FIRST_RETRY
            .saturating_mul(2_u32.saturating_pow(attempts.min(16)))
            .min(LONGEST_RETRY);
        let due = later(self.now(), wait);
        self.later.insert((due, sequence));
        let attempts = attempts.saturating_add(1);
        self.state.set_retry(sequence, Retry { attempts, due });
    }
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or_default();
    now.saturating_add(wait).unwrap_or(now)
}

/// Only the entry that an item stands for may revise it. Where the journal no longer tells which that was,
/// whoever leads to the same id does: ids of files are made of source and key.
fn may_revise(earlier: &Earlier, entry: &EntryRef) -> bool {
    earlier
        .item
        .as_ref()
        .is_none_or(|item| item.entry.source == entry.source && item.entry.key == entry.key)
}
