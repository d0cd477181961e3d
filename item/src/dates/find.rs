//! Finding a date in a string: the whole string, a part of a line, or a part of a URL.

use std::ops::Range;

use crate::NewsDate;
use jiff::Zoned;
use jiff::civil::Date;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;

use super::day::{self, Setting};
use super::digits;
use super::hour::{self, Hour};
use super::tokens::{Kind, Reader, Token, tokens};
use super::words;

/// A longer string is not a date (the longest honest one has a weekday, a month and a zone in words).
const LONGEST_FIELD: usize = 100;

/// Dates stand near the beginning or the end of a line; more of a line is not looked through.
const LONGEST_LINE: usize = 4096;

/// Reads a string that is a date and nothing else.
pub(super) fn parse(text: &str) -> Option<NewsDate> {
    let text = uncommented(text.trim());
    if text.len() > LONGEST_FIELD {
        return None;
    }
    if let Some(date) = by_standard(text).or_else(|| digits::read(text)) {
        return Some(date);
    }
    let tokens = tokens(text);
    let mut reader = Reader::new(&tokens, 0);
    reader.skip_while(is_idle, &IDLE);
    let date = date_at(&mut reader, Setting::Field)?;
    reader.skip_while(is_idle, &IDLE);
    if reader.peek().is_some() {
        return None;
    }
    Some(date)
}

/// The text without the name of its zone in brackets behind the zone itself, which may be in any language.
fn uncommented(text: &str) -> &str {
    let parts = text.strip_suffix(')').and_then(|text| text.split_once('('));
    let zoned = parts.map(|(before, _)| before.trim_end()).filter(|before| {
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        digits == 4
            && before
                .trim_end_matches(|sign: char| sign.is_ascii_digit())
                .ends_with(['+', '-'])
    });
    zoned.unwrap_or(text)
}

/// Finds the first date in a line: where it stands, with its hour, and what it is.
pub(super) fn find(line: &str) -> Option<(Range<usize>, NewsDate)> {
    let tokens = line_tokens(line)?;
    starts(&tokens).find_map(|at| {
        let mut reader = Reader::new(&tokens, at);
        let date = date_at(&mut reader, Setting::Line)?;
        let start = tokens.get(at)?.start;
        Some((start..reader.end(), date))
    })
}

/// Finds the first day and month without a year in a line, as datelines give them.
pub fn find_yearless(line: &str) -> Option<Range<usize>> {
    let tokens = line_tokens(line)?;
    starts(&tokens).find_map(|at| {
        let mut reader = Reader::new(&tokens, at);
        day::read_yearless(&mut reader)?;
        let start = tokens.get(at)?.start;
        Some(start..reader.end())
    })
}

/// The day that a URL names in its path: `/2021/06/14/`, `/20210614/`, `-2021-06-14-`.
pub fn in_url(url: &str) -> Option<Date> {
    let (_, path) = url.split_once("://")?;
    let path = path.split(['?', '#']).next()?;
    let tokens = tokens(path.get(..path.len().min(LONGEST_LINE))?);
    let numbered = tokens.iter().enumerate();
    numbered
        .filter(|(_, token)| matches!(token.kind, Kind::Number(_)))
        .find_map(|(at, token)| match token.text.len() {
            8 => compact_day(token),
            4 => parted_day(&tokens, at),
            _ => None,
        })
}

fn compact_day(token: &Token) -> Option<Date> {
    let Kind::Number(value) = token.kind else {
        return None;
    };
    day::date(value / 10_000, value / 100 % 100, value % 100)
}

fn parted_day(tokens: &[Token], at: usize) -> Option<Date> {
    let mut reader = Reader::new(tokens, at);
    let (year, _) = reader.number()?;
    let separator = reader.mark(&['/', '-', '_'])?;
    let (month, _) = reader.number()?;
    reader.mark(&[separator])?;
    let (day, digits) = reader.number()?;
    if digits > 2 {
        return None;
    }
    day::date(year, month, day)
}

/// A wrong day of the week is common and harmless.
static RFC_2822: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// RFC 3339, RFC 9557 and RFC 2822 by the library; the rest of the world by our own reading.
fn by_standard(text: &str) -> Option<NewsDate> {
    let is_year = text.len() > 4 && text.bytes().take(4).all(|sign| sign.is_ascii_digit());
    let zoned = if is_year {
        by_rfc_3339(text)
    } else {
        by_rfc_2822(text)
    }?;
    if !(1900..=2100).contains(&zoned.year()) {
        return None;
    }
    if zoned.offset().seconds().abs() > hour::FARTHEST_ZONE {
        return Some(NewsDate::local(zoned.datetime()));
    }
    Some(NewsDate::moment(&zoned))
}

