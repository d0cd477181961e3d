//! What is remembered of a source's sitemaps from poll to poll: the content of its cursor. Pure.
//!
//! What must hold: it always fits into a cursor; a body counts as read only in a cursor that goes with its entries; the
//! first row is the source's own URL, and is looked at first in every poll.

use std::collections::HashMap;

use item::{Cursor, digest64};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::row::{Row, STALE};
use crate::{http::Validators, sitemap::Child, sources::moved::Moves};

/// Sitemaps that are watched beside the source's own: what fits into a cursor, and what a host bears at one poll.
const MOST_ROWS: usize = 24;

/// Of one index so many of the newest-looking sitemaps are watched,
const NEWEST: usize = 12;
/// and so many of the others in turn,
const GUESTS: usize = 8;
/// of whom so many may stay, if they turn out to be lively.
const STAYING: usize = 6;

/// A guest that could not be read so often makes room for another.
const PATIENCE: u8 = 3;

/// With no more sitemaps than this the lively ones are asked at every poll.
const FEW: usize = 4;

/// How many indexes may stand above a sitemap: what the ones below that name is not followed, and that is told. The protocol
/// allows one, sites use three, and an index that is made on demand has no end.
pub(super) const MOST_LEVELS: u8 = 4;

/// The state of a source after a look at one of its sitemaps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    /// What was asked for and how it was to be read, as a digest.
    pub(super) asked: u64,
    /// When the poll that is under way began, in seconds of Unix time; zero if none is.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) began: i64,
    /// Sitemaps that were looked at in this poll, and those of them that could not be read.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) tried: i64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) failed: i64,
    /// Why the first one could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<String>,
    /// Whether and where the source's own has moved for good.
    #[serde(skip_serializing_if = "Moves::is_none")]
    pub(super) moved: Moves,
    /// The sitemaps, the source's own first.
    pub(super) rows: Vec<Row>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over by reference"
)]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Memory {
    /// What a cursor says of what is asked for now; nothing, where it stands for something else.
    pub(super) fn of(cursor: &Cursor, asked: u64, url: &str) -> Self {
        let memory: Self = serde_json::from_str(cursor.as_str()).unwrap_or_default();
        if memory.asked == asked && !memory.rows.is_empty() {
            return memory;
        }
        let own = Row {
            url: url.to_owned(),
            ..Row::default()
        };
        Self {
            asked,
            rows: vec![own],
            ..Self::default()
        }
    }

    /// The row to look at now. Where no poll is under way, or one that stopped long ago, a new one begins.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<usize> {
        let second = now.as_second();
        let stale = i64::try_from(STALE.as_secs()).unwrap_or(i64::MAX);
        let goes_on = self.began > 0 && (0..stale).contains(&(second - self.began));
        if !goes_on {
            self.began = second.max(1);
            (self.tried, self.failed, self.failure) = (0, 0, None);
            self.rows.iter_mut().for_each(|row| row.done = false);
        }
        let is_next = |(at, row): (usize, &Row)| !row.done && (at == 0 || row.is_due(now));
        self.rows.iter().enumerate().position(is_next)
    }

    /// Whether this poll has another row to look at; if not, it ends here.
    pub(super) fn has_more(&mut self, now: Timestamp) -> bool {
        let more = self.rows.iter().any(|row| !row.done && row.is_due(now));
        if !more {
            self.began = 0;
            self.rows.iter_mut().for_each(|row| row.done = false);
        }
        more
    }

    pub(super) fn has_few(&self) -> bool {
        self.rows.len() <= FEW + 1
    }

    /// The URL of a row, whole.
    pub(super) fn url(&self, row: &Row) -> String {
        let own = self.rows.first().map_or("", |own| own.url.as_str());
        if row.url.starts_with('/') {
            format!("{}{}", origin(own), row.url)
        } else {
            row.url.clone()
        }
    }

    fn shortened(&self, url: &str) -> String {
        let own = self.rows.first().map_or("", |own| own.url.as_str());
        let origin = origin(own);
        let path = url
            .strip_prefix(&origin)
            .filter(|path| path.starts_with('/'));
        path.unwrap_or(url).to_owned()
    }

    /// Puts a row in its place again after a look.
    pub(super) fn put(&mut self, at: usize, row: Row) {
        if let Some(place) = self.rows.get_mut(at) {
            *place = row;
        }
    }

    /// Watches the sitemaps that the index in row `at` names, the newest-looking first. Those that it named before
    /// are kept as they are; those that it names no longer are forgotten. `guessed` sitemaps were named by nobody.
    pub(super) fn watch(&mut self, at: usize, ranked: &[Child], guessed: bool, now: Timestamp) {
        let Some(index) = self.rows.get(at).cloned() else {
            return;
        };
        if index.level >= MOST_LEVELS {
            return;
        }
        let name = digest32(&self.url(&index));
        let names: Vec<String> = ranked
            .iter()
            .map(|child| self.shortened(&child.url))
            .collect();
        let all = std::mem::take(&mut self.rows);
        let (mine, others): (Vec<Row>, Vec<Row>) = all
            .into_iter()
            .partition(|row| row.level > index.level && row.parent == name);
        let mut before: HashMap<String, Row> =
            mine.into_iter().map(|row| (row.url.clone(), row)).collect();
        let taken: Vec<String> = others.iter().map(|row| row.url.clone()).collect();
        self.rows = others;
        let names: Vec<&String> = names.iter().filter(|name| !taken.contains(name)).collect();
        let (first, rest) = names.split_at(names.len().min(NEWEST));
        let chosen = guests(rest, &before, now);
        let (chosen, passed) = filled(chosen, rest, usize::from(index.turn));
        if let Some(index) = self.rows.iter_mut().find(|row| row.url == index.url) {
            index.turn = passed;
        }
        for url in first.iter().chain(&chosen).copied() {
            if self.rows.len() > MOST_ROWS {
                break;
            }
            self.rows.push(before.remove(url).unwrap_or_else(|| Row {
                url: url.clone(),
                level: index.level + 1,
                parent: name,
                guessed,
                ..Row::default()
            }));
        }
    }

    /// Forgets a row, and what hangs on it.
    pub(super) fn forget(&mut self, at: usize) {
        if at > 0 && at < self.rows.len() {
            let row = self.rows.remove(at);
            let name = digest32(&self.url(&row));
            self.rows
                .retain(|other| other.level <= row.level || other.parent != name);
        }
    }

    /// The cursor that says this. What does not fit is left out, the least needed first: validators, which cost a
    /// whole answer, then the last rows.
    pub(super) fn cursor(&self) -> Cursor {
        let write = |memory: &Self| Cursor::new(serde_json::to_string(memory).ok()?).ok();
        let mut short = self.clone();
        let mut at = short.rows.len();
        loop {
            if let Some(cursor) = write(&short) {
                return cursor;
            }
            short.failure = None;
            short.moved = Moves::default();
            if at > 0 {
                at -= 1;
                if let Some(row) = short.rows.get_mut(at) {
                    row.validators = Validators::default();
                }
            } else if short.rows.len() > 1 {
                short.rows.pop();
            } else {
                return Cursor::start();
            }
        }
    }
}

