//! Intervals of sources whose rhythm is known.

use jiff::SignedDuration;

use super::*;
use crate::schedule::rates::PARTS;

/// A Friday.
const NOON: &str = "2026-11-20T12:00:00Z";

fn noon() -> Timestamp {
    NOON.parse().unwrap()
}

/// Watched long enough that every hour counts ten times, with so many items in each hour of the day.
fn rhythm(items: impl Fn(usize) -> f64) -> Rhythm {
    let parts = |hour: usize| whole((items(hour) * 10.6 * f64::from(PARTS)).round());
    let mut hours = [0; 24];
    for (hour, count) in hours.iter_mut().enumerate() {
        *count = u16::try_from(parts(hour)).unwrap();
    }
    Rhythm {
        since: Some(noon() - SignedDuration::from_hours(2400)),
        until: Some(noon()),
        hours,
        last_item: Some(noon()),
        ..Rhythm::default()
    }
}

fn minutes(rhythm: &Rhythm) -> i64 {
    (interval(rhythm, None, noon()) + 30) / 60
}

#[test]
fn a_source_is_asked_twice_its_gap_apart_and_at_least_every_half_hour_while_it_publishes() {
    for (items, expect) in [
        (100.0, 1),
        (20.0, 6),
        (6.0, 20),
        (4.0, 30),
        (1.0, 30),
        (0.3, 30),
    ] {
        assert_eq!(minutes(&rhythm(|_| items)), expect, "{items} items an hour");
    }
}

#[test]
fn what_publishes_rarely_is_asked_once_an_hour() {
    assert_eq!(minutes(&rhythm(|_| 0.2)), 60);
    assert_eq!(minutes(&rhythm(|_| 0.0)), 60);
}

#[test]
fn by_night_the_next_look_waits_for_the_morning_but_no_longer_than_an_hour() {
    // A busy day from two in the afternoon on, and a silent night.
    let rhythm = rhythm(|hour| if hour >= 14 { 10.0 } else { 0.0 });
    let at = |time: &str| {
        let wait = interval(&rhythm, None, time.parse().unwrap());
        (wait + 30) / 60
    };
    assert_eq!(at("2026-11-20T15:00:00Z"), 29, "by day");
    assert_eq!(at("2026-11-20T03:00:00Z"), 60, "by night");
    // The share of the hour that the neighbours lend begins an hour before.
    let dawn = at("2026-11-20T12:20:00Z");
    assert!(
        (40..60).contains(&dawn),
        "{dawn}: the look gathers the first of the morning"
    );
}

#[test]
fn a_daily_digest_is_looked_for_about_its_hour() {
    let rhythm = rhythm(|hour| if hour == 6 { 1.0 } else { 0.0 });
    let at = |time: &str| interval(&rhythm, None, time.parse().unwrap()) / 60;
    assert_eq!(at("2026-11-20T06:00:00Z"), 30);
    assert_eq!(at("2026-11-20T18:00:00Z"), 60);
}

#[test]
fn a_list_that_would_roll_over_is_looked_at_before_whatever_else_counts() {
    let mut rhythm = rhythm(|_| 2.0);
    rhythm.reach = Some(1200);
    assert_eq!(minutes(&rhythm), 20);
    rhythm.quiet.add_day("friday");
    assert_eq!(minutes(&rhythm), 20, "what it says of its quiet days");
    assert_eq!(
        interval(&rhythm, Some(3600), noon()),
        1200,
        "what it says of its freshness"
    );
    rhythm.last_item = Some(noon() - SignedDuration::from_hours(24 * 300));
    assert_eq!(minutes(&rhythm), 20);
    rhythm.reach = Some(10);
    assert_eq!(minutes(&rhythm), 15, "twice an item is often enough");
}

#[test]
fn what_seems_to_sleep_is_asked_every_three_hours() {
    let mut rhythm = rhythm(|_| 0.0);
    rhythm.last_item = Some(noon() - SignedDuration::from_hours(24 * 31));
    assert_eq!(minutes(&rhythm), 180);
    rhythm.last_item = Some(noon() - SignedDuration::from_hours(24 * 29));
    assert_eq!(minutes(&rhythm), 60);
}

#[test]
fn hours_and_days_that_a_source_skips_are_left_out_up_to_three_hours() {
    let mut rhythm = rhythm(|_| 5.0);
    for hour in [12, 13, 14] {
        rhythm.quiet.add_hour(hour);
    }
    let wait = minutes(&rhythm);
    assert!(
        (180..=190).contains(&wait),
        "{wait}: as soon as they are over"
    );
    rhythm.quiet.add_day("friday");
    assert_eq!(minutes(&rhythm), 180);
}

#[test]
fn a_wish_is_granted_up_to_an_hour_unless_the_source_itself_refutes_it() {
    let wished =
        |items: f64, minutes: i64| interval(&rhythm(|_| items), Some(60 * minutes), noon()) / 60;
    assert_eq!(wished(0.2, 45), 60, "no look behind it is worth its price");
    assert_eq!(wished(0.2, 1440), 60);
    assert_eq!(wished(0.3, 45), 45);
    assert_eq!(wished(0.3, 10), 30);
    assert_eq!(
        wished(2.0, 60),
        30,
        "it publishes twice in the time that it calls fresh"
    );
    assert_eq!(wished(20.0, 60), 6);
}

#[test]
fn nobody_is_left_alone_for_longer_than_was_watched_of_it() {
    assert_eq!(interval(&Rhythm::default(), None, noon()), FIRST);
    let mut young = Rhythm {
        since: Some(noon() - SignedDuration::from_mins(25)),
        until: Some(noon()),
        last_item: Some(noon()),
        ..Rhythm::default()
    };
    assert_eq!(interval(&young, None, noon()), 25 * 60);
    young.since = Some(noon() - SignedDuration::from_hours(5));
    assert_eq!(interval(&young, None, noon()), LONGEST);
}
