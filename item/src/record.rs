//! An item: what Newsloom keeps of a report and hands to its users.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Article, Cleaning, EntryRef, ItemId, Labels, Override, RawPlace, SourceId, Standing, Statement,
    StoryPart, key_url,
};

/// An article with its labels, its standing and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Item {
    /// Its name, for ever.
    pub id: ItemId,
    /// The source that first brought it.
    pub source: SourceId,
    /// The tags of that source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The entry that this version was made from.
    pub entry: EntryRef,
    /// When it was first settled (RFC 3339, UTC).
    #[schemars(with = "String")]
    pub first_seen: Timestamp,
    /// Which version this is; the first is 1.
    pub version: u32,
    /// The story it belongs to, called after the item that began it; null where none is told.
    pub story: Option<ItemId>,
    /// Where on the web its text was read; absent where it came from a local file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_from: Option<ReadFrom>,
    /// When its text was captured, where it was read from an archive (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub captured: Option<Timestamp>,
    /// Where the raw form of what it was read from is kept, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<RawPlace>,
    /// The clean article.
    pub article: Article,
    /// What the source's own selectors came to in this version's document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// How its text came out of this version's document.
    #[serde(default, skip_serializing_if = "Cleaning::is_empty")]
    pub cleaning: Cleaning,
    /// What it is about.
    pub labels: Labels,
    /// Who is reported to have said what in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// What it is in relation to the others.
    pub standing: Standing,
}

impl Item {
    /// Who published it: the publisher, or the site, or the source that it came from.
    pub fn outlet(&self) -> String {
        outlet(&self.article, &self.source)
    }
}

/// Who published an article of a source: the publisher, or the site, or the source.
pub(crate) fn outlet(article: &Article, source: &SourceId) -> String {
    let site = || {
        let key = key_url(article.url.as_deref()?)?;
        key.split(['/', '?']).next().map(str::to_owned)
    };
    let publisher = article.publisher.clone();
    publisher
        .or_else(site)
        .unwrap_or_else(|| source.to_string())
}

/// What is left of a version of an item whose words were taken out of the journal: what is needed to know it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emptied {
    /// Its name.
    pub id: ItemId,
    /// The source that first brought it.
    pub source: SourceId,
    /// The entry that this version was made from.
    pub entry: EntryRef,
    /// Which version it was.
    pub version: u32,
    /// What its story counts of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<StoryPart>,
}

impl From<&Item> for Emptied {
    fn from(item: &Item) -> Self {
        Self {
            id: item.id,
            source: item.source.clone(),
            entry: item.entry.clone(),
            version: item.version,
            story: StoryPart::of(item),
        }
    }
}

/// Where on the web a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadFrom {
    /// Its own page.
    Page,
    /// The listing, which carried it whole.
    Listing,
    /// A web archive, which holds a capture of its page.
    Archive,
}

impl ReadFrom {
    /// Whether this is the page itself, live or captured.
    pub fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::Archive)
    }
}
