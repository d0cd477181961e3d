//! Times at which a feed was made, where it says of every entry that it was changed then.
//!
//! Such a time says nothing of an entry, and is another at every poll. What must hold: what was once found to be a stamp
//! stays one while an entry carries it, so that no entry becomes another because a different one changed.

use serde::{Deserialize, Serialize};

use crate::feed::{Feed, FeedDate};

/// How long making a feed takes at most, in seconds: entries may carry the second at which each was written out.
const MAKING: i64 = 60;

/// One entry that changed last is no sign of anything.
const FEWEST: usize = 2;

/// Stamps that are remembered: a feed has one, and a new one when all of it is made anew.
const MOST: usize = 8;

/// Stamps, as the first and the last second of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamps(Vec<(i64, i64)>);

impl Stamps {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a date is a stamp.
    pub(crate) fn has(&self, date: &FeedDate) -> bool {
        self.has_second(date.at.as_second())
    }

    fn has_second(&self, second: i64) -> bool {
        let mut stamps = self.0.iter();
        stamps.any(|(first, last)| (*first..=*last).contains(&second))
    }

    /// These stamps as far as a feed still carries them, and its own, if all its entries have one.
    pub(crate) fn with(&self, feed: &Feed) -> Self {
        let changed = feed.entries.iter().map(|entry| entry.updated.as_ref());
        let changed: Vec<Option<i64>> = changed
            .map(|date| date.map(|date| date.at.as_second()))
            .collect();
        let is_carried = |(first, last): &&(i64, i64)| {
            let mut changed = changed.iter().flatten();
            changed.any(|second| (*first..=*last).contains(second))
        };
        let mut stamps: Vec<(i64, i64)> = self.0.iter().filter(is_carried).copied().collect();
        let all: Option<Vec<i64>> = changed.iter().copied().collect();
        if let (Some(all), Some(made)) = (all, &feed.updated)
            && all.len() >= FEWEST
            && let (Some(first), Some(last)) = (all.iter().min(), all.iter().max())
            && (first - made.at.as_second()).abs() <= MAKING
            && (last - made.at.as_second()).abs() <= MAKING
            && !stamps.contains(&(*first, *last))
        {
            stamps.push((*first, *last));
        }
        let surplus = stamps.len().saturating_sub(MOST);
        stamps.drain(..surplus);
        Self(stamps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{FeedBytes, Ids, read_feed};

    /// A feed that was made at one second of a day, its entries changed at others.
    fn feed(made: u32, changed: &[u32]) -> Feed {
        let at = |second: u32| {
            let (hour, minute) = (second / 3600, second / 60 % 60);
            format!(
                "<updated>2021-06-14T{hour:02}:{minute:02}:{:02}Z</updated>",
                second % 60
            )
        };
        let entries = changed.iter().map(|second| at(*second));
        let entries: Vec<String> = entries.collect();
        let entries = format!("<entry>{}</entry>", entries.join("</entry><entry>"));
        let text = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'>{}{entries}</feed>",
            at(made)
        );
        read_feed(FeedBytes {
            bytes: text.as_bytes(),
            charset: None,
            url: None,
            most: 100,
            ids: Ids::Believed,
        })
        .unwrap()
    }

    /// Which entries of the feeds, polled one after another, carry a stamp.
    fn polled(feeds: &[Feed]) -> Vec<Vec<bool>> {
        let mut stamps = Stamps::default();
        let mut polled = Vec::new();
        for feed in feeds {
            stamps = stamps.with(feed);
            let dates = feed
                .entries
                .iter()
                .filter_map(|entry| entry.updated.as_ref());
            polled.push(dates.map(|date| stamps.has(date)).collect());
        }
        polled
    }

    #[test]
    fn the_time_at_which_all_of_a_feed_was_made_is_a_stamp_at_every_poll() {
        let found = polled(&[
            feed(0, &[0, 0, 1]),
            feed(600, &[601, 602, 602]),
            feed(1200, &[1200, 1200]),
        ]);
        assert_eq!(found.concat(), [true; 8]);
    }

    #[test]
    fn the_newest_of_several_dates_is_none() {
        let found = polled(&[feed(900, &[900, 300]), feed(1800, &[1800, 900, 300])]);
        assert_eq!(found.concat(), [false; 5]);
        assert_eq!(polled(&[feed(900, &[900])]), [[false]]);
        assert_eq!(polled(&[feed(900, &[300, 300])]), [[false, false]]);
    }

    #[test]
    fn an_entry_that_really_changes_makes_no_other_one_another() {
        let found = polled(&[
            feed(0, &[0, 0, 0]),
            feed(900, &[900, 0, 0]),
            feed(1800, &[1800, 900, 0]),
        ]);
        assert_eq!(found[0], [true, true, true]);
        assert_eq!(found[1], [false, true, true]);
        assert_eq!(found[2], [false, false, true]);
    }

    #[test]
    fn stamps_are_forgotten_with_the_entries_that_carry_them_and_bounded() {
        let mut stamps = Stamps::default().with(&feed(0, &[0, 0]));
        assert_eq!(stamps.with(&feed(900, &[900, 300])), Stamps::default());
        for minute in 1..50 {
            let second = minute * 120;
            stamps = stamps.with(&feed(second, &[second, second]));
            assert_eq!(stamps.0.len(), 1);
        }
    }
}
