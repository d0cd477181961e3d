//! Taking the words out of an event, so that what it says of entries and items stays: pure.
//!
//! What must hold: folding an emptied event gives the same rows as folding the whole one.

use item::{Body, Entry, Event, Hints, Item, ItemId, Locator, SourceId};

/// Whose words an event holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner<'a> {
    /// The item, where it is known to be one.
    pub(crate) item: Option<ItemId>,
    /// The source that the words came from,
    pub(crate) source: &'a SourceId,
    /// and the name of their entry there.
    pub(crate) key: &'a str,
}

impl<'a> Owner<'a> {
    /// The owner of the words that an event holds, if it holds any.
    pub(crate) fn of(body: &'a Body) -> Option<Self> {
        match body {
            Body::EntryFound { entry } | Body::EntryChanged { entry } => {
                Some(Self::of_entry(entry))
            }
            body => body.item().map(Self::of_item),
        }
    }

    fn of_entry(entry: &'a Entry) -> Self {
        Self {
            item: None,
            source: &entry.source,
            key: &entry.key,
        }
    }

    fn of_item(item: &'a Item) -> Self {
        Self {
            item: Some(item.id),
            source: &item.entry.source,
            key: &item.entry.key,
        }
    }
}

/// Empties an event if this is `due` for the owner of its words; says whether that changed it.
pub(crate) fn empty(event: &mut Event, due: impl Fn(&Owner<'_>) -> bool) -> bool {
    if !Owner::of(&event.body).is_some_and(|owner| due(&owner)) {
        return false;
    }
    match &mut event.body {
        Body::EntryFound { entry } | Body::EntryChanged { entry } => empty_entry(entry),
        Body::ItemNew {
            item,
            keys,
            fingerprint,
        }
        | Body::ItemCopy {
            item,
            keys,
            fingerprint,
        }
        | Body::ItemUpdated {
            item,
            keys,
            fingerprint,
            relabelled: None,
            ..
        } => {
            event.body = Body::ItemEmptied {
                item: (&*item).into(),
                keys: std::mem::take(keys),
                fingerprint: Some(std::mem::take(fingerprint)),
            };
            true
        }
        // Neither told a new text.
        Body::ItemRelinked { item }
        | Body::ItemUpdated {
            item,
            relabelled: Some(_),
            ..
        } => {
            event.body = Body::ItemEmptied {
                item: (&*item).into(),
                keys: Vec::new(),
                fingerprint: None,
            };
            true
        }
        _ => false,
    }
}

/// Where the document of an entry is stays, so that a page can be read again; what the listing told goes.
fn empty_entry(entry: &mut Entry) -> bool {
    let hints = Hints {
        link: entry.hints.link.clone(),
        published: entry.hints.published.clone(),
        updated: entry.hints.updated.clone(),
        language: entry.hints.language.clone(),
        ..Hints::default()
    };
    let mut changed = hints != entry.hints;
    entry.hints = hints;
    if let Locator::Inline(inline) = &mut entry.locator {
        changed |= !inline.content.is_empty();
        inline.content.clear();
    }
    changed
}
