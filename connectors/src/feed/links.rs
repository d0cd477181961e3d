//! Links of feeds made absolute. An absolute one stays as it is, to the letter.

use ::url::Url;

/// What relative links count from, the best first.
#[derive(Debug, Default)]
pub(super) struct Bases(Vec<Url>);

impl Bases {
    /// The page of a feed goes before the feed itself: services that pass feeds on live elsewhere.
    pub(super) fn new(page: Option<&str>, feed: Option<&Url>) -> Self {
        let page = page.and_then(|page| Url::parse(page).ok());
        let bases = page.into_iter().chain(feed.cloned());
        Self(
            bases
                .filter(|base| matches!(base.scheme(), "http" | "https"))
                .collect(),
        )
    }

    /// The link, absolute where that can be known.
    pub(super) fn resolved(&self, link: &str) -> String {
        let link = link.trim();
        if let Some(host) = link.strip_prefix("//") {
            let scheme = self.0.first().map_or("https", Url::scheme);
            return format!("{scheme}://{host}");
        }
        let relative = matches!(
            Url::parse(link),
            Err(::url::ParseError::RelativeUrlWithoutBase)
        );
        let joined = self
            .0
            .first()
            .filter(|_| relative && !link.is_empty())
            .and_then(|base| base.join(link).ok());
        joined.map_or_else(|| link.to_owned(), Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_count_from_the_page_then_from_the_feed() {
        let feed = Url::parse("http://feeds.example/f/x.xml").unwrap();
        let check = |page: Option<&str>, link: &str, expect: &str| {
            let bases = Bases::new(page, Some(&feed));
            assert_eq!(bases.resolved(link), expect, "{page:?} {link}");
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
        check(page, "mailto:a@b.example", "mailto:a@b.example");
        check(None, "y", "http://feeds.example/f/y");
        check(Some("nowhere"), "/y", "http://feeds.example/y");
        check(page, "", "");
        assert_eq!(
            Bases::default().resolved("//b.example"),
            "https://b.example"
        );
        assert_eq!(Bases::default().resolved("/y"), "/y");
    }
}
