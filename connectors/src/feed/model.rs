//! A feed as this program understands it, whatever its format was and whoever read it.

use std::time::Duration;

use item::{NewsDate, Quiet};
use jiff::Timestamp;

/// A feed that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Feed {
    /// Its format.
    pub kind: FeedKind,
    /// Its title as plain text.
    pub title: Option<String>,
    /// The page that it belongs to, absolute.
    pub link: Option<String>,
    /// The language that it declares (BCP 47).
    pub language: Option<String>,
    /// When it was made or last changed.
    pub updated: Option<FeedDate>,
    /// How long it asks not to be read again (`ttl`, `sy:updatePeriod`).
    pub ttl: Option<Duration>,
    /// When it says that it changes nothing (`skipHours`, `skipDays`).
    pub quiet: Quiet,
    /// Whether the ids that it gives its entries were believed.
    pub ids: Ids,
    /// Its entries, in its order.
    pub entries: Vec<FeedEntry>,
    /// What was wrong with it without making it unreadable, in words.
    pub warnings: Vec<String>,
}

/// The formats of feeds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FeedKind {
    /// RSS 0.9x and 2.0.
    #[default]
    Rss,
    /// RSS 0.90, 1.0 and 1.1, which are RDF.
    Rdf,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

impl FeedKind {
    /// Its short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Rdf => "rdf",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }
}

/// What is known of a feed's ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ids {
    /// They tell its entries apart, as far as is known.
    #[default]
    Believed,
    /// They were seen to name different pages alike.
    Doubted,
}

/// One entry of a feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeedEntry {
    /// Its own name in this feed: what it calls itself, else its link, else a digest. Never empty, never random.
    pub id: String,
    /// Its title as plain text.
    pub title: Option<String>,
    /// The page that it stands for, absolute where that can be known, otherwise untouched.
    pub link: Option<String>,
    /// When it was published.
    pub published: Option<FeedDate>,
    /// When it was last changed.
    pub updated: Option<FeedDate>,
    /// Its authors: names, or e-mail addresses where no name is given.
    pub authors: Vec<String>,
    /// Its summary.
    pub summary: Option<Prose>,
    /// Its content.
    pub content: Option<Prose>,
    /// Its categories as plain text.
    pub categories: Vec<String>,
    /// Sounds, films and images that belong to it.
    pub enclosures: Vec<Enclosure>,
    /// The language that is declared for it alone, or by the tags around it (BCP 47).
    pub language: Option<String>,
}

/// A moment, and how the feed writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedDate {
    /// As written.
    pub written: String,
    /// What it means, with its offset from UTC and its hour, where they are said.
    pub date: NewsDate,
    /// The moment that this is; midnight for a bare day, UTC where no zone is said.
    pub at: Timestamp,
}

/// Text with or without markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// As the feed gives it, its escapes resolved.
    pub text: String,
    /// Whether it is HTML.
    pub html: bool,
}

/// Something to hear or see that an entry brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Where it is.
    pub url: String,
    /// Its media type.
    pub media_type: Option<String>,
}
