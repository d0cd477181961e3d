//! Whether a source is due, and when it is next.

use config::{Every, Source};
use item::SourceId;
use jiff::{SignedDuration, Timestamp};
use state::Health;

use super::{
    backoff::{Patience, grown},
    gone::is_gone,
    interval::{SHORTEST, interval},
    time::{later, share},
};

/// How often a daemon looks at files beside watching them: watching may miss what another machine writes.
const FILES_INTERVAL: SignedDuration = SignedDuration::from_mins(1);

/// The share by which looks come earlier than they might, so that sources that are alike do not stay in step: earlier and
/// not later, for what comes just too late is of no more use than what comes much too late.
const JITTER: f64 = 0.06;

/// Who asks when a source is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// A run that somebody started to look now. Files without a rhythm of their own are then always due.
    OneShot,
    /// A run that never ends.
    Daemon,
}

/// Whether a source is due.
pub fn is_due(source: &Source, health: &Health, runner: Runner, now: Timestamp) -> bool {
    next_due(source, health, runner).is_none_or(|due| due <= now)
}

/// When a source is due next; `None` means at once. One whose host says that it is gone is never due.
pub fn next_due(source: &Source, health: &Health, runner: Runner) -> Option<Timestamp> {
    if is_gone(source, health) {
        return Some(Timestamp::MAX);
    }
    let pace = Pace {
        id: &source.id,
        every: &source.every,
        is_local: source.kind.paths().is_some(),
    };
    pace.next(health, runner)
}

/// What of a source decides when it is due.
struct Pace<'a> {
    id: &'a SourceId,
    every: &'a Every,
    /// Whether asking it burdens nobody else.
    is_local: bool,
}

impl Pace<'_> {
    fn next(&self, health: &Health, runner: Runner) -> Option<Timestamp> {
        // A source may have been put off before it was ever asked.
        let Some(last) = health.last_poll else {
            return health.next_due;
        };
        let interval = match self.every {
            Every::Auto if self.is_local && runner == Runner::OneShot => return health.next_due,
            Every::Auto if self.is_local => FILES_INTERVAL,
            Every::Auto => self.by_rhythm(health, last),
            Every::Interval(interval) => *interval,
            Every::Cron(cron) => {
                let next = cron.next_after(last).unwrap_or(Timestamp::MAX);
                return Some(allowed(next, health));
            }
        };
        let patience = if self.is_local {
            Patience::Local
        } else {
            Patience::Web
        };
        let wait = grown(interval, health, last, patience, self.id);
        Some(allowed(later(last, wait), health))
    }

    fn by_rhythm(&self, health: &Health, last: Timestamp) -> SignedDuration {
        let wish = wish(health, last);
        let interval = SignedDuration::from_secs(interval(&health.rhythm, wish, last));
        let earlier = JITTER * share(self.id, last.as_second());
        let interval = SignedDuration::from_secs_f64(interval.as_secs_f64() * (1.0 - earlier));
        interval.max(SignedDuration::from_secs(SHORTEST))
    }
}

/// For how many seconds from its last poll on a source said that it stays as it is.
pub(super) fn wish(health: &Health, last: Timestamp) -> Option<i64> {
    let fresh = health.fresh_until?;
    Some(fresh.duration_since(last).as_secs())
}

/// Not before the time that its host asked for; who noted it made sure that it is within reason.
fn allowed(next: Timestamp, health: &Health) -> Timestamp {
    health.next_due.map_or(next, |asked| next.max(asked))
}

#[cfg(test)]
mod tests;
