//! What an entry of a feed tells cleaning about the article behind it.

use item::Hints;

use super::{
    model::{Feed, FeedEntry},
    plain::plain,
};

/// The hints of one entry; the feed speaks for entries that say nothing of their language.
pub(crate) fn hints(entry: &FeedEntry, feed: &Feed) -> Hints {
    let published = entry.published.as_ref().or(entry.updated.as_ref());
    let updated = entry
        .updated
        .as_ref()
        .filter(|updated| published.is_none_or(|published| published.at != updated.at));
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
    }
}
