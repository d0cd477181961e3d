//! Dates of feeds: what is written, and the moment that it means, if it can be one.

use jiff::Timestamp;

use super::model::FeedDate;

/// Nothing was published on the web before 1970-01-02: that is a clock that was never set …
const EARLIEST: i64 = 86_400;

/// … and what is said to be from 2038 or later, when clocks of 32 bits overflow, is a slip.
const LATEST: i64 = 2_145_916_800;

/// A date, if a text is one.
pub(super) fn date(written: impl AsRef<str>) -> Option<FeedDate> {
    let written = written.as_ref().trim();
    let date = item::dates::read(written)?;
    Some(FeedDate {
        written: written.to_owned(),
        at: date.as_timestamp()?,
        date,
    })
}

/// The moment that a text names; midnight UTC for a bare day, UTC where no zone is given.
pub(crate) fn moment(written: &str) -> Option<Timestamp> {
    date(written).map(|date| date.at)
}

/// Whether an entry can have been published, or changed, at a date.
pub(super) fn is_plausible(date: &FeedDate) -> bool {
    (EARLIEST..LATEST).contains(&date.at.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_forms_of_the_specifications_and_of_people() {
        let check = |written: &str, expect: Option<&str>| {
            let moment = date(written).map(|date| date.at.to_string());
            assert_eq!(moment.as_deref(), expect, "{written}");
        };
        let ten = Some("2021-06-14T10:00:00Z");
        check("Mon, 14 Jun 2021 12:00:00 +0200", ten);
        check("Fri, 14 Jun 2021 10:00:00 GMT", ten);
        check(" 2021-06-14T10:00:00Z\n", ten);
        check("2021-06-14 10:00:00", ten);
        check("14 giugno 2021", Some("2021-06-14T00:00:00Z"));
        check("14 czerwca 2021, 10:00", ten);
        check("soon", None);
        check("", None);
    }
}
