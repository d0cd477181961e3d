//! Retention: dropping old segments of the journal once a checkpoint stands in for them. What goes earlier, source by
//! source, is `outdated.rs`.
//!
//! What must hold: a segment stays while a sink has not seen all of it or an entry waits in it. Only past the
//! hard limit it goes all the same: then each sink's gap is journalled first, and entries that wait in it are
//! journalled again, so that none of them is lost.

use std::fs;

use item::{Body, Event};
use jiff::Timestamp;

use crate::{
    checkpoint,
    error::StateError,
    files,
    journal::SegmentInfo,
    state::{Retention, State},
    store::Retry,
};

/// Pending entries that are journalled again in one commit.
const ENTRIES_AT_ONCE: usize = 256;

/// How far a sink is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkFloor {
    /// Its id.
    pub sink: String,
    /// The last event that it has acknowledged, or need not see: the next one that it wants is the one after
    /// it. 0 if it has acknowledged nothing.
    pub sequence: u64,
}

/// What retention did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retained {
    /// Segments that were dropped.
    pub segments: usize,
    /// Their size, in bytes.
    pub bytes: u64,
    /// The first event that the journal still holds.
    pub first: u64,
    /// Sinks that had not seen all that was dropped.
    pub gaps: Vec<String>,
    /// Segments that were rewritten without the words of some sources.
    pub emptied: usize,
    /// Whether more of them are to be rewritten: it takes time, so it is done by and by.
    pub more: bool,
    /// How many bytes the journal is larger than `max_bytes` allows, though all was dropped that might be: beyond the
    /// segment that is being written, which always stays.
    pub excess: u64,
}

impl State {
    /// Drops the segments that have had their time, and from others the words of sources that have. Commits what was
    /// pushed.
    pub fn retain(&mut self, floors: &[SinkFloor], now: Timestamp) -> Result<Retained, StateError> {
        self.commit()?;
        let needed = self.needed_from(floors)?;
        let mut retained = self.drop_segments(floors, needed, now)?;
        self.empty_outdated(needed, now, &mut retained)?;
        retained.excess = self.excess()?;
        Ok(retained)
    }

    fn drop_segments(
        &mut self,
        floors: &[SinkFloor],
        needed: u64,
        now: Timestamp,
    ) -> Result<Retained, StateError> {
        let segments = self.journal.segments()?;
        let gone = droppable(&segments, &self.options.retention, needed, now);
        let Some(last) = gone.last().map(|segment| segment.last_seq) else {
            let first = segments.first().map_or(1, |segment| segment.first_seq);
            return Ok(Retained {
                first,
                ..Retained::default()
            });
        };
        let gaps = self.leave_behind(floors, last, now)?;
        self.flush()?;
        self.checkpoint()?;
        let segments = self.journal.remove_segments_before(last + 1)?;
        self.remove_old_checkpoints()?;
        Ok(Retained {
            segments,
            bytes: gone.iter().map(|segment| segment.bytes).sum(),
            first: last + 1,
            gaps,
            ..Retained::default()
        })
    }

    fn excess(&self) -> Result<u64, StateError> {
        let Some(most) = self.options.retention.max_bytes else {
            return Ok(0);
        };
        let segments = self.journal.segments()?;
        let (_, closed) = segments.split_last().unzip();
        let closed = closed.unwrap_or_default().iter();
        let bytes: u64 = closed.map(|segment| segment.bytes).sum();
        Ok(bytes.saturating_sub(most))
    }

    /// Writes a checkpoint of all that is committed.
    pub fn checkpoint(&mut self) -> Result<u64, StateError> {
        self.flush()?;
        let folded_to = self.meta().folded_to;
        checkpoint::write(&self.dir, self.overlay.store(), folded_to)?;
        Ok(folded_to)
    }

    /// The first event that a sink or a pending entry needs.
    fn needed_from(&self, floors: &[SinkFloor]) -> Result<u64, StateError> {
        let unseen = floors.iter().map(|floor| floor.sequence.saturating_add(1));
        let waiting = self.pending_after(0, 1)?;
        let next = self.journal.next_sequence();
        Ok(unseen.chain(waiting).fold(next, u64::min))
    }

    /// Journals what the drop of all events up to `last` takes from sinks and from pending entries.
    fn leave_behind(
        &mut self,
        floors: &[SinkFloor],
        last: u64,
        now: Timestamp,
    ) -> Result<Vec<String>, StateError> {
        let mut gaps = Vec::new();
        for floor in floors.iter().filter(|floor| floor.sequence < last) {
            let gap = Body::SinkGap {
                sink: floor.sink.clone(),
                from: floor.sequence + 1,
                to: last,
            };
            self.push(gap, now)?;
            gaps.push(floor.sink.clone());
        }
        let mut after = 0;
        loop {
            let waiting = self.pending_after(after, ENTRIES_AT_ONCE)?;
            let waiting: Vec<u64> = waiting.into_iter().filter(|seq| *seq <= last).collect();
            let Some(&newest) = waiting.last() else { break };
            for seq in waiting {
                self.journal_again(seq, now)?;
            }
            self.commit()?;
            after = newest;
        }
        self.commit()?;
        Ok(gaps)
    }

    /// Journals a pending entry under a new sequence, with the attempts that it has behind it.
    fn journal_again(&mut self, seq: u64, now: Timestamp) -> Result<(), StateError> {
        let Some(Event {
            body: Body::EntryFound { entry } | Body::EntryChanged { entry },
            ..
        }) = self.reader().get(seq)?
        else {
            tracing::warn!(sequence = seq, "a pending entry cannot be read any more");
            return self.forget_unreadable(seq);
        };
        let retry: Option<Retry> = self.retry(seq)?;
        let again = self.push(Body::EntryChanged { entry }, now)?;
        if let Some(retry) = retry {
            self.set_retry(again, retry);
        }
        Ok(())
    }

    /// All but the newest: the segments that an older one would need are gone.
    fn remove_old_checkpoints(&self) -> Result<(), StateError> {
        for old in checkpoint::list(&self.dir)?.into_iter().skip(1) {
            fs::remove_file(&old.path).map_err(StateError::io("remove", &old.path))?;
        }
        files::sync_dir(&self.dir)
    }
}

/// The oldest segments that may go. The last one is being written and always stays.
fn droppable<'a>(
    segments: &'a [SegmentInfo],
    retention: &Retention,
    needed_from: u64,
    now: Timestamp,
) -> &'a [SegmentInfo] {
    let mut left: u64 = segments.iter().map(|segment| segment.bytes).sum();
    let closed = segments.len().saturating_sub(1);
    let mut count = 0;
    for segment in segments.iter().take(closed) {
        let exceeds = |limit: Option<u64>| limit.is_some_and(|limit| left > limit);
        let old = retention
            .longest()
            .is_some_and(|age| now.duration_since(segment.modified) > age);
        let due = old || exceeds(retention.max_bytes);
        let free = segment.last_seq < needed_from;
        if !(due && free || exceeds(retention.hard_bytes)) {
            break;
        }
        left -= segment.bytes;
        count += 1;
    }
    segments.get(..count).unwrap_or_default()
}
