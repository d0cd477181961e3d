//! An hour and its zone, as they stand before or after a day.

use jiff::civil::Time;
use jiff::tz::Offset;

use super::day::Setting;
use super::tokens::{Kind, Reader};
use super::words;

/// What is a day or more from UTC, in seconds, is no offset but a slip, and the zone is unknown.
pub(super) const FARTHEST_ZONE: i32 = 24 * 3600 - 1;

/// A time of day, with its distance from UTC if that was said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hour {
    pub(super) time: Time,
    pub(super) offset: Option<Offset>,
}

/// Reads what stands between a date and its hour, then the hour.
pub(super) fn read_after_day(reader: &mut Reader<'_>, setting: Setting) -> Option<Hour> {
    let mut attempt = *reader;
    let before = attempt.position();
    attempt.skip_while(is_filler, &[',', '|', '-', '–', '—', '.', '(', '•', '·']);
    let introduced = attempt.position() > before || setting == Setting::Field;
    let hour = read(&mut attempt, introduced, setting)?;
    attempt.skip_while(|word| matches!(word, "uhr" | "часов" | "годин"), &[]);
    *reader = attempt;
    Some(hour)
}

/// Reads an hour that stands before its day, and what stands between them.
pub(super) fn read_before_day(reader: &mut Reader<'_>, setting: Setting) -> Option<Hour> {
    let hour = read(reader, false, setting)?;
    reader.skip_while(is_filler, &[',', '|', '-', '–', '—', '•', '·']);
    Some(hour)
}

fn is_filler(word: &str) -> bool {
    words::is_time_filler(word) || words::is_weekday(word)
}

/// `introduced`: something announces an hour, so a full stop may stand for the colon.
fn read(reader: &mut Reader<'_>, introduced: bool, setting: Setting) -> Option<Hour> {
    let (hour, minute, second) = clock(reader, introduced).or_else(|| compact(reader, setting))?;
    let hour = meridiem(reader, hour)?;
    let offset = zone(reader, setting);
    let time = Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second.min(59)).ok()?,
        0,
    )
    .ok()?;
    Some(Hour { time, offset })
}

/// `10:32`, `10:32:05.123`, `10h32`, and `10.32` where an hour is announced.
fn clock(reader: &mut Reader<'_>, introduced: bool) -> Option<(u32, u32, u32)> {
    let mut attempt = *reader;
    let (hour, digits) = attempt.number()?;
    if digits > 2 || hour > 24 {
        return None;
    }
    let colon = attempt.mark(&[':']).is_some();
    if !colon {
        let dot = introduced && attempt.is_adjacent() && attempt.mark(&['.']).is_some();
        if !dot && attempt.word() != Some("h") {
            return None;
        }
    }
    if !attempt.is_adjacent() {
        return None;
    }
    let (minute, digits) = attempt.number()?;
    if digits != 2 || minute > 59 {
        return None;
    }
    let mut after = attempt;
    let mut seconds = 0;
    if after.mark(&[':']).is_some()
        && let Some((value, 2)) = after.number()
    {
        seconds = value;
        attempt = after;
        let fraction = after.is_adjacent() && after.mark(&['.', ',']).is_some();
        if fraction && after.is_adjacent() && after.number().is_some() {
            attempt = after;
        }
    }
    *reader = attempt;
    Some((hour % 24, minute, seconds))
}

/// `100530`, as in `20210614T100530Z`.
fn compact(reader: &mut Reader<'_>, setting: Setting) -> Option<(u32, u32, u32)> {
    let token = reader.peek()?;
    let Kind::Number(value) = token.kind else {
        return None;
    };
    if setting != Setting::Field {
        return None;
    }
    let (hour, minute, second) = match token.text.len() {
        6 => (value / 10_000, value / 100 % 100, value % 100),
        4 => (value / 100, value % 100, 0),
        _ => return None,
    };
    if hour > 23 || minute > 59 {
        return None;
    }
    reader.skip();
    Some((hour, minute, second))
}

fn meridiem(reader: &mut Reader<'_>, hour: u32) -> Option<u32> {
    let mut attempt = *reader;
    let afternoon = match attempt.word() {
        Some("am") => false,
        Some("pm") => true,
        Some(letter @ ("a" | "p")) => {
            attempt.mark(&['.']);
            if attempt.word() != Some("m") {
                return Some(hour);
            }
            attempt.mark(&['.']);
            letter == "p"
        }
        _ => return Some(hour),
    };
    if hour > 12 {
        return None;
    }
    *reader = attempt;
    Some(hour % 12 + if afternoon { 12 } else { 0 })
}

/// `Z`, `GMT`, `+02:00`, `-0500`, `GMT+2`, `(MSK)`; nothing is read where no zone stands.
fn zone(reader: &mut Reader<'_>, setting: Setting) -> Option<Offset> {
    let mut attempt = *reader;
    attempt.skip_while(|word| word == "uhr" || word == "h", &[]);
    let bracket = attempt.mark(&['(']).is_some();
    let named = attempt.peek().and_then(|token| words::zone(&token.text));
    if named.is_some() {
        attempt.skip();
    }
    let mut signed = attempt;
    let seconds = match sign_and_hours(&mut signed) {
        Some(seconds) if seconds.abs() <= FARTHEST_ZONE && named.is_none_or(|zone| zone == 0) => {
            attempt = signed;
            seconds
        }
        Some(_) if named.is_none() && setting == Setting::Field => {
            *reader = signed;
            return None;
        }
        _ => named?,
    };
    if bracket {
        attempt.mark(&[')'])?;
    }
    *reader = attempt;
    Offset::from_seconds(seconds).ok()
}

fn sign_and_hours(reader: &mut Reader<'_>) -> Option<i32> {
    let sign = reader.mark(&['+', '-', '−'])?;
    if !reader.is_adjacent() {
        return None;
    }
    let (value, digits) = reader.number()?;
    let (hours, minutes) = match digits {
        4 => (value / 100, value % 100),
        1 | 2 => {
            let mut after = *reader;
            match (after.mark(&[':']), after.number()) {
                (Some(_), Some((minutes, 2))) => {
                    *reader = after;
                    (value, minutes)
                }
                _ => (value, 0),
            }
        }
        _ => return None,
    };
    if minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some(if sign == '+' { seconds } else { -seconds })
}
