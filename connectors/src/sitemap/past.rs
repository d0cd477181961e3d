//! Which sitemaps of an index hold something of a stretch of time, and in which order they are walked: the newest first.
//! Pure.
//!
//! What must hold: a walk that goes on with an index that was read anew passes over no sitemap. So what changed since the
//! walk began comes later in the order than it would have, never earlier: it may be walked twice.

use std::{cmp::Reverse, collections::HashSet};

use item::digest64;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    age::Period,
    choose::{index_tells, is_named_new, periods},
    model::Child,
};

/// A stretch of time that is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Down to when.
    pub(crate) since: Timestamp,
    /// What is certainly not older than this was walked before.
    pub(crate) until: Option<Timestamp>,
}

/// When in the walk through an index a sitemap has its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Turn {
    /// It holds nothing later than a known time.
    Dated,
    /// Nobody knows what it holds.
    Undated,
    /// It was changed since the walk began, or is new.
    Changed,
}

/// A sitemap that has its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ranked {
    url: String,
    digest: u64,
    turn: Turn,
    /// The time that it holds nothing later than, in seconds of Unix time.
    time: i64,
}

/// Where in an index a walk is: at a sitemap that is to be read. Names are short because cursors are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    #[serde(rename = "u")]
    digest: u64,
    #[serde(rename = "w")]
    turn: Turn,
    #[serde(rename = "t")]
    time: i64,
    /// The last change that the index told when the walk through it began, in seconds of Unix time.
    #[serde(rename = "h")]
    horizon: i64,
}

/// The sitemaps of an index in the order of a walk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Order {
    ranked: Vec<Ranked>,
    horizon: i64,
    /// Sitemaps that hold nothing but what is older than the stretch.
    pub(crate) older: usize,
}

impl Order {
    /// The order of the sitemaps of an index, without those at `own`. `mark` is where the walk through it is, if it
    /// began before.
    pub(crate) fn of(
        children: Vec<Child>,
        own: &[&str],
        stretch: Stretch,
        mark: Option<&Mark>,
    ) -> Self {
        let mut met = HashSet::new();
        let children: Vec<Child> = children
            .into_iter()
            .filter(|child| !own.contains(&&*child.url) && met.insert(child.url.clone()))
            .collect();
        let tells = index_tells(&children);
        let told = |child: &Child| Some(child.lastmod.as_ref().filter(|_| tells)?.period);
        let newest = children.iter().filter_map(told);
        let newest = newest.map(|period| period.last.as_second()).max();
        let horizon = mark.map_or(newest.unwrap_or(i64::MIN), |mark| mark.horizon);
        let (mut older, mut ranked) = (0, Vec::new());
        for (named, child) in periods(&children).into_iter().zip(children) {
            let lastmod = told(&child);
            let mut known = named.iter().chain(&lastmod);
            let is_walked = |until| named.is_some_and(|named| named.first >= until);
            if known.any(|period| period.is_before(stretch.since)) {
                older += 1;
            } else if !stretch.until.is_some_and(is_walked) {
                let (turn, time) = turn(&child.url, named, lastmod, horizon);
                ranked.push(Ranked {
                    digest: digest64(child.url.as_bytes()),
                    url: child.url,
                    turn,
                    time,
                });
            }
        }
        sort(&mut ranked);
        Self {
            ranked,
            horizon,
            older,
        }
    }

    /// The mark of the sitemap at a place; none behind the last one.
    pub(crate) fn mark(&self, at: usize) -> Option<Mark> {
        let ranked = self.ranked.get(at)?;
        Some(Mark {
            digest: ranked.digest,
            turn: ranked.turn,
            time: ranked.time,
            horizon: self.horizon,
        })
    }

    /// The place of a mark and whether the marked sitemap is still there; where it is not, the place at which to go on.
    pub(crate) fn place(&self, mark: &Mark) -> (usize, bool) {
        let is_it = |ranked: &Ranked| ranked.digest == mark.digest && ranked.turn == mark.turn;
        if let Some(at) = self.ranked.iter().position(is_it) {
            return (at, true);
        }
        let passed =
            |ranked: &Ranked| (ranked.turn, Reverse(ranked.time)) < (mark.turn, Reverse(mark.time));
        (self.ranked.partition_point(passed), false)
    }

