//! The desk's other half: which pending entries are handed out, and when there are none.
//!
//! Entries whose preparation the process did not survive come last and run alone, one after the other: the
//! others are safe by then, and if one of them ends the process again, the next start knows which.

use item::{Body, DropReason, Event};
use state::StateError;

use super::{desk::Desk, message::Pending};

/// Entries handed to a worker at once: enough to make a hop between threads cheap, few enough that the
/// last chunk does not keep one worker busy while the others wait.
const CHUNK: usize = 32;

/// An entry that was being prepared alone at this many sudden ends is given up. A kill from outside cannot be
/// told from a crash: with two or three, a storm of random SIGKILLs made an innocent entry guilty in four of
/// ten runs of the crash tests. A guilty one costs that many restarts, and holds nobody else up meanwhile.
const MOST_STRIKES: u32 = 6;

impl Desk {
    /// Answers waiting workers: with work, or with none when nothing is left that this run waits for.
    pub(super) fn hand_out(&mut self) -> Result<(), StateError> {
        while !self.waiting.is_empty() {
            let chunk = self.next_chunk()?;
            if chunk.is_empty() && !self.is_finished()? {
                return Ok(());
            }
            self.outstanding
                .extend(chunk.iter().map(|pending| pending.sequence));
            self.note_inflight()?;
            if let Some(worker) = self.waiting.pop_front()
                && let Err(chunk) = worker.send(chunk)
            {
                // The worker was cancelled: its entries stay pending and are read at the next start.
                self.outstanding
                    .retain(|sequence| !chunk.iter().any(|pending| pending.sequence == *sequence));
            }
        }
        Ok(())
    }

    /// Writes down which entries are being prepared, for the start after a sudden end.
    pub(super) fn note_inflight(&mut self) -> Result<(), StateError> {
        if self.alone && self.outstanding.is_empty() {
            self.alone = false;
            return self.state.inflight().end();
        }
        let sequences: Vec<u64> = self.outstanding.iter().copied().collect();
        let alone = self.alone;
        self.state.inflight().begin(&sequences, alone)
    }

    fn is_finished(&self) -> Result<bool, StateError> {
        if self.stopping {
            return Ok(true);
        }
        let waits_for_retry = self
            .later
            .first()
            .is_some_and(|(due, _)| *due <= self.deadline);
        let more = self.polling > 0
            || !self.outstanding.is_empty()
            || !self.suspects.is_empty()
            || waits_for_retry;
        Ok(!more && self.state.pending_after(self.handed_to, 1)?.is_empty())
    }

    fn next_chunk(&mut self) -> Result<Vec<Pending>, StateError> {
        if self.stopping || self.alone {
            return Ok(Vec::new());
        }
        let mut chunk = self.take_due_retries()?;
        while chunk.len() < CHUNK {
            let fresh = self
                .state
                .pending_after(self.handed_to, CHUNK - chunk.len())?;
            let Some(last) = fresh.last() else { break };
            if *last > self.journal.durable() {
                // Workers wait for what is only staged: the commit need not fill up.
                self.commit()?;
            }
            for sequence in fresh {
                self.handed_to = sequence;
                chunk.extend(self.take_when_due(sequence)?);
            }
        }
        if chunk.is_empty() {
            return self.take_suspect();
        }
        Ok(chunk)
    }

    /// The next suspect, once nothing else is being prepared.
    fn take_suspect(&mut self) -> Result<Vec<Pending>, StateError> {
        while self.outstanding.is_empty()
            && let Some(suspect) = self.suspects.pop_front()
        {
            if let Some(pending) = self.take(suspect.sequence)? {
                self.alone = true;
                return Ok(vec![pending]);
            }
            self.state.inflight().dismiss(suspect.sequence)?;
        }
        Ok(Vec::new())
    }

    fn take_due_retries(&mut self) -> Result<Vec<Pending>, StateError> {
        let mut chunk = Vec::new();
        let now = self.now();
        while chunk.len() < CHUNK
            && let Some((due, sequence)) = self.later.first().copied()
            && due <= now
        {
            self.later.pop_first();
            chunk.extend(self.take(sequence)?);
        }
        Ok(chunk)
    }

    /// Drops every entry that the process died of as often as is allowed while it ran alone.
    pub(super) fn quarantine_killers(&mut self) -> Result<(), StateError> {
        let (killers, mut suspects): (Vec<_>, Vec<_>) = self
            .suspects
            .drain(..)
            .partition(|suspect| suspect.strikes >= MOST_STRIKES);
        // The least suspected first, so that a guilty one does not keep the others from being cleared.
        suspects.sort_by_key(|suspect| (suspect.strikes, suspect.sequence));
        self.suspects = suspects.into();
        for killer in killers {
            self.state.inflight().dismiss(killer.sequence)?;
            let Some(pending) = self.take(killer.sequence)? else {
                continue;
            };
            let detail = format!(
                "the process ended {MOST_STRIKES} times while it prepared this entry alone"
            );
            self.progress.trouble(format!(
                "source `{}`: `{}` is given up: {detail}",
                pending.entry.source, pending.entry.key
            ));
            self.drop_entry(Body::EntryDropped {
                entry: pending.entry.reference(),
                reason: DropReason::Crashed,
                item: None,
                detail,
            })?;
        }
        Ok(())
    }

    pub(super) fn is_pending(&self, sequence: u64) -> Result<bool, StateError> {
        Ok(self
            .state
            .pending_after(sequence.saturating_sub(1), 1)?
            .first()
            == Some(&sequence))
    }

    fn take_when_due(&mut self, sequence: u64) -> Result<Option<Pending>, StateError> {
        let suspected = self
            .suspects
            .iter()
            .any(|suspect| suspect.sequence == sequence);
        if suspected || self.outstanding.contains(&sequence) {
            return Ok(None);
        }
        if let Some(retry) = self.state.retry(sequence)?
            && retry.due > self.now()
        {
            self.later.insert((retry.due, sequence));
            return Ok(None);
        }
        self.take(sequence)
    }

    /// Reads a pending entry from the journal; none if it is no longer pending or cannot be read.
    fn take(&mut self, sequence: u64) -> Result<Option<Pending>, StateError> {
        if !self.is_pending(sequence)? {
            return Ok(None);
        }
        let attempts = self
            .state
            .retry(sequence)?
            .map_or(0, |retry| retry.attempts);
        if let Some(Event {
            body: Body::EntryFound { entry } | Body::EntryChanged { entry },
            ..
        }) = self.journal.get(sequence)?
        {
            if self.sources.contains(&entry.source) {
                return Ok(Some(Pending {
                    sequence,
                    attempts,
                    entry,
                }));
            }
            tracing::info!(source = %entry.source, entry = entry.key, "stays pending: its source is not in the configuration");
            self.aside += 1;
            return Ok(None);
        }
        self.state.forget_unreadable(sequence)?;
        self.progress.trouble(format!(
            "event {sequence} of the journal is damaged, and an entry waited there; it is read when its source lists it again"
        ));
        Ok(None)
    }
}
