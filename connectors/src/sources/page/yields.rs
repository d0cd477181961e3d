//! What a list page's yield says about its selectors: enough, nothing any more, or nothing from the start.

use config::{Listed, Page};
use item::DropReason;

use super::list::List;
use crate::{connector::Warning, error::FetchError};

/// What is to be said of a yield.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) warnings: Vec<Warning>,
    pub(super) notes: Vec<Warning>,
}

/// Judges what `list` gave, where the last poll gave `before` links. A page that never gave any is not configured
/// right; one that gave some has changed its markup, or is empty today.
pub(super) fn judge(page: &Page, list: &List, before: usize) -> Result<Said, FetchError> {
    let mut said = Said::default();
    let about = |message: String| Warning {
        what: page.url.clone(),
        message,
    };
    if list.entries.is_empty() {
        let why = why_nothing(page, list);
        if before == 0 {
            return Err(FetchError::Refused {
                url: page.url.clone(),
                reason: DropReason::Empty,
                detail: why,
                hint: Some(advice(page, list).to_owned()),
                may_change: false,
            });
        }
        said.warnings.push(about(format!(
            "{why}; the last poll gave {before} links, so its markup has probably changed: {}",
            advice(page, list)
        )));
        return Ok(said);
    }
    if list.without_link * 2 > list.matched {
        said.warnings.push(about(format!(
            "{} of {} teasers hold no link: name the place of the link with `link`",
            list.without_link, list.matched
        )));
    }
    if before == 0 && list.other_sites > 0 {
        said.notes.push(about(format!(
            "{} links to other sites are left out; `same_site = false` takes them",
            list.other_sites
        )));
    }
    if let Some(rule) = &list.rule
        && before == 0
    {
        said.notes.push(about(format!(
            "{} links were guessed: {rule}",
            list.entries.len()
        )));
    }
    if list.beyond > 0 {
        said.notes.push(about(format!(
            "only the first {} links are read, {} are left out (`most`)",
            page.most, list.beyond
        )));
    }
    Ok(said)
}

fn why_nothing(page: &Page, list: &List) -> String {
    let (key, css) = match &page.listed {
        Listed::Guessed if list.other_sites > 0 => {
            return format!(
                "no link of the site looks like one to an article, and {} lead to other sites",
                list.other_sites
            );
        }
        Listed::Guessed => {
            return "no link on the page looks like one to an article".to_owned();
        }
        Listed::Links(links) => ("links", links),
        Listed::Items { item, .. } => ("item", item),
    };
    let selector = format!("`{key} = \"{}\"`", css.written);
    if list.matched == 0 {
        format!("{selector} matches nothing on the page")
    } else if list.other_sites > 0 {
        format!("all links that {selector} matches lead to other sites")
    } else if list.without_link > 0 {
        format!(
            "none of the {} teasers that {selector} matches holds a link",
            list.matched
        )
    } else {
        format!(
            "none of the {} elements that {selector} matches leads to an article",
            list.matched
        )
    }
}

fn advice(page: &Page, list: &List) -> &'static str {
    if matches!(page.listed, Listed::Guessed) && list.other_sites == 0 {
        "name them with `links = \"main a[href]\"`; scripts may draw what a browser shows"
    } else if list.other_sites > 0 {
        "set `same_site = false` if they are meant"
    } else if list.matched == 0 {
        "look at the page's source for the element around its links, for scripts may draw what a browser shows"
    } else if list.without_link > 0 {
        "name the place of the link inside the teaser with `link`"
    } else {
        "name elements that are links, or that hold them"
    }
}

#[cfg(test)]
mod tests {
    use config::{Access, Css};
    use item::{Entry, Hints, Locator, SourceId};
    use scraper::Selector;

    use super::*;

    fn page() -> Page {
        Page {
            url: "https://example.org/news".to_owned(),
            listed: Listed::Links(Css {
                written: "main a".to_owned(),
                selector: Selector::parse("main a").unwrap(),
            }),
            next: None,
            pages: 1,
            same_site: true,
            most: 500,
            access: Access::default(),
        }
    }

    fn with_one(mut list: List) -> List {
        let entry = Entry {
            source: SourceId::new("s"),
            key: "example.org/a".to_owned(),
            version: 1,
            locator: Locator::Url {
                url: "https://example.org/a".to_owned(),
            },
            hints: Hints::default(),
        };
        list.entries = vec![entry];
        list
    }

    #[test]
    fn nothing_at_first_is_an_error_with_advice() {
        let check = |list: List, detail: &str, hint: &str| {
            let error = judge(&page(), &list, 0).unwrap_err();
            assert!(error.to_string().contains(detail), "{error}");
            assert!(error.hint().unwrap().contains(hint), "{:?}", error.hint());
        };
        let list = List::default;
        check(list(), "`links = \"main a\"` matches nothing", "scripts");
        let (matched, other_sites, without_link) = (3, 2, 3);
        check(
            List {
                matched,
                other_sites,
                ..list()
            },
            "other sites",
            "same_site = false",
        );
        check(
            List {
                matched,
                without_link,
                ..list()
            },
            "none of the 3 teasers",
            "`link`",
        );
        check(
            List { matched, ..list() },
            "none of the 3 elements",
            "links",
        );
    }

    #[test]
    fn a_guess_that_finds_nothing_says_what_to_name() {
        let guessed = Page {
            listed: Listed::Guessed,
            ..page()
        };
        let check = |other_sites, detail: &str, hint: &str| {
            let list = List {
                other_sites,
                ..List::default()
            };
            let error = judge(&guessed, &list, 0).unwrap_err();
            assert!(error.to_string().contains(detail), "{error}");
            assert!(error.hint().unwrap().contains(hint), "{:?}", error.hint());
        };
        check(0, "no link on the page looks like one", "`links = ");
        check(7, "7 lead to other sites", "same_site = false");
    }

    #[test]
    fn nothing_any_more_is_a_warning() {
        let said = judge(&page(), &List::default(), 12).unwrap();
        assert_eq!(said.notes, []);
        assert_eq!(said.warnings.len(), 1);
        let message = &said.warnings[0].message;
        assert!(
            message.contains("main a") && message.contains("12 links"),
            "{message}"
        );
    }

    #[test]
    fn what_is_left_out_is_told_once_and_what_is_cut_each_time() {
        let some = || {
            with_one(List {
                matched: 9,
                other_sites: 4,
                beyond: 2,
                ..List::default()
            })
        };
        assert_eq!(judge(&page(), &some(), 0).unwrap().notes.len(), 2);
        assert_eq!(judge(&page(), &some(), 5).unwrap().notes.len(), 1);
        let linkless = with_one(List {
            matched: 9,
            without_link: 8,
            ..List::default()
        });
        assert_eq!(judge(&page(), &linkless, 5).unwrap().warnings.len(), 1);
    }
}
