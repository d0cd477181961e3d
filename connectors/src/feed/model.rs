//! A feed as this program understands it, whatever its format was and whoever read it.

use std::time::Duration;

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
    /// How long it asks not to be read again (`ttl`, `sy:updatePeriod`).
    pub ttl: Option<Duration>,
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
    /// The language that it declares for itself (BCP 47).
    pub language: Option<String>,
}

/// A moment, and how the feed writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedDate {
    /// As written.
    pub written: String,
    /// What it means.
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
