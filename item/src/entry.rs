//! Something that a source lists, before its document is read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{SourceId, hex64};

/// An entry that a connector discovered: what it is called, where its document is, what the listing says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The source that lists it.
    pub source: SourceId,
    /// Its stable name inside that source: a guid, a link, a relative path. Never empty.
    pub key: String,
    /// A digest of what the connector says about it; another value means that it changed.
    #[serde(with = "hex64")]
    pub version: u64,
    /// Where its document is.
    pub locator: Locator,
    /// What the listing says of it.
    #[serde(default, skip_serializing_if = "Hints::is_empty")]
    pub hints: Hints,
}

impl Entry {
    /// What stands before the URL of a sitemap that is an entry, in its key, once for each index above it.
    pub const SITEMAP: &str = "sitemap:";

    /// Below how many indexes the sitemap stands that an entry is; none if it is no sitemap but a page, a file or a record.
    pub fn sitemap_level(&self) -> Option<u8> {
        let url = self.key.trim_start_matches(Self::SITEMAP);
        let before = (self.key.len() - url.len()) / Self::SITEMAP.len();
        (before > 0 && url.starts_with("http")).then(|| u8::try_from(before).unwrap_or(u8::MAX))
    }

    /// The part of an entry that events about it carry.
    pub fn reference(&self) -> EntryRef {
        EntryRef {
            source: self.source.clone(),
            key: self.key.clone(),
            version: self.version,
        }
    }
}

/// Which version of which entry an event settles.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EntryRef {
    /// The source that listed it.
    pub source: SourceId,
    /// Its name inside that source.
    pub key: String,
    /// The version that was read.
    #[serde(with = "hex64")]
    #[schemars(with = "String")]
    pub version: u64,
}

/// Where the document of an entry is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Locator {
    /// In the entry itself: a feed that carries the whole article.
    Inline(Inline),
    /// A page on the web; the URL is untouched, as the listing gave it.
    Url {
        /// The URL to fetch.
        url: String,
    },
    /// A whole file; the path is relative to the source's root.
    File {
        /// Path relative to the source's root, with `/` between its parts.
        path: String,
    },
    /// A run of bytes in a file: one record of a `.jsonl` or `.json` file.
    Slice {
        /// Path relative to the source's root, with `/` between its parts.
        path: String,
        /// Where the record begins, in bytes.
        offset: u64,
        /// How long it is, in bytes.
        length: u64,
    },
    /// A page in a web archive: one of its records.
    Record {
        /// The URL at which it was captured, as the archive has it.
        url: String,
        /// Where in the archive it lies.
        #[serde(flatten)]
        place: RawPlace,
    },
}

/// Where the raw form of a page lies: a record of a web archive (WARC).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RawPlace {
    /// The archive's path, with `/` between its parts: below the folder `raw` of the state; for a page that was read from
    /// an archive, below its source's root.
    pub path: String,
    /// Where the record begins in it, in bytes; in a compressed one, where the gzip member begins that the record begins in.
    pub offset: u64,
    /// How far into that member the record begins, in decompressed bytes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub within: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over by reference"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Content that came with the listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inline {
    /// The article, as text or as an HTML fragment.
    pub content: String,
    /// Whether `content` is HTML.
    pub html: bool,
    /// The page that this content is, where the listing speaks for that page: it stands on the same site. Such
    /// content is named like the page itself. Absent where a listing only repeats what others published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// What a listing says of an entry: evidence for cleaning, weaker than the document itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Hints {
    /// The page that the entry stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Its title as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When it was published, as written in the listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was last changed, as written in the listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// Its authors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// A summary as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The declared language (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who publishes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Its categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// When its page was captured, where it is read from an archive. This is not when it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured: Option<Timestamp>,
}

impl Hints {
    /// Whether the listing said nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
