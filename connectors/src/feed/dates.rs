//! Dates of feeds: the forms that the specifications ask for, then whatever people write.

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

use super::model::FeedDate;

/// RFC 2822 with a wrong day of the week is common and harmless.
static RFC_2822: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// The moment that a text names; midnight UTC for a bare day, UTC where no zone is given.
pub(crate) fn moment(written: &str) -> Option<Timestamp> {
    let written = written.trim();
    written
        .parse()
        .ok()
        .or_else(|| RFC_2822.parse_timestamp(written).ok())
        .or_else(|| item::dates::parse(written)?.as_timestamp())
}

/// A date with what it means.
pub(super) fn date(written: &str) -> Option<FeedDate> {
    Some(FeedDate {
        at: moment(written)?,
        written: written.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_forms_of_the_specifications_and_of_people() {
        let check = |written: &str, expect: Option<&str>| {
            let moment = moment(written).map(|moment| moment.to_string());
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
