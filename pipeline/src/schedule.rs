//! When a source is to be asked again: pure decisions from what is known of it and `now`.
//!
//! What must hold: a source that was never polled is due at once; no source is asked before the time that it, its
//! host or its own rhythm allows, and none that asked for no patience is left alone for longer than its cap.

use config::{Every, Source};
use item::{SourceId, digest64};
use jiff::{SignedDuration, Timestamp};
use state::Health;

/// How often the web is asked where a source says nothing of its rhythm.
const WEB_INTERVAL: SignedDuration = SignedDuration::from_mins(15);

/// How often a daemon looks at files beside watching them: watching may miss what another machine writes.
const FILES_INTERVAL: SignedDuration = SignedDuration::from_mins(1);

/// The longest wait for a source that fails, unless its own interval is longer.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// The longest wait for files that cannot be read: asking again burdens nobody.
const LONGEST_FILES_WAIT: SignedDuration = SignedDuration::from_mins(10);

/// The share by which a wait is moved so that sources do not fire together: up to this many hundredths either way.
const JITTER: i32 = 10;

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

/// When a source is due next; `None` means at once.
pub fn next_due(source: &Source, health: &Health, runner: Runner) -> Option<Timestamp> {
    let rhythm = Rhythm {
        id: &source.id,
        every: &source.every,
        is_local: source.kind.paths().is_some(),
    };
    rhythm.next(health, runner)
}

/// What of a source decides when it is due.
struct Rhythm<'a> {
    id: &'a SourceId,
    every: &'a Every,
    /// Whether asking it burdens nobody else.
    is_local: bool,
}

impl Rhythm<'_> {
    fn next(&self, health: &Health, runner: Runner) -> Option<Timestamp> {
        // A source may have been put off before it was ever asked.
        let Some(last) = health.last_poll else {
            return health.next_due;
        };
        let (interval, is_written) = match self.every {
            Every::Auto if self.is_local && runner == Runner::OneShot => return health.next_due,
            Every::Auto if self.is_local => (FILES_INTERVAL, true),
            Every::Auto => (WEB_INTERVAL, false),
            Every::Interval(interval) => (*interval, true),
            Every::Cron(cron) => {
                let next = cron.next_after(last).unwrap_or(Timestamp::MAX);
                return Some(allowed(next, health));
            }
        };
        let longest = if self.is_local {
            LONGEST_FILES_WAIT
        } else {
            LONGEST_WAIT
        };
        let longest = longest.max(interval);
        let wait = match health.failures {
            // An interval that somebody wrote down is kept to the second.
            0 if is_written => interval,
            0 => moved(interval, self.id),
            failures => {
                let grown = interval.saturating_mul(2_i32.saturating_pow(failures.min(30)));
                // Moved behind the cap, or sources that fail for long would fire together again.
                moved(grown.min(longest), self.id)
            }
        };
        let shortest = if is_written {
            interval
        } else {
            interval / 100 * (100 - JITTER)
        };
        let next = later(last, wait.clamp(shortest, longest));
        // What somebody wrote down weighs more than how fresh a server thinks its answer stays.
        let fresh = health.fresh_until.filter(|_| !is_written);
        Some(allowed(fresh.map_or(next, |fresh| next.max(fresh)), health))
    }
}

/// Not before the time that its host asked for; who noted it made sure that it is within reason.
fn allowed(next: Timestamp, health: &Health) -> Timestamp {
    health.next_due.map_or(next, |asked| next.max(asked))
}

/// A wait moved by up to [`JITTER`] hundredths, always the same way for the same source.
fn moved(wait: SignedDuration, id: &SourceId) -> SignedDuration {
    // Thousandths of the way from the earliest to the latest.
    let at = i32::try_from(digest64(id.as_str().as_bytes()) % 1001).unwrap_or_default();
    let hundredths = |part: i32| wait / 100 * part;
    hundredths(100 - JITTER) + hundredths(2 * JITTER) / 1000 * at
}

