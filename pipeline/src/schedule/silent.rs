//! Whether a source has gone silent against its own rhythm: it answers, and brings nothing where it always brought something.
//!
//! By its rates, so many items were to be expected since the last one; that none of them came has, for items that come by
//! themselves, the probability e to the minus that number. Newsrooms keep weekends and holidays, which the rates of the
//! hours do not know: so few expected items say nothing before three days have passed.

use jiff::Timestamp;
use state::Rhythm;

use super::{
    rates::Rates,
    time::{DAY, HOUR},
};

/// So many items must be missing after [`LONG`]: by chance that happens once in 400 times.
const FEW: f64 = 6.0;
/// A silence that no weekend explains.
const LONG: i64 = 3 * DAY;

/// So many must be missing after [`SHORT`]: the weekend of a source that brings 20 a day has fewer.
const MANY: f64 = 60.0;
/// Nothing shorter is told: machines are mended within hours.
const SHORT: i64 = 12 * HOUR;

/// What is told of a silence, if there is one at `now`.
pub(super) fn silent(rhythm: &Rhythm, now: Timestamp) -> Option<String> {
    let (since, last) = (rhythm.since?, rhythm.last_item?);
    let (from, to) = (last.as_second(), now.as_second());
    if from.saturating_sub(since.as_second()) < DAY {
        return None; // its habit is not known
    }
    let silence = to.saturating_sub(from);
    if silence < SHORT {
        return None;
    }
    let expected = Rates::of(rhythm).expected(from, to);
    let is_silent = expected >= MANY || (expected >= FEW && silence >= LONG);
    is_silent.then(|| {
        let hours = silence / HOUR;
        format!(
            "it has listed nothing new for {hours} hours (since {last}), where about {expected:.0} reports were to be expected"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::rates::{KEPT, PARTS};

    /// A source that brought so many items a day for six weeks, spread over the day, until `last`.
    fn of_every_day(items: f64, last: Timestamp, until: Timestamp) -> Rhythm {
        let kept = f64::from(KEPT) / 65_536.0;
        let faded: f64 = (0..42).map(|day| kept.powi(day)).sum();
        let silent_days = until.duration_since(last).as_hours() / 24;
        let silent_days = i32::try_from(silent_days).unwrap();
        let parts = items / 24.0 * f64::from(PARTS) * faded * kept.powi(silent_days);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small and positive"
        )]
        let hours = [parts as u16; 24];
        Rhythm {
            since: Some(last - jiff::SignedDuration::from_hours(42 * 24)),
            until: Some(until),
            hours,
            last_item: Some(last),
            ..Rhythm::default()
        }
    }

    #[test]
    fn a_silence_is_told_by_what_the_source_used_to_bring() {
        let last: Timestamp = "2026-11-20T18:00:00Z".parse().unwrap(); // a Friday
        let check = |items: f64, hours: i64, expect: bool| {
            let now = last + jiff::SignedDuration::from_hours(hours);
            let told = silent(&of_every_day(items, last, now), now);
            assert_eq!(
                told.is_some(),
                expect,
                "{items} a day, {hours} hours: {told:?}"
            );
        };
        check(200.0, 11, false);
        check(200.0, 13, true);
        check(15.0, 62, false); // its weekend
        check(15.0, 74, true);
        check(3.0, 74, true);
        check(0.5, 74, false);
        check(0.5, 24 * 14, false); // a weekly may be on holiday
    }

    #[test]
    fn of_a_source_that_was_never_watched_nothing_is_told() {
        let now: Timestamp = "2026-11-20T18:00:00Z".parse().unwrap();
        assert_eq!(silent(&Rhythm::default(), now), None);
        let old = Rhythm {
            last_item: Some(now - jiff::SignedDuration::from_hours(24 * 300)),
            ..Rhythm::default()
        };
        let told = silent(&old, now);
        assert_eq!(told, None, "what it lists was old when it was first seen");
    }
}
