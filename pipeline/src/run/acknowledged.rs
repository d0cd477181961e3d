//! How far each sink is: what retention must keep for it, and what a run that ends still waits for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use state::SinkFloor;

use super::deliver::SinkEnd;

/// Every sink that ever had a cursor, configured or not.
#[derive(Debug, Default)]
pub(super) struct Acknowledged(Mutex<BTreeMap<String, At>>);

#[derive(Debug, Clone, Default)]
struct At {
    /// The last sequence that it has dealt with in this run.
    reached: u64,
    /// The last one of which its cursor tells, so that a start after a sudden end goes on behind it.
    saved: u64,
    /// Whether it takes more in this run.
    is_open: bool,
    /// When the oldest event was journalled that it has not dealt with, as far as is known.
    waits_since: Option<Timestamp>,
    /// What went wrong last, as long as nothing has gone right since.
    fault: Option<String>,
    /// Whether that will not pass by itself.
    refuses: bool,
    /// Events that were set aside in this run.
    set_aside: u64,
    /// Letters in its file of dead letters.
    dead_letters: u64,
}

/// How one sink is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkNow {
    /// Which sink.
    pub sink: String,
    /// Whether it takes events in this run.
    pub is_open: bool,
    /// Events that are durable and that it has not dealt with.
    pub behind: u64,
    /// When the oldest of them was journalled, once it was offered.
    pub waits_since: Option<Timestamp>,
    /// What went wrong last, as long as nothing has gone right since.
    pub fault: Option<String>,
    /// Whether that will not pass by itself: its receiver refuses, or it takes nothing more in this run.
    pub refuses: bool,
    /// Events that its receiver refused in this run, and that were set aside.
    pub set_aside: u64,
    /// Letters in its file of dead letters.
    pub dead_letters: u64,
}

impl Acknowledged {
    /// Forgets all but these: as far as others are is told anew.
    pub(super) fn forget_but(&self, sinks: &BTreeSet<&str>) {
        self.all().retain(|sink, _| sinks.contains(sink.as_str()));
    }

    /// A sink whose cursor stands there. One of which nothing is known is at 0 and wants everything.
    pub(super) fn stands_at(&self, sink: &str, sequence: u64) {
        let at = At {
            reached: sequence,
            saved: sequence,
            ..At::default()
        };
        self.all().insert(sink.to_owned(), at);
    }

    /// A sink that cannot be asked how far it is: as far as was known of it.
    pub(super) fn is_refused(&self, sink: &str, end: &SinkEnd) {
        self.of(sink, |at| {
            if let SinkEnd::Failed { message, .. } = end {
                at.fault = Some(message.clone());
                at.refuses = true;
            }
        });
    }

    /// A sink takes events in this run, or takes no more.
    pub(super) fn is_open(&self, sink: &str, is_open: bool) {
        self.all().entry(sink.to_owned()).or_default().is_open = is_open;
    }

    /// A sink has dealt with everything up to a sequence.
    pub(super) fn reached(&self, sink: &str, sequence: u64) {
        self.all().entry(sink.to_owned()).or_default().reached = sequence;
    }

    /// A sink took what it was offered; its cursor tells of all up to `saved`.
    pub(super) fn took(&self, sink: &str, saved: u64) {
        self.of(sink, |at| {
            at.saved = saved;
            at.fault = None;
        });
    }

    /// A sink has taken all that there was, and its cursor tells so.
    pub(super) fn is_through(&self, sink: &str) {
        if let Some(at) = self.all().get_mut(sink) {
            at.saved = at.reached;
            at.waits_since = None;
            at.fault = None;
            at.refuses = false;
        }
    }

    /// A sink is offered events from this time on.
    pub(super) fn waits_since(&self, sink: &str, time: Timestamp) {
        self.of(sink, |at| at.waits_since = Some(time));
    }

    /// A sink did not take what it was offered, and may not take it without a person.
    pub(super) fn fails(&self, sink: &str, fault: String, refuses: bool) {
        self.of(sink, |at| {
            at.fault = Some(fault);
            at.refuses = refuses;
        });
    }

    /// Events were set aside.
    pub(super) fn set_aside(&self, sink: &str, events: u64) {
        self.of(sink, |at| at.set_aside += events);
    }

    /// So many letters are in its file.
    pub(super) fn dead_letters(&self, sink: &str, letters: u64) {
        self.of(sink, |at| at.dead_letters = letters);
    }

    /// How all sinks are doing, where the last durable event is `last`.
    pub(super) fn now(&self, last: u64) -> Vec<SinkNow> {
        let now = |(sink, at): (&String, &At)| SinkNow {
            sink: sink.clone(),
            is_open: at.is_open,
            behind: last.saturating_sub(at.reached),
            waits_since: at.waits_since,
            fault: at.fault.clone(),
            refuses: at.refuses,
            set_aside: at.set_aside,
            dead_letters: at.dead_letters,
        };
        self.all().iter().map(now).collect()
    }

    /// What every sink still needs.
    pub(super) fn floors(&self) -> Vec<SinkFloor> {
        let floor = |(sink, at): (&String, &At)| SinkFloor {
            sink: sink.clone(),
            sequence: at.saved,
        };
        self.all().iter().map(floor).collect()
    }

    /// The sinks that still take events and have not dealt with all up to `last`, with how many these are.
    pub(super) fn behind(&self, last: u64) -> Vec<(String, u64)> {
        let all = self.all();
        let open = all.iter().filter(|(_, at)| at.is_open);
        let behind = open.map(|(sink, at)| (sink.clone(), last.saturating_sub(at.reached)));
        behind.filter(|(_, events)| *events > 0).collect()
    }

    fn of(&self, sink: &str, change: impl FnOnce(&mut At)) {
        change(self.all().entry(sink.to_owned()).or_default());
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, At>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floors(sinks: &Acknowledged) -> Vec<(String, u64)> {
        let floors = sinks.floors().into_iter();
        floors.map(|floor| (floor.sink, floor.sequence)).collect()
    }

    #[test]
    fn a_floor_is_what_a_cursor_tells_and_not_what_was_only_handed_over() {
        let sinks = Acknowledged::default();
        sinks.stands_at("a", 5);
        let failed = SinkEnd::Failed {
            message: "no such folder".to_owned(),
            hint: None,
        };
        sinks.is_refused("a", &failed);
        sinks.is_refused("never met", &failed);
        sinks.is_open("a", true);
        sinks.reached("a", 9);
        let expect = |a: u64| vec![("a".to_owned(), a), ("never met".to_owned(), 0)];
        assert_eq!(floors(&sinks), expect(5));
        sinks.is_through("a");
        assert_eq!(floors(&sinks), expect(9));
        let faults: Vec<_> = sinks.now(9).into_iter().map(|sink| sink.fault).collect();
        assert_eq!(faults, [None, Some("no such folder".to_owned())]);
    }

    #[test]
    fn only_sinks_that_still_take_events_are_waited_for() {
        let sinks = Acknowledged::default();
        sinks.stands_at("open", 5);
        sinks.stands_at("closed", 5);
        sinks.stands_at("through", 9);
        for sink in ["open", "closed", "through"] {
            sinks.is_open(sink, true);
        }
        sinks.is_open("closed", false);
        assert_eq!(sinks.behind(9), [("open".to_owned(), 4)]);
    }
}