/// Names of zones are left to our own reading: to the RFC, all but a few of America are unknown.
fn by_rfc_2822(text: &str) -> Option<Zoned> {
    let is_certain = text.ends_with(" GMT") || text.ends_with(|sign: char| sign.is_ascii_digit());
    RFC_2822.parse_zoned(text).ok().filter(|_| is_certain)
}

fn by_rfc_3339(text: &str) -> Option<Zoned> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset().unwrap_or(jiff::tz::Offset::UTC);
    Some(moment.to_zoned(TimeZone::fixed(offset)))
}

const IDLE: [char; 8] = [',', '.', '-', '–', '|', '(', ')', ':'];

fn is_idle(word: &str) -> bool {
    words::is_weekday(word) || words::is_time_filler(word)
}

fn line_tokens(line: &str) -> Option<Vec<Token>> {
    if !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut end = line.len().min(LONGEST_LINE);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    Some(tokens(line.get(..end)?))
}

/// Where a date can begin: at a number that does not go on an earlier one, or at a month's name.
fn starts(tokens: &[Token]) -> impl Iterator<Item = usize> {
    let mut before: Option<&Token> = None;
    tokens.iter().enumerate().filter_map(move |(at, token)| {
        let previous = before.replace(token);
        let glued = previous.is_some_and(|last| {
            last.end == token.start
                && matches!(last.kind, Kind::Mark('.' | '/' | ',' | '-' | '\u{fffd}'))
        });
        let possible = match token.kind {
            Kind::Number(_) => !glued,
            Kind::Word => words::month(&token.text).is_some(),
            Kind::Mark(_) => false,
        };
        possible.then_some(at)
    })
}

fn date_at(reader: &mut Reader<'_>, setting: Setting) -> Option<NewsDate> {
    let mut attempt = *reader;
    if let Some(hour) = hour::read_before_day(&mut attempt, setting)
        && let Some(date) = day::read(&mut attempt, setting)
    {
        *reader = attempt;
        return news_date(date, Some(hour));
    }
    let mut attempt = *reader;
    if let Some(date) = day::read(&mut attempt, setting) {
        *reader = attempt;
        let hour = hour::read_after_day(reader, setting);
        return news_date(date, hour);
    }
    year_last(reader, setting)
}

/// `Jan  4 16:29:06 2004`, as C programs write it.
fn year_last(reader: &mut Reader<'_>, setting: Setting) -> Option<NewsDate> {
    let mut attempt = *reader;
    let (day, month) = day::read_yearless(&mut attempt)?;
    let hour = hour::read_after_day(&mut attempt, setting)?;
    let (year, 4) = attempt.number()? else {
        return None;
    };
    let date = day::date(year, month.unsigned_abs().into(), day.unsigned_abs().into())?;
    *reader = attempt;
    news_date(date, Some(hour))
}

