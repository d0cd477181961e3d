//! When sources are due, from what is known of them.

use proptest::prelude::*;

use super::*;
use crate::schedule::interval::LONGEST_ASLEEP;

const NOW: &str = "2026-11-22T03:00:00Z";

fn source(kind: &str, keys: &str) -> Source {
    let text = format!("[[source]]\nid = \"s\"\n{kind}\n{keys}\n[[sink]]\nkind = \"stdout\"\n");
    let config = config::parse(&text, "/base/newsloom.toml".as_ref(), &|_| None);
    config.unwrap().sources.remove(0)
}

fn files(keys: &str) -> Source {
    source("kind = \"files\"\npath = \"in\"", keys)
}

fn feed(keys: &str) -> Source {
    source("kind = \"feed\"\nurl = \"https://a.example/rss\"", keys)
}

/// After so many failures of this weight each.
fn polled(failures: u32, weight: u32, not_before: Option<Timestamp>) -> Health {
    Health {
        last_poll: Some(NOW.parse().unwrap()),
        next_due: not_before,
        failures,
        burden: failures * weight,
        ..Health::default()
    }
}

/// Seconds from the last poll to the next.
fn wait(source: &Source, health: &Health, runner: Runner) -> Option<i64> {
    let due = next_due(source, health, runner)?;
    Some(due.duration_since(health.last_poll.unwrap()).as_secs())
}

fn wait_of_daemon(source: &Source, health: &Health) -> i64 {
    wait(source, health, Runner::Daemon).unwrap()
}

#[test]
fn what_was_never_polled_is_due_at_once() {
    for keys in ["", "every = \"1h\"", "cron = \"@daily\""] {
        for source in [files(keys), feed(keys)] {
            for runner in [Runner::OneShot, Runner::Daemon] {
                assert_eq!(next_due(&source, &Health::default(), runner), None);
                assert!(is_due(&source, &Health::default(), runner, Timestamp::MIN));
            }
        }
    }
}

#[test]
fn a_written_rhythm_is_kept_to_the_second() {
    let ten_minutes = feed("every = \"10m\"");
    let health = polled(0, 0, None);
    assert_eq!(wait(&ten_minutes, &health, Runner::OneShot), Some(600));
    let due = |seconds| {
        let now = later(NOW.parse().unwrap(), SignedDuration::from_secs(seconds));
        is_due(&ten_minutes, &health, Runner::Daemon, now)
    };
    assert!(!due(599) && due(600));
    let quarters = files("cron = \"*/15 * * * *\"\ntimezone = \"UTC\"");
    assert_eq!(wait_of_daemon(&quarters, &health), 900);
    assert_eq!(wait_of_daemon(&quarters, &polled(9, 4, None)), 900);
}

#[test]
fn files_are_due_at_every_one_shot_and_each_minute_in_a_daemon() {
    let files = files("");
    assert_eq!(wait(&files, &polled(0, 0, None), Runner::OneShot), None);
    assert_eq!(wait(&files, &polled(5, 4, None), Runner::OneShot), None);
    assert_eq!(wait_of_daemon(&files, &polled(0, 0, None)), 60);
    let failing = wait_of_daemon(&files, &polled(30, 4, None));
    assert!((480..=600).contains(&failing), "{failing}");
}

#[test]
fn a_source_that_asks_for_patience_gets_it() {
    let hour = feed("every = \"1h\"");
    let asked = |hours: i64| {
        let time = later(NOW.parse().unwrap(), SignedDuration::from_hours(hours));
        wait_of_daemon(&hour, &polled(0, 0, Some(time))) / 3600
    };
    assert_eq!((asked(-1), asked(1), asked(5)), (1, 1, 5));
    let never_asked = Health {
        next_due: Some(NOW.parse().unwrap()),
        ..Health::default()
    };
    let due = next_due(&hour, &never_asked, Runner::OneShot);
    assert_eq!(due, never_asked.next_due);
}

#[test]
fn how_fresh_an_answer_stays_counts_where_no_rhythm_is_written() {
    let health = Health {
        fresh_until: Some(later(NOW.parse().unwrap(), SignedDuration::from_mins(50))),
        ..polled(0, 0, None)
    };
    let health = watched(health);
    let waited = wait_of_daemon(&feed(""), &health);
    assert!((47 * 60..=50 * 60).contains(&waited), "{waited}");
    assert_eq!(wait_of_daemon(&feed("every = \"1m\""), &health), 60);
}

/// Watched for days, in which some seven items came each day.
fn watched(mut health: Health) -> Health {
    let last = health.last_poll.unwrap();
    health.rhythm.since = Some(last - SignedDuration::from_hours(240));
    health.rhythm.until = Some(last);
    health.rhythm.hours = [2 * 32; 24];
    health
}

