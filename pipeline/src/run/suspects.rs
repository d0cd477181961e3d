//! Entries whose preparation the process did not survive.
//!
//! They come last, or after a minute where there is no last, and run alone, one after the other: if one of them ends
//! the process again, the next start knows which.

use std::time::Duration;

use item::{Body, DropReason, Event};
use state::StateError;

use super::{
    desk::{Desk, Ends},
    lanes::{LaneId, Pace},
    message::Pending,
};

/// An entry that was being prepared alone at this many sudden ends is given up. A kill from outside cannot be
/// told from a crash: with two or three, a storm of random SIGKILLs made an innocent entry guilty in four of
/// ten runs of the crash tests. A guilty one costs that many restarts, and holds nobody else up meanwhile.
const MOST_STRIKES: u32 = 6;

/// How long after the start of a run without an end others may go before suspects.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

impl Desk {
    /// Writes down which entries are being prepared, for the start after a sudden end.
    pub(super) fn note_inflight(&mut self) -> Result<(), StateError> {
        if self.alone && self.outstanding.is_empty() {
            self.alone = false;
            return self.state.inflight().end();
        }
        let sequences: Vec<u64> = self.preparing.iter().copied().collect();
        let alone = self.alone;
        self.state.inflight().begin(&sequences, alone)
    }

    /// Whether nothing else is begun until every suspect has run. A run that ends has them last; one that does not
    /// may never have nothing else to do.
    pub(super) fn is_suspects_turn(&self) -> bool {
        self.ends == Ends::Stopped && !self.suspects.is_empty() && self.upkeep.age() >= LONGEST_WAIT
    }

    /// The next suspect, once nothing else is open, for those who open entries at its pace.
    pub(super) fn take_suspect(&mut self, pace: Pace) -> Result<Vec<Pending>, StateError> {
        while self.outstanding.is_empty()
            && let Some(suspect) = self.suspects.front().copied()
        {
            let Some(lane) = self.lane_of_suspect(suspect.sequence)? else {
                self.suspects.pop_front();
                self.state.inflight().dismiss(suspect.sequence)?;
                continue;
            };
            if self.lanes.get(lane).map(|lane| lane.pace) != Some(pace) {
                break;
            }
            self.suspects.pop_front();
            if let Some(pending) = self.take(lane, suspect.sequence)? {
                self.lanes.open(lane);
                self.count_out(lane, suspect.sequence, None);
                self.alone = true;
                return Ok(vec![pending]);
            }
            self.state.inflight().dismiss(suspect.sequence)?;
        }
        Ok(Vec::new())
    }

    fn lane_of_suspect(&mut self, sequence: u64) -> Result<Option<LaneId>, StateError> {
        let row = self.state.waiting_after(sequence.saturating_sub(1), 1)?;
        match row.first().filter(|row| row.sequence == sequence) {
            Some(row) => self.lane_of(row.source),
            None => Ok(None),
        }
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
            let still_waits = self.state.is_pending(killer.sequence)?;
            let Some(Event {
                body: Body::EntryFound { entry } | Body::EntryChanged { entry },
                ..
            }) = self.journal.get(killer.sequence)?.filter(|_| still_waits)
            else {
                continue;
            };
            let detail = format!(
                "the process ended {MOST_STRIKES} times while it prepared this entry alone"
            );
            self.progress.trouble(format!(
                "source `{}`: `{}` is given up: {detail}",
                entry.source, entry.key
            ));
            self.drop_entry(entry.reference(), DropReason::Crashed, detail)?;
        }
        Ok(())
    }
}
