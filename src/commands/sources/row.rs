//! What is known of one source.

use config::Source;
use item::{Past, SourceId};
use jiff::Timestamp;
use pipeline::schedule::{Runner, is_gone, next_due};
use serde_json::json;
use state::{Health, State, StateError};

/// One source and how it is doing.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: SourceId,
    pub(super) kind: &'static str,
    pub(super) every: String,
    pub(super) health: Health,
    /// How far back it was read.
    pub(super) past: Option<Past>,
    /// Entries of it that wait to be read.
    pub(super) pending: usize,
    /// When it is polled next; `None` means at once.
    pub(super) due: Option<Timestamp>,
    pub(super) standing: Standing,
}

/// How a source is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    NeverPolled,
    Ok,
    /// The last poll failed, and it is due again.
    Failing,
    /// The last poll failed, and it is left alone for a while.
    BackingOff,
    /// Its host says that it is gone for good: it is not asked any more.
    Gone,
}

impl Standing {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::NeverPolled => "never_polled",
            Self::Ok => "ok",
            Self::Failing => "failing",
            Self::BackingOff => "backing_off",
            Self::Gone => "gone",
        }
    }

    pub(super) fn is_bad(self) -> bool {
        matches!(self, Self::Failing | Self::BackingOff | Self::Gone)
    }
}

impl Row {
    pub(super) fn of(source: &Source, state: &State, now: Timestamp) -> Result<Self, StateError> {
        let health = state.health(&source.id)?;
        let is_gone = is_gone(source, &health);
        let due = next_due(source, &health, Runner::OneShot);
        Ok(Self {
            id: source.id.clone(),
            kind: source.kind.name(),
            every: source.every.to_string(),
            past: state.past(&source.id)?,
            pending: state.pending_of(&source.id)?,
            standing: if is_gone {
                Standing::Gone
            } else {
                standing(&health, due, now)
            },
            // It is due no more, not at the end of time.
            due: due.filter(|_| !is_gone),
            health,
        })
    }

    pub(super) fn json(&self) -> serde_json::Value {
        let health = &self.health;
        json!({
            "id": self.id, "kind": self.kind, "every": self.every, "state": self.standing.name(),
            "last_poll": health.last_poll, "last_success": health.last_success, "next_due": self.due,
            "entries_seen": health.entries_seen, "pending": self.pending,
            "selectors": health.selectors.iter().map(|one| json!({
                "part": one.part, "used": one.used, "missed": one.missed,
            })).collect::<Vec<_>>(),
            "failures": health.failures, "last_error": health.last_error,
            "back": self.past.as_ref().map(|past| json!({
                "since": past.since, "reached": past.reached, "end": past.end,
            })),
        })
    }
}

fn standing(health: &Health, due: Option<Timestamp>, now: Timestamp) -> Standing {
    match (health.failures, health.last_poll) {
        (0, None) => Standing::NeverPolled,
        (0, Some(_)) => Standing::Ok,
        _ if due.is_some_and(|due| due > now) => Standing::BackingOff,
        _ => Standing::Failing,
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_source_is_never_polled_fine_failing_or_left_alone() {
        let now: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let check = |failures, polled: bool, due_in: Option<i64>, expect| {
            let health = Health {
                failures,
                last_poll: polled.then_some(now),
                ..Health::default()
            };
            let due = due_in.map(|minutes| now + SignedDuration::from_mins(minutes));
            assert_eq!(standing(&health, due, now), expect);
        };
        check(0, false, None, Standing::NeverPolled);
        check(0, true, Some(5), Standing::Ok);
        check(2, true, Some(-5), Standing::Failing);
        check(2, true, None, Standing::Failing);
        check(2, true, Some(5), Standing::BackingOff);
    }
}
