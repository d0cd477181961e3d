//! The versions that an item has had, as far as the journal still keeps them.

use item::{Body, Change, Event, Item, ItemId, Standing};
use jiff::Timestamp;

use crate::{error::StateError, journal::JournalReader};

/// A version of an item as it was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number.
    pub number: u32,
    /// When it was journalled.
    pub time: Timestamp,
    /// The item in that version; `None` where its words had their time.
    pub item: Option<Item>,
    /// What it changed, if that was recorded.
    pub change: Option<Change>,
}

impl JournalReader {
    /// The versions of an item, the newest first, at most `most`. Only the last `back` events are looked at.
    pub fn versions(&self, id: ItemId, most: usize, back: u64) -> Result<Vec<Version>, StateError> {
        self.newest(u64::MAX, most, back, |event| version(id, event))
    }

    /// What an item was told to be among the others. A new version tells nothing of that: then what was told before it,
    /// where that is among the last `back` events.
    pub fn told_standing(&self, item: &Item, back: u64) -> Result<Standing, StateError> {
        if !matches!(item.standing, Standing::Revision { .. }) {
            return Ok(item.standing.clone());
        }
        let told = self.newest(u64::MAX, 1, back, |event| {
            let told = event.body.into_item().filter(|told| told.id == item.id)?;
            (!matches!(told.standing, Standing::Revision { .. })).then_some(told.standing)
        })?;
        let told = told.into_iter().next();
        Ok(told.unwrap_or_else(|| item.standing.clone()))
    }
}

fn version(id: ItemId, event: Event) -> Option<Version> {
    let time = event.time;
    match event.body {
        Body::ItemNew { item, .. } | Body::ItemCopy { item, .. } if item.id == id => {
            Some(Version {
                number: item.version,
                time,
                item: Some(item),
                change: None,
            })
        }
        Body::ItemUpdated { item, change, .. } if item.id == id => Some(Version {
            number: item.version,
            time,
            item: Some(item),
            change,
        }),
        // One without a fingerprint was relinked, or labelled anew: it told no text of its own.
        Body::ItemEmptied {
            item,
            fingerprint: Some(_),
            ..
        } if item.id == id => Some(Version {
            number: item.version,
            time,
            item: None,
            change: None,
        }),
        _ => None,
    }
}
