//! What no date of news is, though it can be read: the beginning of computers' time, which they write where they have no
//! date, and zones that there are nowhere.

use std::ops::Range;

use jiff::tz::TimeZone;

use super::find as strings;
use crate::NewsDate;

/// The first second of computers' time is a date that was never set, in whatever zone.
const A_DAY: u64 = 24 * 60 * 60;

/// The zones that there are, in hours (the Line Islands, and the sea around Baker Island).
const ZONES: std::ops::RangeInclusive<i32> = -12..=14;

/// Reads a string that is a date of news and nothing else.
pub fn parse(text: &str) -> Option<NewsDate> {
    strings::parse(text).and_then(plausible)
}

/// Reads a string that is a date and nothing else, be it one that was never set.
pub fn read(text: &str) -> Option<NewsDate> {
    strings::parse(text).and_then(in_a_zone)
}

/// Finds the first date in a line: where it stands, with its hour, and what it is.
pub fn find(line: &str) -> Option<(Range<usize>, NewsDate)> {
    let (range, date) = strings::find(line)?;
    Some((range, plausible(date)?))
}

fn plausible(date: NewsDate) -> Option<NewsDate> {
    let moment = date.as_timestamp()?;
    if moment.as_second().unsigned_abs() < A_DAY {
        return None;
    }
    in_a_zone(date)
}

/// A date with its zone, if there is one like it; else in UTC.
fn in_a_zone(date: NewsDate) -> Option<NewsDate> {
    let moment = date.as_timestamp()?;
    let is_somewhere = offset_minutes(&date).is_none_or(|minutes| {
        let hours = ZONES.start() * 60..=ZONES.end() * 60;
        hours.contains(&minutes)
    });
    if is_somewhere {
        return Some(date);
    }
    // The moment is right as far as it goes; only nobody has that hour on the clock.
    Some(NewsDate::moment(&moment.to_zoned(TimeZone::UTC)))
}

/// The offset of a moment from UTC; none where there is no offset.
fn offset_minutes(date: &NewsDate) -> Option<i32> {
    let offset = date.as_str().get("2021-06-14T10:00:00".len()..)?;
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
    Some(if offset.starts_with('-') {
        -minutes
    } else {
        minutes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let date = parse(text);
        assert_eq!(date.as_ref().map(NewsDate::as_str), expect, "{text}");
    }

    #[test]
    fn the_beginning_of_computers_time_is_no_date_of_news() {
        for never in [
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "1970-01-01T00:00:00Z",
            "1969-12-31T19:00:00-05:00",
            "1970-01-01T01:00:00+01:00",
            "1970-01-01",
            "1.1.1970",
        ] {
            check(never, None);
        }
        assert_eq!(find("Published on 1 January 1970"), None);
        assert!(read("1970-01-01T00:01:00Z").is_some());
        check("1970-01-02T00:00:00Z", Some("1970-01-02T00:00:00+00:00"));
        check("1965-05-04", Some("1965-05-04"));
        check("2039-01-01", Some("2039-01-01"));
    }

    #[test]
    fn a_zone_that_there_is_nowhere_leaves_the_moment() {
        check(
            "2021-06-14T10:00:00+14:00",
            Some("2021-06-14T10:00:00+14:00"),
        );
        check(
            "2021-06-14T10:00:00-12:00",
            Some("2021-06-14T10:00:00-12:00"),
        );
        check(
            "2021-06-14T10:00:00+15:00",
            Some("2021-06-13T19:00:00+00:00"),
        );
        check(
            "Mon, 14 Jun 2021 10:00:00 -1330",
            Some("2021-06-14T23:30:00+00:00"),
        );
        check("2021-06-14T10:00:00+99:00", Some("2021-06-14T10:00:00"));
    }
}
