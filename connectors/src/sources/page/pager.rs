//! Where a list goes on: the link to the page with what is older. Pure.
//!
//! By the configured selector; else by what the markup says to programs (`rel="next"`); else by what a link says to
//! readers; else by its number, where its address is that of this page but for the number.

use std::collections::HashSet;

use config::Page;
use item::markup::{Attributes, guarded};
use item::same_site;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::sources::way::Next;

/// What links to what is older are called, without arrows and in small letters. Words that also stand for “read more” are
/// not among them.
const OLDER: [&str; 47] = [
    // English
    "older",
    "older posts",
    "older entries",
    "older articles",
    "older news",
    "next",
    "next page",
    // Italian
    "successiva",
    "successivo",
    "successivi",
    "pagina successiva",
    "più vecchi",
    "meno recenti",
    "post più vecchi",
    "articoli precedenti",
    "articoli meno recenti",
    // Polish
    "następna",
    "następne",
    "następna strona",
    "starsze",
    "starsze wpisy",
    "starsze artykuły",
    // Russian
    "следующая",
    "следующая страница",
    "старые записи",
    "предыдущие записи",
    "более ранние",
    // Ukrainian
    "наступна",
    "наступна сторінка",
    "старіші записи",
    "попередні записи",
    // German
    "nächste",
    "nächste seite",
    "ältere",
    "ältere beiträge",
    "ältere artikel",
    "ältere einträge",
    // French
    "suivant",
    "suivante",
    "page suivante",
    "articles plus anciens",
    "articles précédents",
    // Spanish
    "siguiente",
    "página siguiente",
    "entradas antiguas",
    "entradas anteriores",
    "más antiguas",
];

/// A name of a link is not longer.
const LONGEST_NAME: usize = 40;

/// Higher numbers of pages are years, or count something else.
const MOST_NUMBER: u32 = 100_000;

/// The page before the one that was asked for at `asked` and found at `found`.
pub(super) fn earlier(page: &Page, asked: &str, found: &str, text: &str) -> Option<Next> {
    earlier_in(
        &Html::parse_document(&guarded(text, Attributes::All)),
        page,
        asked,
        found,
    )
}

/// The same of a page that was read already.
pub(super) fn earlier_in(tree: &Html, page: &Page, asked: &str, found: &str) -> Option<Next> {
    let here = Here::new(&page.url, asked, found, tree)?;
    if let Some(css) = &page.next {
        // Where it is configured nothing else counts: a list ends where its selector finds nothing.
        return here.first(tree, &css.selector).map(named);
    }
    let declared = Selector::parse("link[rel~=next i][href], a[rel~=next i][href]").ok()?;
    if let Some(url) = here.first(tree, &declared) {
        return Some(named(url));
    }
    let links = Selector::parse("a[href]").ok()?;
    let links: Vec<ElementRef<'_>> = tree.select(&links).collect();
    let called = links.iter().filter(|link| is_called_older(**link));
    let called: HashSet<String> = called
        .filter_map(|link| here.url(link.attr("href")?))
        .collect();
    // Where several are called so, they lead from picture to picture or from report to report.
    let only = (called.len() == 1)
        .then(|| called.into_iter().next())
        .flatten();
    let url = only.or_else(|| here.numbered(&links))?;
    Some(Next { url, guessed: true })
}

fn named(url: String) -> Next {
    let guessed = false;
    Next { url, guessed }
}

/// Whether a link says to readers that it leads to what is older.
fn is_called_older(link: ElementRef<'_>) -> bool {
    let text: String = link.text().collect();
    let said = [
        Some(text.as_str()),
        link.attr("aria-label"),
        link.attr("title"),
    ];
    said.into_iter().flatten().any(|said| {
        let is_sign = |c: char| !c.is_alphanumeric();
        let name = said.trim_matches(is_sign);
        name.chars().count() <= LONGEST_NAME && {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            OLDER.contains(&name.to_lowercase().as_str())
        }
    })
}

/// Where links are resolved, and what they must not lead to.
struct Here<'a> {
    base: Url,
    home: &'a str,
    found: &'a str,
    own: HashSet<String>,
}

