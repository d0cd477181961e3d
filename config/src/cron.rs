//! Fixed times as cron writes them: `*/15 6-23 * * *`, minute by minute, in a time zone.
//!
//! Where clocks are set forward, a fixed time that does not exist falls on the first minute that does; where they are
//! set back, it comes once. Patterns with `*` or steps simply follow the clock.

use std::fmt;

use croner::parser::{CronParser, Seconds, Year};
use jiff::{Timestamp, tz::TimeZone};

/// The fields in their order, as messages name them.
const FIELDS: [&str; 5] = ["minute", "hour", "day", "month", "day of the week"];

/// Times in a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    written: String,
    times: croner::Cron,
    zone: TimeZone,
}

impl Cron {
    /// Reads a pattern. The error says what is wrong with it.
    pub(crate) fn read(text: &str, zone: TimeZone) -> Result<Self, String> {
        let times = parsed(text).ok_or_else(|| fault(text))?;
        let cron = Self {
            written: text.split_whitespace().collect::<Vec<_>>().join(" "),
            times,
            zone,
        };
        // The calendar repeats itself, so what has no time after this one never has any.
        match cron.next_after(Timestamp::UNIX_EPOCH) {
            Some(_) => Ok(cron),
            None => Err("there is no such day in any year".to_owned()),
        }
    }

    /// The first of its times after this one.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let after = after.to_zoned(self.zone.clone());
        let next = self.times.find_next_occurrence(&after, false).ok()?;
        Some(next.timestamp())
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)?;
        match self.zone.iana_name() {
            Some(name) => write!(f, " ({name})"),
            None => Ok(()),
        }
    }
}

fn parsed(text: &str) -> Option<croner::Cron> {
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    parser.parse(text).ok()
}

/// Which field is at fault: the one that is not understood where the others say nothing.
fn fault(text: &str) -> String {
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return format!("it has {} fields, not {}", fields.len(), FIELDS.len());
    }
    let alone = |at: usize, field: &str| {
        let mut only = ["*"; FIELDS.len()];
        if let Some(place) = only.get_mut(at) {
            *place = field;
        }
        parsed(&only.join(" "))
    };
    let wrong = fields
        .iter()
        .zip(FIELDS)
        .enumerate()
        .find(|(at, (field, _))| alone(*at, field).is_none());
    match wrong {
        Some((_, (field, name))) => format!("`{field}` is no {name}"),
        None => "its fields do not go together".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, zone: &str, after: &str, expect: &[&str]) {
        let cron = Cron::read(text, TimeZone::get(zone).unwrap()).unwrap();
        let mut at: Timestamp = after.parse().unwrap();
        for expect in expect {
            at = cron.next_after(at).unwrap();
            assert_eq!(at.to_string(), *expect, "for `{text}` in {zone}");
        }
    }

    #[test]
    fn the_next_time_is_found_in_the_zone_and_across_its_changes_of_clocks() {
        let rome = "Europe/Rome";
        let after = "2026-11-22T10:07:30.5Z";
        let quarters = ["2026-11-22T10:15:00Z", "2026-11-22T10:30:00Z"];
        check("*/15 6-23 * * *", rome, after, &quarters);
        let nights = ["2026-11-22T22:45:00Z", "2026-11-23T05:00:00Z"];
        check("*/15 6-23 * * *", rome, "2026-11-22T22:44:59.9Z", &nights);
        check("@hourly", "UTC", after, &["2026-11-22T11:00:00Z"]);
        check("0 6 * * mon", rome, after, &["2026-11-23T05:00:00Z"]);
        check("0 0 29 2 *", "UTC", after, &["2028-02-29T00:00:00Z"]);
        // 2:30 does not exist on 29 March, and comes twice on 25 October.
        let spring = ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"];
        check("30 2 * * *", rome, "2026-03-28T12:00:00Z", &spring);
        let autumn = ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"];
        check("30 2 * * *", rome, "2026-10-24T12:00:00Z", &autumn);
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_the_field_at_fault() {
        let check = |text: &str, expect: &str| {
            assert_eq!(Cron::read(text, TimeZone::UTC).unwrap_err(), expect);
        };
        check("", "it has 0 fields, not 5");
        check("* * * *", "it has 4 fields, not 5");
        check("0 * * * * *", "it has 6 fields, not 5");
        check("@fortnightly", "it has 1 fields, not 5");
        check("61 * * * *", "`61` is no minute");
        check("* 25 * * *", "`25` is no hour");
        check("* * 0 * *", "`0` is no day");
        check("* * * 13 *", "`13` is no month");
        check("* * * * 8", "`8` is no day of the week");
        check("* * * * é", "`é` is no day of the week");
        check("*/0 * * * *", "`*/0` is no minute");
        check("0 0 31 2,4 *", "there is no such day in any year");
        check("0 0 30 2 +1", "there is no such day in any year");
    }
}