/// The sitemaps that are watched though they do not look new, because their pages are young; and those that were not
/// looked at yet.
fn guests<'a>(
    names: &[&'a String],
    before: &HashMap<String, Row>,
    now: Timestamp,
) -> Vec<&'a String> {
    let stays = |row: &&Row| row.is_lively(now) || (row.body == 0 && row.quiet < PATIENCE);
    let rank = |name: &&String| {
        let row = before.get(*name).filter(stays)?;
        Some((row.body == 0, row.quiet))
    };
    let watched = names.iter().copied().filter(|name| rank(name).is_some());
    let mut staying: Vec<&String> = watched.collect();
    staying.sort_by_key(rank);
    staying.truncate(STAYING);
    staying
}

/// The guests with others from `turn` on, and the turn that is next.
fn filled<'a>(
    mut guests: Vec<&'a String>,
    names: &[&'a String],
    turn: usize,
) -> (Vec<&'a String>, u16) {
    let count = names.len().max(1);
    let mut passed = turn % count;
    for name in names.iter().cycle().skip(passed).take(names.len()) {
        if guests.len() >= GUESTS {
            break;
        }
        passed += 1;
        if !guests.contains(name) {
            guests.push(name);
        }
    }
    (guests, u16::try_from(passed % count).unwrap_or(0))
}

fn origin(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}

