//! One watched sitemap, as the cursor remembers it: what was seen, and when it is worth another question. Pure.

use std::time::Duration;

use item::digest64;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::http::Validators;

/// The first wait for a sitemap that gave nothing new; it doubles each time,
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// up to this where its pages are young,
const LONGEST_LIVELY_WAIT: SignedDuration = SignedDuration::from_mins(30);
/// and up to this where it holds nothing young: the site has left it behind.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// A sitemap whose newest page is younger than this is lively.
const LIVELY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Every so many questions are unconditional: some servers answer for ever that nothing changed.
const UNCONDITIONAL: u8 = 24;

/// Longer validators are not remembered: many rows must fit into a cursor.
const LONGEST_VALIDATOR: usize = 100;

/// A watched sitemap. Names are short because cursors are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Row {
    /// Where it is; without scheme and host where they are the source's own.
    #[serde(rename = "u")]
    pub(super) url: String,
    /// How many indexes stand above it.
    #[serde(rename = "l", skip_serializing_if = "is_default")]
    pub(super) level: u8,
    /// A digest of the URL of the index that names it.
    #[serde(rename = "p", skip_serializing_if = "is_default")]
    pub(super) parent: u32,
    /// What its host wants to hear again.
    #[serde(rename = "v", skip_serializing_if = "is_default")]
    pub(super) validators: Validators,
    /// A digest of the body that was read last; zero if none was.
    #[serde(rename = "b", skip_serializing_if = "is_default")]
    pub(super) body: u64,
    /// How often in a row it gave nothing new.
    #[serde(rename = "q", skip_serializing_if = "is_default")]
    pub(super) quiet: u8,
    /// Questions since the whole was last seen.
    #[serde(rename = "c", skip_serializing_if = "is_default")]
    pub(super) asked: u8,
    /// Before when it is not asked, in seconds of Unix time.
    #[serde(rename = "n", skip_serializing_if = "is_default")]
    pub(super) next: i64,
    /// The time of its newest page, in hours of Unix time.
    #[serde(rename = "y", skip_serializing_if = "is_default")]
    pub(super) newest: i64,
    /// Where among the sitemaps that it names, if it is an index, the next ones are taken from.
    #[serde(rename = "t", skip_serializing_if = "is_default")]
    pub(super) turn: u16,
    /// Whether nobody named it: it is only looked whether it is there.
    #[serde(rename = "g", skip_serializing_if = "is_default")]
    pub(super) guessed: bool,
    /// Whether it was looked at in the poll that is under way.
    #[serde(rename = "d", skip_serializing_if = "is_default")]
    pub(super) done: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What a look at a sitemap brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Yield {
    /// Pages or sitemaps worth reading; the newest of that time, if any tells one.
    Something(Option<Timestamp>),
    /// What was known, or nothing that is wanted.
    Nothing,
}

impl Row {
    /// What the next question is conditional upon: nothing, if it is time to see the whole again.
    pub(super) fn conditions(&self) -> Validators {
        if self.asked + 1 >= UNCONDITIONAL {
            Validators::default()
        } else {
            self.validators.clone()
        }
    }

    /// Whether a body is the one that was read last. When it is time to see the whole again it is read even so.
    pub(super) fn knows(&self, body: u64) -> bool {
        self.asked > 0 && self.body == body
    }

    /// Counts a question.
    pub(super) fn count(&mut self) {
        self.asked = (self.asked + 1) % UNCONDITIONAL;
    }

    pub(super) fn remember(&mut self, validators: &Validators) {
        let short = |value: &Option<String>| {
            value
                .clone()
                .filter(|value| value.len() <= LONGEST_VALIDATOR)
        };
        self.validators = Validators {
            etag: short(&validators.etag),
            last_modified: short(&validators.last_modified),
        };
    }

    /// Remembers what a look brought, and decides when the next one is worth it. `is_one_of_few` says that the source
    /// has so few sitemaps that the lively ones are asked at every poll.
    pub(super) fn looked(&mut self, brought: Yield, now: Timestamp, is_one_of_few: bool) {
        if let Yield::Something(newest) = brought {
            self.quiet = 0;
            // Pages without a date are as new as their listing.
            self.newest = hours(newest.unwrap_or(now).min(now));
        } else {
            self.quiet = self.quiet.saturating_add(1);
        }
        let is_lively = self.is_lively(now);
        self.next = match self.quiet {
            0 => 0,
            _ if is_lively && is_one_of_few => 0,
            quiet => {
                let longest = if is_lively {
                    LONGEST_LIVELY_WAIT
                } else {
                    LONGEST_WAIT
                };
                let doubled = 2_i32.saturating_pow(u32::from(quiet.min(16)) - 1);
                self.after(now, FIRST_WAIT.saturating_mul(doubled).min(longest))
            }
        };
    }

