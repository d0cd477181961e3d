//! From a feed that was read to the entries of a source: what they are called, what counts as a change of them, and
//! whether they carry their article.

use std::collections::HashSet;

use config::FeedContent;
use item::{Entry, Inline, Locator, SourceId, digest64, digest128, is_home, same_site};

use super::whole::is_whole;
use crate::{
    feed::{Feed, FeedDate, FeedEntry, Prose, hints, plain},
    sources::stamps::Stamps,
};

/// A longer name is kept as its digest: names are kept for ever.
const LONGEST_KEY: usize = 512;

/// A summary without a page behind it is an article from this length on, in characters.
const SUBSTANCE: usize = 120;

/// What a feed lists.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) entries: Vec<Entry>,
    /// Entries that name no page and hold no text.
    pub(super) hollow: usize,
    /// The times at which the feed, not an entry, was made.
    pub(super) stamps: Stamps,
}

/// What a feed at `feed_url` lists, each entry once; `stamps` are those that earlier polls found.
pub(super) fn listing(
    feed: &Feed,
    source: &SourceId,
    content: FeedContent,
    feed_url: &str,
    stamps: &Stamps,
) -> Listing {
    let mut listing = Listing {
        stamps: stamps.with(feed),
        ..Listing::default()
    };
    let mut seen = HashSet::new();
    for listed in &feed.entries {
        let key = key(&listed.id);
        if !seen.insert(key.clone()) {
            continue;
        }
        let texts = Texts::of(listed);
        let Some(locator) = locator(listed, &texts, content, feed_url) else {
            listing.hollow += 1;
            continue;
        };
        let updated = listed.updated.as_ref();
        let updated = updated.filter(|date| !listing.stamps.has(date));
        listing.entries.push(Entry {
            source: source.clone(),
            key,
            version: version(listed, updated, &texts),
            locator,
            hints: hints(listed, updated, feed),
        });
    }
    listing
}

/// What is told of entries that are left out.
pub(super) fn hollow(entries: usize) -> Option<String> {
    (entries > 0).then(|| {
        format!("{entries} of its entries name no page and hold no text: they are left out")
    })
}

/// The name of an entry that calls itself so.
pub(super) fn key(id: &str) -> String {
    if id.len() <= LONGEST_KEY {
        return id.to_owned();
    }
    format!("{:032x}", digest128(&[id.as_bytes()]))
}

/// The plain texts of an entry.
struct Texts {
    summary: String,
    content: String,
}

impl Texts {
    fn of(listed: &FeedEntry) -> Self {
        let bare = |prose: &Option<Prose>| {
            prose
                .as_ref()
                .map_or_else(String::new, |prose| plain(&prose.text))
        };
        Self {
            summary: bare(&listed.summary),
            content: bare(&listed.content),
        }
    }
}

/// A digest of what an entry says to its readers. Numbers of comments, the order of categories, the addresses of images
/// and whatever else stands in markup is no part of it, nor is the time at which the whole feed was made.
fn version(listed: &FeedEntry, updated: Option<&FeedDate>, texts: &Texts) -> u64 {
    let title = listed.title.as_deref().unwrap_or_default();
    let updated = updated.map_or_else(String::new, |date| date.at.to_string());
    digest64(
        [title, &updated, &texts.summary, &texts.content]
            .join("\u{0}")
            .as_bytes(),
    )
}

fn locator(
    listed: &FeedEntry,
    texts: &Texts,
    content: FeedContent,
    feed_url: &str,
) -> Option<Locator> {
    // The home page is the page of no article: it would be read once, as whatever stands there today.
    let link = listed.link.as_ref();
    let link = link.filter(|link| is_page(link) && !is_home(link));
    let inline = |prose: &Prose| {
        Locator::Inline(Inline {
            content: prose.text.clone(),
            html: prose.html,
            page: link.filter(|link| same_site(link, feed_url)).cloned(),
        })
    };
    let own = listed
        .content
        .as_ref()
        .filter(|_| !texts.content.is_empty());
    let summary = listed.summary.as_ref();
    let carried = match (content, link) {
        (FeedContent::Page, Some(_)) => None,
        (FeedContent::Auto, Some(_)) => own.filter(|_| is_whole(&texts.content, &texts.summary)),
        (FeedContent::Feed, _) => own.or(summary.filter(|_| !texts.summary.is_empty())),
        (_, None) => own.or(summary.filter(|_| texts.summary.chars().count() >= SUBSTANCE)),
    };
    carried.map(inline).or_else(|| {
        let url = link?.clone();
        Some(Locator::Url { url })
    })
}

