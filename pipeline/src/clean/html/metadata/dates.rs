//! When an article was published and modified, by the fields of its page. How dates are written is not known here.

use item::NewsDate;

use super::super::names::Tag;
use super::super::page::Page;
use super::head::Head;
use item::dates::{find, in_url, parse};

const PUBLISHED: [&str; 34] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "published_time",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "publish-date",
    "publish_date",
    "publishdate",
    "published-date",
    "publication_date",
    "publicationdate",
    "pubdate",
    "article.published",
    "article_date_original",
    "article:create",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dc.date",
    "dcterms.date",
    "dc:date",
    "citation_publication_date",
    "citation_date",
    "datecreated",
    "date",
    "created",
    "originalpublicationdate",
];

const MODIFIED: [&str; 10] = [
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "article:modified",
    "modified",
];

/// The longest line that is read as a date.
const LONGEST_LINE: usize = 120;

/// How many blocks from the title on may hold the date: what comes later is the story.
const NEAR_TITLE: usize = 40;

/// When the article was published: fields in the order of how deliberately they say so.
pub(super) fn published(
    page: &Page<'_>,
    head: &Head<'_>,
    linked: Option<&str>,
    url: Option<&str>,
) -> Option<NewsDate> {
    let linked = linked.and_then(parse);
    linked
        .or_else(|| {
            PUBLISHED
                .iter()
                .find_map(|key| head.all(key).find_map(parse))
        })
        .or_else(|| marked(page, "datePublished"))
        .or_else(|| time_element(page))
        .or_else(|| url.and_then(in_url).map(NewsDate::day))
        .or_else(|| named_date(page))
        .or_else(|| near_title(page))
}

/// When it was last modified.
pub(super) fn modified(page: &Page<'_>, head: &Head<'_>, linked: Option<&str>) -> Option<NewsDate> {
    let linked = linked.and_then(parse);
    linked
        .or_else(|| {
            MODIFIED
                .iter()
                .find_map(|key| head.all(key).find_map(parse))
        })
        .or_else(|| marked(page, "dateModified"))
}

fn marked(page: &Page<'_>, property: &str) -> Option<NewsDate> {
    page.elements().find_map(|(index, _, element)| {
        let attr = |wanted: &str| {
            element
                .attrs()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| value)
        };
        let is = |value: &str| value.split_ascii_whitespace().any(|word| word == property);
        attr("itemprop")
            .or_else(|| attr("property"))
            .filter(|value| is(value))?;
        of_element(page, index)
    })
}

/// The date that an element says to programs, or else to readers.
pub(in crate::clean) fn of_element(page: &Page<'_>, index: usize) -> Option<NewsDate> {
    let (_, element) = page.element(index)?;
    let written = ["datetime", "content", "title"]
        .iter()
        .find_map(|name| element.attr(name));
    written
        .and_then(parse)
        .or_else(|| line(&page.words(index, LONGEST_LINE)))
}

/// The first `time`; one that says `published` or `pubdate` before the others, none that says `updated`.
fn time_element(page: &Page<'_>) -> Option<NewsDate> {
    let times: Vec<_> = page
        .elements()
        .filter(|(_, tag, _)| *tag == Tag::Time)
        .take(20)
        .collect();
    let names = |index: usize, words: &[&str]| {
        times.get(index).is_some_and(|(_, _, element)| {
            element.attrs().any(|(name, value)| {
                name == "pubdate" && words.contains(&"pub") || {
                    let value = value.to_ascii_lowercase();
                    name == "class" && words.iter().any(|word| value.contains(word))
                }
            })
        })
    };
    let order = (0..times.len()).filter(|&i| names(i, &["pub", "entry-date", "posted"]));
    let order = order.chain((0..times.len()).filter(|&i| !names(i, &["updat", "modif"])));
    order.into_iter().find_map(|i| {
        let (index, _, element) = times.get(i)?;
        let written = element
            .attrs()
            .find(|(name, _)| *name == "datetime")
            .and_then(|(_, value)| parse(value));
        written.or_else(|| line(&page.words(*index, LONGEST_LINE)))
    })
}

/// The first element whose class or id says that it is the date.
fn named_date(page: &Page<'_>) -> Option<NewsDate> {
    page.elements().find_map(|(index, tag, element)| {
        let says_date = element.attrs().any(|(name, value)| {
            let value = value.to_ascii_lowercase();
            matches!(name, "class" | "id")
                && (["date", "data", "datum", "time", "czas", "pubdate", "fecha"]
                    .iter()
                    .any(|w| value.split(['-', '_', ' ']).any(|v| v == *w))
                    || ["publish", "timestamp", "posted", "date"]
                        .iter()
                        .any(|w| value.contains(w) && !value.contains("updat")))
        });
        if !says_date || tag == Tag::Body {
            return None;
        }
        line(&page.words(index, LONGEST_LINE * 2))
    })
}

/// A date in a short line soon after the title.
fn near_title(page: &Page<'_>) -> Option<NewsDate> {
    let title = page
        .elements()
        .find(|(_, tag, _)| *tag == Tag::Heading(1))
        .map(|(index, ..)| index)?;
    let lines = page
        .elements()
        .filter(|(index, tag, _)| *index > title && tag.is_block());
    lines
        .take(NEAR_TITLE)
        .find_map(|(index, ..)| line(&page.words(index, LONGEST_LINE * 2)))
}

fn line(words: &str) -> Option<NewsDate> {
    if words.is_empty() || words.len() > LONGEST_LINE {
        return None;
    }
    parse(words).or_else(|| find(words).map(|(_, date)| date))
}
