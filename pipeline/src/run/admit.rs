//! The desk admits: of what a source lists, what is new is journalled and becomes pending.

use std::time::Duration;

use connectors::{Batch, Complete, FetchError, Step};
use item::{Body, DropReason, Entry, EntryRef, ItemId, Locator, SourceId};
use state::{Health, StateError, Status};

use super::{desk::Desk, message::Polled, outcome::report, retry::later};
use crate::{filter::refused_as_listed, stages::Earlier};

/// A source that wants to be left alone for longer is asked all the same: nobody updates a feed less than daily
/// and means it.
const LONGEST_WISH: Duration = Duration::from_hours(24);

impl Desk {
    /// Journals what is new in a batch and, in the same commit, where the source resumes. A batch that
    /// brings nothing new writes nothing. Gives the number of events that it made.
    pub(super) fn admit(&mut self, source: &SourceId, batch: Batch) -> Result<u64, StateError> {
        let before = self.state.last_pushed();
        let listed = batch.entries.len() as u64;
        self.progress.listed(listed);
        for entry in batch.entries {
            self.admit_entry(entry)?;
        }
        if let Some(complete) = batch.complete {
            self.withdraw_missing(source, &complete)?;
        }
        self.note_seen(source, listed)?;
        let brought = self.state.last_pushed() - before;
        self.note_signs(source, batch.signs)?;
        self.forget_overrides(source)?;
        if brought > 0 {
            self.state.drop_kept_cursor(source)?;
            self.push(Body::SourcePolled {
                source: source.clone(),
                cursor: batch.cursor,
            })?;
        } else if !batch.more && batch.cursor != self.state.resume_at(source)? {
            // The end of a scan is kept even where its last batch brought nothing, or the next would begin in the
            // middle; and so is what a host wants to hear again to say that nothing changed.
            self.state.keep_cursor(source, batch.cursor)?;
        }
        Ok(brought)
    }

    /// Journals what is not known of a step back and, in the same commit, how far it came. Of what is known the step
    /// says nothing new: what the source lists today was listed later. Gives how many entries were not known.
    pub(super) fn reach_back(&mut self, source: &SourceId, step: Step) -> Result<u64, StateError> {
        let before = self.state.last_pushed();
        let listed = step.entries.len() as u64;
        self.progress.listed(listed);
        for entry in step.entries {
            let known = self.state.known_entry(&entry.source, &entry.key)?;
            let is_news = known.is_none_or(|known| was_never_read(known.status, &entry));
            if is_news {
                self.admit_entry(entry)?;
            }
        }
        let brought = self.state.last_pushed() - before;
        self.note_seen(source, listed)?;
        if brought > 0 || self.state.past(source)?.as_ref() != Some(&step.past) {
            self.push(Body::SourceReachedBack {
                source: source.clone(),
                past: step.past,
            })?;
        }
        Ok(brought)
    }

    fn note_seen(&mut self, source: &SourceId, listed: u64) -> Result<(), StateError> {
        if listed > 0 {
            let health = self.state.health(source)?;
            let entries_seen = health.entries_seen.saturating_add(listed);
            let health = Health {
                entries_seen,
                ..health
            };
            self.state.set_health(source, health);
        }
        Ok(())
    }

    pub(super) fn admit_entry(&mut self, entry: Entry) -> Result<(), StateError> {
        let Some(known) = self.state.known_entry(&entry.source, &entry.key)? else {
            self.progress.found();
            let refused = self.refuses(&entry);
            let reference = entry.reference();
            self.push(Body::EntryFound { entry })?;
            return self.drop_refused(reference, refused);
        };
        let never_read = was_never_read(known.status, &entry);
        if known.version != entry.version || never_read {
            let refused = self.refuses(&entry);
            let was_refused = matches!(
                known.status,
                Status::Dropped {
                    reason: DropReason::Filtered
                }
            );
            if refused.is_some() && was_refused {
                return Ok(()); // nothing is new of it for whoever does not want it
            }
            self.progress.changed();
            let reference = entry.reference();
            self.push(Body::EntryChanged { entry })?;
            return self.drop_refused(reference, refused);
        }
        if let Some(item) = known.item
            && self.is_withdrawn(item)?
        {
            self.push(Body::ItemReappeared {
                item,
                entry: entry.reference(),
            })?;
        }
        Ok(())
    }

    /// Why an entry is not wanted, as far as its listing tells.
    pub(super) fn refuses(&self, entry: &Entry) -> Option<String> {
        refused_as_listed(entry, &self.treatments.get(&entry.source).filter)
    }

    /// What is not wanted is recorded and dropped in one commit, so that it can be told, and taken up again.
    fn drop_refused(&mut self, entry: EntryRef, refused: Option<String>) -> Result<(), StateError> {
        match refused {
            Some(detail) => self.drop_entry(entry, DropReason::Filtered, detail),
            None => Ok(()),
        }
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

    /// Remembers how a poll of a source ended. This is soft state: losing it costs a request.
    pub(super) fn record_poll(
        &mut self,
        source: &SourceId,
        polled: Polled,
    ) -> Result<(), StateError> {
        let Polled { began, result } = polled;
        let now = self.now();
        let before = self.state.health(source)?;
        let health = match result {
            Ok(wish) => Health {
                last_poll: Some(began),
                last_success: Some(now),
                next_due: None,
                fresh_until: wish.map(|wish| later(now, wish.min(LONGEST_WISH))),
                failures: 0,
                last_error: None,
                ..before
            },
            // It was not asked, so nothing is known of it that was not known before.
            Err(FetchError::Deferred { until, .. }) => Health {
                next_due: Some(until),
                ..before
            },
            Err(error) => {
                let not_before = match &error {
                    FetchError::Unreachable { not_before, .. } => *not_before,
                    _ => None,
                };
                Health {
                    last_poll: Some(began),
                    next_due: not_before,
                    failures: before.failures.saturating_add(1),
                    last_error: Some(report(&error)),
                    ..before
                }
            }
        };
        self.state.set_health(source, health);
        Ok(())
    }
}

/// Whether an entry was dropped and is read when its source lists it again in the same version. What is too large on
/// the web would be transferred up to the limit each time, only to be dropped again.
fn was_never_read(status: Status, entry: &Entry) -> bool {
    let Status::Dropped { reason } = status else {
        return false;
    };
    let large_page = reason == DropReason::TooLarge && matches!(entry.locator, Locator::Url { .. });
    !reason.was_read() && !large_page
}