fn later(time: Timestamp, wait: SignedDuration) -> Timestamp {
    time.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: &str = "2026-11-22T03:00:00Z";

    fn files(keys: &str) -> Source {
        let text = format!(
            "[[source]]\nid = \"s\"\nkind = \"files\"\npath = \"in\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n"
        );
        let config = config::parse(&text, "/base/newsloom.toml".as_ref(), &|_| None);
        config.unwrap().sources.remove(0)
    }

    fn polled(failures: u32, not_before: Option<Timestamp>) -> Health {
        Health {
            last_poll: Some(NOW.parse().unwrap()),
            next_due: not_before,
            failures,
            ..Health::default()
        }
    }

    /// Seconds from the last poll of a source on the web to the next.
    fn web_wait(id: &str, every: Option<i64>, health: &Health) -> i64 {
        let every = every.map(|every| Every::Interval(SignedDuration::from_secs(every)));
        let rhythm = Rhythm {
            id: &SourceId::new(id),
            every: &every.unwrap_or(Every::Auto),
            is_local: false,
        };
        let due = rhythm.next(health, Runner::Daemon).unwrap();
        due.duration_since(health.last_poll.unwrap()).as_secs()
    }

    /// Seconds from the last poll to the next.
    fn wait(source: &Source, health: &Health, runner: Runner) -> Option<i64> {
        let due = next_due(source, health, runner)?;
        Some(due.duration_since(health.last_poll.unwrap()).as_secs())
    }

    #[test]
    fn what_was_never_polled_is_due_at_once() {
        for source in [
            files(""),
            files("every = \"1h\""),
            files("cron = \"@daily\""),
        ] {
            for runner in [Runner::OneShot, Runner::Daemon] {
                assert_eq!(next_due(&source, &Health::default(), runner), None);
                assert!(is_due(&source, &Health::default(), runner, Timestamp::MIN));
            }
        }
    }

    #[test]
    fn a_written_rhythm_is_kept_to_the_second() {
        let ten_minutes = files("every = \"10m\"");
        let health = polled(0, None);
        assert_eq!(wait(&ten_minutes, &health, Runner::OneShot), Some(600));
        let due = |seconds| {
            let now = later(NOW.parse().unwrap(), SignedDuration::from_secs(seconds));
            is_due(&ten_minutes, &health, Runner::Daemon, now)
        };
        assert!(!due(599) && due(600));
        let quarters = files("cron = \"*/15 * * * *\"\ntimezone = \"UTC\"");
        assert_eq!(wait(&quarters, &health, Runner::Daemon), Some(900));
        assert_eq!(wait(&quarters, &polled(9, None), Runner::Daemon), Some(900));
    }

    #[test]
    fn files_are_due_at_every_one_shot_and_each_minute_in_a_daemon() {
        assert_eq!(wait(&files(""), &polled(0, None), Runner::OneShot), None);
        assert_eq!(wait(&files(""), &polled(5, None), Runner::OneShot), None);
        assert_eq!(wait(&files(""), &polled(0, None), Runner::Daemon), Some(60));
        let failing = wait(&files(""), &polled(30, None), Runner::Daemon).unwrap();
        assert!((540..=600).contains(&failing), "{failing}");
    }

    #[test]
    fn the_web_is_asked_every_quarter_of_an_hour_and_not_in_step() {
        let waits: Vec<i64> = ["a", "b", "c", "d"]
            .iter()
            .map(|id| web_wait(id, None, &polled(0, None)))
            .collect();
        assert!(
            waits.iter().all(|wait| (810..=990).contains(wait)),
            "{waits:?}"
        );
        assert!(waits.windows(2).any(|pair| pair[0] != pair[1]), "{waits:?}");
    }

    #[test]
    fn a_source_that_asks_for_patience_gets_it() {
        let hour = files("every = \"1h\"");
        let asked = |hours: i64| {
            let time = later(NOW.parse().unwrap(), SignedDuration::from_hours(hours));
            wait(&hour, &polled(0, Some(time)), Runner::Daemon).unwrap() / 3600
        };
        assert_eq!((asked(-1), asked(1), asked(5)), (1, 1, 5));
        let never_asked = Health {
            next_due: Some(NOW.parse().unwrap()),
            ..Health::default()
        };
        assert_eq!(
            next_due(&hour, &never_asked, Runner::OneShot),
            never_asked.next_due
        );
    }

    #[test]
    fn how_fresh_an_answer_stays_counts_where_no_rhythm_is_written() {
        let health = Health {
            fresh_until: Some(later(NOW.parse().unwrap(), SignedDuration::from_hours(5))),
            ..polled(0, None)
        };
        assert_eq!(web_wait("s", None, &health), 5 * 3600);
        assert_eq!(web_wait("s", Some(60), &health), 60);
    }

    proptest! {
        #[test]
        fn never_before_what_is_allowed_and_never_after_the_cap(
            id in "[a-z]{1,8}",
            every in prop::option::of(1i64..4_000_000),
            failures in 0u32..100,
            asked in prop::option::of(-100_000i64..10_000_000),
        ) {
            let last: Timestamp = NOW.parse().unwrap();
            let asked = asked.map(|seconds| later(last, SignedDuration::from_secs(seconds)));
            let health = polled(failures, asked);
            let waited = web_wait(&id, every, &health);
            let interval = every.unwrap_or(900);
            let cap = interval.max(24 * 3600);
            let asked = asked.map_or(0, |asked| asked.duration_since(last).as_secs());
            prop_assert!(waited <= cap.max(asked));
            prop_assert!(waited >= every.unwrap_or(810));
            prop_assert!(waited >= asked);
            if failures > 0 {
                let grown = interval.saturating_mul(1 << failures.min(40)).min(cap);
                prop_assert!(waited >= (grown * 9 / 10 - 1).max(every.unwrap_or(0)));
            }
        }
    }
}
