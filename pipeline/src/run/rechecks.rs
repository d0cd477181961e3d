//! Which pages are asked for again and when, as the desk has it in memory.
//!
//! Pure; the rows themselves are the state's, and soft. What must hold: a page that is being asked for is not in here,
//! so that nobody asks for it twice at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use item::ItemId;
use jiff::Timestamp;

/// Pages that are asked for again at most: some ten megabytes of memory. Those that are read when there are so many
/// already are not asked for again.
const MOST_KEPT: usize = 200_000;

/// Pages of one source that are asked for again at once: few, because what is new has the same host to ask.
const MOST_OPEN: usize = 2;

/// Pages of one source that are asked for again in a run that ends, unless every poll wants all of them: a minute of a
/// host that is asked every other second.
pub(super) const MOST_IN_A_RUN: usize = 30;

/// When a page is asked for next, and when it was last.
#[derive(Debug, Clone, Copy)]
struct Kept {
    source: u32,
    due: Timestamp,
    asked: Timestamp,
}

/// The pages that are asked for again, by source.
#[derive(Debug, Default)]
pub(super) struct Rechecks {
    kept: HashMap<ItemId, Kept>,
    due: BTreeMap<u32, BTreeSet<(Timestamp, ItemId)>>,
    under_way: HashMap<u32, usize>,
    /// How many were begun in this run, by source.
    begun: HashMap<u32, usize>,
}

impl Rechecks {
    /// Whether another page may be taken in.
    pub(super) fn has_room_for(&self, item: ItemId) -> bool {
        self.kept.len() < MOST_KEPT || self.kept.contains_key(&item)
    }

    /// The page of an item is asked for at `due`, whatever was said of it before.
    pub(super) fn put(&mut self, item: ItemId, source: u32, due: Timestamp, asked: Timestamp) {
        self.forget(item);
        self.kept.insert(item, Kept { source, due, asked });
        self.due.entry(source).or_default().insert((due, item));
    }

    /// The page of an item is not asked for again.
    pub(super) fn forget(&mut self, item: ItemId) {
        let Some(kept) = self.kept.remove(&item) else {
            return;
        };
        if let Some(due) = self.due.get_mut(&kept.source) {
            due.remove(&(kept.due, item));
            if due.is_empty() {
                self.due.remove(&kept.source);
            }
        }
    }

    /// Everything of a source that was last asked for before `began` is due.
    pub(super) fn all_due(&mut self, source: u32, began: Timestamp, now: Timestamp) {
        let Some(due) = self.due.get(&source) else {
            return;
        };
        let items: Vec<ItemId> = due.iter().map(|(_, item)| *item).collect();
        for item in items {
            if let Some(kept) = self.kept.get(&item).copied()
                && kept.asked < began
            {
                self.put(item, source, now.min(kept.due), kept.asked);
            }
        }
    }

    /// The sources of which something is due.
    pub(super) fn sources_due(&self, now: Timestamp) -> Vec<u32> {
        let is_due = |due: &BTreeSet<(Timestamp, ItemId)>| {
            let first = due.first();
            first.is_some_and(|(due, _)| *due <= now)
        };
        let due = self.due.iter().filter(|(_, due)| is_due(due));
        due.map(|(source, _)| *source).collect()
    }

    /// When something is due next that is not due yet.
    pub(super) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let firsts = self.due.values().filter_map(|due| due.first());
        let later = firsts.map(|(due, _)| *due).filter(|due| *due > now);
        later.min()
    }

    /// How many pages of a source were begun in this run.
    pub(super) fn begun(&self, source: u32) -> usize {
        self.begun.get(&source).copied().unwrap_or_default()
    }

    /// The next page of a source that is due, if another one may be under way; it is until [`Self::end`].
    pub(super) fn begin(&mut self, source: u32, now: Timestamp) -> Option<ItemId> {
        let under_way = self.under_way.get(&source).copied().unwrap_or_default();
        let (due, item) = self.due.get(&source)?.first().copied()?;
        if due > now || under_way >= MOST_OPEN {
            return None;
        }
        self.forget(item);
        *self.under_way.entry(source).or_default() += 1;
        *self.begun.entry(source).or_default() += 1;
        Some(item)
    }

    /// A page of a source is under way no more.
    pub(super) fn end(&mut self, source: u32) {
        if let Some(under_way) = self.under_way.get_mut(&source) {
            *under_way = under_way.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn item(number: u32) -> ItemId {
        ItemId::of_url(&number.to_string())
    }

    #[test]
    fn the_earliest_of_a_source_comes_first_and_few_are_under_way_at_once() {
        let mut rechecks = Rechecks::default();
        for (number, due) in [(1, 30), (2, 10), (3, 20), (4, 99)] {
            rechecks.put(item(number), 7, at(due), at(0));
        }
        assert_eq!(rechecks.sources_due(at(9)), [] as [u32; 0]);
        assert_eq!(rechecks.sources_due(at(40)), [7]);
        assert_eq!(rechecks.begin(7, at(40)), Some(item(2)));
        assert_eq!(rechecks.begin(7, at(40)), Some(item(3)));
        assert_eq!(rechecks.begin(7, at(40)), None);
        rechecks.end(7);
        assert_eq!(rechecks.begin(7, at(40)), Some(item(1)));
        rechecks.end(7);
        assert_eq!(rechecks.begin(7, at(40)), None, "the last is not due");
        assert_eq!(rechecks.begun(7), 3);
        assert_eq!(rechecks.next_due(at(40)), Some(at(99)));
        assert_eq!(rechecks.begin(8, at(40)), None);
    }

    #[test]
    fn a_poll_makes_due_what_was_not_asked_for_since_it_began() {
        let mut rechecks = Rechecks::default();
        rechecks.put(item(1), 7, at(1000), at(10));
        rechecks.put(item(2), 7, at(1000), at(60));
        rechecks.put(item(3), 8, at(1000), at(10));
        rechecks.all_due(7, at(50), at(70));
        assert_eq!(rechecks.sources_due(at(70)), [7]);
        assert_eq!(rechecks.begin(7, at(70)), Some(item(1)));
        assert_eq!(rechecks.begin(7, at(70)), None);
    }

    #[test]
    fn what_is_put_again_or_forgotten_leaves_nothing_behind() {
        let mut rechecks = Rechecks::default();
        rechecks.put(item(1), 7, at(10), at(0));
        rechecks.put(item(1), 8, at(20), at(0));
        assert_eq!(rechecks.sources_due(at(30)), [8]);
        rechecks.forget(item(1));
        rechecks.forget(item(1));
        assert_eq!(rechecks.sources_due(at(30)), [] as [u32; 0]);
        assert!(rechecks.kept.is_empty() && rechecks.due.is_empty());
    }
}