fn digest32(url: &str) -> u32 {
    let digest = digest64(url.as_bytes()) >> 32;
    u32::try_from(digest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://a.example/sitemap.xml";

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn children(paths: impl IntoIterator<Item = impl std::fmt::Display>) -> Vec<Child> {
        let url = |path| format!("https://a.example/{path}");
        let child = |path| Child {
            url: url(path),
            lastmod: None,
        };
        paths.into_iter().map(child).collect()
    }

    fn urls(memory: &Memory) -> Vec<&str> {
        memory.rows.iter().map(|row| row.url.as_str()).collect()
    }

    #[test]
    fn what_an_index_names_is_watched_and_what_it_names_no_longer_is_forgotten() {
        let mut memory = Memory::of(&Cursor::start(), 1, OWN);
        memory.watch(0, &children(["a", "b", "c"]), false, now());
        assert_eq!(urls(&memory), [OWN, "/a", "/b", "/c"]);
        memory.rows[2].body = 7;
        memory.watch(2, &children(["b1", "a"]), false, now());
        assert_eq!(urls(&memory), [OWN, "/a", "/b", "/c", "/b1"], "each once");
        assert_eq!(memory.rows[4].level, 2);
        memory.watch(0, &children(["b", "d"]), false, now());
        assert_eq!(urls(&memory), [OWN, "/b1", "/b", "/d"]);
        assert_eq!(memory.rows[2].body, 7, "what is known of it stays");
        memory.watch(2, &children(["b2"]), false, now());
        assert_eq!(urls(&memory), [OWN, "/b", "/d", "/b2"]);
        let at = memory.rows.iter().position(|row| row.url == "/b").unwrap();
        memory.forget(at);
        assert_eq!(urls(&memory), [OWN, "/d"]);
        memory.forget(0);
        assert_eq!(urls(&memory), [OWN, "/d"], "the source's own stays");
    }

    #[test]
    fn an_index_that_stands_too_deep_is_not_followed() {
        let mut memory = Memory::of(&Cursor::start(), 1, OWN);
        for level in 0..10 {
            let last = memory.rows.len() - 1;
            memory.watch(last, &children([level]), false, now());
        }
        assert_eq!(memory.rows.len(), 1 + usize::from(MOST_LEVELS));
    }

    #[test]
    fn of_very_many_the_newest_looking_are_watched_and_the_others_in_turn() {
        let mut memory = Memory::of(&Cursor::start(), 1, OWN);
        let all = children(0..30);
        let mut seen = std::collections::HashSet::new();
        for turn in 0..9 {
            memory.watch(0, &all, false, now());
            assert_eq!(memory.rows.len(), 1 + NEWEST + GUESTS);
            assert_eq!(memory.rows[NEWEST].url, "/11", "in turn {turn}");
            for row in &mut memory.rows {
                seen.insert(row.url.clone());
                row.body = 1;
            }
        }
        assert_eq!(seen.len(), 31);
        memory.rows[NEWEST + 1].newest = now().as_second() / 3600;
        let lively = memory.rows[NEWEST + 1].url.clone();
        for _ in 0..9 {
            memory.watch(0, &all, false, now());
            assert!(urls(&memory).contains(&lively.as_str()));
        }
    }

    #[test]
    fn a_cursor_is_read_back_and_one_for_something_else_is_not() {
        let mut memory = Memory::of(&Cursor::start(), 1, OWN);
        memory.watch(0, &children(["a"]), true, now());
        memory.rows[1].validators.etag = Some("\"x\"".to_owned());
        assert_eq!(memory.next(now()), Some(0));
        let again = Memory::of(&memory.cursor(), 1, OWN);
        assert_eq!(again, memory);
        assert_eq!(again.url(&again.rows[1]), "https://a.example/a");
        assert_eq!(Memory::of(&memory.cursor(), 2, OWN).rows.len(), 1);
        let foreign = Cursor::new("{\"rows\":7".to_owned()).unwrap();
        assert_eq!(Memory::of(&foreign, 1, OWN).rows.len(), 1);
    }

    #[test]
    fn what_does_not_fit_into_a_cursor_is_left_out_the_validators_first() {
        let mut memory = Memory::of(&Cursor::start(), 1, OWN);
        memory.watch(0, &children(0..20), false, now());
        let etag = Some("x".repeat(200));
        for row in &mut memory.rows {
            row.validators.etag.clone_from(&etag);
        }
        let kept = Memory::of(&memory.cursor(), 1, OWN);
        assert_eq!(kept.rows.len(), 21);
        assert!(kept.rows[0].validators.etag == etag && kept.rows[20].validators.etag.is_none());
        for row in memory.rows.iter_mut().skip(1) {
            row.url = format!("/{}", "y".repeat(1000));
        }
        let kept = Memory::of(&memory.cursor(), 1, OWN);
        assert_eq!(kept.rows.len(), 4);
    }
}
