//! Takedown: everything that an item said is taken out of the journal, and a tombstone says that it is to be known no more.
//!
//! What must hold: whatever is interrupted is done by doing it again; the item stays known, so that it is never told
//! again; and of other items nothing is changed.

use std::collections::BTreeSet;

use item::{Body, Entry, EntryRef, Event, ItemId, Locator, RawPlace, ReadFrom, key_url};
use jiff::Timestamp;

use crate::{
    empty::{Owner, empty},
    error::StateError,
    journal::JournalReader,
    state::State,
};

/// Events that are in memory at once while the journal is looked through.
const EVENTS_AT_ONCE: usize = 256;

/// What there is of an item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traces {
    /// The entries that stand for it, by source and key.
    entries: BTreeSet<(String, String)>,
    /// The key URLs of the pages that they lead to.
    pages: BTreeSet<String>,
    /// Events that hold its words.
    pub events: u64,
    /// The last of them.
    last: u64,
    /// The last of all events that were looked at.
    pub looked_to: u64,
    /// Where raw responses are kept that it was read from.
    pub raw: Vec<RawPlace>,
    /// Web archives of the user's own that it was read from.
    pub archives: Vec<RawPlace>,
    /// When it was said to be known no more, if it was.
    pub forgotten: Option<Timestamp>,
}

impl Traces {
    /// Looks through the whole journal. `seen` is told the last event that was looked at.
    pub fn of(state: &State, item: ItemId, mut seen: impl FnMut(u64)) -> Result<Self, StateError> {
        let journal = state.reader();
        let mut traces = Self::default();
        each(&journal, |event| {
            traces.note(item, event);
            if let Body::EntryFound { entry } | Body::EntryChanged { entry } = &event.body
                && let Some(key) = page_of(entry).and_then(key_url)
                && state.known_url(&key)? == Some(item)
            {
                // It may wait still, or have been dropped before it was known whose it is.
                traces.insert(&entry.reference());
            }
            seen(event.sequence);
            Ok(())
        })?;
        let mut holding = 0;
        each(&journal, |event| {
            let owner = Owner::of(&event.body);
            if !owner.is_some_and(|owner| traces.covers(item, &owner)) {
                return Ok(());
            }
            if let Body::EntryFound { entry } | Body::EntryChanged { entry } = &event.body {
                traces.pages.extend(page_of(entry).and_then(key_url));
            }
            if empty(&mut event.clone(), |_| true) {
                holding += 1;
                traces.last = event.sequence;
            }
            Ok(())
        })?;
        traces.events = holding;
        Ok(traces)
    }

    /// What events are about that tell of it: the item, and its entries (see [`Body::subject`]).
    pub fn subjects(&self, item: ItemId) -> BTreeSet<String> {
        let entries = self.entries.iter();
        let entries = entries.map(|(source, key)| format!("{source}/{key}"));
        entries.chain([item.to_string()]).collect()
    }

    /// Whether a response of this address is one of the item's: of an address that leads to it, or that an entry of it
    /// names and that belongs to nobody else.
    pub fn leads_to(&self, state: &State, item: ItemId, url: &str) -> Result<bool, StateError> {
        let Some(key) = key_url(url) else {
            return Ok(false);
        };
        Ok(match state.known_url(&key)? {
            Some(owner) => owner == item,
            None => self.pages.contains(&key),
        })
    }

    /// How many entries stand for it.
    pub fn entries(&self) -> usize {
        self.entries.len()
    }

    fn note(&mut self, item: ItemId, event: &Event) {
        self.looked_to = event.sequence;
        let entry = match &event.body {
            Body::ItemEmptied { item: emptied, .. } if emptied.id == item => Some(&emptied.entry),
            Body::ItemSighted {
                item: id, entry, ..
            }
            | Body::ItemWithdrawn { item: id, entry }
            | Body::ItemReappeared { item: id, entry }
            | Body::EntryDropped {
                item: Some(id),
                entry,
                ..
            } if *id == item => Some(entry),
            Body::ItemForgotten { item: id, .. } if *id == item => {
                self.forgotten.get_or_insert(event.time);
                None
            }
            body => match body.item().filter(|told| told.id == item) {
                Some(told) => {
                    self.note_raw(told.raw.as_ref(), told.read_from);
                    Some(&told.entry)
                }
                None => None,
            },
        };
        if let Some(entry) = entry {
            self.insert(entry);
        }
    }

    fn insert(&mut self, entry: &EntryRef) {
        self.entries
            .insert((entry.source.to_string(), entry.key.clone()));
    }

    fn note_raw(&mut self, place: Option<&RawPlace>, read_from: Option<ReadFrom>) {
        let Some(place) = place else { return };
        let list = match read_from {
            Some(ReadFrom::Archive) => &mut self.archives,
            _ => &mut self.raw,
        };
        if !list.contains(place) {
            list.push(place.clone());
        }
    }

    fn covers(&self, item: ItemId, owner: &Owner<'_>) -> bool {
        match owner.item {
            Some(id) => id == item,
            None => self
                .entries
                .contains(&(owner.source.to_string(), owner.key.to_owned())),
        }
    }
}

/// The page that an entry leads to, if it leads to one.
fn page_of(entry: &Entry) -> Option<&str> {
    match &entry.locator {
        Locator::Url { url } | Locator::Record { url, .. } => Some(url),
        Locator::Inline(inline) => inline.page.as_deref(),
        Locator::File { .. } | Locator::Slice { .. } => None,
    }
}

fn each(
    journal: &JournalReader,
    mut take: impl FnMut(&Event) -> Result<(), StateError>,
) -> Result<(), StateError> {
    let mut next = 1;
    loop {
        let events = journal.read_from(next, EVENTS_AT_ONCE)?;
        let Some(last) = events.last() else {
            return Ok(());
        };
        next = last.sequence + 1;
        events.iter().try_for_each(&mut take)?;
    }
}

impl State {
    /// Journals that an item is to be known no more, and takes its words out of every event before. `seen` is told the
    /// last event of each segment that is done. Gives how many events were emptied.
    pub fn forget_item(
        &mut self,
        item: ItemId,
        traces: &Traces,
        reason: Option<String>,
        now: Timestamp,
        mut seen: impl FnMut(u64),
    ) -> Result<u64, StateError> {
        self.commit()?;
        self.end_recheck(item);
        // A tombstone begins a segment, so that all before it can be rewritten; another one, where words came after the first.
        let begins = self.journal.segments()?.last().map(|last| last.first_seq);
        self.journal.end_segment();
        if traces.forgotten.is_none() || begins.is_some_and(|first| first <= traces.last) {
            self.push(Body::ItemForgotten { item, reason }, now)?;
        }
        self.flush()?;
        let removed = self.remove_remembered();
        self.unless_failed(removed)?;
        let mut emptied = 0;
        for segment in self.journal.segments()? {
            let mut change = |event: &mut Event| empty(event, |owner| traces.covers(item, owner));
            let rewritten = self.journal.rewrite_segment(segment.first_seq, &mut change);
            emptied += self.unless_failed(rewritten)?.changed;
            seen(segment.last_seq);
        }
        Ok(emptied)
    }
}
