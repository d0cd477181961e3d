//! How far each sink is: what retention must keep for it, and what a run that ends still waits for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use state::SinkFloor;

/// Every sink that ever had a cursor, configured or not.
#[derive(Debug, Default)]
pub(super) struct Acknowledged(Mutex<BTreeMap<String, At>>);

#[derive(Debug, Clone, Copy, Default)]
struct At {
    /// The last sequence that it has dealt with in this run.
    reached: u64,
    /// The last one of which its cursor tells, so that a start after a sudden end goes on behind it.
    saved: u64,
    /// Whether it takes more in this run.
    is_open: bool,
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
            is_open: false,
        };
        self.all().insert(sink.to_owned(), at);
    }

    /// A sink that cannot be asked how far it is: as far as was known of it.
    pub(super) fn is_known(&self, sink: &str) {
        self.all().entry(sink.to_owned()).or_default();
    }

    /// A sink takes events in this run, or takes no more.
    pub(super) fn is_open(&self, sink: &str, is_open: bool) {
        self.all().entry(sink.to_owned()).or_default().is_open = is_open;
    }

    /// A sink has dealt with everything up to a sequence.
    pub(super) fn reached(&self, sink: &str, sequence: u64) {
        self.all().entry(sink.to_owned()).or_default().reached = sequence;
    }

    /// The cursor of a sink tells how far it is.
    pub(super) fn saved(&self, sink: &str) {
        if let Some(at) = self.all().get_mut(sink) {
            at.saved = at.reached;
        }
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
        sinks.is_known("a");
        sinks.is_known("never met");
        sinks.is_open("a", true);
        sinks.reached("a", 9);
        let expect = |a: u64| vec![("a".to_owned(), a), ("never met".to_owned(), 0)];
        assert_eq!(floors(&sinks), expect(5));
        sinks.saved("a");
        assert_eq!(floors(&sinks), expect(9));
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