    /// Where the sitemap at a place is.
    pub(crate) fn url(&self, at: usize) -> Option<&str> {
        self.ranked.get(at).map(|ranked| ranked.url.as_str())
    }

    /// Nothing from a place on is later than this, as far as times are known of any of it.
    pub(crate) fn latest(&self, at: usize) -> Option<Timestamp> {
        let ranked = self.ranked.get(at)?;
        (ranked.turn == Turn::Dated)
            .then(|| Timestamp::from_second(ranked.time).unwrap_or(Timestamp::MAX))
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.ranked.len()
    }
}

/// When a sitemap has its turn, and the time that it holds nothing later than: a change that is told after the walk began
/// puts it off, but never what its name says.
fn turn(url: &str, named: Option<Period>, lastmod: Option<Period>, horizon: i64) -> (Turn, i64) {
    match (named, lastmod) {
        (Some(named), _) => (Turn::Dated, named.last.as_second()),
        (None, Some(lastmod)) if lastmod.last.as_second() > horizon => (Turn::Changed, i64::MIN),
        (None, Some(lastmod)) => (Turn::Dated, lastmod.last.as_second()),
        (None, None) if is_named_new(url) => (Turn::Dated, i64::MAX),
        (None, None) => (Turn::Undated, i64::MIN),
    }
}

/// By turn, and in each of them the newest first. Sites that number their sitemaps from one append to them.
fn sort(ranked: &mut [Ranked]) {
    let undated = |ranked: &&Ranked| ranked.turn == Turn::Undated;
    let first = ranked.iter().find(undated).and_then(number);
    let last = ranked.iter().rfind(undated).and_then(number);
    if first < last {
        ranked.reverse();
    }
    ranked.sort_by_key(|ranked| (ranked.turn, Reverse(ranked.time)));
    let changed = ranked.partition_point(|ranked| ranked.turn < Turn::Changed);
    if let Some(changed) = ranked.get_mut(changed..) {
        changed.sort_by(|one, other| one.url.cmp(&other.url));
    }
}

