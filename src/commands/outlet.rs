//! Who published an item and when, as far as it says.

use item::{Item, NewsDate};
use jiff::{SignedDuration, Timestamp, civil::Date};

/// The publisher, or the site, or the source that it came from.
pub(super) fn outlet(item: &Item) -> String {
    item.outlet()
}

/// When something was published: a moment, or only a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    day: Date,
    time: Option<Timestamp>,
}

impl Moment {
    /// What a date tells.
    pub(super) fn of(date: &NewsDate) -> Option<Self> {
        let has_time = date.as_str().contains('T');
        Some(Self {
            day: date.as_day()?,
            time: date.as_timestamp().filter(|_| has_time),
        })
    }

    /// How long after the first one this is; of bare days whole days, and nothing within one.
    pub(super) fn after(self, first: Self) -> Option<SignedDuration> {
        if let (Some(first), Some(other)) = (first.time, self.time) {
            return Some(other.duration_since(first));
        }
        let days = self.day.duration_since(first.day);
        (!days.is_zero()).then_some(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_as_exact_as_the_two_dates() {
        let check = |first: &str, other: &str, expect: Option<i64>| {
            let moment = |date| Moment::of(&item::dates::parse(date).unwrap()).unwrap();
            let delay = moment(other).after(moment(first));
            let delay = delay.map(|delay| delay.as_secs());
            assert_eq!(delay, expect, "{first:?} {other:?}");
        };
        check(
            "2021-06-14T10:00:00Z",
            "2021-06-14T13:30:00+02:00",
            Some(5400),
        );
        check("2021-06-14T10:00:00Z", "2021-06-14T09:59:00Z", Some(-60));
        check("2021-06-14", "2021-06-14T13:30:00Z", None);
        check("2021-06-14", "2021-06-16T01:30:00Z", Some(172_800));
    }
}
