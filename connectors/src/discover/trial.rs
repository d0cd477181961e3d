//! One address tried: whether a feed is there, and what it is worth.

use item::{digest64, key_url};
use jiff::{SignedDuration, Timestamp};

use super::find::{By, Find, FindKind};
use crate::{
    feed::{Feed, FeedBytes, FeedEntry, Ids, plain, read_feed},
    sources::is_whole,
};

/// Entries of a feed that are looked at.
const MOST_ENTRIES: usize = 500;

/// Entries by which two feeds are compared.
const COMPARED: usize = 50;

/// An entry that claims to be of later than this from now has no clock.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// What feeds of comments are called in the languages of the press.
const COMMENTS: [&str; 10] = [
    "comments on",
    "comments for",
    "commenti",
    "kommentare",
    "komentarze",
    "комментари",
    "коментар",
    "commentaires",
    "comentarios",
    "latest comments",
];

/// The feed in a body, if it is one that lists anything with a link, a title or a text, or nothing at all.
pub(super) fn feed(
    bytes: &[u8],
    charset: Option<&str>,
    (asked, found): (&str, &str),
    by: By,
    now: Timestamp,
) -> Option<Find> {
    let read = read_feed(FeedBytes {
        bytes,
        charset,
        url: Some(found),
        most: MOST_ENTRIES,
        ids: Ids::Believed,
    });
    let feed = read.ok()?;
    let is_something = |entry: &&FeedEntry| {
        entry.link.is_some() || entry.title.is_some() || entry.content.is_some()
    };
    let entries = feed.entries.iter().filter(is_something).count();
    if entries == 0 && !feed.entries.is_empty() {
        return None; // the answer of an interface, not a feed
    }
    let compared = feed.entries.iter().take(COMPARED);
    Some(Find {
        entries,
        newest: newest(&feed, now),
        whole: carries_texts(&feed),
        comments: is_of_comments(&feed, found),
        listed: compared.map(name).collect(),
        title: feed.title.filter(|title| !title.is_empty()),
        language: feed.language,
        ..Find::new(FindKind::Feed, asked.to_owned(), by)
    })
}

fn name(entry: &FeedEntry) -> u64 {
    let key = entry.link.as_deref().and_then(key_url);
    digest64(key.as_ref().unwrap_or(&entry.id).as_bytes())
}

fn newest(feed: &Feed, now: Timestamp) -> Option<Timestamp> {
    let latest = now.saturating_add(AHEAD).unwrap_or(now);
    let dates = feed.entries.iter().filter_map(|entry| {
        let date = entry.published.as_ref().or(entry.updated.as_ref());
        date.map(|date| date.at).filter(|at| *at <= latest)
    });
    dates.max()
}

/// Whether most entries carry their whole text.
fn carries_texts(feed: &Feed) -> bool {
    let whole = feed.entries.iter().filter(|entry| {
        let words = |prose: &Option<crate::feed::Prose>| {
            prose
                .as_ref()
                .map_or_else(String::new, |prose| plain(&prose.text))
        };
        is_whole(&words(&entry.content), &words(&entry.summary))
    });
    whole.count() * 2 > feed.entries.len()
}

fn is_of_comments(feed: &Feed, url: &str) -> bool {
    let in_address = url
        .to_ascii_lowercase()
        .split(['/', '?', '&', '=', '.'])
        .any(|part| part == "comments");
    let title = feed.title.as_deref().unwrap_or_default().to_lowercase();
    in_address || COMMENTS.iter().any(|words| title.starts_with(words))
}
