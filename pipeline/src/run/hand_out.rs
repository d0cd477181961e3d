//! The desk hands out: which pending entries are opened next, and when there are none.

use std::collections::btree_map::Entry as Slot;

use item::{Body, Event, ItemId};
use jiff::Timestamp;
use state::StateError;
use tokio::sync::oneshot;

use super::{
    desk::{Desk, Ends},
    lanes::{LaneId, Pace},
    message::{Novelty, Pending},
    pages::Twin,
    prepare::CHUNK,
};

/// Pending rows that are read from the store at once.
const ROWS_AT_ONCE: usize = 256;

/// Somebody who is free to open entries.
#[derive(Debug)]
pub(super) struct Asker {
    pub(super) pace: Pace,
    pub(super) reply: oneshot::Sender<Vec<Pending>>,
}

/// An entry that was handed out and is not settled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outstanding {
    pub(super) lane: LaneId,
    /// The page that it has open, if it is one.
    pub(super) page: Option<ItemId>,
    /// The last event that was pushed when it was handed out.
    pub(super) after: u64,
    /// The item whose page is asked for again, if it is not a pending entry.
    pub(super) again: Option<ItemId>,
}

impl Desk {
    /// Answers those who are free: with work, or with none when nothing is left that this run waits for.
    pub(super) fn hand_out(&mut self) -> Result<(), StateError> {
        let mut unanswered = 0;
        while unanswered < self.askers.len()
            && let Some(asker) = self.askers.pop_front()
        {
            let chunk = self.next_chunk(asker.pace)?;
            if chunk.is_empty() && !self.is_finished()? {
                self.askers.push_back(asker);
                unanswered += 1;
                continue;
            }
            // What one was given, or that there is nothing left for it, may be news for those who asked before.
            unanswered = 0;
            if asker.pace == Pace::Local {
                // To open a local entry is to read it: that belongs to its preparation.
                self.preparing
                    .extend(chunk.iter().map(|pending| pending.sequence));
                self.note_inflight()?;
            }
            if let Err(chunk) = asker.reply.send(chunk) {
                // Whoever asked was cancelled: its entries stay pending and are read at the next start.
                for pending in chunk {
                    self.preparing.remove(&pending.sequence);
                    if let Some((_, twins)) = self.give_back(pending.sequence) {
                        self.let_go_on(&twins);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether this run waits for nothing more.
    fn is_finished(&mut self) -> Result<bool, StateError> {
        if self.stopping {
            return Ok(true);
        }
        let Ends::Drained { deadline } = self.ends else {
            return Ok(false);
        };
        let waits_for_retry = self.later.first().is_some_and(|(due, ..)| *due <= deadline);
        let more = self.polling > 0
            || !self.outstanding.is_empty()
            || !self.suspects.is_empty()
            || !self.lanes.is_empty()
            || waits_for_retry
            || self.has_recheck_due()?;
        Ok(!more && self.state.waiting_after(self.scanned_to, 1)?.is_empty())
    }

    fn next_chunk(&mut self, pace: Pace) -> Result<Vec<Pending>, StateError> {
        let mut chunk = Vec::new();
        // Whatever comes of it: what stays due would wake the desk again at once.
        self.line_up_due();
        if self.stopping || self.alone {
            return Ok(chunk);
        }
        if self.is_suspects_turn() {
            return self.take_suspect(pace);
        }
        while chunk.len() < CHUNK {
            match self.lanes.open_next(pace) {
                Some((lane, sequence)) => chunk.extend(self.begin(lane, sequence)?),
                None if self.scan(pace)? => {}
                None => break,
            }
        }
        if chunk.is_empty() && pace == Pace::Waiting {
            chunk = self.next_rechecks()?;
        }
        if chunk.is_empty() {
            return self.take_suspect(pace);
        }
        Ok(chunk)
    }

    /// Lines up more of what is pending; false if there is no more.
    fn scan(&mut self, pace: Pace) -> Result<bool, StateError> {
        if let Some((lane, number, from)) = self.lanes.refill(pace) {
            return self.refill(lane, number, from).map(|()| true);
        }
        let rows = self.state.waiting_after(self.scanned_to, ROWS_AT_ONCE)?;
        let Some(last) = rows.last() else {
            return Ok(false);
        };
        self.scanned_to = last.sequence;
        if last.sequence > self.journal.durable() {
            // Somebody waits for what is only staged: the commit need not fill up.
            self.commit()?;
        }
        for row in rows {
            match self.lane_of(row.source)? {
                Some(lane) => self.lanes.line_up(lane, row.sequence),
                None => {
                    tracing::debug!(
                        sequence = row.sequence,
                        "an entry stays pending: its source is not in the configuration"
                    );
                }
            }
        }
        Ok(true)
    }

    /// Lines up the entries of one source that did not fit into its queue before.
    fn refill(&mut self, lane: LaneId, number: u32, from: u64) -> Result<(), StateError> {
        let mut after = from.saturating_sub(1);
        while after < self.scanned_to && !self.lanes.is_full(lane) {
            let rows = self.state.waiting_after(after, ROWS_AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = last.sequence;
            for row in rows {
                if row.source == number && row.sequence <= self.scanned_to {
                    self.lanes.line_up(lane, row.sequence);
                }
            }
        }
        Ok(())
    }

    /// The lane of a source; none if the source is not configured.
    pub(super) fn lane_of(&mut self, number: u32) -> Result<Option<LaneId>, StateError> {
        if let Some(lane) = self.lanes.numbered(number) {
            return Ok(Some(lane));
        }
        if !self.unconfigured.contains(&number) {
            for lane in self.lanes.iter_mut().filter(|lane| lane.number.is_none()) {
                lane.number = self.state.source_number(&lane.source)?;
            }
            if let Some(lane) = self.lanes.numbered(number) {
                return Ok(Some(lane));
            }
            self.unconfigured.insert(number);
        }
        Ok(None)
    }

    /// Lines up what was put off and is due.
    fn line_up_due(&mut self) {
        let now = self.now();
        while let Some((due, sequence, id)) = self.later.first().copied()
            && due <= now
        {
            self.later.pop_first();
            self.lanes.put_first(id, sequence);
            if let Some(lane) = self.lanes.get_mut(id) {
                lane.put_aside = lane.put_aside.saturating_sub(1);
            }
        }
    }

    /// Begins with an entry whose turn it is; none if it is not to be opened now, or need not be.
    fn begin(&mut self, lane: LaneId, sequence: u64) -> Result<Option<Pending>, StateError> {
        let suspected = self
            .suspects
            .iter()
            .any(|suspect| suspect.sequence == sequence);
        let retry = self.state.retry(sequence)?;
        if let Some(retry) = retry
            && retry.due > self.now()
            && !suspected
        {
            self.put_aside(lane, sequence, Some(retry.due));
        } else if !suspected
            && let Some(pending) = self.take(lane, sequence)?
            && let Some(pending) = self.unless_known(lane, pending)?
        {
            return Ok(Some(pending));
        }
        self.lanes.close(lane);
        Ok(None)
    }

    /// Counts an entry as handed out.
    pub(super) fn count_out(&mut self, lane: LaneId, sequence: u64, page: Option<ItemId>) {
        let after = self.state.last_pushed();
        if let Slot::Vacant(free) = self.outstanding.entry(sequence) {
            free.insert(Outstanding {
                lane,
                page,
                after,
                again: None,
            });
        }
    }

    /// Counts a page as handed out that is asked for again.
    pub(super) fn count_out_again(&mut self, lane: LaneId, sequence: u64, item: ItemId) {
        let out = Outstanding {
            lane,
            page: Some(item),
            after: self.state.last_pushed(),
            again: Some(item),
        };
        self.outstanding.insert(sequence, out);
    }

    /// Takes an entry back that is not outstanding any more, and gives those that waited for its page.
    pub(super) fn give_back(&mut self, sequence: u64) -> Option<(Outstanding, Vec<Twin>)> {
        let out = self.outstanding.remove(&sequence)?;
        self.lanes.close(out.lane);
        let twins = match out.page {
            Some(page) => self.pages.close(page),
            None => Vec::new(),
        };
        for twin in &twins {
            self.lanes.close(twin.lane);
        }
        Some((out, twins))
    }

    /// Gives those that waited for a page their turn: what came of it decides whether they need one.
    pub(super) fn let_go_on(&mut self, twins: &[Twin]) {
        for twin in twins.iter().rev() {
            self.lanes.put_first(twin.lane, twin.sequence);
        }
    }

    /// Puts an entry off until it is due; without a time, to the next run. It then holds up no poll.
    pub(super) fn put_aside(&mut self, id: LaneId, sequence: u64, due: Option<Timestamp>) {
        if let Some(due) = due {
            self.later.insert((due, sequence, id));
        }
        if let Some(lane) = self.lanes.get_mut(id) {
            lane.put_aside += 1;
        }
    }

    /// Reads a pending entry from the journal; none if it is no longer pending or cannot be read.
    pub(super) fn take(
        &mut self,
        lane: LaneId,
        sequence: u64,
    ) -> Result<Option<Pending>, StateError> {
        if !self.state.is_pending(sequence)? {
            return Ok(None);
        }
        let retry = self.state.retry(sequence)?;
        let (novelty, found, entry) = match self.journal.get(sequence)? {
            Some(Event {
                body: Body::EntryFound { entry },
                time,
                ..
            }) => (Novelty::Found, time, entry),
            Some(Event {
                body: Body::EntryChanged { entry },
                time,
                ..
            }) => (Novelty::Changed, time, entry),
            _ => {
                self.state.forget_unreadable(sequence)?;
                self.progress.trouble(format!(
                    "event {sequence} of the journal is damaged, and an entry waited there; it is read when its source lists it again"
                ));
                return Ok(None);
            }
        };
        Ok(Some(Pending {
            sequence,
            attempts: retry.map_or(0, |retry| retry.attempts),
            pace: self.lanes.get(lane).map_or(Pace::Local, |lane| lane.pace),
            novelty,
            found,
            entry,
            again: None,
        }))
    }
}
