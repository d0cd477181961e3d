//! Moments as people write them on the command line: a year, a month, a day, a time, or an age.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// What is written where no moment can be read.
const FORMS: &str = "write a year (`2021`), a month (`2021-01`), a day (`2021-01-02`), a time \
                     (`2021-01-02T15:00:00Z`) or an age (`90 days`)";

/// Reads a moment that has passed; of a year, a month or a day its beginning in UTC.
pub(crate) fn past(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let text = text.trim();
    let moment = match date(text) {
        Some(date) => date?,
        None => match text.parse() {
            Ok(time) => time,
            Err(_) => age(text, now)?,
        },
    };
    if moment > now {
        return Err("it has not come yet".to_owned());
    }
    Ok(moment)
}

/// The beginning of what is written like a date; an error where the calendar has no such one.
fn date(text: &str) -> Option<Result<Timestamp, String>> {
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return None;
    }
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let whole = match lengths.as_slice() {
        [4] => format!("{text}-01-01"),
        [4, 2] => format!("{text}-01"),
        [4, 2, 2] => text.to_owned(),
        _ => return None,
    };
    let begins = whole
        .parse::<Date>()
        .and_then(|date| date.to_zoned(TimeZone::UTC));
    Some(match begins {
        Ok(begins) => Ok(begins.timestamp()),
        Err(_) => Err("the calendar has no such date".to_owned()),
    })
}

fn age(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let age = config::parse_duration(text).ok();
    let age = age.and_then(|age| SignedDuration::try_from(age).ok());
    age.and_then(|age| now.checked_sub(age).ok())
        .ok_or_else(|| format!("it is no moment; {FORMS}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<&str, &str>) {
        let now: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let got = past(text, now).map(|moment| moment.to_string());
        match expect {
            Ok(moment) => assert_eq!(got.as_deref(), Ok(moment), "{text}"),
            Err(words) => assert!(
                got.as_ref().is_err_and(|error| error.starts_with(words)),
                "{text}: {got:?}"
            ),
        }
    }

    #[test]
    fn a_moment_is_a_date_a_time_or_an_age() {
        check("2021", Ok("2021-01-01T00:00:00Z"));
        check("2021-03", Ok("2021-03-01T00:00:00Z"));
        check(" 2024-02-29 ", Ok("2024-02-29T00:00:00Z"));
        check("2021-01-02T15:00:00+01:00", Ok("2021-01-02T14:00:00Z"));
        check("2021-01-02T15:00:00Z", Ok("2021-01-02T15:00:00Z"));
        check("90 days", Ok("2026-08-24T03:00:00Z"));
        check("1h30m", Ok("2026-11-22T01:30:00Z"));
        check("2026-11-22", Ok("2026-11-22T00:00:00Z"));
    }

    #[test]
    fn what_is_no_moment_of_the_past_is_told_so() {
        for text in ["2021-13", "2023-02-29", "0000-00", "2021-00-10"] {
            check(text, Err("the calendar has no such date"));
        }
        for text in ["2026-11-23", "2027", "2026-11-22T03:00:01Z"] {
            check(text, Err("it has not come yet"));
        }
        for text in [
            "",
            "21",
            "2021-1",
            "20210",
            "soon",
            "2021-01-02T15:00:00",
            "-5 days",
            "5 parsecs",
            "２０２１",
        ] {
            check(text, Err("it is no moment; write a year"));
        }
    }
}
