//! What a listing dropped before its time, and what it lists again.
//!
//! A listing that holds entries by their dates drops its oldest ones. One that is gone though it is younger than the
//! oldest that is left may have been withdrawn; or the listing is sorted by something else. Only its page can tell.

use std::collections::HashSet;

use item::{Entry, ItemId, SourceId, dates, digest64};
use jiff::Timestamp;
use state::{Listed, ListedEntry, Recheck, StateError};

use super::{desk::Desk, known_page::page_of};
use config::Rechecking;

/// Pages of one listing that are asked for after one poll: when a listing changes as a whole, its articles have not all
/// been withdrawn.
const MOST_AT_ONCE: usize = 20;

/// Entries of a listing that are remembered.
const MOST_REMEMBERED: usize = 2_000;

/// What a listing holds.
pub(super) fn listed(entries: &[Entry]) -> Listed {
    let one = |entry: &Entry| {
        let published = entry.hints.published.as_deref();
        let published = published.and_then(|date| dates::parse(date)?.as_timestamp());
        ListedEntry {
            digest: digest64(entry.key.as_bytes()),
            published: published.map(Timestamp::as_second),
        }
    };
    Listed(entries.iter().take(MOST_REMEMBERED).map(one).collect())
}

/// The digests of entries that are gone though the listing still holds older ones; the newest first.
fn vanished(before: &Listed, now: &Listed) -> Vec<u64> {
    let Some(oldest) = now.0.iter().filter_map(|entry| entry.published).min() else {
        return Vec::new();
    };
    let there: HashSet<u64> = now.0.iter().map(|entry| entry.digest).collect();
    let gone = before
        .0
        .iter()
        .filter(|entry| !there.contains(&entry.digest));
    let mut gone: Vec<(i64, u64)> = gone
        .filter_map(|entry| Some((entry.published?, entry.digest)))
        .filter(|(published, _)| *published > oldest)
        .collect();
    gone.sort_by_key(|(published, _)| std::cmp::Reverse(*published));
    let gone = gone.into_iter().map(|(_, digest)| digest);
    gone.take(MOST_AT_ONCE).collect()
}

impl Desk {
    /// What a source listed last, where that counts.
    pub(super) fn listed_before(&self, source: &SourceId) -> Result<Listed, StateError> {
        match self.state.source_number(source)? {
            Some(number) => self.state.listed(number),
            None => Ok(Listed::default()),
        }
    }

    /// The items whose entries vanished from a listing, and that no other of its entries leads to.
    pub(super) fn gone_from(
        &self,
        source: &SourceId,
        before: &Listed,
        now: &Listed,
        entries: &[Entry],
    ) -> Result<Vec<ItemId>, StateError> {
        let (mut gone, Some(number)) = (Vec::new(), self.state.source_number(source)?) else {
            return Ok(Vec::new());
        };
        for digest in vanished(before, now) {
            let known = self.state.known_by_digest(number, digest)?;
            if let Some(item) = known.and_then(|known| known.item)
                && !self.is_withdrawn(item)?
            {
                gone.push(item);
            }
        }
        if gone.is_empty() {
            return Ok(gone);
        }
        // Entries may have got other names.
        for page in entries.iter().filter_map(page_of) {
            if let Some(key) = self.treatments.key_url(source, page)
                && let Some(there) = self.state.known_url(&key)?
            {
                gone.retain(|item| *item != there);
            }
        }
        Ok(gone)
    }

    /// Remembers what a source lists, and has the pages asked for that are gone from it.
    pub(super) fn remember_listing(
        &mut self,
        source: &SourceId,
        before: &Listed,
        now: &Listed,
        gone: Vec<ItemId>,
    ) -> Result<(), StateError> {
        if self.treatments.recheck(source).when == Rechecking::Off || before == now {
            return Ok(());
        }
        let Some(number) = self.state.source_number(source)? else {
            return Ok(());
        };
        for item in gone {
            self.doubt(item, number)?;
        }
        let stayed: HashSet<u64> = before.0.iter().map(|entry| entry.digest).collect();
        for entry in now.0.iter().filter(|entry| !stayed.contains(&entry.digest)) {
            let known = self.state.known_by_digest(number, entry.digest)?;
            if let Some(item) = known.and_then(|known| known.item) {
                self.doubt_no_more(item)?;
            }
        }
        self.state.set_listed(number, now);
        Ok(())
    }

    /// Has a page asked for whose entry vanished.
    fn doubt(&mut self, item: ItemId, source: u32) -> Result<(), StateError> {
        let now = self.now();
        let before = self.state.recheck(item)?;
        let row = match before {
            Some(row) => Recheck {
                absent: true,
                due: now,
                ..row
            },
            None if !self.rechecks.has_room_for(item) => return Ok(()),
            None => Recheck {
                source,
                found: None,
                since: now,
                asked: Timestamp::UNIX_EPOCH,
                due: now,
                turn: 0,
                absent: true,
                missing: false,
                strikes: 0,
                etag: None,
                last_modified: None,
            },
        };
        self.rechecks.put(item, row.source, now, row.asked);
        self.state.set_recheck(item, row);
        Ok(())
    }

    /// A page whose entry is listed again is not doubted for that any longer.
    fn doubt_no_more(&mut self, item: ItemId) -> Result<(), StateError> {
        match self.state.recheck(item)? {
            Some(row) if row.found.is_none() => {
                self.rechecks.forget(item);
                self.state.end_recheck(item);
            }
            Some(row) if row.absent || row.missing => {
                let (absent, missing) = (false, false);
                self.state.set_recheck(
                    item,
                    Recheck {
                        absent,
                        missing,
                        ..row
                    },
                );
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(entries: &[(u64, Option<i64>)]) -> Listed {
        let one = |(digest, published): &(u64, Option<i64>)| ListedEntry {
            digest: *digest,
            published: *published,
        };
        Listed(entries.iter().map(one).collect())
    }

    fn check(before: &[(u64, Option<i64>)], now: &[(u64, Option<i64>)], expect: &[u64]) {
        assert_eq!(
            vanished(&listing(before), &listing(now)),
            expect,
            "{before:?} {now:?}"
        );
    }

    #[test]
    fn only_what_is_younger_than_the_oldest_that_is_left_has_vanished() {
        let before = [(1, Some(50)), (2, Some(40)), (3, Some(30)), (4, Some(20))];
        check(&before, &before, &[]);
        check(
            &before,
            &[(9, Some(60)), (1, Some(50)), (2, Some(40)), (3, Some(30))],
            &[],
        );
        check(
            &before,
            &[(1, Some(50)), (3, Some(30)), (4, Some(20))],
            &[2],
        );
        check(&before, &[(4, Some(20))], &[1, 2, 3]);
        check(&before, &[], &[]);
    }

    #[test]
    fn without_dates_nothing_is_known_of_an_order() {
        check(&[(1, None), (2, Some(40))], &[(2, Some(40))], &[]);
        check(&[(1, Some(50)), (2, None)], &[(2, None)], &[]);
    }

    #[test]
    fn a_listing_that_changes_as_a_whole_has_few_pages_asked_for() {
        let before: Vec<_> = (0..100_u64)
            .map(|n| (n, Some(1_000 + n.cast_signed())))
            .collect();
        let gone = vanished(&listing(&before), &listing(&[(500, Some(1))]));
        assert_eq!(gone.len(), MOST_AT_ONCE);
        assert_eq!(gone[0], 99);
    }
}
