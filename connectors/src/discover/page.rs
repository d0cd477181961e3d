//! What a web page says of the feeds of its site: in its head, to programs; in its links, to readers. Pure.

use item::markup::{Attributes, guarded};
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// Media types by which pages name feeds. `application/json` is left out: what it names is
/// mostly an interface.
const TYPES: [&str; 6] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
];

/// Words that stand in the path of a feed, as a segment or its stem.
const SEGMENTS: [&str; 9] = [
    "feed", "feeds", "rss", "rss2", "atom", "rdf", "feed1", "rssfeed", "rss-feed",
];

/// Parameters of feeds: the name, and a part of the value.
const PARAMETERS: [(&str, &str); 7] = [
    ("feed", ""),
    ("format", "feed"),
    ("format", "rss"),
    ("type", "rss"),
    ("alt", "rss"),
    ("output", "rss"),
    ("rss", ""),
];

/// Feeds that are taken of one page, of either kind.
const MOST_NAMED: usize = 12;
const MOST_LINKED: usize = 24;

/// How much of a page is searched for the signs of a platform.
const SEARCHED: usize = 256 << 10;

/// What a page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    /// What it says that it was made by, in lower case.
    pub(super) generator: String,
    /// Its beginning, in lower case.
    pub(super) head: String,
    /// Feeds that its head names.
    pub(super) named: Vec<String>,
    /// Links that look like feeds.
    pub(super) linked: Vec<String>,
    /// How many links look like articles, and by which rule.
    pub(super) articles: (usize, String),
}

/// Reads a page that was found at `url`.
pub(super) fn read(text: &str, url: &str) -> Option<Page> {
    let tree = Html::parse_document(&guarded(text, Attributes::All));
    let root = tree.root_element();
    let found = Url::parse(url).ok()?;
    let declared = first(root, "base[href]").and_then(|base| found.join(base.attr("href")?).ok());
    let base = declared
        .filter(|base| !base.cannot_be_a_base())
        .unwrap_or(found);
    let mut page = Page {
        title: title(root),
        language: root
            .attr("lang")
            .map(str::to_owned)
            .filter(|lang| !lang.trim().is_empty()),
        generator: first(root, "meta[name='generator' i]")
            .and_then(|meta| meta.attr("content"))
            .unwrap_or_default()
            .to_lowercase(),
        head: beginning(text).to_lowercase(),
        ..Page::default()
    };
    for link in all(root, "link[rel][href]") {
        if is_named_feed(link) {
            add(&mut page.named, &base, link, MOST_NAMED);
        }
    }
    for link in all(root, "a[href]") {
        let words: String = link.text().collect();
        let says = ["rss", "rss feed", "atom", "feed", "feed rss"]
            .iter()
            .any(|name| words.trim().eq_ignore_ascii_case(name));
        let looks = link
            .attr("href")
            .and_then(|href| base.join(href.trim()).ok())
            .is_some_and(|url| looks_like_a_feed(&url));
        if says || looks {
            add(&mut page.linked, &base, link, MOST_LINKED);
        }
    }
    Some(page)
}