/// The last number in an address.
fn number(ranked: &Ranked) -> Option<u64> {
    let digits = |part: &&str| !part.is_empty();
    let mut numbers = ranked.url.split(|c: char| !c.is_ascii_digit());
    numbers.rfind(digits)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sitemap::When;

    const ALL: Stretch = Stretch {
        since: Timestamp::MIN,
        until: None,
    };

    fn child(path: &str, lastmod: &str) -> Child {
        Child {
            url: format!("https://a.example/{path}"),
            lastmod: When::read(lastmod),
        }
    }

    fn order(children: &[(&str, &str)], stretch: Stretch, mark: Option<&Mark>) -> Order {
        let children = children.iter().map(|(path, lastmod)| child(path, lastmod));
        Order::of(
            children.collect(),
            &["https://a.example/index.xml"],
            stretch,
            mark,
        )
    }

    fn names(order: &Order) -> Vec<&str> {
        let urls = (0..order.len()).filter_map(|at| order.url(at));
        urls.map(|url| url.rsplit('/').next().unwrap()).collect()
    }

    fn since(day: &str, until: Option<&str>) -> Stretch {
        let moment = |day: &str| When::read(day).unwrap().period.first;
        Stretch {
            since: moment(day),
            until: until.map(moment),
        }
    }

    #[test]
    fn the_newest_are_walked_first_by_their_names_or_by_their_changes() {
        let named = [
            ("s-2021-04.xml", "2026-11-20"),
            ("index.xml", ""),
            ("s-2021-06.xml", "2021-07-01"),
            ("pages.xml", ""),
            ("s-2021-05.xml", ""),
            ("news.xml", ""),
        ];
        assert_eq!(
            names(&order(&named, ALL, None)),
            [
                "news.xml",
                "s-2021-06.xml",
                "s-2021-05.xml",
                "s-2021-04.xml",
                "pages.xml"
            ]
        );
        let changed = [
            ("1.xml", "2019-01-01"),
            ("2.xml", "2021-01-01"),
            ("3.xml", "2020-01-01"),
        ];
        assert_eq!(
            names(&order(&changed, ALL, None)),
            ["2.xml", "3.xml", "1.xml"]
        );
    }

    #[test]
    fn of_those_without_a_time_the_last_numbers_are_walked_first() {
        let check = |children: [&str; 3], expect: [&str; 3]| {
            let children = children.map(|name| (name, ""));
            assert_eq!(names(&order(&children, ALL, None)), expect);
        };
        check(
            ["p9.xml", "p10.xml", "p11.xml"],
            ["p11.xml", "p10.xml", "p9.xml"],
        );
        check(
            ["p11.xml", "p10.xml", "p9.xml"],
            ["p11.xml", "p10.xml", "p9.xml"],
        );
        check(["b.xml", "a.xml", "c.xml"], ["b.xml", "a.xml", "c.xml"]);
    }

    #[test]
    fn what_lies_outside_the_stretch_is_not_walked() {
        let children = [
            ("s-2021-02.xml", ""),
            ("s-2021-03.xml", ""),
            ("s-2021-04.xml", ""),
            ("s-2021-05.xml", ""),
            ("old.xml", "2020-05-05"),
            ("young.xml", "2021-05-05"),
        ];
        let order = order(&children, since("2021-03-15", Some("2021-05-01")), None);
        assert_eq!(
            names(&order),
            ["young.xml", "s-2021-04.xml", "s-2021-03.xml"]
        );
        assert_eq!(order.older, 2);
    }

    #[test]
    fn a_walk_goes_on_at_its_mark_though_the_index_has_changed() {
        let before = [
            ("1.xml", "2019-01-01"),
            ("2.xml", "2020-01-01"),
            ("3.xml", "2021-01-01"),
            ("4.xml", "2022-01-01"),
        ];
        let mark = order(&before, ALL, None).mark(1).unwrap();
        let at = |children: &[(&str, &str)]| {
            let order = order(children, ALL, Some(&mark));
            let (at, is_there) = order.place(&mark);
            let left = (at..order.len()).filter_map(|at| order.url(at));
            let left: Vec<_> = left
                .map(|url| url.rsplit('/').next().unwrap().to_owned())
                .collect();
            (left.join(" "), is_there)
        };
        assert_eq!(at(&before), ("3.xml 2.xml 1.xml".to_owned(), true));
        let mut changed = before.to_vec();
        changed[1].1 = "2023-01-01";
        changed.push(("5.xml", "2023-02-01"));
        assert_eq!(at(&changed), ("3.xml 1.xml 2.xml 5.xml".to_owned(), true));
        let mut moved = before.to_vec();
        moved[2].1 = "2023-01-01";
        assert_eq!(at(&moved), ("2.xml 1.xml 3.xml".to_owned(), false));
        let gone = [before[0], before[1], before[3]];
        assert_eq!(at(&gone), ("2.xml 1.xml".to_owned(), false));
    }

    #[test]
    fn a_walk_through_sitemaps_without_times_goes_on_at_its_mark_or_begins_again() {
        let before = [("1.xml", ""), ("2.xml", ""), ("3.xml", "")];
        let mark = order(&before, ALL, None).mark(1).unwrap();
        let more = [("1.xml", ""), ("2.xml", ""), ("3.xml", ""), ("4.xml", "")];
        let again = order(&more, ALL, Some(&mark));
        assert_eq!(again.place(&mark), (2, true));
        assert_eq!(again.url(2), Some("https://a.example/2.xml"));
        let gone = order(&[more[0], more[2], more[3]], ALL, Some(&mark));
        assert_eq!(gone.place(&mark), (0, false));
    }

    #[test]
    fn what_is_left_is_not_later_than_its_first() {
        let order = order(&[("s-2021-05.xml", ""), ("x.xml", "")], ALL, None);
        let june: Timestamp = "2021-06-01T00:00:00Z".parse().unwrap();
        assert_eq!(order.latest(0), Some(june));
        assert_eq!((order.latest(1), order.latest(2)), (None, None));
        assert_eq!(order.mark(2), None);
    }
}
