//! Who is next: a lane for each source, served in turn, so that a slow host or a large source takes nobody's room.
//!
//! Pure: it knows sequences, no entries and no state. What must hold: a lane never has more open than its window, all
//! lanes that wait for others together never more than [`MOST_OPEN`], and what does not fit into a queue is not
//! forgotten but found again from where the queue ended.

use std::collections::VecDeque;

use item::SourceId;

/// Entries that may be open at once, of all sources that wait for others: enough to keep many slow hosts busy, few
/// enough that what they hold stays small.
const MOST_OPEN: usize = 1024;

/// Sequences that wait in memory for each source; the others wait in the store, and are read from there.
const MOST_QUEUED: usize = 1024;

/// What opening an entry of a source means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Reading from this machine: one after the other, as fast as it goes.
    Local,
    /// Waiting for somebody else: many at once, each for as long as it takes.
    Waiting,
}

/// A lane, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LaneId(pub(super) usize);

/// The pending entries of one source.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) source: SourceId,
    pub(super) pace: Pace,
    /// The number of the source in the state, once it has one.
    pub(super) number: Option<u32>,
    /// Entries that are not to be opened now; they hold up no poll.
    pub(super) put_aside: usize,
    window: usize,
    open: usize,
    queue: VecDeque<u64>,
    /// The first sequence that did not fit into the queue.
    beyond: Option<u64>,
}

/// All lanes, and whose turn it is.
#[derive(Debug)]
pub(super) struct Lanes {
    all: Vec<Lane>,
    turn: usize,
    waiting_open: usize,
}

impl Lanes {
    /// One lane for each source. A window of `usize::MAX` says that opening waits for nobody.
    pub(super) fn new(sources: impl IntoIterator<Item = (SourceId, usize)>) -> Self {
        let lane = |(source, window)| Lane {
            source,
            pace: if window == usize::MAX {
                Pace::Local
            } else {
                Pace::Waiting
            },
            number: None,
            put_aside: 0,
            window,
            open: 0,
            queue: VecDeque::new(),
            beyond: None,
        };
        Self {
            all: sources.into_iter().map(lane).collect(),
            turn: 0,
            waiting_open: 0,
        }
    }

    pub(super) fn get(&self, id: LaneId) -> Option<&Lane> {
        self.all.get(id.0)
    }

