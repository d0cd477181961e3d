//! What a source will be asked in the hours to come, as far as is known today, and why so.

use config::{Every, Source};
use jiff::{SignedDuration, Timestamp};
use state::Health;

use super::{
    backoff::is_quarantined,
    due::{Runner, next_due, wish},
    gone::is_gone,
    interval::{interval, is_asleep},
    rates::Rates,
    time::{DAY, float, later},
};

/// The least time between two polls: a plan comes to an end even where a schedule does not go on.
const LEAST_STEP: SignedDuration = SignedDuration::from_secs(1);

/// The polls of a source in a stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The first one; none if there is none.
    pub next: Option<Timestamp>,
    /// From that one to the one after it.
    pub interval: Option<SignedDuration>,
    /// How many there are.
    pub polls: u32,
    /// What decides that.
    pub why: Why,
    /// Items that it brings a day, where that was watched.
    pub items: Option<f64>,
}

/// What decides when a source is polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The configuration says so.
    Written,
    /// It lies on this machine.
    Local,
    /// It was never polled.
    New,
    /// It was hardly watched.
    Unknown,
    /// What it published so far.
    Rhythm,
    /// It says how long it stays as it is.
    Said,
    /// It says that it publishes nothing at this time.
    Quiet,
    /// It has published nothing for long.
    Asleep,
    /// Its host asked to be left alone until then.
    Asked,
    /// It fails.
    Failing,
    /// It has failed for long.
    Quarantined,
    /// Its host says that it is gone for good.
    Gone,
}

impl Why {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Local => "local",
            Self::New => "new",
            Self::Unknown => "unknown",
            Self::Rhythm => "rhythm",
            Self::Said => "said",
            Self::Quiet => "quiet",
            Self::Asleep => "asleep",
            Self::Asked => "asked",
            Self::Failing => "failing",
            Self::Quarantined => "quarantined",
            Self::Gone => "gone",
        }
    }
}

/// The polls of a source from `now` until `end`, by a run that does not end, if it answers as it last did: whoever fails
/// fails on, and nothing that is new changes its rhythm.
pub fn planned(source: &Source, health: &Health, now: Timestamp, end: Timestamp) -> Planned {
    let is_watched = health.rhythm.since.is_some() && health.rhythm.until.is_some();
    let items = is_watched.then(|| float(DAY) / Rates::of(&health.rhythm).gap());
    let mut planned = Planned {
        next: None,
        interval: None,
        polls: 0,
        why: why(source, health, now),
        items,
    };
    if is_gone(source, health) {
        return planned;
    }
    let said = health.last_poll.and_then(|last| wish(health, last));
    let mut health = health.clone();
    let mut poll = next_due(source, &health, Runner::Daemon).map_or(now, |due| due.max(now));
    while poll < end {
        planned.polls = planned.polls.saturating_add(1);
        health.last_poll = Some(poll);
        health.next_due = None;
        health.fresh_until = said.map(|said| later(poll, SignedDuration::from_secs(said)));
        let next = next_due(source, &health, Runner::Daemon);
        let next = next.map_or(poll, |due| due.max(poll));
        let next = next.max(later(poll, LEAST_STEP));
        if planned.next.is_none() {
            planned.next = Some(poll);
            planned.interval = Some(next.duration_since(poll));
        }
        poll = next;
    }
    planned
}