fn is_page(link: &str) -> bool {
    let (scheme, _) = link.split_once(':').unwrap_or_default();
    ["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{FeedBytes, Ids, read_feed};

    const URL: &str = "https://a.example/feed";

    fn list(items: &str, content: FeedContent) -> Listing {
        let text = format!(
            "<rss version='2.0'><channel><title>F</title><language>it</language>{items}</channel></rss>"
        );
        let feed = read_feed(FeedBytes {
            bytes: text.as_bytes(),
            charset: None,
            url: Some(URL),
            most: 100,
            ids: Ids::Believed,
        });
        listing(
            &feed.unwrap(),
            &SourceId::new("s"),
            content,
            URL,
            &Stamps::default(),
        )
    }

    fn item(inside: &str) -> String {
        format!("<item><title>t</title>{inside}</item>")
    }

    fn long() -> String {
        "&lt;p&gt;Il consiglio si è riunito ieri. &lt;img src='x.png'/&gt;&lt;/p&gt;".repeat(30)
    }

    #[test]
    fn whole_articles_are_taken_from_the_feed_and_teasers_from_their_pages() {
        let (link, content) = (
            "<link>https://www.a.example/1</link>",
            format!("<content:encoded>{}</content:encoded>", long()),
        );
        let teaser = "<description>Il consiglio</description>";
        let check = |inside: &str, content: FeedContent, expect: &str| {
            let listing = list(&item(inside), content);
            let found = match listing.entries.first().map(|entry| &entry.locator) {
                Some(Locator::Url { url }) => url.clone(),
                Some(Locator::Inline(inline)) => {
                    format!("inline {}", inline.page.as_deref().unwrap_or("-"))
                }
                Some(_) => "file".to_owned(),
                None => format!("{} hollow", listing.hollow),
            };
            assert_eq!(found, expect, "{inside}");
        };
        let both = format!("{link}{teaser}{content}");
        let page = "https://www.a.example/1";
        let inline = format!("inline {page}");
        check(&both, FeedContent::Auto, &inline);
        check(&both, FeedContent::Page, page);
        check(&both, FeedContent::Feed, &inline);
        let short = format!("{link}{teaser}");
        check(&short, FeedContent::Auto, page);
        check(&short, FeedContent::Feed, &inline);
        check(link, FeedContent::Feed, page);
        check(&content, FeedContent::Page, "inline -");
        check(teaser, FeedContent::Auto, "1 hollow");
        check(
            &format!("<description>{}</description>", long()),
            FeedContent::Auto,
            "inline -",
        );
        check("", FeedContent::Auto, "1 hollow");
        check(
            "<link>mailto:a@a.example</link>",
            FeedContent::Auto,
            "1 hollow",
        );
        let home = "<link>https://www.a.example/it/</link>";
        check(home, FeedContent::Auto, "1 hollow");
        check(&format!("{home}{content}"), FeedContent::Page, "inline -");
        let short = "<link>https://t.co/ab</link>";
        check(short, FeedContent::Auto, "https://t.co/ab");
        let elsewhere = both.replace("www.a.example", "b.example");
        check(&elsewhere, FeedContent::Auto, "inline -");
    }

    #[test]
    fn only_what_readers_see_is_a_change() {
        let version = |inside: &str| list(&item(inside), FeedContent::Auto).entries[0].version;
        let link = "<link>/1</link>";
        let first = version(&format!(
            "{link}<description>a &lt;img src='1.png'&gt;b</description>"
        ));
        let same = version(&format!(
            "{link}<comments>https://a.example/c</comments><category>new</category><slash:comments>7</slash:comments>\
             <description>a &lt;img src='2.png?utm_source=x'&gt; b</description>"
        ));
        let other = version(&format!("{link}<description>a c</description>"));
        assert_eq!(first, same);
        assert_ne!(first, other);
    }

    #[test]
    fn an_entry_is_listed_once_under_a_name_that_is_not_too_long() {
        let guid = "g".repeat(LONGEST_KEY + 1);
        let twice = item(&format!("<link>/1</link><guid>{guid}</guid>")).repeat(2);
        let listing = list(&twice, FeedContent::Auto);
        assert_eq!(listing.entries.len(), 1);
        assert_eq!(listing.entries[0].key.len(), 32);
        let hints = &listing.entries[0].hints;
        assert_eq!(hints.link.as_deref(), Some("https://a.example/1"));
        assert_eq!(hints.language.as_deref(), Some("it"));
    }
}