fn news_date(date: Date, hour: Option<Hour>) -> Option<NewsDate> {
    let Some(hour) = hour else {
        return Some(NewsDate::day(date));
    };
    let local = date.to_datetime(hour.time);
    let Some(offset) = hour.offset else {
        return Some(NewsDate::local(local));
    };
    let zoned = local.to_zoned(TimeZone::fixed(offset)).ok()?;
    Some(NewsDate::moment(&zoned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: Option<&str>) {
        assert_eq!(
            parse(input).as_ref().map(NewsDate::as_str),
            expect,
            "{input}"
        );
    }

    #[test]
    fn a_string_that_is_a_date_is_read() {
        check("14.06.2021", Some("2021-06-14"));
        check("14/06/2021", Some("2021-06-14"));
        check("06/14/2021", Some("2021-06-14"));
        check("2021-06-14", Some("2021-06-14"));
        check("20210614T100530Z", Some("2021-06-14T10:05:30+00:00"));
        check(
            "2021-06-14T10:00:00+02:00",
            Some("2021-06-14T10:00:00+02:00"),
        );
        check(
            "2021-06-14T10:00:00.123Z",
            Some("2021-06-14T10:00:00+00:00"),
        );
        check(
            "Mon, 14 Jun 2021 10:05:30 +0200",
            Some("2021-06-14T10:05:30+02:00"),
        );
        check(
            "poniedziałek, 14 czerwca 2021 r., godz. 10:32",
            Some("2021-06-14T10:32:00"),
        );
        check("14 июня 2021, 10:32", Some("2021-06-14T10:32:00"));
        check("10:32 14.06.2021", Some("2021-06-14T10:32:00"));
        check("5 травня 2022 року о 09:15", Some("2022-05-05T09:15:00"));
        check(
            "Montag, 14. Juni 2021, 10.05 Uhr",
            Some("2021-06-14T10:05:00"),
        );
        check("June 14, 2021 at 3:05 pm", Some("2021-06-14T15:05:00"));
        check(
            "1° febbraio 2022 alle ore 8:00",
            Some("2022-02-01T08:00:00"),
        );
        check("14 de junio de 2021", Some("2021-06-14"));
        check("Sun Jan  4 16:29:06 2004", Some("2004-01-04T16:29:06"));
    }

    #[test]
    fn sloppy_dates_are_read_in_every_language() {
        let moment = Some("2021-06-14T10:05:30+02:00");
        for text in [
            "Mon,14 Jun 2021 10:05:30 +0200",
            "Mon 14 Jun 2021 10:05:30 GMT+2",
            "Mon Jun 14 2021 10:05:30 GMT+0200 (Central European Summer Time)",
            "14 Jun 2021 10:05:30 CEST",
            "Monday, 14-Jun-21 10:05:30 +02:00",
            "lun, 14 giu 2021 10:05:30 +0200",
            "pon., 14 cze 2021 10:05:30 +0200",
            "Пн, 14 июн 2021 10:05:30 +0200",
            "пн, 14 черв 2021 10:05:30 +0200",
            "Mo, 14 Jun 2021 10:05:30 +0200",
            "lun., 14 juin 2021 10:05:30 +0200",
            "lun, 14 junio 2021 10:05:30 +0200",
            "2021-06-14 10:05:30 +0200",
            "20210614T100530+0200",
            "Tue, 14 Jun 2021 10:05:30 +0200",
        ] {
            check(text, moment);
        }
        for (text, expect) in [
            ("Mon, 14 Jun 2021 10:05:30 EST", "2021-06-14T10:05:30-05:00"),
            ("Mon, 14 Jun 2021 10:05:30 PDT", "2021-06-14T10:05:30-07:00"),
            ("Mon, 14 Jun 2021 10:05:30 MSK", "2021-06-14T10:05:30+03:00"),
            ("Mon, 14 Jun 2021 10:05:30 Z", "2021-06-14T10:05:30+00:00"),
            ("Mon, 14 Jun 2021 10:05:30", "2021-06-14T10:05:30"),
            ("14.06.21 10:05", "2021-06-14T10:05:00"),
            ("20210614100530", "2021-06-14T10:05:30"),
            ("1623657930", "2021-06-14T08:05:30+00:00"),
        ] {
            check(text, Some(expect));
        }
        for month in [
            "gen feb mar apr mag giu lug ago set ott nov dic",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
            "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        ] {
            for (number, name) in (1..).zip(month.split(' ')) {
                check(
                    &format!("7 {name} 2021"),
                    Some(&format!("2021-{number:02}-07")),
                );
            }
        }
    }

    #[test]
    fn an_offset_of_more_than_a_day_is_left_out() {
        for slip in [
            "Fri, 11 Mar 2016 01:15:00 +3000",
            "2016-03-11T01:15:00+24:00",
        ] {
            check(slip, Some("2016-03-11T01:15:00"));
        }
    }

    #[test]
    fn a_string_that_is_no_date_or_more_than_one_is_not_read() {
        for other in [
            "",
            "2021",
            "giugno 2021",
            "31.02.2021",
            "14.06.1821",
            "14.06.2021 a Mosca",
            "1.2.3.4",
            "99999999999999999999",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn a_date_is_found_inside_a_line() {
        let found = |line: &str| {
            find(line).map(|(range, date)| {
                (
                    line.get(range).unwrap().to_owned(),
                    date.as_str().to_owned(),
                )
            })
        };
        assert_eq!(
            found("Ginevra... 14.06.2021, Sputnik"),
            Some(("14.06.2021".into(), "2021-06-14".into()))
        );
        assert_eq!(
            found("Москва, 12 марта 2022 г. — Глава"),
            Some(("12 марта 2022".into(), "2022-03-12".into()))
        );
        assert_eq!(found("version 1.2.2021.4 is out"), None);
        assert_eq!(
            find_yearless("КИЕВ, 12 марта. /ТАСС/").map(|range| range.len()),
            Some("12 марта".len())
        );
    }

    #[test]
    fn a_day_in_a_url_is_found() {
        let day = |url: &str| in_url(url).map(|date| date.to_string());
        assert_eq!(
            day("https://a.example/20210614/x-11734036.html").as_deref(),
            Some("2021-06-14")
        );
        assert_eq!(
            day("https://a.example/2021/06/14/x").as_deref(),
            Some("2021-06-14")
        );
        assert_eq!(day("https://a.example/x-11734036.html"), None);
    }
}
