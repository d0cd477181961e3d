//! Who an item is, decided from where its document was.

use item::{Document, Entry, ItemId, Locator, key_url};

/// The item's name and the key URLs under which it is known from now on.
///
/// A page is named by its key URL. A file, a record of a file or content that came with a listing is named
/// by its source and key: the URL that a text claims for itself is evidence, not identity.
pub(super) fn identify(entry: &Entry, document: &Document) -> (ItemId, Vec<String>) {
    let Locator::Url { url } = &entry.locator else {
        return (ItemId::of_entry(&entry.source, &entry.key), Vec::new());
    };
    let listed = key_url(url);
    let settled = document
        .url
        .as_deref()
        .and_then(key_url)
        .or_else(|| listed.clone());
    let Some(key) = settled else {
        return (ItemId::of_entry(&entry.source, &entry.key), Vec::new());
    };
    let id = ItemId::of_url(&key);
    let mut keys = vec![key];
    keys.extend(listed);
    keys.dedup();
    (id, keys)
}
