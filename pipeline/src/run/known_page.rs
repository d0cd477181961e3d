//! Before an entry is handed out: is its page known, open, or read already? Then no page is asked for twice.
//!
//! What can be known before a page is asked for is its key URL. What only the answer tells (where a redirect led,
//! which address the page calls its own) is settled afterwards, and remembered as a further key.

use item::{Body, DropReason, Entry, EntryRef, ItemId, Locator, ReadFrom};
use state::StateError;

use super::{
    desk::Desk,
    lanes::LaneId,
    message::{Novelty, Pending},
    pages::Twin,
    prepare::captured,
    revise::is_older,
};

impl Desk {
    /// Counts an entry as handed out, unless its source does not want it, it is settled by what is known of its page, or
    /// it waits for another entry that has the page open.
    pub(super) fn unless_known(
        &mut self,
        lane: LaneId,
        pending: Pending,
    ) -> Result<Option<Pending>, StateError> {
        let sequence = pending.sequence;
        // It may have been taken up again, or the filter may have changed since it was found.
        if let Some(detail) = self.refuses(&pending.entry) {
            self.drop_entry(pending.entry.reference(), DropReason::Filtered, detail)?;
            self.commit_when_due()?;
            return Ok(None);
        }
        let page = page_of(&pending.entry);
        let source = &pending.entry.source;
        let Some(key) = page.and_then(|page| self.treatments.key_url(source, page)) else {
            self.count_out(lane, sequence, None);
            return Ok(Some(pending));
        };
        let item = self.state.known_url(&key)?;
        let page = item.unwrap_or_else(|| ItemId::of_url(&key));
        if let Some(item) = item
            && self.is_forgotten(item)?
        {
            // It was found before the item was taken down.
            let detail = format!("item {item} is to be known no more");
            let entry = pending.entry.reference();
            self.drop_as(DropReason::Forgotten, item, entry, vec![key], detail)?;
            self.commit_when_due()?;
            return Ok(None);
        }
        if let Some(item) = item
            && self.needs_no_reading(&pending, item)?
        {
            self.settle_as(item, pending.entry.reference(), vec![key])?;
            self.commit_when_due()?;
            return Ok(None);
        }
        if !self.pages.open_or_wait(page, Twin { lane, sequence }) {
            // It keeps its place in the window while it waits, so that no more can wait than could be open.
            self.lanes.open(lane);
            return Ok(None);
        }
        self.count_out(lane, sequence, Some(page));
        Ok(Some(pending))
    }

    /// Whether an entry whose page is an item needs not be read again.
    fn needs_no_reading(&mut self, pending: &Pending, item: ItemId) -> Result<bool, StateError> {
        let entry = &pending.entry;
        let Some(row) = self.state.item(item)?.filter(|row| !row.withdrawn) else {
            return Ok(false);
        };
        if let Locator::Record { .. } = &entry.locator {
            // Another capture of a page may say something new though its entry is new as well.
            let captured = captured(entry);
            let earlier = self.earlier(item)?;
            return Ok(earlier.is_some_and(|earlier| is_older(&earlier, captured)));
        }
        if pending.novelty == Novelty::Found || !self.stands_for(entry, item)? {
            return Ok(true);
        }
        let is_page = matches!(entry.locator, Locator::Url { .. });
        if is_page && self.pages.was_read_after(item, pending.sequence) {
            return Ok(true);
        }
        let Some(earlier) = self.earlier(item)?.and_then(|earlier| earlier.item) else {
            return Ok(false);
        };
        let own = &earlier.entry;
        if own.source == entry.source && own.key == entry.key {
            return Ok(false);
        }
        // It changed, but the item was made from another entry: then a version that is younger than the change tells
        // it already, and text that came with this listing could not revise what was read from its page anyway.
        Ok(if is_page {
            row.seq > pending.sequence
        } else {
            earlier.read_from.is_some_and(ReadFrom::is_page)
        })
    }

    fn stands_for(&self, entry: &Entry, item: ItemId) -> Result<bool, StateError> {
        let known = self.state.known_entry(&entry.source, &entry.key)?;
        Ok(known.is_some_and(|known| known.item == Some(item)))
    }

    /// Ends an entry that is a known item: as a sighting, if another source lists it for the first time.
    pub(super) fn settle_as(
        &mut self,
        item: ItemId,
        entry: EntryRef,
        keys: Vec<String>,
    ) -> Result<(), StateError> {
        let keys = self.unowned(keys)?;
        let known = self.state.known_entry(&entry.source, &entry.key)?;
        let stood_for_it = known.is_some_and(|known| known.item == Some(item));
        let first = self.state.item(item)?.map(|row| row.source);
        let of_another_source = first != self.state.source_number(&entry.source)?;
        if of_another_source && !stood_for_it {
            self.progress.sighted();
            return self.push(Body::ItemSighted { item, entry, keys }).map(drop);
        }
        self.progress.dropped(DropReason::SameItem);
        self.push(Body::EntryDropped {
            entry,
            reason: DropReason::SameItem,
            item: Some(item),
            keys,
            detail: format!("it is item {item}"),
        })
        .map(drop)
    }
}

/// The page that an entry stands for, if it stands for one.
pub(super) fn page_of(entry: &Entry) -> Option<&str> {
    match &entry.locator {
        Locator::Url { url } | Locator::Record { url, .. } => Some(url),
        Locator::Inline(inline) => inline.page.as_deref(),
        Locator::File { .. } | Locator::Slice { .. } => None,
    }
}
