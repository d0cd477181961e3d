//! The desk has pages asked for again: those that were read a while ago, and those that vanished from their listing.
//!
//! What must hold: new entries go first; a re-check that finds nothing new is not journalled; nothing is withdrawn but
//! after an answer that says that the page is not there.

use config::Rechecking;
use connectors::Validators;
use item::{Body, Entry, EntryRef, Event, Hints, ItemId, Locator, SourceId};
use jiff::Timestamp;
use state::{Recheck, StateError};

use super::{
    desk::{Desk, Ends},
    lanes::{LaneId, Pace},
    message::{Novelty, Pending},
    outcome::{Ending, Outcome, Reading},
    pages::Twin,
    prepare::CHUNK,
    rechecks::MOST_IN_A_RUN,
    retry::{Trouble, later},
    revise::Relation,
};
use crate::{
    dedup::overlap,
    schedule::{ends, next_recheck},
    stages::Verdict,
};

/// A page that somebody else has open is asked for a little later.
const MEANWHILE: std::time::Duration = std::time::Duration::from_mins(1);

/// A text of fewer runs of words, about 25 words, may be written anew without one of them staying as it was.
const LEAST_SHINGLES: u32 = 20;

/// A page is not asked for again once the process ended so often while it was prepared (see `suspects`).
const MOST_STRIKES: u8 = 6;

impl Desk {
    /// Takes up what earlier runs left to be asked for again.
    pub(super) fn take_up_rechecks(&mut self) -> Result<(), StateError> {
        let suspects: Vec<u64> = self.suspects.iter().map(|one| one.sequence).collect();
        for (item, mut row) in self.state.rechecks()? {
            let is_suspected = row.found.is_some_and(|found| suspects.contains(&found));
            if is_suspected && self.is_first {
                row.strikes = row.strikes.saturating_add(1);
                self.state.set_recheck(item, row.clone());
            }
            if row.strikes >= MOST_STRIKES {
                self.progress.trouble(format!(
                    "the page of item {item} is not asked for again: the process ended {MOST_STRIKES} times meanwhile"
                ));
                self.state.end_recheck(item);
            } else if self.lane_of(row.source)?.is_some() {
                self.rechecks.put(item, row.source, row.due, row.asked);
            }
        }
        Ok(())
    }

    /// Notes that a page was read through the entry of event `found`, so that it is asked for again.
    pub(super) fn watch(
        &mut self,
        item: ItemId,
        source: &SourceId,
        found: u64,
        validators: Validators,
    ) -> Result<(), StateError> {
        let asked = self.treatments.recheck(source);
        let again = matches!(asked.when, Rechecking::Decaying | Rechecking::EveryPoll);
        let Some(number) = self.state.source_number(source)?.filter(|_| again) else {
            return Ok(());
        };
        let before = self.state.recheck(item)?;
        if !self.rechecks.has_room_for(item) {
            tracing::debug!(%item, "is not asked for again: too many pages are");
            return Ok(());
        }
        let now = self.now();
        let row = Recheck {
            source: number,
            found: Some(found),
            since: before.map_or(now, |row| row.since),
            asked: now,
            due: now,
            turn: 0,
            absent: false,
            missing: false,
            strikes: 0,
            etag: validators.etag,
            last_modified: validators.last_modified,
        };
        self.keep_watching(item, source, row);
        Ok(())
    }

    /// With a poll of a source all its pages are due that want to be asked for at every poll.
    pub(super) fn polled_again(
        &mut self,
        source: &SourceId,
        began: Timestamp,
    ) -> Result<(), StateError> {
        if self.treatments.recheck(source).when == Rechecking::EveryPoll
            && let Some(number) = self.state.source_number(source)?
        {
            self.rechecks.all_due(number, began, self.now());
        }
        Ok(())
    }

