//! The source kind `page`: a page that lists articles and offers no feed.

use crate::{Access, Css, address::web_url, css, written::Written};

/// Far more than any page shows as news; what a page links to beyond that is its archive.
const MOST_LINKS: usize = 500;

/// Pages of a list that are read where only `next` is said.
const USUAL_PAGES: usize = 3;

/// What lies behind so many pages is an archive, not news.
const MOST_PAGES: usize = 20;

/// An example that is shown where the way to the next page is wrong.
const NEXT: &str = "\"a.next\"";

/// An example that is shown where a selector is missing or wrong.
const EXAMPLE: &str = "\"main a[href]\"";

/// What a page source reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The list page.
    pub url: String,
    /// What of the page lists an article.
    pub listed: Listed,
    /// The link to the page with what is older; without it, it is looked for.
    pub next: Option<Css>,
    /// How many pages of the list are read at most; one unless it is said.
    pub pages: usize,
    /// Whether links to other sites are left out.
    pub same_site: bool,
    /// How many links are read at most, from the page's start.
    pub most: usize,
    /// How it and its articles are asked for.
    pub access: Access,
}

/// What of a list page lists an article.
#[derive(Debug, Clone, PartialEq)]
pub enum Listed {
    /// Whatever looks like an article.
    Guessed,
    /// Links, or elements whose links are all meant.
    Links(Css),
    /// Teasers, one article each.
    Items {
        /// The teaser.
        item: Css,
        /// Its link, inside it; otherwise itself, or its first link.
        link: Option<Css>,
        /// Its title, inside it; otherwise what its link says.
        title: Option<Css>,
        /// When it was published, inside it.
        date: Option<Css>,
        /// Its summary, inside it.
        text: Option<Css>,
    },
}

impl Listed {
    /// All its selectors, as they are configured.
    pub fn written(&self) -> String {
        let own = |css: &Option<Css>| css.as_ref().map_or("", |css| &*css.written).to_owned();
        match self {
            Self::Guessed => "guessed".to_owned(),
            Self::Links(links) => format!("links {}", links.written),
            Self::Items {
                item,
                link,
                title,
                date,
                text,
            } => [
                format!("items {}", item.written),
                own(link),
                own(title),
                own(date),
                own(text),
            ]
            .join("\0"),
        }
    }
}

impl Page {
    pub(crate) fn check(table: &Written<'_>) -> Option<Self> {
        let url = web_url(table, "url", "\"https://news.example.org/latest\"");
        let same_site = table.flag("same_site").unwrap_or(true);
        let most = table.number("most", 1..=MOST_LINKS).unwrap_or(MOST_LINKS);
        let access = Access::check(table);
        let listed = Listed::check(table);
        let next = css::selector(table, "next", NEXT);
        let pages = table.number("pages", 1..=MOST_PAGES);
        let pages = pages.unwrap_or(if next.is_some() { USUAL_PAGES } else { 1 });
        Some(Self {
            url: url?,
            listed: listed?,
            next,
            pages,
            same_site,
            most,
            access,
        })
    }
}

impl Listed {
    fn check(table: &Written<'_>) -> Option<Self> {
        let of_items = ["link", "title", "date", "text"];
        let [links, item] =
            ["links", "item"].map(|key| (table.value(key), css::selector(table, key, EXAMPLE)));
        let [link, title, date, text] = of_items.map(|key| css::selector(table, key, EXAMPLE));
        match (links, item) {
            ((Some(links), _), (Some(_), _)) => {
                let message = format!("{} has both `links` and `item`", table.name);
                let help = "keep `item` if each article has a teaser of its own, else `links`";
                table.error(&links.span(), message, help.to_owned());
                None
            }
            ((None, _), (None, _)) => {
                needs_item(table, of_items, "");
                Some(Self::Guessed)
            }
            ((Some(_), links), (None, _)) => {
                needs_item(table, of_items, " in the place of `links`");
                links.map(Self::Links)
            }
            ((None, _), (Some(_), item)) => item.map(|item| Self::Items {
                item,
                link,
                title,
                date,
                text,
            }),
        }
    }
}

