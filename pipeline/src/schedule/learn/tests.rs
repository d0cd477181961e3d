//! What is learned of a rhythm.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;
use crate::schedule::rates::Rates;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A Friday.
fn noon() -> Timestamp {
    at("2026-11-20T12:00:00Z")
}

fn ago(minutes: i64) -> Timestamp {
    noon() - SignedDuration::from_mins(minutes)
}

/// A poll at noon that lists these entries, given by their ages in minutes, all new.
fn listed(ages: &[Option<i64>]) -> Seen {
    let mut seen = Seen::default();
    seen.listing(Some(ages.len()), None);
    for age in ages {
        seen.entry(true, age.map(ago));
    }
    seen
}

fn items(rhythm: &Rhythm) -> f64 {
    rhythm
        .hours
        .iter()
        .map(|parts| f64::from(*parts) / f64::from(PARTS))
        .sum()
}

/// A source that was watched since `minutes` before noon, and brought nothing.
fn watched(minutes: i64) -> Rhythm {
    Rhythm {
        since: Some(ago(minutes)),
        until: Some(ago(minutes)),
        last_item: Some(ago(minutes)),
        ..Rhythm::default()
    }
}

#[test]
fn at_first_sight_the_dates_of_a_list_tell_its_rhythm() {
    let mut rhythm = Rhythm::default();
    let hourly: Vec<Option<i64>> = (0..30).map(|hour| Some(60 * hour + 30)).collect();
    learn(&mut rhythm, listed(&hourly), noon());
    let gap = Rates::of(&rhythm).gap() / 60.0;
    assert!((55.0..65.0).contains(&gap), "{gap} minutes");
    assert_eq!(rhythm.last_item, Some(ago(30)));
}

#[test]
fn something_old_at_the_end_of_a_list_does_not_hide_its_rhythm() {
    let mut rhythm = Rhythm::default();
    let mut dates: Vec<Option<i64>> = (0..15).map(|number| Some(4 * number)).collect();
    dates.extend([Some(60 * 24 * 13), Some(60 * 24 * 700), Some(60 * 24 * 900)]);
    learn(&mut rhythm, listed(&dates), noon());
    let gap = Rates::of(&rhythm).gap() / 60.0;
    assert!((3.0..6.0).contains(&gap), "{gap} minutes");
}

#[test]
fn a_list_of_old_things_shows_that_little_comes() {
    for young in [0, 1, 4] {
        let mut rhythm = Rhythm::default();
        let dates = (0..10).map(|number| {
            let days = if number < young {
                number + 1
            } else {
                40 * number + 20
            };
            Some(60 * 24 * days)
        });
        learn(&mut rhythm, listed(&dates.collect::<Vec<_>>()), noon());
        let gap = Rates::of(&rhythm).gap() / 3600.0;
        assert!(gap > 40.0, "{young} young ones: {gap} hours");
        let newest = if young == 0 { 20 } else { 1 };
        assert_eq!(rhythm.last_item, Some(ago(60 * 24 * newest)));
    }
}

#[test]
fn a_list_without_dates_tells_nothing_yet() {
    let mut rhythm = Rhythm::default();
    learn(&mut rhythm, listed(&[None; 20]), noon());
    assert_eq!((rhythm.since, rhythm.until), (Some(noon()), Some(noon())));
    assert_eq!(rhythm.hours, [0; 24]);
    assert_eq!(rhythm.last_item, Some(noon()));
}

#[test]
fn an_item_counts_where_its_date_says_if_that_can_be() {
    let mut rhythm = watched(180);
    learn(&mut rhythm, listed(&[Some(130)]), noon());
    assert_eq!(rhythm.hours[9], PARTS, "at ten to ten");
    // Back-dated, ahead of its time, without a date: in the middle of the time in which it came.
    for date in [Some(60 * 24 * 400), Some(181), Some(-60), None] {
        let mut rhythm = watched(180);
        learn(&mut rhythm, listed(&[date]), noon());
        assert_eq!(rhythm.hours[10], PARTS, "{date:?}");
        assert_eq!(rhythm.last_item, Some(noon()));
    }
}

