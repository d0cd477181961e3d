//! Pages of this run: which are open, who waits for them, and which were read when.
//!
//! Pure, and soft: losing it costs a request. What must hold: while a page is open, no other entry opens it; an entry
//! that was journalled before the page was asked for need not ask for it again.

use std::collections::HashMap;

use item::ItemId;

use super::lanes::LaneId;

/// Pages whose reading is remembered: two megabytes of it. When there are more, all are forgotten.
const MOST_REMEMBERED: usize = 65_536;

/// An entry that waits for a page that another entry has open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Twin {
    pub(super) lane: LaneId,
    pub(super) sequence: u64,
}

/// The pages of a run. A page that became an item is called by the item's id, also where that was made from another
/// URL; one that is not known yet by the id that its URL would give.
#[derive(Debug, Default)]
pub(super) struct Pages {
    open: HashMap<ItemId, Vec<Twin>>,
    read: HashMap<ItemId, u64>,
}

impl Pages {
    /// Opens a page for an entry; false if another one has it open, and then the entry waits for that one.
    pub(super) fn open_or_wait(&mut self, page: ItemId, twin: Twin) -> bool {
        if let Some(twins) = self.open.get_mut(&page) {
            twins.push(twin);
            return false;
        }
        self.open.insert(page, Vec::new());
        true
    }

    /// Opens a page; false if another entry has it open.
    pub(super) fn open_if_free(&mut self, page: ItemId, twin: Twin) -> bool {
        !self.open.contains_key(&page) && self.open_or_wait(page, twin)
    }

    /// Ends the opening of a page and gives those who waited for it.
    pub(super) fn close(&mut self, page: ItemId) -> Vec<Twin> {
        self.open.remove(&page).unwrap_or_default()
    }

    /// Notes that an item's page was read, asked for after this sequence had been journalled.
    pub(super) fn note_read(&mut self, item: ItemId, after: u64) {
        if self.read.len() >= MOST_REMEMBERED && !self.read.contains_key(&item) {
            self.read.clear();
        }
        let latest = self.read.entry(item).or_default();
        *latest = after.max(*latest);
    }

    /// Whether an item's page was asked for after this sequence had been journalled.
    pub(super) fn was_read_after(&self, item: ItemId, sequence: u64) -> bool {
        self.read.get(&item).is_some_and(|after| *after >= sequence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twin(sequence: u64) -> Twin {
        Twin {
            lane: LaneId(0),
            sequence,
        }
    }

    #[test]
    fn a_page_is_open_for_one_entry_and_the_others_wait_in_their_order() {
        let (mut pages, page) = (Pages::default(), ItemId::of_url("a"));
        assert!(pages.open_or_wait(page, twin(1)));
        assert!(!pages.open_or_wait(page, twin(2)) && !pages.open_or_wait(page, twin(3)));
        assert!(pages.open_or_wait(ItemId::of_url("b"), twin(4)));
        assert_eq!(pages.close(page), [twin(2), twin(3)]);
        assert!(pages.open_or_wait(page, twin(2)));
    }

    #[test]
    fn a_reading_counts_for_what_was_journalled_before_the_page_was_asked_for() {
        let (mut pages, page) = (Pages::default(), ItemId::of_url("a"));
        assert!(!pages.was_read_after(page, 0));
        pages.note_read(page, 10);
        pages.note_read(page, 7);
        assert!(pages.was_read_after(page, 10) && !pages.was_read_after(page, 11));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut pages = Pages::default();
        for number in 0..=MOST_REMEMBERED {
            pages.note_read(ItemId::of_url(&number.to_string()), 1);
        }
        assert_eq!(pages.read.len(), 1);
    }
}
