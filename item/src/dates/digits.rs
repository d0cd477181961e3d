//! Dates of nothing but digits, as programs write them: `20210614100530`, days of a year, seconds since 1970.
//!
//! Only the length tells them apart, so each form is believed within bounds alone.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::day::{century, date};
use crate::NewsDate;

/// Moments that are believed of a bare number of seconds: from 1990 to 2033. Later ones look like days and hours.
const SECONDS: std::ops::Range<i64> = 631_152_000..2_000_000_000;

/// Reads a string of digits.
pub(super) fn read(text: &str) -> Option<NewsDate> {
    if text.is_empty() || !text.bytes().all(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    match text.len() {
        5 => day_of_year(century(part(number / 1000)?), number % 1000),
        7 => day_of_year(part(number / 1000)?, number % 1000),
        6 | 8 => calendar(number, text.len()).map(NewsDate::day),
        9 | 10 if SECONDS.contains(&number) => moment(number),
        10 => clock(number / 100, number % 100 * 10_000),
        12 => clock(number / 10_000, number % 10_000 * 100),
        13 if SECONDS.contains(&(number / 1000)) => moment(number / 1000),
        14 => clock(number / 1_000_000, number % 1_000_000),
        _ => None,
    }
}

fn part(number: i64) -> Option<u32> {
    u32::try_from(number).ok()
}

fn calendar(number: i64, digits: usize) -> Option<Date> {
    let year = part(number / 10_000)?;
    let year = if digits == 6 { century(year) } else { year };
    date(year, part(number / 100 % 100)?, part(number % 100)?)
}

fn day_of_year(year: u32, day: i64) -> Option<NewsDate> {
    let first = date(year, 1, 1)?;
    let found = first
        .with()
        .day_of_year(i16::try_from(day).ok()?)
        .build()
        .ok()?;
    Some(NewsDate::day(found))
}

fn clock(day: i64, clock: i64) -> Option<NewsDate> {
    let two = |number: i64| i8::try_from(number % 100).ok();
    let (hour, minute, second) = (two(clock / 10_000)?, two(clock / 100)?, two(clock)?);
    let day = calendar(day, 8)?;
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    Some(NewsDate::local(DateTime::from_parts(day, time)))
}

fn moment(seconds: i64) -> Option<NewsDate> {
    let moment = Timestamp::from_second(seconds).ok()?;
    Some(NewsDate::moment(&moment.to_zoned(TimeZone::UTC)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_by_their_number_and_within_bounds() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(read(text).as_ref().map(NewsDate::as_str), expect, "{text}");
        };
        check("210614", Some("2021-06-14"));
        check("20210614", Some("2021-06-14"));
        check("21165", Some("2021-06-14"));
        check("2021165", Some("2021-06-14"));
        check("2021366", None);
        check("2021061410", Some("2021-06-14T10:00:00"));
        check("202106141005", Some("2021-06-14T10:05:00"));
        check("20210614100530", Some("2021-06-14T10:05:30"));
        check("20210614250530", None);
        check("1623657930", Some("2021-06-14T08:05:30+00:00"));
        check("1623657930123", Some("2021-06-14T08:05:30+00:00"));
        check("100", None);
        check("2021", None);
        check("9999999999", None);
        check("99999999999999999999", None);
        check("x", None);
        check("", None);
    }
}
