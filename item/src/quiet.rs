//! The hours and days in which a source says that it publishes nothing (`skipHours`, `skipDays` of RSS).

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Hours of the day and days of the week, in UTC as RSS counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Quiet {
    /// A bit for each hour, the lowest for midnight.
    hours: u32,
    /// A bit for each day, the lowest for Monday.
    days: u8,
}

impl Quiet {
    /// Adds an hour, from 0 to 23; 24 is written for midnight too.
    pub fn add_hour(&mut self, hour: u8) {
        if hour <= 24 {
            self.hours |= 1 << (hour % 24);
        }
    }

    /// Adds a day by its English name.
    pub fn add_day(&mut self, name: &str) {
        const DAYS: [&str; 7] = [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ];
        let same = |day: &&str| day.eq_ignore_ascii_case(name.trim());
        if let Some(day) = DAYS.iter().position(same) {
            self.days |= 1 << day;
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Whether a moment is in one of the hours or days.
    pub fn contains(self, time: Timestamp) -> bool {
        if self.is_empty() {
            return false;
        }
        let time = time.to_zoned(TimeZone::UTC);
        let day = time.weekday().to_monday_zero_offset();
        self.hours >> time.hour() & 1 == 1 || self.days >> day & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_days_are_counted_in_utc() {
        let mut quiet = Quiet::default();
        for hour in [3, 24, 25] {
            quiet.add_hour(hour);
        }
        for day in ["Saturday", " sunday", "Caturday"] {
            quiet.add_day(day);
        }
        let check = |time: &str, expect: bool| {
            assert_eq!(quiet.contains(time.parse().unwrap()), expect, "{time}");
        };
        // The 20th of November 2026 is a Friday.
        check("2026-11-20T03:59:59Z", true);
        check("2026-11-20T00:10:00Z", true);
        check("2026-11-20T01:00:00Z", false);
        check("2026-11-20T04:00:00Z", false);
        check("2026-11-21T12:00:00Z", true);
        check("2026-11-22T12:00:00Z", true);
        check("2026-11-23T12:00:00Z", false);
        assert!(Quiet::default().is_empty() && !quiet.is_empty());
    }
}
