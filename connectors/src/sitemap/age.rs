//! How old something is, as precisely as a sitemap or an address tells.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use crate::feed::moment;

/// Nothing on the web is older; what claims to be is a slip: `0000-00-00`, the beginning of a computer's time.
const OLDEST_YEAR: i16 = 1990;
const NEWEST_YEAR: i16 = 2100;

/// So many dates that are all the same say when the list was made, not when each of its pages was changed.
const MANY: usize = 10;

/// Dates of a list that was made at one go lie no further apart.
const ONE_GO: SignedDuration = SignedDuration::from_mins(5);

/// Between a year and its month, or a month and its day, no more stands in an address than `&month=`.
const LONGEST_SEPARATOR: usize = 8;

/// A moment, a day, a month or a year: from its first to its last moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) first: Timestamp,
    pub(crate) last: Timestamp,
}

/// A time, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) written: String,
    pub(crate) period: Period,
}

impl Period {
    fn at(moment: Timestamp) -> Self {
        Self {
            first: moment,
            last: moment,
        }
    }

    /// A year, a month of it, or a day of that.
    fn of(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        let last = match (month, day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => first.last_of_year(),
        };
        let start = |date: Date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp());
        Some(Self {
            first: start(first)?,
            last: start(last.tomorrow().ok()?)?,
        })
    }

    /// Whether all of it lies before a moment.
    pub(crate) fn is_before(&self, moment: Timestamp) -> bool {
        self.last < moment
    }

    /// Whether it is no moment, but a day or longer.
    pub(crate) fn is_vague(&self) -> bool {
        self.first != self.last
    }

    /// Whether it is longer than a month.
    pub(super) fn is_a_year(&self) -> bool {
        self.last.duration_since(self.first) > SignedDuration::from_hours(31 * 24)
    }
}

impl When {
    /// What a sitemap writes as a date: W3C date and time, down to a bare year, or whatever else people write.
    pub(crate) fn read(written: &str) -> Option<Self> {
        let written = written.trim();
        let period = by_w3c(written).or_else(|| {
            let moment = moment(written)?;
            let day = item::dates::parse(written).filter(|date| date.as_str().len() == 10);
            match day.and_then(|day| day.as_day()) {
                Some(day) => Period::of(day.year(), Some(day.month()), Some(day.day())),
                None => Some(Period::at(moment)),
            }
        })?;
        let year = period.first.to_zoned(TimeZone::UTC).year();
        (OLDEST_YEAR..=NEWEST_YEAR).contains(&year).then(|| Self {
            written: written.to_owned(),
            period,
        })
    }
}

/// `2021`, `2021-06`, `2021-06-14`.
fn by_w3c(written: &str) -> Option<Period> {
    let mut parts = written.split('-');
    let mut next = |length: usize| match parts.next() {
        None => Some(None),
        Some(part) => {
            let is_number = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then_some(Some(part))
        }
    };
    let (year, month, day) = (next(4)??, next(2)?, next(2)?);
    if parts.next().is_some() {
        return None;
    }
    let small = |part: Option<&str>| part.and_then(|part| part.parse().ok());
    Period::of(year.parse().ok()?, small(month), small(day))
}

/// Whether the changes that a list tells are those of its pages: not if there are many, and all of one moment. That of
/// its making changes with every making, and would make every page look changed.
pub(crate) fn tells<'a>(changes: impl Iterator<Item = &'a When>, made: Option<Period>) -> bool {
    let (mut first, mut last, mut count) = (Timestamp::MAX, Timestamp::MIN, 0);
    for When { period, .. } in changes {
        first = first.min(period.first);
        last = last.max(period.first);
        count += 1;
    }
    let is_its_own_day = made.is_some_and(|made| made.first == first);
    count < MANY || last.duration_since(first) > ONE_GO || is_its_own_day
}

/// The day or month that the address of a page names in its path.
pub(crate) fn in_page_url(url: &str) -> Option<Period> {
    if let Some(day) = item::dates::in_url(url) {
        return Period::of(day.year(), Some(day.month()), Some(day.day()));
    }
    let (_, path) = url.split_once("://")?;
    let path = path.split(['?', '#']).next()?;
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    segments.windows(2).find_map(|pair| {
        let [year, month] = pair else { return None };
        let is_number =
            |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        (is_number(year, 4) && is_number(month, 2))
            .then(|| dated(year.parse().ok()?, month.parse().ok(), None))
            .flatten()
    })
}

/// What the address of a sitemap says of the time of its pages. A bare year may as well be a mere number: whether it
/// is one shows only beside the others of its index.
pub(crate) fn in_sitemap_url(url: &str) -> Option<Period> {
    let (_, rest) = url.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    let numbers = numbers(path);
    let found = numbers.iter().enumerate().filter_map(|(at, number)| {
        let digits = number.digits;
        let year: i16 = digits.get(..4)?.parse().ok()?;
        let part = |from: usize| {
            digits
                .get(from..from + 2)
                .and_then(|part| part.parse().ok())
        };
        match digits.len() {
            8 => dated(year, Some(part(4)?), Some(part(6)?)),
            6 => dated(year, Some(part(4)?), None),
            4 => {
                let rest = numbers.get(at + 1..).unwrap_or_default();
                let (month, day) = month_and_day(rest);
                dated(year, month, day).or_else(|| dated(year, month, None))
            }
            _ => None,
        }
    });
    // The most precise, and of equals the last: a folder names the year of a file's month.
    found.max_by_key(|period| std::cmp::Reverse(period.last.duration_since(period.first)))
}