fn title(root: ElementRef<'_>) -> Option<String> {
    let site = first(root, "meta[property='og:site_name']").and_then(|meta| meta.attr("content"));
    let title = || first(root, "title").map(|title| title.text().collect::<String>());
    let words = site.map(str::to_owned).or_else(title)?;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(SEARCHED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn is_named_feed(link: ElementRef<'_>) -> bool {
    let rel = link.attr("rel").unwrap_or_default();
    let has = |word: &str| {
        rel.split_whitespace()
            .any(|rel| rel.eq_ignore_ascii_case(word))
    };
    let kind = link.attr("type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_typed = TYPES.iter().any(|known| kind.eq_ignore_ascii_case(known));
    // `rel=feed` is HTML5's first draft; translations of a page are alternates too.
    has("feed")
        || (has("alternate")
            && is_typed
            && link
                .attr("hreflang")
                .is_none_or(|_| !kind.ends_with("/xml")))
}

/// Whether an address looks like that of a feed.
pub(super) fn looks_like_a_feed(url: &Url) -> bool {
    if !matches!(url.scheme(), "http" | "https") {
        return false;
    }
    let path = url.path().to_ascii_lowercase();
    let is_named = path.split('/').any(|segment| {
        let (stem, ending) = segment.split_once('.').unwrap_or((segment, ""));
        let is_feed = SEGMENTS.contains(&stem);
        matches!(ending, "rss" | "rdf" | "atom")
            || (is_feed && matches!(ending, "" | "xml" | "json" | "php"))
            || (ending == "xml"
                && ["rss", "feed", "atom"]
                    .iter()
                    .any(|word| stem.contains(word)))
    });
    is_named
        || url.query_pairs().any(|(name, value)| {
            let value = value.to_ascii_lowercase();
            PARAMETERS.iter().any(|(parameter, part)| {
                name.eq_ignore_ascii_case(parameter) && value.contains(part)
            })
        })
}

fn add(list: &mut Vec<String>, base: &Url, link: ElementRef<'_>, most: usize) {
    let url = link
        .attr("href")
        .and_then(|href| base.join(href.trim()).ok());
    let Some(mut url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) else {
        return;
    };
    url.set_fragment(None);
    let url = String::from(url);
    if list.len() < most && !list.contains(&url) {
        list.push(url);
    }
}

fn first<'a>(root: ElementRef<'a>, css: &str) -> Option<ElementRef<'a>> {
    root.select(&Selector::parse(css).ok()?).next()
}

fn all<'a>(root: ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).ok();
    selector.map_or_else(Vec::new, |selector| root.select(&selector).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_named_in_the_head_and_linked_in_the_body() {
        let page = read(
            "<!DOCTYPE html><html lang=it><head><title> Il  Ponte </title><base href='/it/'>\
             <meta name=Generator content='WordPress 6.5'>\
             <link rel=alternate type='application/rss+xml' href='feed?a&amp;b'>\
             <link rel='Alternate home' type='APPLICATION/atom+xml; charset=utf-8' href='https://cdn.example/atom.xml#x'>\
             <link rel=alternate type='application/rss+xml' href='feed?a&amp;b'>\
             <link rel=alternate hreflang=en type='text/html' href=/en/><link rel=stylesheet type=text/xml href=x>\
             <link rel=feed href=/json></head>\
             <body><a href='/rss'>Notizie</a><a href='x.php?id=1'>RSS</a><a href='/politica/'>Politica</a>\
             <a href='mailto:rss@a.example'>Feed</a><a href='/rss'>again</a></body></html>",
            "https://a.example/home",
        )
        .unwrap();
        assert_eq!(
            (page.title.as_deref(), page.language.as_deref()),
            (Some("Il Ponte"), Some("it"))
        );
        assert_eq!(page.generator, "wordpress 6.5");
        assert_eq!(
            page.named,
            [
                "https://a.example/it/feed?a&b",
                "https://cdn.example/atom.xml",
                "https://a.example/json"
            ]
        );
        assert_eq!(
            page.linked,
            ["https://a.example/rss", "https://a.example/it/x.php?id=1"]
        );
    }

    #[test]
    fn addresses_of_feeds_are_known_by_their_looks() {
        let check = |path: &str, expect: bool| {
            let url = Url::parse("https://rss.example/")
                .unwrap()
                .join(path)
                .unwrap();
            assert_eq!(looks_like_a_feed(&url), expect, "{path}");
        };
        for feed in [
            "/feed",
            "/feed/",
            "/news/rss.xml",
            "/world.rss",
            "/rss/all",
            "/mondo_rss.xml",
            "/index.rdf",
            "/atom.xml",
            "/feed.json",
            "/?feed=rss2",
            "/index.php?format=feed&type=rss",
            "/x?alt=rss",
        ] {
            check(feed, true);
        }
        for other in [
            "/",
            "/news",
            "/sitemap.xml",
            "/feedback",
            "/press",
            "/embrasse.html",
            "/?q=rss",
            "ftp://a.example/feed",
        ] {
            check(other, false);
        }
    }
}
