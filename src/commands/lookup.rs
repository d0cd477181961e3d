//! From what a person types to an item or an entry.

use std::path::{Path, PathBuf};

use config::Config;
use item::{Body, Entry, Item, ItemId, Locator, SourceId, key_url};
use jiff::Timestamp;
use state::{Known, Retry, StateError, Status};

use super::{history::newest, reading::Lookup};

/// What was found under a name.
#[derive(Debug)]
pub(crate) enum Found {
    /// An item.
    Item(Box<Item>),
    /// An entry that is no item.
    Entry(Box<Listed>),
    /// An item whose text the journal no longer keeps.
    Gone(ItemId),
    /// Several items begin so.
    Several(Vec<String>),
    /// Nothing.
    Nothing,
}

/// An entry that is no item, with what is told of it.
#[derive(Debug)]
pub(crate) struct Listed {
    /// Its source.
    pub(crate) source: SourceId,
    /// Its key there.
    pub(crate) key: String,
    /// What is known of it.
    pub(crate) known: Known,
    /// The page that it stands for, if the journal still tells.
    pub(crate) page: Option<String>,
    /// When it was found or dropped, if the journal still tells.
    pub(crate) since: Option<Timestamp>,
    /// What the journal says of its end, if it was dropped and the journal still tells.
    pub(crate) detail: Option<String>,
    /// The attempts at it, if it is pending.
    pub(crate) retry: Option<Retry>,
}

/// The shortest beginning of an item id that is looked up.
const SHORTEST_PREFIX: usize = 4;

/// The most items listed for a beginning that fits several.
const MOST_LISTED: usize = 10;

/// Looks up an item id or its beginning, a URL, a file of a source, or `SOURCE/KEY`.
pub(crate) fn look_up(
    config: &Config,
    state: &impl Lookup,
    name: &str,
) -> Result<Found, StateError> {
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
    let page = key_url(name).filter(|_| name.contains("://"));
    if let Some(id) = page
        .as_ref()
        .map(|key| state.known_url(key))
        .transpose()?
        .flatten()
    {
        return item(state, id);
    }
    for (source, key) in candidates(config, name) {
        if let Some(known) = state.known_entry(&source, &key)? {
            return entry(state, source, key, known);
        }
    }
    if let Some(page) = page
        && let Some((source, key)) = listing_of(state, &page)?
        && let Some(known) = state.known_entry(&source, &key)?
    {
        return entry(state, source, key, known);
    }
    Ok(Found::Nothing)
}

/// The entry that listed a page last. Entries have other names than their pages, so the journal is asked.
fn listing_of(state: &impl Lookup, page: &str) -> Result<Option<(SourceId, String)>, StateError> {
    let found = newest(&state.journal()?, 1, u64::MAX, |event| match event.body {
        Body::EntryFound { entry } | Body::EntryChanged { entry } => {
            let same = key_url(page_of(&entry)?)? == page;
            same.then_some((entry.source, entry.key))
        }
        _ => None,
    })?;
    Ok(found.into_iter().next())
}

fn page_of(entry: &Entry) -> Option<&str> {
    match &entry.locator {
        Locator::Url { url } | Locator::Record { url, .. } => Some(url),
        _ => entry.hints.link.as_deref(),
    }
}

fn item(state: &impl Lookup, id: ItemId) -> Result<Found, StateError> {
    let Some(row) = state.item(id)? else {
        return Ok(Found::Nothing);
    };
    let item = state
        .event(row.seq)?
        .and_then(|event| event.body.into_item());
    Ok(item.map_or(Found::Gone(id), |item| Found::Item(Box::new(item))))
}

fn entry(
    state: &impl Lookup,
    source: SourceId,
    key: String,
    known: Known,
) -> Result<Found, StateError> {
    if let Some(id) = known.item {
        match item(state, id)? {
            found @ Found::Item(_) => return Ok(found),
            found @ Found::Gone(_) if known.status == Status::Settled => return Ok(found),
            _ => {}
        }
    }
    let mut listed = Listed {
        source,
        key,
        known,
        page: None,
        since: None,
        detail: None,
        retry: None,
    };
    match known.status {
        Status::Pending { seq } => {
            listed.retry = state.retry(seq)?;
            if let Some(event) = state.event(seq)? {
                listed.since = Some(event.time);
                if let Body::EntryFound { entry } | Body::EntryChanged { entry } = &event.body {
                    listed.page = page_of(entry).map(str::to_owned);
                }
            }
        }
        Status::Dropped { .. } => {
            if let Some((time, detail)) = last_drop(state, &listed)? {
                listed.since = Some(time);
                listed.detail = Some(detail);
            }
        }
        Status::Settled => {}
    }
    Ok(Found::Entry(Box::new(listed)))
}

/// What the journal says of the end of an entry.
fn last_drop(
    state: &impl Lookup,
    listed: &Listed,
) -> Result<Option<(Timestamp, String)>, StateError> {
    let found = newest(&state.journal()?, 1, u64::MAX, |event| match event.body {
        Body::EntryDropped { entry, detail, .. } => {
            let same = entry.source == listed.source && entry.key == listed.key;
            same.then_some((event.time, detail))
        }
        _ => None,
    })?;
    Ok(found.into_iter().next())
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
        if let Some(paths) = source.kind.paths()
            && let Some(key) = key_below(&paths.root, name)
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
