//! From what a person types to an item or an entry.

use std::path::{Path, PathBuf};

use config::{Config, SourceKind};
use item::{Body, Item, ItemId, SourceId, key_url};
use state::{Known, State, StateError, Status};

/// What was found under a name.
#[derive(Debug)]
pub(crate) enum Found {
    /// An item.
    Item(Box<Item>),
    /// An entry that is no item.
    Entry {
        /// Its source and key.
        name: String,
        /// What is known of it.
        known: Known,
        /// What the journal says of its end, if it was dropped and the journal still tells.
        detail: Option<String>,
    },
    /// An item whose text the journal no longer keeps.
    Gone(ItemId),
    /// Several items begin so.
    Several(Vec<String>),
    /// Nothing.
    Nothing,
}

/// The shortest beginning of an item id that is looked up.
const SHORTEST_PREFIX: usize = 4;

/// Events read backwards in one step,
const READ_BACK: u64 = 4096;
/// and held at once.
const READ_AT_ONCE: usize = 256;

/// The most items listed for a beginning that fits several.
const MOST_LISTED: usize = 10;

/// Looks up an item id or its beginning, a URL, a file of a source, or `SOURCE/KEY`.
pub(crate) fn look_up(config: &Config, state: &State, name: &str) -> Result<Found, StateError> {
    let hexadecimal = name.len() >= SHORTEST_PREFIX
        && name.len() <= 32
        && name.bytes().all(|b| b.is_ascii_hexdigit());
    if hexadecimal {
        let ids = state.items_with_prefix(&name.to_ascii_lowercase(), MOST_LISTED)?;
        match ids.as_slice() {
            [] => {}
            [(id, _)] => return item(state, *id),
            several => {
                return Ok(Found::Several(
                    several.iter().map(|(id, _)| id.to_string()).collect(),
                ));
            }
        }
    }
    if let Some(id) = key_url(name)
        .filter(|_| name.contains("://"))
        .map(|key| state.known_url(&key))
        .transpose()?
        .flatten()
    {
        return item(state, id);
    }
    for (source, key) in candidates(config, name) {
        if let Some(known) = state.known_entry(&source, &key)? {
            return entry(state, &source, &key, known);
        }
    }
    Ok(Found::Nothing)
}

fn item(state: &State, id: ItemId) -> Result<Found, StateError> {
    let Some(row) = state.item(id)? else {
        return Ok(Found::Nothing);
    };
    let item = state
        .reader()
        .get(row.seq)?
        .and_then(|event| event.body.into_item());
    Ok(item.map_or(Found::Gone(id), |item| Found::Item(Box::new(item))))
}

fn entry(state: &State, source: &SourceId, key: &str, known: Known) -> Result<Found, StateError> {
    if let Some(id) = known.item
        && let found @ Found::Item(_) = item(state, id)?
    {
        return Ok(found);
    }
    let detail = match known.status {
        Status::Dropped { .. } => last_drop(state, source, key)?,
        _ => None,
    };
    Ok(Found::Entry {
        name: format!("{source}/{key}"),
        known,
        detail,
    })
}

/// What the journal says of the end of an entry. It is read from its end backwards: what a person asks for
/// happened lately.
fn last_drop(state: &State, source: &SourceId, key: &str) -> Result<Option<String>, StateError> {
    let journal = state.reader();
    let mut end = journal.durable();
    while end > 0 {
        let begin = end.saturating_sub(READ_BACK);
        let mut next = begin + 1;
        let mut found = None;
        while next <= end {
            let events = journal.read_from(next, READ_AT_ONCE)?;
            let Some(last) = events.last().map(|event| event.sequence) else {
                break;
            };
            for event in events {
                if let Body::EntryDropped { entry, detail, .. } = event.body
                    && entry.source == *source
                    && entry.key == key
                {
                    found = Some(detail);
                }
            }
            next = last + 1;
        }
        if found.is_some() {
            return Ok(found);
        }
        end = begin;
    }
    Ok(None)
}

/// The entries that a name may stand for: `SOURCE/KEY`, or a file below a source's root.
fn candidates(config: &Config, name: &str) -> Vec<(SourceId, String)> {
    let mut candidates = Vec::new();
    for source in &config.sources {
        if let Some(key) = name
            .strip_prefix(source.id.as_str())
            .and_then(|rest| rest.strip_prefix('/'))
        {
            candidates.push((source.id.clone(), key.to_owned()));
        }
        if let SourceKind::Files(files) = &source.kind
            && let Some(key) = key_below(&files.root, name)
        {
            candidates.push((source.id.clone(), key));
        }
    }
    candidates
}

/// The key of a file below a root; the root may itself be the file.
fn key_below(root: &Path, name: &str) -> Option<String> {
    let path: PathBuf = std::path::absolute(name).ok()?;
    let folder = if root.is_dir() { root } else { root.parent()? };
    let key = path.strip_prefix(folder).ok()?;
    Some(
        key.components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join("/"),
    )
}
