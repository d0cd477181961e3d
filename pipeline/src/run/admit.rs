//! The desk admits: of what a source lists, what is new is journalled and becomes pending.

use connectors::{Batch, Complete, FetchError};
use item::{Body, Entry, ItemId, SourceId};
use state::{Health, StateError, Status};

use super::{desk::Desk, outcome::report};
use crate::stages::Earlier;

impl Desk {
    /// Journals what is new in a batch and, in the same commit, where the source resumes. A batch that
    /// brings nothing new writes nothing.
    pub(super) fn admit(&mut self, source: &SourceId, batch: Batch) -> Result<(), StateError> {
        let before = self.state.staged().0;
        self.progress.listed(batch.entries.len() as u64);
        for entry in batch.entries {
            self.admit_entry(entry)?;
        }
        if let Some(complete) = batch.complete {
            self.withdraw_missing(source, &complete)?;
        }
        // The end of a scan is kept even where its last batch brought nothing, or the next would begin in the middle.
        let ended_elsewhere = !batch.more && batch.cursor != self.state.cursor(source)?;
        if self.state.staged().0 > before || ended_elsewhere {
            self.push(Body::SourcePolled {
                source: source.clone(),
                cursor: batch.cursor,
            })?;
        }
        Ok(())
    }

    pub(super) fn admit_entry(&mut self, entry: Entry) -> Result<(), StateError> {
        let Some(known) = self.state.known_entry(&entry.source, &entry.key)? else {
            self.progress.found();
            self.push(Body::EntryFound { entry })?;
            return Ok(());
        };
        let never_read = matches!(known.status, Status::Dropped { reason } if !reason.was_read());
        if known.version != entry.version || never_read {
            self.progress.changed();
            self.push(Body::EntryChanged { entry })?;
        } else if let Some(item) = known.item
            && self.is_withdrawn(item)?
        {
            self.push(Body::ItemReappeared {
                item,
                entry: entry.reference(),
            })?;
        }
        Ok(())
    }

    /// Journals the withdrawal of every item of a source whose entry a complete scan did not see.
    fn withdraw_missing(
        &mut self,
        source: &SourceId,
        complete: &Complete,
    ) -> Result<(), StateError> {
        let mut missing = Vec::new();
        for entry in self.state.entries_of(source)? {
            let (key, known) = entry?;
            if let Some(item) = known.item
                && !complete.contains_digest(key.digest)
            {
                missing.push(item);
            }
        }
        for id in missing {
            if self.is_withdrawn(id)? {
                continue;
            }
            let Some(Earlier {
                item: Some(item), ..
            }) = self.earlier(id)?
            else {
                continue;
            };
            // A record of a file is not listed itself; its file is.
            if !complete.contains(&item.entry.key) {
                self.push(Body::ItemWithdrawn {
                    item: id,
                    entry: item.entry,
                })?;
                self.commit_when_due()?;
            }
        }
        Ok(())
    }

    pub(super) fn is_withdrawn(&self, item: ItemId) -> Result<bool, StateError> {
        Ok(self.state.item(item)?.is_some_and(|row| row.withdrawn))
    }

    /// Remembers how the polling of a source ended. This is soft state: losing it costs a request.
    pub(super) fn record_poll(
        &mut self,
        source: &SourceId,
        result: Result<(), FetchError>,
    ) -> Result<(), StateError> {
        let now = self.now();
        let mut health = Health {
            last_poll: Some(now),
            ..self.state.health(source)?
        };
        match result {
            Ok(()) => {
                health.last_success = Some(now);
                health.failures = 0;
                health.last_error = None;
            }
            Err(error) => {
                health.failures = health.failures.saturating_add(1);
                health.last_error = Some(report(&error));
            }
        }
        self.state.set_health(source, health);
        Ok(())
    }
}
