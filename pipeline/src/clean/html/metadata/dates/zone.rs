//! A declared date and the one that readers are shown: together they say more than each alone.

use item::NewsDate;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::Claim;

/// Offsets from UTC are multiples of so many minutes, and none is greater than so many.
const STEP: i64 = 15;
const GREATEST: i64 = 14 * 60;

/// Whether a date says less than a clock beside the headline may: only the day, or a moment in UTC, as systems keep
/// it, where readers see the hour of their place.
pub(super) fn is_vague(date: &NewsDate) -> bool {
    let written = date.as_str();
    !written.contains('T') || written.ends_with("+00:00") || local(written).is_some()
}

/// The declared date in the words of the shown one, where they are about the same moment.
pub(super) fn refined(declared: Claim, shown: &NewsDate) -> Claim {
    let better = if declared.date.as_str().contains('T') {
        in_zone(&declared.date, shown)
    } else {
        with_hour(&declared.date, shown)
    };
    match better {
        Some(date) => Claim {
            date,
            found_in: format!("{}, with the hour beside the headline", declared.found_in),
            ..declared
        },
        None => declared,
    }
}

/// The shown hour tells the zone of a moment in UTC: both are about the same minute.
fn in_zone(declared: &NewsDate, shown: &NewsDate) -> Option<NewsDate> {
    let clock = local(shown.as_str())?;
    let moment = declared.as_timestamp()?;
    let utc = moment.to_zoned(TimeZone::UTC).datetime();
    let minutes = (clock.duration_since(utc).as_secs() + 30).div_euclid(60);
    let minutes = (minutes + 2).div_euclid(STEP) * STEP;
    let off = (clock.duration_since(utc).as_secs() - minutes * 60).abs();
    if minutes.abs() > GREATEST || off > 120 || minutes == 0 {
        return None;
    }
    let offset = Offset::from_seconds(i32::try_from(minutes * 60).ok()?).ok()?;
    Some(NewsDate::moment(&moment.to_zoned(TimeZone::fixed(offset))))
}

/// A bare day becomes the shown moment of that day, or of the day beside it: such fields often hold the day of print.
fn with_hour(declared: &NewsDate, shown: &NewsDate) -> Option<NewsDate> {
    let (day, other) = (declared.as_day()?, shown.as_day()?);
    let apart = day.since(other).ok()?.get_days().abs();
    (apart <= 1 && shown.as_str().contains('T')).then(|| shown.clone())
}

/// A local time whose zone is unknown.
fn local(written: &str) -> Option<DateTime> {
    let timed = written.len() == "2021-06-14T10:00:00".len();
    written.parse().ok().filter(|_| timed)
}

#[cfg(test)]
mod tests {
    use item::dates::parse;

    use super::*;

    #[test]
    fn the_shown_hour_tells_the_zone_and_the_hour_of_a_declared_date() {
        let check = |declared: &str, shown: &str, expect: &str| {
            let claim = Claim::declared(parse(declared).unwrap(), "meta date");
            let refined = refined(claim, &parse(shown).unwrap());
            assert_eq!(refined.date.as_str(), expect, "{declared} {shown}");
        };
        check(
            "2022-05-04T00:44:52Z",
            "03.05.2022 21:44",
            "2022-05-03T21:44:52-03:00",
        );
        check(
            "2022-05-04T08:44:52Z",
            "04.05.2022 10:45",
            "2022-05-04T10:44:52+02:00",
        );
        check(
            "2022-05-04T08:44:52Z",
            "04.05.2022 11:07",
            "2022-05-04T08:44:52+00:00",
        );
        check("2022-05-04", "03.05.2022 12:01", "2022-05-03T12:01:00");
        check("2022-05-04", "03.05.2022", "2022-05-04");
        check("2022-05-04", "09.05.2022 12:01", "2022-05-04");
    }
}
