//! Taking the words out of an event, so that what it says of entries and items stays: pure.
//!
//! What must hold: folding an emptied event gives the same rows as folding the whole one.

use item::{Body, Entry, Event, Hints, Locator, SourceId};

/// Empties an event if its words came from a source that this is `due` for; says whether that changed it.
pub(crate) fn empty(event: &mut Event, due: impl Fn(&SourceId) -> bool) -> bool {
    match &mut event.body {
        Body::EntryFound { entry } | Body::EntryChanged { entry } => {
            due(&entry.source) && empty_entry(entry)
        }
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
        } if due(&item.entry.source) => {
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
        } if due(&item.entry.source) => {
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