    pub(super) fn get_mut(&mut self, id: LaneId) -> Option<&mut Lane> {
        self.all.get_mut(id.0)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Lane> {
        self.all.iter_mut()
    }

    /// The lane of a source, by its number in the state.
    pub(super) fn numbered(&self, number: u32) -> Option<LaneId> {
        let same = |lane: &Lane| lane.number == Some(number);
        self.all.iter().position(same).map(LaneId)
    }

    /// The lane of a source.
    pub(super) fn of(&self, source: &SourceId) -> Option<&Lane> {
        self.all.iter().find(|lane| lane.source == *source)
    }

    /// Lines an entry up behind the others of its source; one that does not fit is found again by [`Self::refill`].
    pub(super) fn line_up(&mut self, id: LaneId, sequence: u64) {
        let Some(lane) = self.all.get_mut(id.0) else {
            return;
        };
        if lane.beyond.is_some() {
            return;
        }
        if lane.queue.len() >= MOST_QUEUED {
            lane.beyond = Some(sequence);
        } else {
            lane.queue.push_back(sequence);
        }
    }

    /// Puts an entry that was in memory anyway before the others of its source.
    pub(super) fn put_first(&mut self, id: LaneId, sequence: u64) {
        if let Some(lane) = self.all.get_mut(id.0) {
            lane.queue.push_front(sequence);
        }
    }

    /// The next entry that may be opened at this pace, one source after the other. It counts as open until
    /// [`Self::close`].
    pub(super) fn open_next(&mut self, pace: Pace) -> Option<(LaneId, u64)> {
        if pace == Pace::Waiting && self.waiting_open >= MOST_OPEN {
            return None;
        }
        let count = self.all.len();
        for step in 0..count {
            let at = (self.turn + step) % count;
            let Some(lane) = self.all.get_mut(at) else {
                continue;
            };
            if lane.pace != pace || lane.open >= lane.window {
                continue;
            }
            if let Some(sequence) = lane.queue.pop_front() {
                self.turn = at + 1;
                self.open(LaneId(at));
                return Some((LaneId(at), sequence));
            }
        }
        None
    }

    /// Counts an entry as open that was not taken from its queue.
    pub(super) fn open(&mut self, id: LaneId) {
        if let Some(lane) = self.all.get_mut(id.0) {
            lane.open += 1;
            self.waiting_open += usize::from(lane.pace == Pace::Waiting);
        }
    }

    /// Whether something may be opened for a lane beside what it holds: it has nothing of its own to open.
    pub(super) fn has_room(&self, id: LaneId) -> bool {
        let idle = |lane: &Lane| lane.queue.is_empty() && lane.beyond.is_none();
        self.waiting_open < MOST_OPEN && self.get(id).is_some_and(idle)
    }

    /// Gives back the room of an entry that was open.
    pub(super) fn close(&mut self, id: LaneId) {
        if let Some(lane) = self.all.get_mut(id.0) {
            lane.open = lane.open.saturating_sub(1);
            let waiting = usize::from(lane.pace == Pace::Waiting);
            self.waiting_open = self.waiting_open.saturating_sub(waiting);
        }
    }

    /// A lane of this pace that has run empty and has more in the store: its number, and the sequence from which on
    /// its entries are to be lined up again.
    pub(super) fn refill(&mut self, pace: Pace) -> Option<(LaneId, u32, u64)> {
        let empty = |lane: &Lane| lane.pace == pace && lane.queue.is_empty();
        let at = self
            .all
            .iter()
            .position(|lane| empty(lane) && lane.beyond.is_some())?;
        let lane = self.all.get_mut(at)?;
        let number = lane.number?;
        lane.beyond.take().map(|from| (LaneId(at), number, from))
    }

    /// Whether the queue of a lane has ended before the store did.
    pub(super) fn is_full(&self, id: LaneId) -> bool {
        self.get(id).is_some_and(|lane| lane.beyond.is_some())
    }

    /// Whether nothing waits to be opened.
    pub(super) fn is_empty(&self) -> bool {
        let none = |lane: &Lane| lane.queue.is_empty() && lane.beyond.is_none();
        self.all.iter().all(none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(windows: &[usize]) -> Lanes {
        let source = |(at, window): (usize, &usize)| (SourceId::new(&format!("s{at}")), *window);
        Lanes::new(windows.iter().enumerate().map(source))
    }

    fn drain(lanes: &mut Lanes, pace: Pace) -> Vec<(usize, u64)> {
        std::iter::from_fn(|| lanes.open_next(pace))
            .map(|(lane, sequence)| (lane.0, sequence))
            .collect()
    }

    #[test]
    fn sources_take_turns_and_none_has_more_open_than_its_window() {
        let mut lanes = lanes(&[2, 3]);
        for sequence in 0..10 {
            lanes.line_up(LaneId(0), sequence);
            lanes.line_up(LaneId(1), 100 + sequence);
        }
        let first = drain(&mut lanes, Pace::Waiting);
        assert_eq!(first, [(0, 0), (1, 100), (0, 1), (1, 101), (1, 102)]);
        lanes.close(LaneId(0));
        assert_eq!(drain(&mut lanes, Pace::Waiting), [(0, 2)]);
    }

    #[test]
    fn all_sources_together_have_a_bound_and_local_ones_do_not_feel_it() {
        let mut lanes = lanes(&[MOST_OPEN, MOST_OPEN, usize::MAX]);
        for sequence in 0..MOST_QUEUED as u64 {
            for lane in 0..3 {
                lanes.line_up(LaneId(lane), sequence);
            }
        }
        assert_eq!(drain(&mut lanes, Pace::Waiting).len(), MOST_OPEN);
        assert_eq!(drain(&mut lanes, Pace::Local).len(), MOST_QUEUED);
    }

    #[test]
    fn what_does_not_fit_into_a_queue_is_told_once_the_queue_is_empty() {
        let mut lanes = lanes(&[usize::MAX]);
        let most = MOST_QUEUED as u64;
        lanes.iter_mut().for_each(|lane| lane.number = Some(7));
        for sequence in 0..most + 5 {
            lanes.line_up(LaneId(0), sequence);
        }
        assert!(lanes.is_full(LaneId(0)) && lanes.refill(Pace::Local).is_none());
        assert_eq!(drain(&mut lanes, Pace::Local).len(), MOST_QUEUED);
        assert!(!lanes.is_empty());
        assert_eq!(lanes.refill(Pace::Waiting), None);
        assert_eq!(lanes.refill(Pace::Local), Some((LaneId(0), 7, most)));
        assert!(lanes.is_empty() && !lanes.is_full(LaneId(0)));
    }
}
