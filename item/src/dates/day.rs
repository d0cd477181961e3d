//! A day in the forms that people and machines write it, without its hour.

use jiff::civil::Date;

use super::tokens::{Kind, Reader};
use super::words;

/// Where a date is looked for: what is certain in a date field may be an accident in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// The whole string is a date.
    Field,
    /// The string is a line that may hold one.
    Line,
}

/// Years that news can be of; others are misread numbers.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2100;

/// Reads a day at the reader's place.
pub(super) fn read(reader: &mut Reader<'_>, setting: Setting) -> Option<Date> {
    let forms: [fn(&mut Reader<'_>, Setting) -> Option<Date>; 4] =
        [numeric, day_month_year, month_day_year, compact];
    for form in forms {
        let mut attempt = *reader;
        if let Some(date) = form(&mut attempt, setting) {
            *reader = attempt;
            return Some(date);
        }
    }
    None
}

/// Reads a day and a month without a year ("12 marzo", "Jan. 12").
pub(super) fn read_yearless(reader: &mut Reader<'_>) -> Option<(i8, i8)> {
    let mut attempt = *reader;
    if let Some(found) = day_month(&mut attempt).or_else(|| {
        attempt = *reader;
        month_day(&mut attempt)
    }) {
        *reader = attempt;
        return Some(found);
    }
    None
}

/// `2021-06-14`, `14.06.2021`, `14/06/2021`, `6/14/2021`, `14.06.21`.
fn numeric(reader: &mut Reader<'_>, setting: Setting) -> Option<Date> {
    let (first, first_digits) = reader.number()?;
    let separator = reader.mark(&['.', '/', '-', '‐', '–'])?;
    let (second, second_digits) = reader.number()?;
    reader.mark(&[separator])?;
    let (third, third_digits) = reader.number()?;
    if second_digits > 2 && !(second_digits == 3 && first_digits == 4) {
        return None;
    }
    let (year, month, day) = match (first_digits, third_digits) {
        (4, 1 | 2) => (first, second, third),
        (1 | 2, 4) => in_order(third, first, second),
        (2, 2) if separator == '-' => (century(first), second, third),
        (1 | 2, 2) if second_digits == 2 || setting == Setting::Field => {
            in_order(century(third), first, second)
        }
        _ => return None,
    };
    if setting == Setting::Line && runs_on(*reader, separator) {
        return None;
    }
    date(year, month, day)
}

/// Day first, as all our languages write it; month first only where the day cannot be a month.
fn in_order(year: u32, first: u32, second: u32) -> (u32, u32, u32) {
    if second > 12 && first <= 12 {
        (year, first, second)
    } else {
        (year, second, first)
    }
}

pub(super) fn century(year: u32) -> u32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Whether the same separator goes on to another number, as in versions and addresses.
fn runs_on(mut rest: Reader<'_>, separator: char) -> bool {
    rest.is_adjacent()
        && rest.mark(&[separator]).is_some()
        && rest.is_adjacent()
        && rest.number().is_some()
}

/// `14 giugno 2021`, `14. Juni 2021`, `14 de junio de 2021`, `14-Jun-2021`.
fn day_month_year(reader: &mut Reader<'_>, setting: Setting) -> Option<Date> {
    let (day, month) = day_month(reader)?;
    let year = year(reader, setting)?;
    Date::new(year, month, day).ok()
}

/// `June 14, 2021`.
fn month_day_year(reader: &mut Reader<'_>, setting: Setting) -> Option<Date> {
    let (day, month) = month_day(reader)?;
    let year = year(reader, setting)?;
    Date::new(year, month, day).ok()
}

fn day_month(reader: &mut Reader<'_>) -> Option<(i8, i8)> {
    let (day, digits) = reader.number()?;
    if digits > 2 || !(1..=31).contains(&day) {
        return None;
    }
    reader.skip_while(words::is_date_filler, &['.', '°', 'º', '-']);
    let month = words::month(reader.word()?)?;
    Some((i8::try_from(day).ok()?, month))
}

fn month_day(reader: &mut Reader<'_>) -> Option<(i8, i8)> {
    let month = words::month(reader.word()?)?;
    reader.mark(&['.']);
    reader.skip_while(|word| word == "the", &[]);
    let (day, digits) = reader.number()?;
    if digits > 2 || !(1..=31).contains(&day) {
        return None;
    }
    Some((i8::try_from(day).ok()?, month))
}

fn year(reader: &mut Reader<'_>, setting: Setting) -> Option<i16> {
    reader.skip_while(words::is_date_filler, &['.', ',', '-', '\'', '’']);
    let (year, digits) = reader.number()?;
    let year = match digits {
        4 => year,
        // `Jan 4 16:29`: an hour stands there.
        2 if setting == Setting::Field && reader.mark(&[':']).is_none() => century(year),
        _ => return None,
    };
    YEARS.contains(&year).then_some(i16::try_from(year).ok()?)
}

/// `20210614`: too like any other number to be believed in running text.
fn compact(reader: &mut Reader<'_>, setting: Setting) -> Option<Date> {
    if setting == Setting::Line {
        return None;
    }
    let Kind::Number(number) = reader.peek()?.kind else {
        return None;
    };
    let (_, digits) = reader.number()?;
    match digits {
        8 => date(number / 10_000, number / 100 % 100, number % 100),
        6 => date(century(number / 10_000), number / 100 % 100, number % 100),
        _ => None,
    }
}

/// A day of a plausible year.
pub(super) fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}