#[test]
fn sources_that_are_alike_do_not_stay_in_step() {
    let health = watched(polled(0, 0, None));
    let waits: Vec<i64> = (0..20)
        .map(|number| {
            let mut source = feed("");
            source.id = SourceId::new(&format!("s{number}"));
            wait_of_daemon(&source, &health)
        })
        .collect();
    let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
    assert!(most - least > most / 50, "{waits:?}");
    assert!(*least >= most * 94 / 100 - 1, "{waits:?}");
    // Nor do those that failed together.
    let failed = polled(3, 4, None);
    let waits: std::collections::BTreeSet<i64> = (0..20)
        .map(|number| {
            let mut source = feed("every = \"10m\"");
            source.id = SourceId::new(&format!("s{number}"));
            wait_of_daemon(&source, &failed)
        })
        .collect();
    assert!(waits.len() > 15, "{waits:?}");
}

#[test]
fn timeouts_weigh_less_than_refusals_and_these_less_than_names_that_do_not_exist() {
    let source = feed("every = \"10m\"");
    let check = |failures, weight, times: i64| {
        let waited = wait_of_daemon(&source, &polled(failures, weight, None));
        let most = 600 * times;
        assert!(
            (most * 8 / 10..=most).contains(&waited),
            "{failures} {weight}: {waited}"
        );
    };
    check(4, 1, 2);
    check(4, 2, 4);
    check(4, 4, 16);
    check(100, 1, 36);
    check(100, 4, 36);
}

#[test]
fn what_fails_for_a_week_is_asked_once_a_day_and_never_less() {
    for (weight, failures) in [(1, 8), (2, 40), (4, 4000)] {
        let health = Health {
            failing_since: Some("2026-11-15T03:00:00Z".parse().unwrap()),
            ..polled(failures, weight, None)
        };
        let waited = wait_of_daemon(&feed(""), &health);
        assert!((19 * 3600..=24 * 3600).contains(&waited), "{waited}");
    }
    let seldom_asked = Health {
        failing_since: Some("2026-11-01T03:00:00Z".parse().unwrap()),
        ..polled(2, 1, None)
    };
    assert!(wait_of_daemon(&feed(""), &seldom_asked) < 3600);
}

#[test]
fn what_is_gone_for_good_is_not_due_until_its_url_is_another() {
    let health = Health {
        gone: Some(crate::schedule::gone::digest("https://a.example/rss")),
        ..polled(1, 0, None)
    };
    let never = Some(Timestamp::MAX);
    assert_eq!(next_due(&feed(""), &health, Runner::OneShot), never);
    assert!(!is_due(
        &feed("every = \"1m\""),
        &health,
        Runner::Daemon,
        Timestamp::MAX - SignedDuration::from_secs(1)
    ));
    let url = |url: &str| source(&format!("kind = \"feed\"\nurl = \"{url}\""), "");
    assert_eq!(
        next_due(&url("https://A.example/rss#x"), &health, Runner::OneShot),
        never
    );
    assert_ne!(
        next_due(&url("https://a.example/rss2"), &health, Runner::OneShot),
        never
    );
}

proptest! {
    #[test]
    fn never_before_what_is_allowed_and_never_after_the_cap(
        every in prop::option::of(1i64..4_000_000),
        failures in 0u32..100,
        weight in 1u32..5,
        asked in prop::option::of(-100_000i64..10_000_000),
        hours in prop::array::uniform24(0u16..2000),
        days in 0i64..40,
        reach in prop::option::of(0u32..20_000),
        fresh in prop::option::of(0i64..100_000),
    ) {
        let last: Timestamp = NOW.parse().unwrap();
        let at = |seconds: i64| later(last, SignedDuration::from_secs(seconds));
        let mut health = Health { fresh_until: fresh.map(at), ..polled(failures, weight, asked.map(at)) };
        health.rhythm.since = Some(at(-days * 86_400));
        health.rhythm.until = Some(last);
        (health.rhythm.hours, health.rhythm.reach) = (hours, reach);
        let keys = every.map_or_else(String::new, |every| format!("every = \"{every}s\""));
        let waited = wait_of_daemon(&feed(&keys), &health);
        let asked = asked.unwrap_or(0);
        let cap = match every {
            Some(every) => every.max(6 * 3600),
            None if failures == 0 => LONGEST_ASLEEP,
            None => 6 * 3600,
        };
        prop_assert!(waited <= cap.max(asked), "{waited}");
        prop_assert!(waited >= every.unwrap_or(SHORTEST - 1), "{waited}");
        prop_assert!(waited >= asked);
    }
}