/// Reports what is looked for inside a teaser where no teaser is named.
fn needs_item(table: &Written<'_>, keys: [&'static str; 4], place: &str) {
    for key in keys {
        if let Some(value) = table.value(key) {
            let message = format!("`{key}` in {} needs `item`", table.name);
            let help =
                format!("it is looked for inside each teaser: add `item = \"article\"`{place}");
            table.error(&value.span(), message, help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        SourceKind,
        tests::{check, read, said},
    };

    fn page(keys: &str) -> String {
        format!(
            "[[source]]\nid = \"a\"\nkind = \"page\"\nurl = \"https://example.org/news\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n"
        )
    }

    fn good(keys: &str) -> Page {
        let config = read(&page(keys)).unwrap();
        let SourceKind::Page(page) = &config.sources[0].kind else {
            panic!("no page");
        };
        page.clone()
    }

    #[test]
    fn without_selectors_articles_are_guessed_and_further_pages_are_read_where_they_are_wanted() {
        let guessed = good("");
        assert!(matches!(guessed.listed, Listed::Guessed));
        assert_eq!((guessed.pages, guessed.next.is_some()), (1, false));
        let next = good("next = \"a.next\"");
        assert_eq!((next.pages, next.next.is_some()), (USUAL_PAGES, true));
        assert_eq!(good("pages = 7").pages, 7);
    }

    #[test]
    fn a_page_has_links_or_items() {
        let links = good("links = \"main a[href]\"");
        assert!(matches!(&links.listed, Listed::Links(css) if css.written == "main a[href]"));
        assert!(links.same_site && links.most == MOST_LINKS && links.next.is_none());
        let next = good("links = \"a\"\nnext = \"a.older\"").next;
        assert_eq!(next.unwrap().written, "a.older");
        let items = good(
            "item = \"article\"\ndate = \"time\"\nsame_site = false\nmost = 20\ncookie = \"a=b\"",
        );
        assert!(matches!(
            &items.listed,
            Listed::Items {
                date: Some(_),
                title: None,
                ..
            }
        ));
        assert!(!items.same_site && items.most == 20 && items.access.cookie.is_some());
    }

    #[test]
    fn what_is_missing_or_too_much_is_told() {
        check(
            &page("title = \"h2\""),
            &[
                "5:9:4 `title` in [[source]] `a` needs `item` / it is looked for inside each teaser: add `item = \"article\"`",
            ],
        );
        check(
            &page("links = \"a\"\nitem = \"article\""),
            &[
                "5:9:3 [[source]] `a` has both `links` and `item` / keep `item` if each article has a teaser of its own, else `links`",
            ],
        );
        check(
            &page("links = \"a\"\ntitle = \"h2\""),
            &[
                "6:9:4 `title` in [[source]] `a` needs `item` / it is looked for inside each teaser: add `item = \"article\"` in the place of `links`",
            ],
        );
        check(
            &page("links = \"a\"\nmots = 3"),
            &["6:1:4 unknown key `mots` in [[source]] `a` / did you mean `most`?"],
        );
    }

    #[test]
    fn a_selector_that_is_none_is_told_with_its_place() {
        check(
            &page("links = \"main >\""),
            &[
                "5:9:8 `links` in [[source]] `a` is not a CSS selector: dangling combinator / write it as a style sheet would, like \"main a[href]\"",
            ],
        );
    }

    #[test]
    fn the_parsers_words_are_made_plain() {
        for (selector, expect) in [
            ("", "`links` in [[source]] `a` is empty"),
            ("a[", "is not a CSS selector: "),
            (
                "a:hover-twice",
                "is not a CSS selector: unsupported pseudo class or element",
            ),
            ("a!", "is not a CSS selector: "),
        ] {
            let said = said(&page(&format!("links = \"{selector}\""))).join("\n");
            assert!(said.contains(expect), "{said}");
            assert!(
                !said.contains("developer") && !said.contains('\n'),
                "{said}"
            );
        }
    }

    #[test]
    fn urls_that_cannot_be_asked_for_are_told() {
        let with = |url: &str| {
            format!(
                "[[source]]\nid = \"a\"\nkind = \"page\"\nurl = \"{url}\"\nlinks = \"a\"\n[[sink]]\nkind = \"stdout\"\n"
            )
        };
        check(
            &with("example.org/news"),
            &[
                "4:7:18 `url` in [[source]] `a` is no whole URL / write it whole, like \"https://news.example.org/latest\"",
            ],
        );
        check(
            &with("https://"),
            &[
                "4:7:10 `url` in [[source]] `a` is not a URL: empty host / write it like \"https://news.example.org/latest\"",
            ],
        );
        check(
            &with("ftp://example.org/news"),
            &[
                "4:7:24 `url` in [[source]] `a` is not an address of the web / it must begin with `https://` or `http://`",
            ],
        );
        check(
            &with("https://ann:word@example.org/news"),
            &[
                "4:7:35 `url` in [[source]] `a` has a user name or password in it / take them out and add `basic_auth = { user = \"…\", password = \"${PASSWORD}\" }`",
            ],
        );
    }
}
