//! Whether an address that a page declares as its own can be believed.
//!
//! Templates declare the home page, the section, or one and the same article for all their pages. To believe such a
//! one would make one item of many articles, and lose them; not to believe a good one only names an article by the
//! address at which it was found. So it must show that it means the same page.

use crate::url::{home::is_home, key::key_url, site::same_site};

/// Digits in a row that are a number of an article, and no year or day.
const NUMBER: usize = 5;

/// Words that make a last segment the name of one page rather than of a section.
const NAME_WORDS: usize = 3;

/// What stands behind an article's own path to choose another form of it.
const FORMS: [&str; 10] = [
    "print", "amp", "full", "all", "single", "page", "pagina", "strona", "seite", "stampa",
];

/// Parameters that choose an article whatever their values.
const CHOOSERS: [&str; 14] = [
    "id",
    "p",
    "article",
    "articleid",
    "article_id",
    "story",
    "storyid",
    "nid",
    "aid",
    "news",
    "newsid",
    "news_id",
    "doc",
    "item",
];

/// Whether `canonical`, which the page at `page` declares as its own address, means that page. Both are absolute.
pub fn is_canonical_of(canonical: &str, page: &str) -> bool {
    let (Some(own), Some(found)) = (key_url(canonical), key_url(page)) else {
        return false;
    };
    if own == found {
        return true;
    }
    if is_home(canonical) || !same_site(canonical, page) {
        return false;
    }
    let (own, found) = (Parts::of(&own), Parts::of(&found));
    if own.path == found.path {
        let dropped = |parameter: &&&str| !own.parameters.contains(parameter);
        return !found.parameters.iter().filter(dropped).any(|p| chooses(p));
    }
    if let Some(rest) = found.path.strip_prefix(own.path.as_slice()) {
        return own.names_one() && rest.iter().all(|segment| is_form(segment));
    }
    own.shares_name(&found) || own.names_what_is_nameless(&found)
}

/// A key taken apart.
struct Parts<'a> {
    path: Vec<&'a str>,
    parameters: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(key: &'a str) -> Self {
        let (place, query) = key.split_once('?').unwrap_or((key, ""));
        Self {
            path: place.split('/').skip(1).collect(),
            parameters: query.split('&').filter(|part| !part.is_empty()).collect(),
        }
    }

    /// The last segment without its ending.
    fn name(&self) -> &'a str {
        let last = self.path.last().copied().unwrap_or_default();
        last.split('.').next().unwrap_or(last)
    }

    fn words(&self) -> impl Iterator<Item = &'a str> {
        let words = self.name().split(['-', '_', '+', ',']);
        words.filter(|word| word.len() > 1 && !word.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The numbers of articles in it.
    fn numbers(&self) -> impl Iterator<Item = &'a str> {
        let parts = self.path.iter().chain(&self.parameters);
        parts
            .flat_map(|part| part.split(|c: char| !c.is_ascii_digit()))
            .filter(|run| run.len() >= NUMBER && !is_day(run))
    }

    /// Whether it looks like the address of one page, not of a section or a gate.
    fn names_one(&self) -> bool {
        self.numbers().next().is_some()
            || self.words().count() >= NAME_WORDS
            || self.parameters.iter().any(|parameter| chooses(parameter))
    }

    /// Whether this is a name for a page whose own address has none: a gate's, or a bare number that is not this one's.
    fn names_what_is_nameless(&self, other: &Self) -> bool {
        let named = self.words().count() >= NAME_WORDS && other.words().count() < NAME_WORDS;
        let two_numbers = self.numbers().next().is_some() && other.numbers().next().is_some();
        (named && !two_numbers) || (self.names_one() && !other.names_one())
    }

    /// Whether both call the page the same: by a number, or by most words of its name.
    fn shares_name(&self, other: &Self) -> bool {
        if self
            .numbers()
            .any(|own| other.numbers().any(|number| number == own))
        {
            return true;
        }
        let fewest = self.words().count().min(other.words().count());
        let shared = self
            .words()
            .filter(|own| other.words().any(|word| word == *own));
        fewest >= NAME_WORDS && shared.count() * 3 >= fewest * 2
            || self.name() == other.name() && self.name().len() >= NUMBER && !is_day(self.name())
    }
}

/// `20210614` and `202106` are in the addresses of everything that came out then.
fn is_day(run: &str) -> bool {
    matches!(run.len(), 6 | 8)
        && (run.starts_with("19") || run.starts_with("20"))
        && run.bytes().all(|b| b.is_ascii_digit())
}

fn chooses(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    CHOOSERS
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
        || value
            .split(|c: char| !c.is_ascii_digit())
            .any(|run| run.len() >= NUMBER - 1)
}

fn is_form(segment: &str) -> bool {
    let is_count = segment.len() <= 2 && segment.bytes().all(|b| b.is_ascii_digit());
    is_count || FORMS.iter().any(|form| segment.eq_ignore_ascii_case(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(canonical: &str, page: &str, expect: bool) {
        let canonical = format!("https://www.example.org{canonical}");
        let page = format!("https://example.org{page}");
        let found = is_canonical_of(&canonical, &page);
        assert_eq!(found, expect, "for `{canonical}` of `{page}`");
    }

    #[test]
    fn another_address_of_the_same_article_is_believed() {
        check(
            "/2024/05/bridge-is-closed",
            "/2024/05/bridge-is-closed/amp",
            true,
        );
        check(
            "/2024/05/bridge-is-closed",
            "/2024/05/bridge-is-closed?from=rss&sort=new",
            true,
        );
        check("/2024/05/bridge-is-closed", "/?p=1234", true);
        check("/2024/05/bridge-is-closed", "/go/bridge", true);
        check("/news/bridge-is-closed-now-81234", "/x/81234", true);
        check(
            "/news/bridge-is-closed-again.html",
            "/local/bridge-is-closed.html",
            true,
        );
        check("/news/bridge-is-closed", "/news/bridge-is-closed/2", true);
        check("/news/81234", "/news/81234/print", true);
        check("/local/closing", "/news/closing", true);
    }

    #[test]
    fn the_home_page_and_sections_are_not_believed() {
        check("/", "/news/bridge-is-closed", false);
        check("/it/", "/it/news/bridge-is-closed", false);
        check("/news", "/news/bridge-is-closed", false);
        check("/news/latest", "/news/bridge-is-closed", false);
        check("/sport", "/go/81234", false);
        check(
            "/all-news-of-today",
            "/all-news-of-today/bridge-is-closed",
            false,
        );
        check("/article", "/article?id=7", false);
        check("/article", "/article?n=81234", false);
    }

    #[test]
    fn another_article_is_not_believed() {
        check(
            "/news/mill-burns-down-at-night",
            "/news/bridge-is-closed-again",
            false,
        );
        check("/2024/20240514/one", "/2024/20240514/two", false);
        check("/news/81234", "/news/81235", false);
        check("/article?id=7", "/article?id=8", false);
    }

    #[test]
    fn another_site_and_no_address_are_not_believed() {
        let page = "https://example.org/news/bridge-is-closed";
        for canonical in [
            "https://other.example/news/bridge-is-closed",
            "",
            "mailto:a@example.org",
            "/news/a",
        ] {
            assert!(!is_canonical_of(canonical, page), "for `{canonical}`");
        }
        let elsewhere = "https://news.example.org/bridge-is-closed";
        assert!(is_canonical_of(elsewhere, page));
    }
}
