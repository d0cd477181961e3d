//! Links of feeds: which of them leads to the page, and what relative ones count from. An absolute one stays as it is,
//! to the letter.

use std::borrow::Cow;

use ::url::{ParseError, Url};
use memchr::memchr3;

use super::{
    markup::Tag, model::FeedKind, names::Name, outline::Element, plain::resolved, text::word,
};

/// What relative links count from.
#[derive(Debug, Clone, Default)]
pub(super) struct Bases {
    /// What the feed itself declares.
    declared: Option<Url>,
    /// What counts otherwise.
    usual: Option<Url>,
    /// Where the feed was found.
    feed: Option<Url>,
}

impl Bases {
    /// The bases of a feed that was found at `feed` and whose tags, from the outermost, may declare one.
    ///
    /// Where none is declared, links of Atom count from the feed itself (RFC 4287, section 2, RFC 3986, section 5.1.3).
    /// RSS and JSON Feed know no rule, and their publishers mean their site: there, `page` goes before the feed.
    pub(super) fn new(
        kind: FeedKind,
        page: Option<&str>,
        feed: Option<&Url>,
        tags: &[Tag<'_>],
    ) -> Self {
        let feed = feed.filter(|feed| is_web(feed)).cloned();
        let page = page.and_then(|page| Url::parse(page).ok()).filter(is_web);
        let usual = match kind {
            FeedKind::Atom => feed.clone().or(page),
            FeedKind::Rss | FeedKind::Rdf | FeedKind::Json => page.or_else(|| feed.clone()),
        };
        let bases = Self {
            declared: None,
            usual,
            feed,
        };
        Self {
            declared: bases.declared_by(tags),
            ..bases
        }
    }

    /// The link, absolute where that can be known. `tags` are those around it that may declare a base, from outermost.
    pub(super) fn resolved(&self, link: &str, tags: &[Tag<'_>]) -> String {
        let link = link.trim();
        let link = match memchr3(b'\t', b'\r', b'\n', link.as_bytes()) {
            Some(_) => link.replace(['\t', '\r', '\n'], ""),
            None => link.to_owned(),
        };
        let is_relative = || matches!(Url::parse(&link), Err(ParseError::RelativeUrlWithoutBase));
        let is_schemeless = link.starts_with("//");
        if link.is_empty() || is_address(&link) || !is_schemeless && !is_relative() {
            return link;
        }
        let base = self.declared_by(tags).or_else(|| self.usual.clone());
        if is_schemeless {
            let scheme = base.as_ref().map_or("https", Url::scheme);
            return format!("{scheme}:{link}");
        }
        let joined = base.and_then(|base| base.join(&link).ok());
        joined.map_or(link, Into::into)
    }

    /// The base that tags declare (<https://www.w3.org/TR/xmlbase/>). One that is relative itself counts from the one
    /// around it, in the end from the feed.
    fn declared_by(&self, tags: &[Tag<'_>]) -> Option<Url> {
        let mut base = self.declared.clone();
        for written in tags.iter().filter_map(|tag| tag.attribute("xml:base")) {
            let written = resolved(written.trim());
            let around = base.as_ref().or(self.feed.as_ref());
            let next = match around {
                Some(around) => around.join(&written).ok(),
                None => Url::parse(&written).ok(),
            };
            base = next.filter(is_web).or(base);
        }
        base
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// A link as an element gives it: in its attribute as in Atom, or as its text as in RSS.
pub(super) fn written<'a>(element: &Element<'a>) -> Option<Cow<'a, str>> {
    let href = element.tag.attribute("href").map(resolved);
    let href = href.filter(|href| !href.trim().is_empty());
    href.or_else(|| word(element.inner))
}

/// What a link leads to, as Atom says it; earlier specifications wrote names as addresses.
pub(super) fn relation<'a>(element: &Element<'a>) -> &'a str {
    const REGISTRY: &str = "http://www.iana.org/assignments/relation/";
    let relation = element.tag.attribute("rel").unwrap_or_default().trim();
    relation.strip_prefix(REGISTRY).unwrap_or(relation)
}

/// The link to the page: the plain one or `alternate`, said to be HTML before others. Where there is none, a link to
/// something else that can be read.
pub(super) fn page<'a, 'e>(elements: &'e [Element<'a>]) -> Option<&'e Element<'a>> {
    let rank = |link: &&Element<'a>| match relation(link) {
        "" | "alternate" => match link.tag.attribute("type") {
            Some(kind) if kind.contains("html") => 0,
            None => 1,
            Some(_) => 2,
        },
        "related" | "via" => 3,
        _ => 4,
    };
    elements
        .iter()
        .filter(|element| element.name == Name::Link && rank(element) < 4)
        .filter(|element| written(element).is_some())
        .min_by_key(rank)
}

/// Whether a text is the address of a page.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_count_from_the_page_then_from_the_feed_and_absolute_ones_stay() {
        let feed = Url::parse("http://feeds.example/f/x.xml").unwrap();
        let check = |page: Option<&str>, link: &str, expect: &str| {
            let bases = Bases::new(FeedKind::Rss, page, Some(&feed), &[]);
            assert_eq!(bases.resolved(link, &[]), expect, "{page:?} {link}");
        };
        let page = Some("https://a.example/news/");
        check(page, "/1", "https://a.example/1");
        check(page, "1?a=b", "https://a.example/news/1?a=b");
        check(page, "//b.example/1", "https://b.example/1");
        check(
            page,
            " HTTP://B.example/%7e?utm_source=x ",
            "HTTP://B.example/%7e?utm_source=x",
        );
        check(page, "https://a.example/\n  1\t2", "https://a.example/  12");
        check(page, "mailto:a@b.example", "mailto:a@b.example");
        check(None, "y", "http://feeds.example/f/y");
        check(Some("nowhere"), "/y", "http://feeds.example/y");
        check(Some("mailto:x@b.example"), "/y", "http://feeds.example/y");
        check(page, "", "");
        let none = Bases::default();
        assert_eq!(none.resolved("//b.example", &[]), "https://b.example");
        assert_eq!(none.resolved("/y", &[]), "/y");
    }
}