fn why(source: &Source, health: &Health, now: Timestamp) -> Why {
    let Some(last) = health.last_poll else {
        return Why::New;
    };
    let rhythm = &health.rhythm;
    let said = || wish(health, last).filter(|_| rhythm.since.is_some());
    match &source.every {
        _ if is_gone(source, health) => Why::Gone,
        _ if health.next_due.is_some_and(|asked| asked > now) => Why::Asked,
        _ if is_quarantined(health, last) => Why::Quarantined,
        _ if health.failures > 0 => Why::Failing,
        Every::Interval(_) | Every::Cron(_) => Why::Written,
        Every::Auto if source.kind.paths().is_some() => Why::Local,
        Every::Auto if rhythm.since.is_none() => Why::Unknown,
        Every::Auto if is_asleep(rhythm, last) => Why::Asleep,
        Every::Auto if rhythm.quiet.contains(last) => Why::Quiet,
        Every::Auto
            if said().is_some_and(|said| {
                interval(rhythm, Some(said), last) > interval(rhythm, None, last)
            }) =>
        {
            Why::Said
        }
        Every::Auto => Why::Rhythm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-20T12:00:00Z";

    fn feed(keys: &str) -> Source {
        let text = format!(
            "[[source]]\nid = \"s\"\nkind = \"feed\"\nurl = \"https://a.example/rss\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n"
        );
        let config = config::parse(&text, "/base/newsloom.toml".as_ref(), &|_| None);
        config.unwrap().sources.remove(0)
    }

    fn plan(keys: &str, health: &Health) -> Planned {
        let now: Timestamp = NOW.parse().unwrap();
        planned(
            &feed(keys),
            health,
            now,
            now + SignedDuration::from_hours(24),
        )
    }

    fn polled() -> Health {
        let now: Timestamp = NOW.parse().unwrap();
        let mut health = Health {
            last_poll: Some(now - SignedDuration::from_mins(5)),
            ..Health::default()
        };
        health.rhythm.since = Some(now - SignedDuration::from_hours(2400));
        health.rhythm.until = health.last_poll;
        health.rhythm.last_item = health.last_poll;
        // About a hundred items a day.
        health.rhythm.hours = [45 * 32; 24];
        health
    }

    #[test]
    fn a_written_rhythm_is_planned_to_the_minute() {
        let got = plan("every = \"10m\"", &polled());
        let now: Timestamp = NOW.parse().unwrap();
        assert_eq!(got.next, Some(now + SignedDuration::from_mins(5)));
        assert_eq!(got.interval, Some(SignedDuration::from_mins(10)));
        assert_eq!((got.polls, got.why), (144, Why::Written));
        let cron = plan("cron = \"0 6,18 * * *\"\ntimezone = \"UTC\"", &polled());
        assert_eq!((cron.polls, cron.why), (2, Why::Written));
        assert_eq!(plan("every = \"1s\"", &polled()).polls, 86_400);
    }

    #[test]
    fn every_plan_says_why() {
        let check = |change: fn(&mut Health, Timestamp),
                     expect: Why,
                     polls: std::ops::RangeInclusive<u32>| {
            let mut health = polled();
            change(&mut health, NOW.parse().unwrap());
            let got = plan("", &health);
            assert_eq!(got.why, expect);
            assert!(polls.contains(&got.polls), "{expect:?}: {}", got.polls);
        };
        check(|_, _| {}, Why::Rhythm, 48..=110);
        check(|health, _| *health = Health::default(), Why::New, 100..=160);
        check(
            |health, now| health.next_due = Some(now + SignedDuration::from_hours(20)),
            Why::Asked,
            8..=20,
        );
        check(
            |health, _| (health.failures, health.burden) = (9, 36),
            Why::Failing,
            4..=6,
        );
        check(
            |health, now| {
                (health.failures, health.burden) = (90, 360);
                health.failing_since = Some(now - SignedDuration::from_hours(24 * 8));
            },
            Why::Quarantined,
            1..=2,
        );
        check(
            |health, now| {
                health.rhythm.hours = [0; 24];
                health.rhythm.last_item = Some(now - SignedDuration::from_hours(24 * 40));
            },
            Why::Asleep,
            7..=9,
        );
        check(
            |health, now| {
                health.rhythm.hours = [3 * 32; 24];
                health.fresh_until = Some(now + SignedDuration::from_mins(45));
            },
            Why::Said,
            24..=32,
        );
    }

    #[test]
    fn what_is_gone_is_not_planned() {
        let mut health = polled();
        health.gone = Some(super::super::gone::digest("https://a.example/rss"));
        let got = plan("every = \"10m\"", &health);
        assert_eq!((got.next, got.polls, got.why), (None, 0, Why::Gone));
    }
}
