//! When an article was published and modified, by the fields of its page. How dates are written is not known here.

mod shown;
mod zone;

use item::{Certainty, NewsDate, dates::in_url, dates::parse};

use super::super::page::Page;
use super::authors::Shown;
use super::linked::LinkedData;
use super::signals::{Property, Signals};

pub(in crate::clean) use shown::of_element;

const PUBLISHED: [&str; 40] = [
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
    "published_at",
    "publication_date",
    "publication-date",
    "publicationdate",
    "pubdate",
    "pub_date",
    "article.published",
    "article_date_original",
    "article:create",
    "bt:pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dc.date.published",
    "dc.date",
    "dcterms.date",
    "dc:date",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "datecreated",
    "date",
    "created",
    "originalpublicationdate",
];

const MODIFIED: [&str; 12] = [
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "article:modified",
    "modified",
    "updated_time",
];

/// Nothing on the web is older.
const FIRST_YEAR: i16 = 1990;

/// A date and where it was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Claim {
    pub(super) date: NewsDate,
    pub(super) found_in: String,
    pub(super) certainty: Certainty,
}

impl Claim {
    fn declared(date: NewsDate, found_in: impl Into<String>) -> Self {
        Self {
            date,
            found_in: found_in.into(),
            certainty: Certainty::Declared,
        }
    }
}

/// When the article was published: fields in the order of how deliberately they say so.
pub(super) fn published(
    page: &Page<'_>,
    signals: &Signals<'_>,
    linked: &LinkedData,
    around: &Shown,
    url: Option<&str>,
) -> Option<Claim> {
    let declared = field(linked.published.as_deref(), "JSON-LD datePublished")
        .or_else(|| by_keys(signals, &PUBLISHED))
        .or_else(|| marked(page, signals, around, Property::Published));
    let near = || shown::near(page, signals, around);
    match declared {
        Some(declared) if zone::is_vague(&declared.date) => Some(match near() {
            Some(near) => zone::refined(declared, &near.date),
            None => declared,
        }),
        Some(declared) => Some(declared),
        None => near()
            .or_else(|| in_address(url))
            .or_else(|| shown::far(page, signals, around))
            .or_else(|| shown::dateline(around)),
    }
}

/// When it was last modified.
pub(super) fn modified(
    page: &Page<'_>,
    signals: &Signals<'_>,
    linked: &LinkedData,
    around: &Shown,
) -> Option<Claim> {
    field(linked.modified.as_deref(), "JSON-LD dateModified")
        .or_else(|| by_keys(signals, &MODIFIED))
        .or_else(|| marked(page, signals, around, Property::Modified))
        .or_else(|| shown::modified(around))
}

/// A date that news on the web can be of.
fn read(written: &str) -> Option<NewsDate> {
    parse(written).filter(is_plausible)
}

fn is_plausible(date: &NewsDate) -> bool {
    date.as_day().is_some_and(|day| day.year() >= FIRST_YEAR)
}

fn field(written: Option<&str>, found_in: &str) -> Option<Claim> {
    Some(Claim::declared(read(written?)?, found_in))
}

fn by_keys(signals: &Signals<'_>, keys: &[&str]) -> Option<Claim> {
    keys.iter().find_map(|key| {
        let date = signals.head.all(key).find_map(read)?;
        Some(Claim::declared(date, format!("meta {key}")))
    })
}

fn marked(
    page: &Page<'_>,
    signals: &Signals<'_>,
    around: &Shown,
    property: Property,
) -> Option<Claim> {
    let found = signals
        .property(property)
        .filter(|index| !around.placed.is_foreign(page, *index))
        .find_map(|index| of_element(page, index))?;
    let name = match property {
        Property::Modified => "dateModified",
        _ => "datePublished",
    };
    Some(Claim::declared(found, format!("itemprop {name}")))
}

fn in_address(url: Option<&str>) -> Option<Claim> {
    Some(Claim {
        date: NewsDate::day(in_url(url?)?),
        found_in: "address".to_owned(),
        certainty: Certainty::Inferred,
    })
    .filter(|claim| is_plausible(&claim.date))
}
