//! What cleaning made of a document: the article, in schema.org `NewsArticle` terms.

use jiff::fmt::temporal::DateTimePrinter;
use serde::{Deserialize, Serialize};

/// A clean article. Every field but `text` may be unknown; none is guessed without evidence.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Article {
    /// The address it was read from, or that it names as its own.
    pub url: Option<String>,
    /// The address that the page declares as the canonical one.
    pub canonical_url: Option<String>,
    /// The headline, without the site's name.
    pub headline: Option<String>,
    /// The text: blocks separated by one empty line, nothing of the page's furniture.
    pub text: String,
    /// Authors and signatures, as written, without "by".
    pub byline: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published.
    pub date_published: Option<NewsDate>,
    /// When it was last modified.
    pub date_modified: Option<NewsDate>,
    /// The language that the document declares or the listing says (BCP 47); the detected one is a label.
    pub in_language: Option<String>,
    /// Whom it says it has the report from.
    pub credits: Vec<Credit>,
    /// Place and date at the head of the text.
    pub dateline: Option<Dateline>,
    /// The section of the site that it stands in, as the page names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The words that the publisher filed it under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// The address of its lead picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Whether it may be read without paying; unknown where the page does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_accessible_for_free: Option<bool>,
    /// Where the values were found that a page says beside its text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Origin>,
}

/// Where one value of an article was found, and how sure that makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Origin {
    /// The field: `headline`, `byline`, `date_published` …
    pub field: String,
    /// The place: `JSON-LD datePublished`, `meta og:title`, `line under the headline` …
    pub found_in: String,
    /// How sure it is.
    pub certainty: Certainty,
}

/// How sure a value is by the way that the page gives it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// What listed the article says something quite different.
    Disputed,
    /// Concluded from something that says it by the way: an address, a picture's path.
    Inferred,
    /// Read where readers see it, without a mark that says what it is.
    Shown,
    /// Declared for programs to read.
    Declared,
}

/// A source that an article names: an agency, an outlet, a host.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Credit {
    /// The name as written.
    pub name: String,
    /// The words that say so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

/// "Mosca, 1 febbraio 2022 -": where and when a report was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Dateline {
    /// The place as written.
    pub place: String,
    /// The date, if one is given (ISO 8601).
    pub date: Option<NewsDate>,
}

/// A date as precise as it was given: `2021-06-14` or `2021-06-14T10:00:00+02:00` (ISO 8601, RFC 3339).
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct NewsDate(String);

impl NewsDate {
    /// A day without a time.
    pub fn day(date: jiff::civil::Date) -> Self {
        Self(date.to_string())
    }

    /// A moment whose offset from UTC is known.
    pub fn moment(moment: &jiff::Zoned) -> Self {
        const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
        Self(PRINTER.timestamp_with_offset_to_string(&moment.timestamp(), moment.offset()))
    }

    /// A local time whose zone is unknown.
    pub fn local(time: jiff::civil::DateTime) -> Self {
        Self(time.strftime("%Y-%m-%dT%H:%M:%S").to_string())
    }

    /// The ISO 8601 form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day it falls on, as written.
    pub fn as_day(&self) -> Option<jiff::civil::Date> {
        self.0.get(..10)?.parse().ok()
    }

    /// The moment it names; midnight UTC for a bare day, UTC for a time without an offset.
    pub fn as_timestamp(&self) -> Option<jiff::Timestamp> {
        if let Ok(moment) = self.0.parse() {
            return Some(moment);
        }
        let local: jiff::civil::DateTime = self.0.parse().ok()?;
        Some(local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    }
}

/// Words that somebody is reported to have said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Statement {
    /// Who said it, as written; `None` where the text does not say it nearby.
    pub speaker: Option<String>,
    /// The quoted words, without the quotation marks.
    pub quote: String,
}
