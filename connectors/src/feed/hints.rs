//! What an entry of a feed tells cleaning about the article behind it.

use item::Hints;

use super::{
    dates::is_plausible,
    model::{Feed, FeedDate, FeedEntry},
    plain::plain,
};

/// The hints of one entry, given the date of its change as far as that is believed; the feed speaks for entries that say
/// nothing of their language.
pub(crate) fn hints(entry: &FeedEntry, updated: Option<&FeedDate>, feed: &Feed) -> Hints {
    let updated = updated.filter(|date| is_plausible(date));
    let published = entry.published.as_ref().filter(|date| is_plausible(date));
    let published = published.or(updated);
    let updated =
        updated.filter(|updated| published.is_none_or(|published| published.at != updated.at));
    let summary = entry.summary.as_ref().map(|summary| plain(&summary.text));
    Hints {
        link: entry.link.clone(),
        title: entry.title.clone(),
        published: published.map(|date| date.written.clone()),
        updated: updated.map(|date| date.written.clone()),
        // Who gives only an address has not signed the article.
        authors: entry
            .authors
            .iter()
            .filter(|name| !name.contains('@'))
            .cloned()
            .collect(),
        summary: summary.filter(|text| !text.is_empty()),
        language: entry.language.clone().or_else(|| feed.language.clone()),
        publisher: None,
        categories: entry.categories.clone(),
        captured: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{FeedBytes, Ids, read_feed};

    fn published(written: &str) -> (Option<String>, Feed) {
        let text = format!("<rss><item><pubDate>{written}</pubDate></item></rss>");
        let feed = read_feed(FeedBytes {
            bytes: text.as_bytes(),
            charset: None,
            url: None,
            most: 1,
            ids: Ids::Believed,
        })
        .unwrap();
        (hints(&feed.entries[0], None, &feed).published, feed)
    }

    #[test]
    fn a_date_that_is_missing_or_cannot_be_read_is_unknown() {
        for written in ["", "soon", "14 Jun", "31 Jun 2021 10:00:00 GMT"] {
            assert_eq!(published(written).0, None, "{written}");
        }
    }

    #[test]
    fn a_date_before_the_second_day_of_1970_or_after_2037_is_not_believed() {
        for written in [
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Thu, 01 Jan 1970 12:00:00 GMT",
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2038-01-19T03:14:07Z",
            "2099-01-01",
        ] {
            assert_eq!(published(written).0, None, "{written}");
        }
        assert!(published("1970-01-02T00:00:00Z").0.is_some());
    }

    #[test]
    fn a_date_in_the_future_is_kept_as_it_is_written() {
        let written = "Mon, 14 Jun 2032 10:00:00 +0200";
        let (hint, feed) = published(written);
        assert_eq!(hint.as_deref(), Some(written));
        let date = feed.entries[0].published.as_ref().unwrap();
        assert_eq!(
            (date.written.as_str(), date.date.as_str()),
            (written, "2032-06-14T10:00:00+02:00")
        );
    }
}
