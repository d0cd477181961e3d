//! The dates of a query: a year, a month, a day or a moment. What is not said is its beginning, in UTC.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// A moment, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The first moment of what was written.
    pub(crate) at: Timestamp,
    /// As written.
    pub(crate) written: String,
}

impl Moment {
    /// Reads `2021`, `2021-06`, `2021-06-14`, `2021-06-14T10:00:00Z` and the like.
    pub(crate) fn parse(written: &str) -> Option<Self> {
        let at = day(written).map_or_else(|| written.parse().ok(), midnight)?;
        Some(Self {
            at,
            written: written.to_owned(),
        })
    }
}

fn day(written: &str) -> Option<Date> {
    let mut parts = written.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| number(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| number(part, 2))?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(part: &str, digits: usize) -> Option<i16> {
    let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| part.parse().ok()).flatten()
}

fn midnight(day: Date) -> Option<Timestamp> {
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expect: Option<&str>) {
        let moment = Moment::parse(written).map(|moment| moment.at.to_string());
        assert_eq!(moment.as_deref(), expect, "for `{written}`");
    }

    #[test]
    fn what_is_not_said_is_the_beginning() {
        check("2021", Some("2021-01-01T00:00:00Z"));
        check("2021-06", Some("2021-06-01T00:00:00Z"));
        check("2021-06-14", Some("2021-06-14T00:00:00Z"));
        check("2021-06-14T10:00:00+02:00", Some("2021-06-14T08:00:00Z"));
        check("2021-02-30", None);
        check("2021-6", None);
        check("21", None);
        check("14.6.2021", None);
        check("", None);
        check("+021", None);
    }
}