#[test]
fn what_is_old_fades_by_half_in_a_week_and_what_was_watched_with_it() {
    let mut rhythm = watched(0);
    let mut now = noon();
    for _ in 0..24 * 60 {
        let mut seen = Seen::default();
        let from = now;
        now += SignedDuration::from_hours(1);
        let is_day = (8..20).contains(&hour_of(from.as_second()));
        for _ in 0..if is_day { 4 } else { 0 } {
            seen.entry(true, None);
        }
        learn(&mut rhythm, seen, now);
    }
    let rates = Rates::of(&rhythm);
    let gap = rates.gap();
    assert!(
        (1750.0..1850.0).contains(&gap),
        "two in an hour in the mean: {gap}"
    );
    let noon = now.as_second().div_euclid(DAY) * DAY + 12 * HOUR;
    let (day, night) = (
        rates.expected(noon, noon + HOUR),
        rates.expected(noon - 12 * HOUR, noon - 11 * HOUR),
    );
    assert!((3.7..4.1).contains(&day) && night < 0.3, "{day} {night}");
    let before = items(&rhythm);
    for _ in 0..7 {
        now += SignedDuration::from_hours(24);
        learn(&mut rhythm, Seen::default(), now);
    }
    let left = items(&rhythm) / before;
    assert!((0.48..0.51).contains(&left), "{left}");
}

#[test]
fn a_long_pause_and_a_clock_that_was_set_back_do_no_harm() {
    let mut rhythm = watched(60 * 24 * 15);
    rhythm.hours = [640; 24];
    learn(&mut rhythm, listed(&[Some(60), Some(120)]), noon());
    assert_eq!(rhythm.since, Some(ago(120)), "the watch begins anew");
    let before = rhythm.clone();
    learn(&mut rhythm, listed(&[Some(60)]), ago(5));
    assert_eq!(rhythm, before);
}

#[test]
fn a_list_half_of_which_is_new_shortens_the_reach_and_calm_lets_it_grow() {
    let poll = |rhythm: &mut Rhythm, minutes: i64, new: usize| {
        let now = rhythm.until.unwrap() + SignedDuration::from_mins(minutes);
        let mut seen = Seen::default();
        seen.listing(Some(10), None);
        (0..new).for_each(|_| seen.entry(true, None));
        learn(rhythm, seen, now);
        rhythm.reach
    };
    let mut rhythm = watched(0);
    assert_eq!(poll(&mut rhythm, 60, 5), Some(3600));
    assert_eq!(poll(&mut rhythm, 60, 1), Some(3630));
    assert_eq!(poll(&mut rhythm, 20, 10), Some(600));
    assert_eq!(poll(&mut rhythm, 10, 10), Some(300));
    let mut hours = 0;
    while poll(&mut rhythm, 60, 0).is_some_and(|reach| reach < 600) {
        hours += 1;
    }
    assert!((72..96).contains(&hours), "doubled in {hours} hours");
    // A list that drops nothing is never strained.
    let mut archive = watched(60);
    let mut seen = Seen::default();
    (0..50).for_each(|_| seen.entry(true, None));
    learn(&mut archive, seen, noon());
    assert_eq!(archive.reach, None);
}

proptest! {
    #[test]
    fn whatever_a_list_holds_is_taken_in(
        polls in prop::collection::vec(
            (prop::collection::vec((any::<bool>(), prop::option::of(-4_000_000_000i64..4_000_000_000)), 0..40),
             -10_000i64..3_000_000),
            1..20),
    ) {
        let mut rhythm = Rhythm::default();
        let mut now = noon();
        for (entries, later) in polls {
            let mut seen = Seen::default();
            seen.listing(Some(entries.len()), None);
            for (is_new, age) in entries {
                seen.entry(is_new, age.and_then(|age| Timestamp::from_second(now.as_second() - age).ok()));
            }
            learn(&mut rhythm, seen, now);
            let rates = Rates::of(&rhythm);
            prop_assert!(rates.gap().is_finite() && rates.gap() > 0.0);
            prop_assert!(rhythm.since <= rhythm.until);
            now = now.saturating_add(SignedDuration::from_secs(later)).unwrap();
        }
    }
}