impl<'a> Here<'a> {
    fn new(home: &'a str, asked: &'a str, found: &'a str, tree: &Html) -> Option<Self> {
        let at = Url::parse(found).ok()?;
        let base = Selector::parse("base[href]").ok()?;
        let declared = tree.select(&base).next().and_then(|base| base.attr("href"));
        let declared = declared.and_then(|base| at.join(base.trim()).ok());
        let own = [home, asked, found].into_iter().map(str::to_owned);
        Some(Self {
            base: declared
                .filter(|base| !base.cannot_be_a_base())
                .unwrap_or(at),
            home,
            found,
            own: own.collect(),
        })
    }

    /// The first element that a selector matches and that leads on: itself, or a link inside it.
    fn first(&self, tree: &Html, selector: &Selector) -> Option<String> {
        let inside = Selector::parse("a[href]").ok()?;
        tree.select(selector).find_map(|element| {
            let own = element.attr("href");
            let href = own.or_else(|| element.select(&inside).next()?.attr("href"))?;
            self.url(href)
        })
    }

    /// Where a link leads, if that is another page of this site.
    fn url(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        let mut url = self.base.join(href).ok()?;
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        url.set_fragment(None);
        let url = String::from(url);
        (!self.own.contains(&url) && same_site(&url, self.home)).then_some(url)
    }

    /// The link whose name is a number, and whose address is that of this page with the number before it.
    fn numbered(&self, links: &[ElementRef<'_>]) -> Option<String> {
        links.iter().find_map(|link| {
            let text: String = link.text().collect();
            let number: u32 = text.trim().parse().ok()?;
            let url = self.url(link.attr("href")?)?;
            let is_next = (2..MOST_NUMBER).contains(&number) && self.is_before(number, &url);
            is_next.then_some(url)
        })
    }

    /// Whether a page with a number follows this one. The first page mostly has none in its address.
    fn is_before(&self, number: u32, url: &str) -> bool {
        let found = without_slash(self.found);
        let (written, before) = (number.to_string(), (number - 1).to_string());
        let places = runs(url).into_iter();
        places.filter(|(_, run)| *run == written).any(|(at, run)| {
            let (head, tail) = (url.get(..at), url.get(at + run.len()..));
            let (Some(head), Some(tail)) = (head, tail) else {
                return false;
            };
            let is_one_less = without_slash(&format!("{head}{before}{tail}")) == found;
            is_one_less || number == 2 && is_first(head, tail, found)
        })
    }
}

/// Whether the address of the second page is that of the first with a number added: in the query, or in a segment of
/// its own behind it, with at most one word before it.
fn is_first(head: &str, tail: &str, found: &str) -> bool {
    let (path, query) = found
        .split_once('?')
        .map_or((found, None), |(path, query)| (path, Some(query)));
    let path = without_slash(path);
    let Some(rest) = head.strip_prefix(path) else {
        return false;
    };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let is_parameter = |rest: &str| {
        rest.strip_prefix('?')
            .and_then(|rest| rest.strip_suffix('='))
            .is_some_and(|parameters| {
                let before = parameters.rsplit_once('&').map(|(before, _)| before);
                before == query
                    || before.is_none()
                        && query.is_some_and(|query| tail.strip_prefix('&') == Some(query))
            })
    };
    let is_segment = |rest: &str| {
        let word = rest.strip_suffix(['/', '-', '_']).unwrap_or(rest);
        let is_end = matches!(tail.split('?').next(), Some("" | "/" | ".html" | ".htm"));
        is_end
            && !word.contains('/')
            && word.chars().all(char::is_alphabetic)
            && query == tail.split_once('?').map(|(_, query)| query)
    };
    is_parameter(rest) || is_segment(rest)
}

fn without_slash(url: &str) -> &str {
    url.strip_suffix('/').unwrap_or(url)
}

/// The runs of digits in an address, with their places.
fn runs(url: &str) -> Vec<(usize, &str)> {
    let mut runs = Vec::new();
    let mut at = 0;
    for part in url.split(|c: char| !c.is_ascii_digit()) {
        if !part.is_empty() {
            runs.push((at, part));
        }
        let behind = url
            .get(at + part.len()..)
            .and_then(|rest| rest.chars().next());
        at += part.len() + behind.map_or(0, char::len_utf8);
    }
    runs
}

#[cfg(test)]
mod tests {
    use config::{Access, Css, Listed};

    use super::*;

    const HOME: &str = "https://example.org/news/";

