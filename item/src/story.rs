//! What a story counts of an item: kept also where the item's words are taken out of the journal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Body, Item, ItemId, Standing, digest64, hex64};

/// An item as one of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryPart {
    /// The story: it is called after the item that began it.
    pub story: ItemId,
    /// The digest of the outlet's name.
    #[serde(with = "hex64")]
    pub outlet: u64,
    /// The language of the item, without its region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether the item repeats another one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub copy: bool,
}

/// An item of a story that was split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryMember {
    /// The item.
    pub item: ItemId,
    /// When it was first seen.
    pub seen: Timestamp,
    /// What is counted of it.
    #[serde(flatten)]
    pub part: StoryPart,
}

impl StoryPart {
    /// What is counted of an item; nothing where it belongs to no story.
    pub fn of(item: &Item) -> Option<Self> {
        let language = item.labels.language.as_ref();
        let language = language.and_then(|label| label.id.split('-').next());
        Some(Self {
            story: item.story?,
            outlet: digest64(item.outlet().as_bytes()),
            language: language.map(str::to_ascii_lowercase),
            copy: matches!(item.standing, Standing::Copy { .. }),
        })
    }
    /// What is counted of the item that an event tells of, whole or emptied.
    pub fn of_event(body: &Body) -> Option<Self> {
        match body {
            Body::ItemEmptied { item, .. } => item.story.clone(),
            body => Self::of(body.item()?),
        }
    }
}