    /// Puts off a sitemap that could not be read; `not_before` is the wish of its host.
    pub(super) fn failed(&mut self, now: Timestamp, not_before: Option<Timestamp>) {
        self.quiet = self.quiet.saturating_add(1);
        let doubled = 2_i32.saturating_pow(u32::from(self.quiet.min(16)) - 1);
        let wait = FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT);
        let wished = not_before.map_or(0, Timestamp::as_second);
        self.next = self.after(now, wait).max(wished);
    }

    /// Up to a quarter earlier, differently for each, so that those that are quiet together are not asked together.
    fn after(&self, now: Timestamp, wait: SignedDuration) -> i64 {
        let part = i64::try_from(digest64(self.url.as_bytes()) % 256).unwrap_or(0);
        let wait = wait.as_secs();
        now.as_second() + wait - wait / 4 * part / 256
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.next <= now.as_second()
    }

    /// Whether its newest page is young.
    pub(super) fn is_lively(&self, now: Timestamp) -> bool {
        let longest = hours(now) - LIVELY.as_hours();
        self.newest > longest
    }
}

fn hours(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(3600)
}

/// How long nothing of a poll that was interrupted is taken up again: then another one begins.
pub(super) const STALE: Duration = Duration::from_hours(1);

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn waits(row: &mut Row, few: bool, times: usize) -> Vec<i64> {
        let mut waits = Vec::new();
        for _ in 0..times {
            row.looked(Yield::Nothing, now(), few);
            waits.push((row.next - now().as_second()).max(0) / 60);
        }
        waits
    }

    #[test]
    fn a_sitemap_that_gives_nothing_is_asked_less_and_less_and_a_lively_one_still_often() {
        let mut stale = Row {
            url: "/a".to_owned(),
            ..Row::default()
        };
        let long = waits(&mut stale, true, 20);
        assert!(
            (11..=15).contains(&long[0]) && (22..=30).contains(&long[1]),
            "{long:?}"
        );
        assert!(
            (18 * 60..=24 * 60).contains(long.last().unwrap()),
            "{long:?}"
        );
        let yesterday = now() - SignedDuration::from_hours(24);
        stale.looked(Yield::Something(Some(yesterday)), now(), false);
        assert_eq!((stale.next, stale.quiet), (0, 0));
        let lively = waits(&mut stale, false, 20);
        assert!((22..=30).contains(lively.last().unwrap()), "{lively:?}");
        assert_eq!(
            waits(&mut stale, true, 3),
            [0, 0, 0],
            "one of few is asked at every poll"
        );
        let old = now() - SignedDuration::from_hours(8 * 24);
        stale.looked(Yield::Something(Some(old)), now(), false);
        assert!(!stale.is_lively(now()));
        stale.looked(Yield::Something(None), now(), false);
        assert!(stale.is_lively(now()));
    }

    #[test]
    fn those_that_are_quiet_together_are_not_asked_together() {
        let nexts = (0..20).map(|number| {
            let mut row = Row {
                url: format!("/{number}.xml"),
                quiet: 9,
                ..Row::default()
            };
            row.looked(Yield::Nothing, now(), false);
            row.next
        });
        let mut nexts: Vec<i64> = nexts.collect();
        nexts.sort_unstable();
        nexts.dedup();
        assert!(nexts.len() > 15, "{nexts:?}");
    }

    #[test]
    fn the_whole_is_seen_again_now_and_then_and_long_validators_are_forgotten() {
        let mut row = Row::default();
        row.remember(&Validators {
            etag: Some("x".repeat(LONGEST_VALIDATOR + 1)),
            last_modified: Some("then".to_owned()),
        });
        assert_eq!(
            (
                &row.validators.etag,
                row.validators.last_modified.as_deref()
            ),
            (&None, Some("then"))
        );
        row.body = 7;
        let mut whole = 0;
        for _ in 0..48 {
            whole += usize::from(row.conditions() == Validators::default());
            row.count();
            assert_eq!(row.knows(7), row.asked > 0);
        }
        assert_eq!(whole, 2);
    }

    #[test]
    fn a_failing_sitemap_is_put_off_as_long_as_its_host_wishes() {
        let mut row = Row::default();
        row.failed(now(), None);
        assert!(!row.is_due(now()) && row.is_due(now() + FIRST_WAIT));
        let wish = now() + SignedDuration::from_hours(3);
        row.failed(now(), Some(wish));
        assert_eq!(row.next, wish.as_second());
    }
}