    fn css(written: &str) -> Css {
        Css {
            written: written.to_owned(),
            selector: Selector::parse(written).unwrap(),
        }
    }

    fn page(next: Option<&str>) -> Page {
        Page {
            pages: 1,
            url: HOME.to_owned(),
            listed: Listed::Links(css("main a")),
            next: next.map(css),
            same_site: true,
            most: 500,
            access: Access::default(),
        }
    }

    fn check_at(found: &str, text: &str, expect: Option<&str>) {
        let next = earlier(&page(None), found, found, text);
        let path = |next: Next| next.url.replace("https://example.org", "");
        assert_eq!(next.map(path).as_deref(), expect, "{text} at {found}");
    }

    fn check(text: &str, expect: Option<&str>) {
        check_at(HOME, text, expect);
    }

    #[test]
    fn what_markup_says_to_programs_comes_before_what_it_says_to_readers() {
        check(
            "<link rel=next href=?p=2><a href=/x>Older posts</a>",
            Some("/news/?p=2"),
        );
        check(
            "<a rel='nofollow Next' href=/news/b>more</a>",
            Some("/news/b"),
        );
        check("<a rel=prev href=/news/0>newer</a>", None);
        check(
            "<base href=/archive/><link rel=next href=2>",
            Some("/archive/2"),
        );
    }

    #[test]
    fn links_are_known_by_their_names_in_eight_languages() {
        for name in [
            "← Older Posts",
            "Next »",
            "<i></i> Pagina  successiva →",
            "Następna strona",
            "Следующая",
            "Наступна",
            "Nächste Seite >",
            "Page suivante",
            "SIGUIENTE",
        ] {
            check(
                &format!("<a href=/news/page/2>{name}</a>"),
                Some("/news/page/2"),
            );
        }
        check(
            "<a href=/news/2 aria-label='Next page'>&gt;</a>",
            Some("/news/2"),
        );
        check("<a href=/a>Next week the parliament votes</a>", None);
        check("<a href='#'>Next</a><a href=javascript:go()>Next</a>", None);
        check("<a href=https://other.example/2>Next</a>", None);
        check("<a href=/news/>Next</a>", None);
        check("<a href=/a>Next</a><a href=/b>Next</a>", None);
        check(
            "<a href=/news/2>Next</a>1 2<a href=/news/2>Next</a>",
            Some("/news/2"),
        );
    }

    #[test]
    fn numbers_lead_on_where_the_address_is_that_of_this_page_but_for_the_number() {
        let link = |number: u32, href: &str| {
            let href = href.replace('N', &number.to_string());
            format!("<a href='{href}'>{number}</a>")
        };
        let pager = |first: u32, href: &str| {
            let links: Vec<String> = (first..first + 4)
                .map(|number| link(number, href))
                .collect();
            links.concat()
        };
        check(&pager(1, "?page=N"), Some("/news/?page=2"));
        check(&pager(1, "/news/page/N/"), Some("/news/page/2/"));
        check(&pager(1, "/news/N"), Some("/news/2"));
        check(&pager(1, "/news/str-N.html"), Some("/news/str-2.html"));
        check(&pager(1, "/sport/page/N/"), None);
        check(&pager(1, "/news/some/story/N"), None);
        check_at(
            "https://example.org/news/page/7/",
            &pager(5, "/news/page/N/"),
            Some("/news/page/8/"),
        );
        check_at(
            "https://example.org/2021/news?p=9&x=1",
            &pager(8, "/2021/news?p=N&x=1"),
            Some("/2021/news?p=10&x=1"),
        );
        check_at(
            "https://example.org/list?x=1",
            &pager(1, "/list?x=1&p=N"),
            Some("/list?x=1&p=2"),
        );
        check_at(
            "https://example.org/news/page/9/",
            &pager(2, "/news/page/N/"),
            None,
        );
    }

    #[test]
    fn a_configured_selector_alone_counts() {
        let at = |css: &str, text: &str| {
            let next = earlier(&page(Some(css)), HOME, HOME, text);
            next.map(|next| (next.url, next.guessed))
        };
        let text = "<link rel=next href=?p=2><li class=on><a href=/news/more>x</a></li>";
        let more = "https://example.org/news/more".to_owned();
        assert_eq!(at(".on", text), Some((more, false)));
        assert_eq!(at(".off", text), None);
    }
}
