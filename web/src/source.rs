//! What is known of one source.

use config::Source;
use item::{Past, SourceId};
use jiff::{SignedDuration, Timestamp};
use pipeline::schedule::{Runner, is_gone, next_due, unread_for};
use serde_json::json;
use state::{Failure, Health, SourceNow};

/// One source and how it is doing.
#[derive(Debug)]
pub struct SourceRow {
    /// Its name.
    pub id: SourceId,
    /// Which kind of connector reads it.
    pub kind: &'static str,
    /// How often it is asked, as it was written.
    pub every: String,
    /// How its polls go.
    pub health: Health,
    /// Its last failed polls, the newest first.
    pub failed: Vec<Failure>,
    /// For how long of the last week it could not be read.
    pub unread: SignedDuration,
    /// Since when somebody has paused it, if so.
    pub paused: Option<Timestamp>,
    /// How far back it was read.
    pub past: Option<Past>,
    /// Entries of it that wait to be read.
    pub pending: usize,
    /// When it is polled next; `None` means at once.
    pub due: Option<Timestamp>,
    /// How it is doing.
    pub standing: Standing,
}

/// How a source is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was not asked yet.
    NeverPolled,
    /// The last poll went well.
    Ok,
    /// The last poll failed, and it is due again.
    Failing,
    /// The last poll failed, and it is left alone for a while.
    BackingOff,
    /// Its host says that it is gone for good: it is not asked any more.
    Gone,
}

impl Standing {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NeverPolled => "never_polled",
            Self::Ok => "ok",
            Self::Failing => "failing",
            Self::BackingOff => "backing_off",
            Self::Gone => "gone",
        }
    }

    /// Whether somebody should look.
    pub fn is_bad(self) -> bool {
        matches!(self, Self::Failing | Self::BackingOff | Self::Gone)
    }
}

impl SourceRow {
    /// Whether somebody should look at it.
    pub fn needs_somebody(&self) -> bool {
        self.standing.is_bad() || !self.health.alarms.is_empty()
    }

    /// What a state knows of a source; `runner` asks it.
    pub fn of(source: &Source, known: SourceNow, now: Timestamp, runner: Runner) -> Self {
        let SourceNow {
            health,
            failures,
            paused,
            past,
            pending,
        } = known;
        let is_gone = is_gone(source, &health);
        let due = next_due(source, &health, runner);
        Self {
            id: source.id.clone(),
            kind: source.kind.name(),
            every: source.every.to_string(),
            unread: unread_for(&failures.unread, now),
            failed: failures.last.into(),
            paused,
            past,
            pending,
            standing: if is_gone {
                Standing::Gone
            } else {
                standing(&health, due, now)
            },
            // It is due no more, not at the end of time.
            due: due.filter(|_| !is_gone),
            health,
        }
    }

    /// The row as programs read it.
    pub fn json(&self) -> serde_json::Value {
        let health = &self.health;
        json!({
            "id": self.id, "kind": self.kind, "every": self.every, "state": self.standing.name(),
            "paused": self.paused,
            "last_poll": health.last_poll, "last_success": health.last_success, "next_due": self.due,
            "entries_seen": health.entries_seen, "pending": self.pending,
            "selectors": health.selectors.iter().map(|one| json!({
                "part": one.part, "used": one.used, "missed": one.missed,
            })).collect::<Vec<_>>(),
            "failures": health.failures, "last_error": health.last_error,
            "failed": self.failed.iter().map(|one| json!({
                "time": one.at, "kind": one.kind, "text": one.text,
            })).collect::<Vec<_>>(),
            "unread_seconds": self.unread.as_secs(), "alarms": health.alarms,
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
