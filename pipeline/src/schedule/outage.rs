//! What is taken back when an outage of this machine's own network comes to light.
//!
//! It takes some hosts that fail to tell an outage from hosts that are down, so the first of them have been booked as
//! failures by then. What must hold: after an outage no source is worse off for it, and a failure that is older than the
//! last answer of anybody stays.

use std::collections::{HashMap, VecDeque};

use item::SourceId;
use jiff::Timestamp;
use state::{Failures, Health, Unread};

/// Failures that are remembered of one source: it is asked ever less often while it fails, and an outage comes to light
/// when a few others are asked.
const MOST_BOOKED: usize = 8;

/// The failed polls of each source to whose host no connection came about, since it was last connected to.
#[derive(Debug, Default)]
pub struct Unconnected(HashMap<SourceId, VecDeque<Booked>>);

/// A failure, and how the source stood before it.
#[derive(Debug)]
struct Booked {
    at: Timestamp,
    before: Standing,
}

/// What a failure changes in what is known of a source.
#[derive(Debug)]
struct Standing {
    next_due: Option<Timestamp>,
    failures: u32,
    burden: u32,
    failing_since: Option<Timestamp>,
    last_error: Option<String>,
    /// For how many seconds it had failed.
    open: u32,
}

impl Unconnected {
    /// Remembers a failure at `at` of a source that stood like this.
    pub fn book(&mut self, source: &SourceId, before: &Health, unread: &Unread, at: Timestamp) {
        let booked = self.0.entry(source.clone()).or_default();
        if booked.len() >= MOST_BOOKED {
            booked.pop_front();
        }
        booked.push_back(Booked {
            at,
            before: Standing {
                next_due: before.next_due,
                failures: before.failures,
                burden: before.burden,
                failing_since: before.failing_since,
                last_error: before.last_error.clone(),
                open: unread.open,
            },
        });
    }

    /// Forgets what was remembered of a source: its host could be connected to.
    pub fn connected(&mut self, source: &SourceId) {
        self.0.remove(source);
    }

    /// Takes what belongs to an outage: nobody has answered since that moment, or ever. Gives the sources that failed
    /// meanwhile, each with what `Innocent::restore` makes good.
    pub fn taken_back(&mut self, since: Option<Timestamp>) -> Vec<(SourceId, Innocent)> {
        let mut innocent = Vec::new();
        for (source, booked) in &mut self.0 {
            let first = booked
                .iter()
                .position(|one| since.is_none_or(|since| one.at >= since));
            let first = first.and_then(|first| booked.drain(first..).next());
            let innocence = first.map(|first| Innocent {
                since: first.at,
                before: first.before,
            });
            innocent.extend(innocence.map(|innocence| (source.clone(), innocence)));
        }
        self.0.retain(|_, booked| !booked.is_empty());
        innocent
    }
}

/// How a source stood before an outage.
#[derive(Debug)]
pub struct Innocent {
    since: Timestamp,
    before: Standing,
}

impl Innocent {
    /// What is known of the source without the failures of the outage.
    pub fn restore(self, health: Health, mut remembered: Failures) -> (Health, Failures) {
        let Standing {
            next_due,
            failures,
            burden,
            failing_since,
            last_error,
            open,
        } = self.before;
        remembered.last.retain(|failure| failure.at < self.since);
        remembered.unread.open = open;
        let health = Health {
            next_due,
            failures,
            burden,
            failing_since,
            last_error,
            ..health
        };
        (health, remembered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_900_000_000 + 60 * minute).unwrap()
    }

    fn failing(failures: u32) -> Health {
        Health {
            failures,
            burden: 2 * failures,
            failing_since: (failures > 0).then(|| at(-99)),
            last_error: (failures > 0).then(|| "no".to_owned()),
            last_poll: Some(at(failures.into())),
            ..Health::default()
        }
    }

    /// What is left of the failures of a source that failed at these minutes, when nobody has answered since `since`.
    fn left(minutes: &[i64], since: Option<i64>) -> Option<u32> {
        let source = SourceId::new("a");
        let mut unconnected = Unconnected::default();
        let mut health = failing(0);
        for (before, minute) in minutes.iter().enumerate() {
            unconnected.book(&source, &health, &Unread::default(), at(*minute));
            health = failing(u32::try_from(before).unwrap() + 1);
        }
        let last_poll = health.last_poll;
        let innocent = unconnected.taken_back(since.map(at)).pop();
        let restored =
            innocent.map(|(_, innocent)| innocent.restore(health, Failures::default()).0);
        assert!(unconnected.taken_back(since.map(at)).is_empty(), "once");
        restored.map(|health| {
            assert_eq!(health.last_poll, last_poll, "it was asked all the same");
            let expect = failing(health.failures);
            assert_eq!(
                Health {
                    last_poll: expect.last_poll,
                    ..health.clone()
                },
                expect
            );
            health.failures
        })
    }

    #[test]
    fn failures_since_anybody_answered_are_taken_back_and_older_ones_stay() {
        assert_eq!(left(&[1, 5], None), Some(0));
        assert_eq!(left(&[1, 5], Some(0)), Some(0));
        assert_eq!(left(&[1, 5], Some(3)), Some(1));
        assert_eq!(left(&[1, 5], Some(6)), None);
        assert_eq!(left(&[], None), None);
        let many: Vec<i64> = (0..20).collect();
        assert_eq!(left(&many, None), Some(12), "no list without an end");
    }

    #[test]
    fn a_source_that_could_be_connected_to_meanwhile_is_not_part_of_it() {
        let source = SourceId::new("a");
        let mut unconnected = Unconnected::default();
        unconnected.book(&source, &failing(0), &Unread::default(), at(1));
        unconnected.connected(&source);
        assert!(unconnected.taken_back(None).is_empty());
    }
}
