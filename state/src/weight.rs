//! About how much JSON an event will be, so that a commit can be closed in time without writing it twice.

use item::{Body, Change, Entry, Fingerprint, Item, Locator};

/// The envelope and the names of the usual fields.
const ENVELOPE: usize = 400;
/// The same of an item, with its labels.
const ITEM: usize = 1200;

/// The names of the fields of a run.
const RUN: usize = 80;

/// An item of a story that was split: two ids, a digest, a language.
const STORY_MEMBER: usize = 160;

/// A digest as hexadecimal digits in quotes.
const DIGEST: usize = 20;

/// About how many bytes of JSON an event with this body is.
pub(crate) fn of(body: &Body) -> usize {
    ENVELOPE
        + match body {
            Body::EntryFound { entry } | Body::EntryChanged { entry } => of_entry(entry),
            Body::ItemNew {
                item,
                keys,
                fingerprint,
            }
            | Body::ItemCopy {
                item,
                keys,
                fingerprint,
            } => of_item(item) + of_keys(keys) + of_print(fingerprint),
            Body::ItemUpdated {
                item,
                change,
                keys,
                fingerprint,
                ..
            } => {
                let change = change.as_ref().map_or(0, of_change);
                of_item(item) + change + of_keys(keys) + of_print(fingerprint)
            }
            Body::ItemRelinked { item } => of_item(item),
            Body::SourcePolled { cursor, .. } => cursor.as_str().len(),
            Body::EntryDropped { detail, keys, .. } => detail.len() + of_keys(keys),
            Body::ItemSighted { keys, .. } => of_keys(keys),
            Body::HostFurniture { lines, .. } => lines.iter().map(|line| line.text.len()).sum(),
            Body::ItemEmptied {
                keys, fingerprint, ..
            } => of_keys(keys) + fingerprint.as_ref().map_or(0, of_print),
            Body::StorySplit { items, stay, .. } => (items.len() + stay.len()) * STORY_MEMBER,
            Body::EntryRecalled { digests, .. } => digests.len() * DIGEST,
            Body::SourceReachedBack { past, .. } => past.cursor.as_str().len(),
            Body::ItemForgotten { reason, .. } => reason.as_ref().map_or(0, String::len),
            Body::SourceAlarmed { detail, .. } => detail.len(),
            Body::SinkAlarmed { detail, hint, .. } | Body::StateAlarmed { detail, hint, .. } => {
                detail.len() + hint.len()
            }
            Body::SourceMoved { from, to, .. } => from.len() + to.len(),
            Body::SourceCleared { .. }
            | Body::ItemWithdrawn { .. }
            | Body::ItemReappeared { .. }
            | Body::StoryMerged { .. }
            | Body::SinkGap { .. }
            | Body::SinkCleared { .. }
            | Body::StateCleared { .. } => 0,
        }
}

fn of_keys(keys: &[String]) -> usize {
    keys.iter().map(String::len).sum()
}

fn of_entry(entry: &Entry) -> usize {
    let content = match &entry.locator {
        Locator::Inline(inline) => inline.content.len(),
        Locator::Url { url } => url.len(),
        Locator::Record { url, place } => url.len() + place.path.len(),
        Locator::File { path } | Locator::Slice { path, .. } => path.len(),
    };
    let texts = [&entry.hints.link, &entry.hints.title, &entry.hints.summary];
    let hints: usize = texts.into_iter().flatten().map(String::len).sum();
    entry.key.len() + content + hints
}

fn of_item(item: &Item) -> usize {
    let headline = item.article.headline.as_ref().map_or(0, String::len);
    let quotes: usize = item.statements.iter().map(|said| said.quote.len()).sum();
    ITEM + item.article.text.len() + headline + quotes
}

fn of_change(change: &Change) -> usize {
    let lists = [&change.headline, &change.byline, &change.text];
    let runs = lists.into_iter().flatten();
    runs.map(|run| RUN + run.before.len() + run.removed.len() + run.added.len() + run.after.len())
        .sum()
}

/// Four bytes a shingle, in base 64.
fn of_print(fingerprint: &Fingerprint) -> usize {
    fingerprint.shingles.len() * 16 / 3
}