fn dated(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Period> {
    let is_year = (OLDEST_YEAR..=NEWEST_YEAR).contains(&year);
    is_year.then(|| Period::of(year, month, day)).flatten()
}

/// The month that may follow a year, and the day that may follow that. A number of one digit behind one that is
/// padded with zeros is no day but counts parts; so does one that is parted otherwise.
fn month_and_day(numbers: &[Number<'_>]) -> (Option<i8>, Option<i8>) {
    let is_near = |number: &&Number<'_>| {
        let length = number.separator.len();
        number.digits.len() <= 2 && (1..=LONGEST_SEPARATOR).contains(&length)
    };
    let value = |number: &Number<'_>| number.digits.parse().ok();
    let Some(month) = numbers.first().filter(is_near) else {
        return (None, None);
    };
    let day = numbers.get(1).filter(is_near).filter(|day| {
        let is_parameter = month.separator.len() > 1 && day.separator.len() > 1;
        (is_parameter || day.separator == month.separator) && day.digits.len() >= month.digits.len()
    });
    let month = value(month).filter(|month| (1..=12).contains(month));
    (month, month.and(day.and_then(value)))
}

/// A run of digits, and what stands between it and the one before.
#[derive(Debug)]
struct Number<'a> {
    separator: &'a str,
    digits: &'a str,
}

fn numbers(text: &str) -> Vec<Number<'_>> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let (separator, from) = rest.split_at(start);
        let end = from.find(|letter| !is_digit(letter)).unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        found.push(Number { separator, digits });
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(period: Option<Period>) -> Option<String> {
        let Period { first, last } = period?;
        let text = format!("{first}/{last}");
        Some(text.replace("T00:00:00Z", ""))
    }

    #[test]
    fn dates_are_as_precise_as_they_are_written() {
        let check = |written: &str, expect: Option<&str>| {
            let period = When::read(written).map(|when| when.period);
            assert_eq!(shown(period).as_deref(), expect, "{written}");
        };
        check("2021", Some("2021-01-01/2022-01-01"));
        check("2021-06", Some("2021-06-01/2021-07-01"));
        check(" 2021-06-14\n", Some("2021-06-14/2021-06-15"));
        check("14.06.2021", Some("2021-06-14/2021-06-15"));
        let ten = Some("2021-06-14T10:00:00Z/2021-06-14T10:00:00Z");
        check("2021-06-14T10:00Z", ten);
        check("2021-06-14T12:00:00+02:00", ten);
        check("2021-06-14T12:00:00.000+0200", ten);
        check("2021-06-14 10:00:00", ten);
        check("Mon, 14 Jun 2021 10:00:00 GMT", ten);
        for none in [
            "",
            "soon",
            "0000-00-00",
            "2021-13",
            "1970-01-01T00:00:00Z",
            "-0001-11-30T00:00:00+00:00",
            "2021-06-14-1",
        ] {
            check(none, None);
        }
    }

    #[test]
    fn an_address_of_a_sitemap_tells_its_time() {
        let check = |path: &str, expect: Option<&str>| {
            let url = format!("https://2020.example/{path}");
            assert_eq!(shown(in_sitemap_url(&url)).as_deref(), expect, "{path}");
        };
        let (day, month) = (Some("2021-05-22/2021-05-23"), Some("2021-05-01/2021-06-01"));
        for path in [
            "sitemap-2021-05-22.xml",
            "sitemap/2021/05/22",
            "s/20210522.xml.gz",
            "sitemap.xml?yyyy=2021&mm=05&dd=22",
            "sitemap.xml?year=2021&month=5&day=22",
        ] {
            check(path, day);
        }
        for path in [
            "sitemap-2021-05.xml",
            "sitemap_2021_5.xml",
            "posttype-post.2021.05.xml",
            "sitemaps/2021/sitemap-2021-05-p1.xml",
            "sitemap-202105.xml",
            "sitemap/2021/05/index.xml",
            "sitemap-2021-05-2.xml",
        ] {
            check(path, month);
        }
        check("sitemap-2021.xml", Some("2021-01-01/2022-01-01"));
        for path in [
            "sitemap.xml",
            "post-sitemap12.xml",
            "s-987654321.xml",
            "s-999913.xml",
            "",
        ] {
            check(path, None);
        }
    }

    #[test]
    fn an_address_of_a_page_tells_its_day_or_month() {
        let check = |path: &str, expect: Option<&str>| {
            let url = format!("https://a.example{path}");
            assert_eq!(shown(in_page_url(&url)).as_deref(), expect, "{path}");
        };
        check("/2021/06/14/ponte", Some("2021-06-14/2021-06-15"));
        check("/2021/06/ponte", Some("2021-06-01/2021-07-01"));
        check("/news/2021/06/ponte-12", Some("2021-06-01/2021-07-01"));
        check("/2021/ponte", None);
        check("/2021/13/ponte", None);
        check("/mostra-2021-06", None);
        check("/?d=2021/06/14", None);
    }

    #[test]
    fn many_changes_of_one_moment_tell_nothing() {
        let check = |dates: Vec<String>, url: &str, expect: bool| {
            let dates: Vec<When> = dates.iter().filter_map(|date| When::read(date)).collect();
            assert_eq!(
                tells(dates.iter(), in_sitemap_url(url)),
                expect,
                "{dates:?}"
            );
        };
        let (plain, daily) = (
            "https://a.example/s.xml",
            "https://a.example/2026-11-22.xml",
        );
        let seconds = |count: usize, step: usize| {
            let second = |at| format!("2026-11-22T03:{:02}:{:02}Z", at * step / 60, at * step % 60);
            (0..count).map(second).collect::<Vec<_>>()
        };
        check(seconds(20, 1), plain, false);
        check(seconds(9, 1), plain, true);
        check(seconds(20, 60), plain, true);
        let day = vec!["2026-11-22".to_owned(); 20];
        check(day.clone(), plain, false);
        check(day, daily, true);
        check(Vec::new(), plain, true);
    }
}