    /// Whether a page is to be asked for again in this run, now.
    pub(super) fn has_recheck_due(&mut self) -> Result<bool, StateError> {
        for source in self.rechecks.sources_due(self.now()) {
            if self.may_ask_again(source)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The lane in which pages of a source are asked for again, if this run asks for more of them.
    fn may_ask_again(&mut self, number: u32) -> Result<Option<LaneId>, StateError> {
        let Some(lane) = self.lane_of(number)? else {
            return Ok(None);
        };
        let of = self.lanes.get(lane).map(|lane| lane.source.clone());
        let when = of.map(|source| self.treatments.recheck(&source).when);
        let is_full = matches!(self.ends, Ends::Drained { .. })
            && when != Some(Rechecking::EveryPoll)
            && self.rechecks.begun(number) >= MOST_IN_A_RUN;
        Ok((!is_full).then_some(lane))
    }

    /// Pages that are due, of sources that have nothing else to open.
    pub(super) fn next_rechecks(&mut self) -> Result<Vec<Pending>, StateError> {
        let (mut chunk, now) = (Vec::new(), self.now());
        for number in self.rechecks.sources_due(now) {
            while chunk.len() < CHUNK
                && let Some(lane) = self.may_ask_again(number)?
                && self.lanes.has_room(lane)
                && let Some(item) = self.rechecks.begin(number, now)
            {
                match self.begin_again(lane, item)? {
                    Some(pending) => chunk.push(pending),
                    None => self.rechecks.end(number),
                }
            }
        }
        Ok(chunk)
    }

    /// Counts the page of an item as asked for; none if it is not to be asked for now, or never again.
    fn begin_again(&mut self, lane: LaneId, item: ItemId) -> Result<Option<Pending>, StateError> {
        let Some(mut row) = self.state.recheck(item)? else {
            return Ok(None);
        };
        let Some(source) = self.lanes.get(lane).map(|lane| lane.source.clone()) else {
            return Ok(None);
        };
        let asked = self.treatments.recheck(&source);
        let is_over = self.now() >= ends(asked, &row) && !row.absent && !row.missing;
        if is_over || asked.when == Rechecking::Off {
            self.state.end_recheck(item);
            return Ok(None);
        }
        let Some((sequence, found, entry)) = self.entry_again(item, &source, &mut row)? else {
            self.state.end_recheck(item);
            return Ok(None);
        };
        if self.outstanding.contains_key(&sequence)
            || !self.pages.open_if_free(item, Twin { lane, sequence })
        {
            row.due = later(self.now(), MEANWHILE);
            self.rechecks.put(item, row.source, row.due, row.asked);
            return Ok(None);
        }
        self.lanes.open(lane);
        self.count_out_again(lane, sequence, item);
        let validators = Validators {
            etag: row.etag,
            last_modified: row.last_modified,
        };
        Ok(Some(Pending {
            sequence,
            attempts: 0,
            pace: Pace::Waiting,
            novelty: Novelty::Changed,
            found,
            entry,
            again: Some(if row.found.is_some() {
                validators
            } else {
                Validators::default()
            }),
        }))
    }

    /// The entry through which an item's page is asked for: as it was listed, or, where the journal no longer tells, only
    /// the address. With a sequence that no pending entry has.
    fn entry_again(
        &mut self,
        item: ItemId,
        source: &SourceId,
        row: &mut Recheck,
    ) -> Result<Option<(u64, Timestamp, Entry)>, StateError> {
        if let Some(found) = row.found
            && !self.state.is_pending(found)?
            && let Some(Event {
                body: Body::EntryFound { entry } | Body::EntryChanged { entry },
                time,
                ..
            }) = self.journal.get(found)?
        {
            return Ok(Some((found, time, entry)));
        }
        row.found = None;
        let Some(known) = self.state.item(item)? else {
            return Ok(None);
        };
        let Some(item) = self.earlier(item)?.and_then(|earlier| earlier.item) else {
            return Ok(None);
        };
        let Some(url) = item.article.url else {
            return Ok(None);
        };
        let entry = Entry {
            source: source.clone(),
            key: item.entry.key,
            version: item.entry.version,
            locator: Locator::Url { url },
            hints: Hints::default(),
        };
        Ok(Some((known.seq, self.now(), entry)))
    }

    /// Records what came of asking for a page again.
    pub(super) fn settle_again(
        &mut self,
        item: ItemId,
        outcome: Outcome,
        asked_after: u64,
    ) -> Result<(), StateError> {
        if let Some(number) = self.state.source_number(&outcome.entry.source)? {
            self.rechecks.end(number);
        }
        let Some(mut row) = self.state.recheck(item)? else {
            return Ok(());
        };
        let Outcome {
            sequence,
            entry,
            ending,
            ..
        } = outcome;
        // Where the journal no longer tells how it was listed, it cannot be read as it was.
        let as_listed = row.found == Some(sequence);
        let source = entry.source.clone();
        row.asked = self.now();
        row.turn = row.turn.saturating_add(1);
        row.strikes = 0;
        let (ending, alike) = self.beside_others(ending)?;
        match ending {
            Ending::Same(validators) => {
                (row.etag, row.last_modified) = (validators.etag, validators.last_modified);
                self.is_there(item, entry, &mut row)?;
            }
            Ending::There => self.is_there(item, entry, &mut row)?,
            Ending::Prepared(read) if self.is_another(item, &read)? => {
                tracing::debug!(%item, "asked again, and another text stands there");
            }
            Ending::Prepared(read) => {
                row.etag.clone_from(&read.validators.etag);
                row.last_modified.clone_from(&read.validators.last_modified);
                self.pages.note_read(item, asked_after);
                self.is_there(item, entry.clone(), &mut row)?;
                if as_listed && self.revised(item, *read, entry, &alike)? {
                    row.turn = 0;
                }
            }
            Ending::NotThere(detail) => self.is_not_there(item, entry, &mut row, &detail)?,
            Ending::Later {
                trouble: Trouble::Deferred { until },
                ..
            } => {
                row.turn = row.turn.saturating_sub(1);
                row.due = until;
                self.rechecks.put(item, row.source, until, row.asked);
                self.state.set_recheck(item, row);
                return Ok(());
            }
            // A wall, a page without an article, a host that is down: nothing follows from it.
            Ending::Dropped { detail: why, .. } | Ending::Later { message: why, .. } => {
                tracing::debug!(%item, "asked again, and nothing follows: {why}");
            }
            Ending::Expanded { .. } => {}
        }
        self.keep_watching(item, &source, row);
        Ok(())
    }

    /// Keeps a page that was asked for until it is asked for next, or forgets it.
    fn keep_watching(&mut self, item: ItemId, source: &SourceId, row: Recheck) {
        if let Some(due) = next_recheck(self.treatments.recheck(source), &row) {
            self.rechecks.put(item, row.source, due, row.asked);
            self.state.set_recheck(item, Recheck { due, ..row });
        } else {
            self.rechecks.forget(item);
            self.state.end_recheck(item);
        }
        self.upkeep.unflushed = true;
    }

    fn is_there(
        &mut self,
        item: ItemId,
        entry: EntryRef,
        row: &mut Recheck,
    ) -> Result<(), StateError> {
        (row.absent, row.missing) = (false, false);
        if self.is_withdrawn(item)? {
            self.push(Body::ItemReappeared { item, entry })?;
        }
        Ok(())
    }

    /// A page that its listing dropped too is withdrawn at once; one that is still listed, when it is missing twice.
    fn is_not_there(
        &mut self,
        item: ItemId,
        entry: EntryRef,
        row: &mut Recheck,
        detail: &str,
    ) -> Result<(), StateError> {
        if self.is_withdrawn(item)? {
            (row.absent, row.missing) = (false, false);
            return Ok(());
        }
        if !row.absent && !row.missing {
            row.missing = true;
            tracing::debug!(%item, "is looked for once more: {detail}");
            return Ok(());
        }
        tracing::debug!(%item, "is withdrawn: {detail}");
        (row.absent, row.missing) = (false, false);
        // From now on it is watched for its return.
        (row.since, row.turn) = (row.asked, 0);
        self.progress.withdrawn();
        self.push(Body::ItemWithdrawn { item, entry }).map(drop)
    }

    /// Whether a page says nothing of what it said: a notice that it is gone, which its host does not call by its name
    /// (a soft 404), or something else that took its address.
    fn is_another(&mut self, item: ItemId, read: &Reading) -> Result<bool, StateError> {
        let known = self.earlier(item)?.and_then(|earlier| earlier.item);
        Ok(known.is_some_and(|known| {
            let shared = overlap(&read.prepared.article.text, &known.article.text, false);
            shared.shared == 0 && shared.of_known >= LEAST_SHINGLES
        }))
    }

    /// Journals another version of an item, if its page tells one; gives whether it does.
    fn revised(
        &mut self,
        item: ItemId,
        read: Reading,
        entry: EntryRef,
        alike: &[state::Candidate],
    ) -> Result<bool, StateError> {
        let known = self.known_as(&read, &entry, alike)?;
        if known != Some((item, Relation::Revises)) {
            return Ok(false);
        }
        let (keys, fingerprint) = (read.keys.clone(), read.prepared.fingerprint.clone());
        match self.verdict(item, read, entry, alike)? {
            Verdict::Updated {
                item,
                change,
                flips,
            } => {
                self.record_updated(item, change, keys, fingerprint, flips)?;
                Ok(true)
            }
            Verdict::New { .. } | Verdict::Unchanged | Verdict::Flips => Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use config::{AlarmSettings, StorySettings};
    use state::{Options, State, Suspect};
    use tokio::sync::watch;

    use super::*;
    use crate::run::{
        desk::{Ends, Start},
        furniture::Furniture,
        treatments::Treatments,
        watch::Watch,
    };

    #[test]
    fn a_sudden_end_is_held_against_a_page_once_and_not_at_each_reload() {
        let dir = tempfile::tempdir().unwrap();
        let (mut state, _) = State::open(dir.path(), &Options::default()).unwrap();
        let (item, now) = (ItemId::of_url("a"), Timestamp::UNIX_EPOCH);
        let watched = Recheck {
            source: 0,
            found: Some(7),
            since: now,
            asked: now,
            due: now,
            turn: 0,
            absent: false,
            missing: false,
            strikes: 0,
            etag: None,
            last_modified: None,
        };
        state.set_recheck(item, watched);
        for (is_first, strikes) in [(true, 1), (false, 1), (false, 1), (true, 2)] {
            let on_watch = Watch::of(&state, AlarmSettings::default(), [].into()).unwrap();
            let mut desk = Desk::new(Start {
                sources: Vec::new(),
                state,
                suspects: vec![Suspect {
                    sequence: 7,
                    strikes: 1,
                }],
                clock: Arc::new(|| Timestamp::UNIX_EPOCH),
                progress: Arc::default(),
                durable: watch::channel(0).0,
                furniture: Furniture::default(),
                treatments: Treatments::default(),
                stories: StorySettings::default(),
                watch: on_watch,
                polling: 0,
                ends: Ends::Stopped,
                is_first,
            });
            desk.take_up_rechecks().unwrap();
            state = desk.state;
            assert_eq!(state.recheck(item).unwrap().unwrap().strikes, strikes);
        }
    }
}
