//! Who an item is, decided from where its document was.

use item::{Article, Document, Entry, ItemId, Locator, key_url};

/// The item's name and the key URLs under which it is known from now on, its own first.
///
/// A page is named by its key URL, and so is content that came with the listing of the page's own site. A file, a
/// record of a file or content that came with another's listing is named by its source and key: the URL that a text
/// claims for itself is evidence, not identity.
pub(super) fn identify(
    entry: &Entry,
    document: &Document,
    _article: &Article,
) -> (ItemId, Vec<String>) {
    let (listed, found) = match &entry.locator {
        Locator::Url { url } => (key_url(url), document.url.as_deref().and_then(key_url)),
        Locator::Inline(inline) => (inline.page.as_deref().and_then(key_url), None),
        Locator::File { .. } | Locator::Slice { .. } => (None, None),
    };
    let Some(key) = found.or_else(|| listed.clone()) else {
        return (ItemId::of_entry(&entry.source, &entry.key), Vec::new());
    };
    let id = ItemId::of_url(&key);
    let mut keys = vec![key];
    keys.extend(listed);
    keys.dedup();
    (id, keys)
}
