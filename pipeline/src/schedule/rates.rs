//! What a source is expected to publish in each hour of the day: counts, smoothed where they are few.
//!
//! The counts of an hour fade each time that the hour comes round, to a half in a week, so that the time for which they
//! stand can be told from the beginning and the end of the watch alone. A rate is the mean of a Gamma distribution: what
//! was counted, and as a prior up to an hour at the mean rate of the source.

use jiff::Timestamp;
use state::Rhythm;

use super::time::{DAY, HOUR, float, hour_of};

/// Counts are kept in these parts of an item, so that they can fade; 2,048 items of an hour are as many as can be kept.
pub(super) const PARTS: u16 = 32;

/// What is left of a count a day later, in parts of 65,536: a half in a week.
pub(super) const KEPT: u32 = 59_358;

/// The hours that the source's own mean weighs in the rate of each hour of the day,
const PRIOR: f64 = 1.0;

/// but no more than so many items: where much comes by day, a silent night is soon believed.
const PRIOR_ITEMS: f64 = 0.5;

/// Where nothing is known: an item in two hours, believed for some minutes.
const UNKNOWN: (f64, f64) = (0.05, 0.1);

/// The items that come in an hour.
#[derive(Debug)]
pub(super) struct Rates<'r> {
    rhythm: &'r Rhythm,
    by_hour: [f64; 24],
    /// Over the whole day.
    mean: f64,
}

impl<'r> Rates<'r> {
    pub(super) fn of(rhythm: &'r Rhythm) -> Self {
        let counted = rhythm
            .hours
            .map(|parts| f64::from(parts) / f64::from(PARTS));
        let watched = watched(rhythm);
        let (all, time): (f64, f64) = (counted.iter().sum(), watched.iter().sum());
        let mean = (all + UNKNOWN.0) / (time + UNKNOWN.1);
        let (counted, watched) = (blurred(&counted), blurred(&watched));
        let prior = PRIOR.min(PRIOR_ITEMS / mean);
        let mut pairs = counted.iter().zip(&watched);
        let by_hour = std::array::from_fn(|_| {
            let (items, hours) = pairs.next().unwrap_or((&0.0, &0.0));
            (items + prior * mean) / (hours + prior)
        });
        Self {
            rhythm,
            by_hour,
            mean,
        }
    }

    /// The mean time between two items, in seconds.
    pub(super) fn gap(&self) -> f64 {
        float(HOUR) / self.mean
    }

    /// The items that are expected from one second of Unix time to another. What the source calls quiet brings none.
    pub(super) fn expected(&self, from: i64, to: i64) -> f64 {
        let (mut second, mut items) = (from, 0.0);
        while second < to {
            let end = (second.div_euclid(HOUR) + 1) * HOUR;
            let end = end.min(to);
            if !self.is_quiet(second) {
                let rate = self.by_hour.get(hour_of(second)).copied();
                items += rate.unwrap_or(self.mean) * float(end - second) / float(HOUR);
            }
            second = end;
        }
        items
    }

    /// Whether the source says that it publishes nothing then.
    pub(super) fn is_quiet(&self, second: i64) -> bool {
        let quiet = self.rhythm.quiet;
        !quiet.is_empty() && Timestamp::from_second(second).is_ok_and(|time| quiet.contains(time))
    }
}

/// For how many hours the counts of each hour of the day stand, faded like these.
fn watched(rhythm: &Rhythm) -> [f64; 24] {
    let (Some(since), Some(until)) = (rhythm.since, rhythm.until) else {
        return [0.0; 24];
    };
    let span = until.as_second().saturating_sub(since.as_second()).max(0);
    let (days, rest) = (span / DAY, span % DAY);
    let began = since.as_second().rem_euclid(DAY);
    let kept = f64::from(KEPT) / 65_536.0;
    let mut hours = 0..24;
    std::array::from_fn(|_| {
        let hour = hours.next().unwrap_or_default() * HOUR;
        let over = |start: i64| (began + rest).min(start + HOUR) - began.max(start);
        let times = float(days * HOUR + over(hour).max(0) + over(hour + DAY).max(0)) / float(HOUR);
        (1.0 - kept.powf(times)) / (1.0 - kept)
    })
}

/// Each hour with a share of its neighbours: an item at a minute to eight says something of a minute past.
fn blurred(hours: &[f64; 24]) -> [f64; 24] {
    let around = hours.iter().cycle();
    let mut neighbours = (around.clone().skip(23))
        .zip(around.clone())
        .zip(around.skip(1));
    std::array::from_fn(|_| {
        let one = neighbours.next();
        one.map_or(0.0, |((before, hour), after)| {
            (before + after) / 4.0 + hour / 2.0
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_time_that_was_watched_is_told_from_its_beginning_and_end() {
        let check = |since: &str, until: &str, hour: usize, expect: f64| {
            let rhythm = Rhythm {
                since: Some(at(since)),
                until: Some(at(until)),
                ..Rhythm::default()
            };
            let got = watched(&rhythm)[hour];
            assert!((got - expect).abs() < 0.02, "{since} {until} {hour}: {got}");
        };
        let noon = "2026-11-20T12:00:00Z";
        check(noon, "2026-11-20T12:30:00Z", 12, 0.5);
        check(noon, "2026-11-20T12:30:00Z", 13, 0.0);
        check(noon, "2026-11-21T11:00:00Z", 12, 1.0);
        check(noon, "2026-11-21T11:00:00Z", 10, 1.0);
        check(noon, "2026-11-21T11:00:00Z", 11, 0.0);
        check("2026-11-20T23:30:00Z", "2026-11-21T01:00:00Z", 23, 0.5);
        check("2026-11-20T23:30:00Z", "2026-11-21T01:00:00Z", 0, 1.0);
        check(noon, "2026-11-22T13:00:00Z", 12, 1.0 + 0.906 + 0.82);
        check(noon, "2036-11-22T13:00:00Z", 3, 10.6);
        check(noon, noon, 12, 0.0);
    }

    #[test]
    fn what_is_expected_follows_the_hours_and_keeps_out_of_quiet_ones() {
        let mut rhythm = Rhythm {
            since: Some(at("2026-11-01T00:00:00Z")),
            until: Some(at("2026-11-20T00:00:00Z")),
            ..Rhythm::default()
        };
        // About four items a day between eight and nine.
        rhythm.hours[8] = 32 * 36;
        let rates = Rates::of(&rhythm);
        let hour = |hour: i64| {
            let start = rhythm.until.unwrap().as_second() + hour * HOUR;
            rates.expected(start, start + HOUR)
        };
        assert!((1.5..2.5).contains(&hour(8)), "{}", hour(8));
        assert!((0.7..1.3).contains(&hour(7)), "a share of the neighbour");
        assert!(hour(20) < 0.05, "{}", hour(20));
        assert!((hour(8) - hour(32)).abs() < 1e-9, "every day alike");
        assert!(
            (20_000.0..30_000.0).contains(&rates.gap()),
            "{}",
            rates.gap()
        );
        let mut skips = rhythm.clone();
        skips.quiet.add_hour(8);
        let start = rhythm.until.unwrap().as_second() + 8 * HOUR;
        let none = Rates::of(&skips).expected(start, start + HOUR);
        assert!(none.abs() < 1e-9);
    }

    #[test]
    fn of_what_is_unknown_an_item_is_expected_in_two_hours() {
        let rhythm = Rhythm::default();
        let rates = Rates::of(&rhythm);
        assert!((rates.gap() - 7200.0).abs() < 1.0);
        assert!((rates.expected(0, 2 * HOUR) - 1.0).abs() < 0.01);
    }
}
