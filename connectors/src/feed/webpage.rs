//! What stands where a feed should be: mostly a web page, which may name the feed that was meant.

use std::borrow::Cow;

use ::url::Url;

use super::{
    markup::{Markup, Piece},
    plain::{plain, resolved},
    read::NoFeed,
};

/// How far into a page its head may reach.
const FARTHEST: usize = 256 << 10;

/// Feeds that are named at most.
const MOST_NAMED: usize = 3;

/// Media types of feeds.
const TYPES: [&str; 4] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
];

/// Why a text is no feed.
pub(super) fn instead_of_a_feed(text: &str, url: Option<&Url>) -> NoFeed {
    let Some(page) = Page::of(text) else {
        let is_xml = text.starts_with('<');
        let what = if is_xml {
            "XML, but neither RSS, Atom nor RDF"
        } else {
            "no feed"
        };
        return NoFeed::from(format!("it is {what}"));
    };
    let feeds: Vec<String> = page
        .feeds
        .iter()
        .map(|feed| match url.and_then(|url| url.join(feed).ok()) {
            Some(whole) => format!("`{whole}`"),
            None => format!("`{feed}`"),
        })
        .collect();
    let titled = match page.title {
        Some(title) => format!("a web page (`{title}`)"),
        None => "a web page".to_owned(),
    };
    NoFeed {
        reason: format!("it is {titled}, not a feed"),
        hint: Some(if feeds.is_empty() {
            "open it in a browser: the feed may have moved, or wants a login; a page without a feed is read by a source of the kind `page`"
                .to_owned()
        } else {
            format!("the page names its feed: {}", feeds.join(", "))
        }),
    }
}

#[derive(Debug, Default)]
struct Page {
    title: Option<String>,
    feeds: Vec<String>,
}

impl Page {
    /// The page that a text is, if it is one.
    fn of(text: &str) -> Option<Self> {
        let (mut page, mut is_page) = (Self::default(), false);
        let mut markup = Markup::new(text);
        while markup.at() < FARTHEST
            && let Some(piece) = markup.next()
        {
            let Piece::Start(tag) = piece else { continue };
            match tag.name.to_ascii_lowercase().as_str() {
                "html" | "head" | "meta" | "div" | "p" => is_page = true,
                "body" => {
                    is_page = true;
                    break;
                }
                "title" if page.title.is_none() => {
                    if let Some(Piece::Text(title)) = markup.next() {
                        page.title = Some(plain(title)).filter(|title| !title.is_empty());
                    }
                }
                "link" => {
                    let kind = tag
                        .attribute("type")
                        .unwrap_or_default()
                        .to_ascii_lowercase();
                    let rel = tag.attribute("rel").unwrap_or_default();
                    let href = tag.attribute("href").map(resolved).map(Cow::into_owned);
                    let is_feed = TYPES.contains(&kind.trim())
                        && rel
                            .split_whitespace()
                            .any(|rel| rel.eq_ignore_ascii_case("alternate"));
                    if is_feed && page.feeds.len() < MOST_NAMED {
                        page.feeds.extend(href.filter(|href| !href.is_empty()));
                    }
                }
                _ => {}
            }
        }
        is_page.then_some(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_in_place_of_a_feed_tells_where_the_feed_is() {
        let url = Url::parse("https://a.example/feed").unwrap();
        let no_feed = instead_of_a_feed(
            "<!DOCTYPE html><HTML><head><title>Notizie &amp; altro</title>\
             <link REL=x rel='alternate' type='application/rss+xml' href='/rss.xml?a&amp;b'>\
             <link rel=stylesheet href=x.css></head><body><link rel=alternate type=application/rss+xml href=no>",
            Some(&url),
        );
        assert_eq!(
            no_feed.reason,
            "it is a web page (`Notizie & altro`), not a feed"
        );
        assert_eq!(
            no_feed.hint.as_deref(),
            Some("the page names its feed: `https://a.example/rss.xml?a&b`")
        );
        let bare = instead_of_a_feed("<html><body>Wartung", None);
        assert!(bare.hint.unwrap().contains("kind `page`"));
        let xml = instead_of_a_feed("<?xml version='1.0'?><urlset/>", None);
        assert_eq!(xml.reason, "it is XML, but neither RSS, Atom nor RDF");
        assert_eq!(instead_of_a_feed("not found", None).reason, "it is no feed");
    }
}
