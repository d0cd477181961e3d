//! Which links of a list page may lead to an article, and under which key each is known.

use item::{is_home, key_url, same_site};
use url::Url;

/// Endings of what is no page; asking for it would be in vain.
const NO_PAGES: [&str; 20] = [
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".ico", ".mp3", ".mp4", ".m4a",
    ".ogg", ".webm", ".pdf", ".zip", ".rss", ".css", ".js", ".doc", ".docx",
];

/// Where the links of a page are resolved and measured.
#[derive(Debug)]
pub(super) struct Origin {
    base: Url,
    /// The keys of the page itself: as configured, and as it was found.
    own: [Option<String>; 2],
    page: String,
    same_site: bool,
}

/// A link that may lead to an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Where it leads, absolute.
    pub(super) url: String,
    /// Its key URL.
    pub(super) key: String,
}

/// Why a link is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeftOut {
    /// It leads to no article: to the page itself, a home page, a picture, no page at all.
    NoArticle,
    /// It leads to another site.
    OtherSite,
}

impl Origin {
    /// The page that was asked for as `asked` and found at `found`, with the `base` that it declares.
    pub(super) fn new(
        asked: &str,
        found: &str,
        base: Option<&str>,
        same_site: bool,
    ) -> Option<Self> {
        let page = Url::parse(found).ok()?;
        let declared = base.and_then(|base| page.join(base.trim()).ok());
        Some(Self {
            base: declared
                .filter(|base| !base.cannot_be_a_base())
                .unwrap_or(page),
            own: [key_url(asked), key_url(found)],
            page: found.to_owned(),
            same_site,
        })
    }

    /// What a `href` means here.
    pub(super) fn link(&self, href: &str) -> Result<Link, LeftOut> {
        let href = href.trim();
        if href.is_empty() {
            return Err(LeftOut::NoArticle);
        }
        let mut url = self.base.join(href).map_err(|_| LeftOut::NoArticle)?;
        let path = url.path().to_ascii_lowercase();
        if !matches!(url.scheme(), "http" | "https")
            || NO_PAGES.iter().any(|ending| path.ends_with(ending))
        {
            return Err(LeftOut::NoArticle);
        }
        // `#!` names a page that a script draws; any other fragment is a place within one.
        if url
            .fragment()
            .is_none_or(|fragment| !fragment.starts_with('!'))
        {
            url.set_fragment(None);
        }
        let key = key_url(url.as_str()).ok_or(LeftOut::NoArticle)?;
        let is_own = self.own.iter().flatten().any(|own| *own == key);
        if is_own || is_home(url.as_str()) {
            return Err(LeftOut::NoArticle);
        }
        if self.same_site && !same_site(url.as_str(), &self.page) {
            return Err(LeftOut::OtherSite);
        }
        Ok(Link {
            url: url.to_string(),
            key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(href: &str, expect: Result<&str, LeftOut>) {
        let base = Some("/it/ultime/");
        let origin = Origin::new(
            "http://example.org/news",
            "https://www.example.org/it/news",
            base,
            true,
        );
        let link = origin.unwrap().link(href);
        assert_eq!(
            link.as_ref()
                .map(|link| link.url.as_str())
                .map_err(|out| *out),
            expect,
            "for `{href}`"
        );
    }

    #[test]
    fn links_are_resolved_against_the_base() {
        check("a.html", Ok("https://www.example.org/it/ultime/a.html"));
        check("../a?b=1#c", Ok("https://www.example.org/it/a?b=1"));
        check("//news.example.org/a ", Ok("https://news.example.org/a"));
        check(
            "/a?utm_source=x",
            Ok("https://www.example.org/a?utm_source=x"),
        );
        check("http://example.org/a%7e", Ok("http://example.org/a%7e"));
        check("/app#!/a/1", Ok("https://www.example.org/app#!/a/1"));
    }

    #[test]
    fn what_leads_to_no_article_is_left_out() {
        for href in [
            "",
            "/it/news#top",
            "http://example.org/news?utm_source=x",
            "javascript:void(0)",
            "mailto:a@example.org",
            "tel:+39",
            "/",
            "/en/",
            "https://other.example/",
            "/a.PDF",
            "/img/a.jpg?w=3",
            "http://",
        ] {
            check(href, Err(LeftOut::NoArticle));
        }
        check("https://other.example/a", Err(LeftOut::OtherSite));
    }

    #[test]
    fn other_sites_are_let_in_where_they_are_wanted() {
        let origin = Origin::new(
            "https://example.org/a",
            "https://example.org/a",
            None,
            false,
        )
        .unwrap();
        assert_eq!(
            origin.link("https://other.example/b").unwrap().key,
            "other.example/b"
        );
        assert_eq!(origin.link("#b"), Err(LeftOut::NoArticle));
    }

    #[test]
    fn a_base_that_is_none_does_no_harm() {
        for base in ["", "mailto:a@example.org", "http://"] {
            let origin = Origin::new(
                "https://example.org/a/b",
                "https://example.org/a/b",
                Some(base),
                true,
            );
            assert_eq!(
                origin.unwrap().link("c").unwrap().url,
                "https://example.org/a/c",
                "for `{base}`"
            );
        }
    }
}
