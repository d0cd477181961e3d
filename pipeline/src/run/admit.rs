//! The desk admits: of what a source lists, what is new is journalled and becomes pending.

use std::collections::HashSet;

use connectors::{Batch, Complete, FetchError, Step};
use item::{Body, DropReason, Entry, EntryRef, ItemId, Locator, SourceId, dates, digest64};
use jiff::Timestamp;
use state::{Health, Listed, StateError, Status};

use super::{desk::Desk, lanes::Pace, message::Polled, outcome::report, vanished::listed};
use crate::{
    filter::refused_as_listed,
    schedule::{Ended, after},
    stages::Earlier,
};

impl Desk {
    /// Journals what is new in a batch and, in the same commit, where the source resumes. A batch that
    /// brings nothing new writes nothing. Gives the number of events that it made.
    pub(super) fn admit(&mut self, source: &SourceId, batch: Batch) -> Result<u64, StateError> {
        let pushed = self.state.last_pushed();
        let count = batch.entries.len() as u64;
        self.progress.listed(count);
        let mut seen = self.seen.remove(source).unwrap_or_default();
        seen.listing(batch.window, batch.quiet);
        // A listing that drops its oldest entries is compared with what it held before.
        let now = batch.window.map(|_| listed(&batch.entries));
        let now = now.filter(|listed| !listed.0.is_empty());
        let before = match &now {
            Some(_) => self.listed_before(source)?,
            None => Listed::default(),
        };
        let gone = match &now {
            Some(now) => self.gone_from(source, &before, now, &batch.entries)?,
            None => Vec::new(),
        };
        let stays: HashSet<u64> = before.0.iter().map(|entry| entry.digest).collect();
        for entry in batch.entries {
            let date = date_of(&entry);
            let is_new = !self.stays_withdrawn(&entry, &stays)? && self.admit_entry(entry)?;
            seen.entry(is_new, date);
        }
        self.seen.insert(source.clone(), seen);
        if let Some(now) = now {
            self.remember_listing(source, &before, &now, gone)?;
        }
        if let Some(complete) = batch.complete {
            self.withdraw_missing(source, &complete)?;
        }
        self.note_seen(source, count)?;
        let brought = self.state.last_pushed() - pushed;
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

    /// Journals an entry that is new or has changed. Gives whether it is new. What listings say of an item that was taken
    /// down is words of it, too.
    pub(super) fn admit_entry(&mut self, entry: Entry) -> Result<bool, StateError> {
        let Some(known) = self.state.known_entry(&entry.source, &entry.key)? else {
            if self.page_is_forgotten(&entry)? {
                return Ok(false);
            }
            self.progress.found();
            let refused = self.refuses(&entry);
            let reference = entry.reference();
            self.push(Body::EntryFound { entry })?;
            self.drop_refused(reference, refused)?;
            return Ok(true);
        };
        if let Some(item) = known.item
            && self.is_forgotten(item)?
        {
            return Ok(false);
        }
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
                return Ok(false); // nothing is new of it for whoever does not want it
            }
            self.progress.changed();
            let reference = entry.reference();
            self.push(Body::EntryChanged { entry })?;
            self.drop_refused(reference, refused)?;
            return Ok(false);
        }
        if let Some(item) = known.item
            && self.is_withdrawn(item)?
        {
            self.push(Body::ItemReappeared {
                item,
                entry: entry.reference(),
            })?;
        }
        Ok(false)
    }

    /// Whether a new entry leads to the page of an item that was taken down.
    fn page_is_forgotten(&self, entry: &Entry) -> Result<bool, StateError> {
        let page = match &entry.locator {
            Locator::Url { url } => Some(url.as_str()),
            Locator::Inline(inline) => inline.page.as_deref(),
            _ => None,
        };
        let key = page.and_then(|page| self.treatments.key_url(&entry.source, page));
        match key.map_or(Ok(None), |key| self.state.known_url(&key))? {
            Some(item) => self.is_forgotten(item),
            None => Ok(false),
        }
    }

    /// Whether an item was taken down.
    pub(super) fn is_forgotten(&self, item: ItemId) -> Result<bool, StateError> {
        Ok(self.state.item(item)?.is_some_and(|row| row.forgotten))
    }

    /// Whether an entry stands for an item that was withdrawn while its listing went on holding it: that it is still
    /// listed is no sign that its page is back.
    fn stays_withdrawn(&self, entry: &Entry, stays: &HashSet<u64>) -> Result<bool, StateError> {
        if !stays.contains(&digest64(entry.key.as_bytes())) {
            return Ok(false);
        }
        let known = self.state.known_entry(&entry.source, &entry.key)?;
        let known =
            known.filter(|known| known.version == entry.version && known.status == Status::Settled);
        match known.and_then(|known| known.item) {
            Some(item) => self.is_withdrawn(item),
            None => Ok(false),
        }
    }

    /// Why an entry is not wanted, as far as its listing tells. A filter is about articles: which sitemaps of an index are
    /// read is said elsewhere.
    pub(super) fn refuses(&self, entry: &Entry) -> Option<String> {
        if entry.sitemap_level().is_some() {
            return None;
        }
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
        if result.is_ok() {
            self.polled_again(source, began)?;
        }
        let seen = self.seen.remove(source);
        let before = self.state.health(source)?;
        let mut kind = None;
        let ended = match result {
            Ok(wish) => {
                self.unconnected.connected(source);
                // What lies on this machine is looked at so often that its rhythm does not matter.
                let seen = seen.filter(|_| self.is_asked_of_others(source));
                Ended::Well { wish, seen }
            }
            Err(FetchError::Deferred { until, .. }) => Ended::Put { off_until: until },
            Err(FetchError::Offline { until, since }) => {
                self.take_back(since)?;
                Ended::Put { off_until: until }
            }
            Err(error) => {
                kind = Some(error.kind());
                if let FetchError::Unconnected { .. } = error {
                    let unread = self.state.failures(source)?.unread;
                    self.unconnected.book(source, &before, &unread, self.now());
                } else {
                    self.unconnected.connected(source);
                }
                failed(&error)
            }
        };
        let failed = match &ended {
            Ended::Failed { words, .. } | Ended::Gone { words, .. } => kind.zip(Some(&**words)),
            Ended::Well { .. } | Ended::Put { .. } => None,
        };
        let was_asked = !matches!(ended, Ended::Put { .. });
        let budget = if was_asked {
            self.note_failure(source, &before, began, failed)?
        } else {
            None
        };
        // An outage that came to light just now has changed what is known.
        let before = self.state.health(source)?;
        let (health, mut signs) = after(before, ended, began, self.now());
        signs.extend(budget);
        self.state.set_health(source, health);
        self.note_signs(source, signs)
    }

    /// Takes back the failures of sources that could not be connected to because nobody could.
    fn take_back(&mut self, since: Option<Timestamp>) -> Result<(), StateError> {
        for (source, innocent) in self.unconnected.taken_back(since) {
            tracing::info!(%source, "its last failure was that of the network here, and does not count");
            let (health, failures) = (self.state.health(&source)?, self.state.failures(&source)?);
            let (health, failures) = innocent.restore(health, failures);
            self.state.set_health(&source, health);
            self.state.set_failures(&source, failures);
        }
        Ok(())
    }

    fn is_asked_of_others(&self, source: &SourceId) -> bool {
        let lane = self.lanes.of(source);
        lane.is_some_and(|lane| lane.pace == Pace::Waiting)
    }
}

fn failed(error: &FetchError) -> Ended {
    let words = report(error);
    match error {
        FetchError::Gone { what } => Ended::Gone {
            url: what.clone(),
            words,
        },
        _ => Ended::Failed {
            fault: error.fault(),
            words,
            not_before: match error {
                FetchError::Unreachable { not_before, .. }
                | FetchError::Unconnected { not_before, .. } => *not_before,
                _ => None,
            },
        },
    }
}

/// When an entry came into the world, as its listing says.
fn date_of(entry: &Entry) -> Option<Timestamp> {
    dates::parse(entry.hints.published.as_deref()?)?.as_timestamp()
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
