//! Which sitemaps of an index are worth reading: those that may hold something young. Pure: what was read before is not
//! known here.

use std::{cmp::Reverse, collections::HashSet};

use jiff::{SignedDuration, Timestamp};

use super::{
    age::{Period, in_sitemap_url},
    model::Child,
};

/// Sitemaps of one index that are read because they changed; a site that changes more than this within `max_age` has
/// its newest ones read.
const MOST_CHANGED: usize = 1000;

/// So many changes that lie within [`AT_ONCE`] were all made by whoever wrote the index: each writing changes them.
const SEVERAL: usize = 5;
const AT_ONCE: SignedDuration = SignedDuration::from_hours(2);

/// A day is over everywhere so long after it has ended in Greenwich.
const ZONES: SignedDuration = SignedDuration::from_hours(14);

/// What claims to have been changed later than this from now has no clock.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Words in the name of a sitemap whose pages are new.
const WORDS: [&str; 5] = ["news", "latest", "recent", "today", "current"];

/// What of an index is worth reading.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Choice {
    /// Sitemaps of which the index tells when they changed, the newest first: to be read once in each version.
    pub(crate) changed: Vec<Child>,
    /// Sitemaps that may change at any time without the index telling, the newest-looking first.
    pub(crate) untold: Vec<Child>,
    /// Those that hold nothing young.
    pub(crate) old: usize,
    /// Changed ones beyond the most that are read.
    pub(crate) beyond: usize,
}

/// Chooses among the sitemaps of an index that was asked for at `own`; what is older than `oldest` is old.
pub(crate) fn choose(
    children: Vec<Child>,
    own: &[&str],
    oldest: Timestamp,
    now: Timestamp,
) -> Choice {
    let mut met = HashSet::new();
    let children: Vec<Child> = children
        .into_iter()
        .filter(|child| !own.contains(&&*child.url) && met.insert(child.url.clone()))
        .collect();
    let tells = index_tells(&children);
    let periods = periods(&children);
    let count = children.len();
    let mut choice = Choice::default();
    let mut ranked = Vec::new();
    for ((at, child), named) in children.into_iter().enumerate().zip(periods) {
        let believed =
            |period: &Period| tells && period.first <= now.saturating_add(AHEAD).unwrap_or(now);
        let lastmod = child
            .lastmod
            .as_ref()
            .map(|when| when.period)
            .filter(believed);
        let is_old = |period: Option<Period>| period.is_some_and(|period| period.is_before(oldest));
        if is_old(named) || is_old(lastmod) {
            choice.old += 1;
        } else if lastmod.is_some_and(|lastmod| is_over(lastmod, now)) {
            choice.changed.push(child);
        } else {
            let rank = (
                lastmod.is_some(),
                named.map(|named| named.last),
                is_named_new(&child.url),
            );
            ranked.push((Reverse(rank), at.min(count - 1 - at), child));
        }
    }
    choice
        .changed
        .sort_by_key(|child| Reverse(child.lastmod.as_ref().map(|when| when.period.last)));
    choice.beyond = choice.changed.len().saturating_sub(MOST_CHANGED);
    choice.changed.truncate(MOST_CHANGED);
    // Lists grow at one of their ends, and nobody says at which.
    ranked.sort_by_key(|(rank, from_end, _)| (*rank, *from_end));
    choice.untold = ranked.into_iter().map(|(.., child)| child).collect();
    choice
}

/// Whether a change that is told as a day can be followed by another one that is told in the same words.
fn is_over(lastmod: Period, now: Timestamp) -> bool {
    !lastmod.is_vague() || now.duration_since(lastmod.last) > ZONES
}

/// Whether the changes that an index tells are those of its sitemaps.
pub(super) fn index_tells(children: &[Child]) -> bool {
    let told = children
        .iter()
        .filter_map(|child| Some(child.lastmod.as_ref()?.period));
    let (mut first, mut last, mut count) = (Timestamp::MAX, Timestamp::MIN, 0);
    for period in told {
        first = first.min(period.first);
        last = last.max(period.first);
        count += 1;
    }
    count < SEVERAL || last.duration_since(first) > AT_ONCE
}

/// The times that the addresses name. Bare years are believed where most addresses name a time: elsewhere they are
/// numbers, from 1 to some thousands.
pub(super) fn periods(children: &[Child]) -> Vec<Option<Period>> {
    let periods: Vec<_> = children
        .iter()
        .map(|child| in_sitemap_url(&child.url))
        .collect();
    let timed = periods.iter().flatten().count();
    let believed = |period: &Period| !period.is_a_year() || timed * 2 > periods.len();
    periods
        .iter()
        .map(|period| period.filter(believed))
        .collect()
}

pub(super) fn is_named_new(url: &str) -> bool {
    let name = url
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sitemap::When;

    const NOW: &str = "2026-11-22T12:00:00Z";

    fn child(path: &str, lastmod: &str) -> Child {
        Child {
            url: format!("https://a.example/{path}"),
            lastmod: When::read(lastmod),
        }
    }

    fn chosen(children: &[(&str, &str)]) -> Choice {
        let children = children.iter().map(|(path, lastmod)| child(path, lastmod));
        let now: Timestamp = NOW.parse().unwrap();
        let oldest = now - SignedDuration::from_hours(30 * 24);
        choose(
            children.collect(),
            &["https://a.example/index.xml"],
            oldest,
            now,
        )
    }

    fn names(children: &[Child]) -> Vec<&str> {
        let urls = children.iter();
        urls.map(|child| child.url.rsplit('/').next().unwrap())
            .collect()
    }

    #[test]
    fn what_changed_lately_is_read_newest_first_and_what_did_not_is_old() {
        let choice = chosen(&[
            ("1.xml", "2019-03-01T00:00:00Z"),
            ("2.xml", "2026-11-20T00:00:00Z"),
            ("3.xml", "2026-11-22T11:00:00Z"),
            ("index.xml", "2026-11-22T11:00:00Z"),
            ("3.xml", "2026-11-22T11:00:00Z"),
        ]);
        assert_eq!(names(&choice.changed), ["3.xml", "2.xml"]);
        assert_eq!((choice.untold.len(), choice.old), (0, 1));
    }

    #[test]
    fn a_day_that_is_not_over_tells_nothing_yet() {
        let choice = chosen(&[
            ("a.xml", "2026-11-22"),
            ("b.xml", "2026-11-21"),
            ("c.xml", "2026-11-20"),
            ("d.xml", "2026-09-20"),
        ]);
        assert_eq!(names(&choice.changed), ["c.xml"]);
        assert_eq!(names(&choice.untold), ["a.xml", "b.xml"]);
        assert_eq!(choice.old, 1);
    }

    #[test]
    fn changes_that_the_writing_of_the_index_made_are_not_believed() {
        let all_now: Vec<(String, &str)> = (1..=40)
            .map(|number| (format!("sitemap-{number}.xml"), "2026-11-22T11:59:00Z"))
            .collect();
        let all_now: Vec<(&str, &str)> = all_now
            .iter()
            .map(|(path, at)| (path.as_str(), *at))
            .collect();
        let choice = chosen(&all_now);
        assert_eq!((choice.changed.len(), choice.untold.len()), (0, 40));
        assert_eq!(
            names(&choice.untold[..4]),
            [
                "sitemap-1.xml",
                "sitemap-40.xml",
                "sitemap-2.xml",
                "sitemap-39.xml"
            ]
        );
        let ahead = chosen(&[("a.xml", "2027-11-22T11:00:00Z")]);
        assert_eq!(names(&ahead.untold), ["a.xml"]);
    }

    #[test]
    fn addresses_tell_what_is_old_and_what_looks_new() {
        let choice = chosen(&[
            ("pages.xml", ""),
            ("s-2026-10.xml", ""),
            ("s-2026-11.xml", ""),
            ("s-2026-09.xml", ""),
            ("s-2021-09.xml", "2026-11-22T11:00:00Z"),
            ("google-news.xml", ""),
            ("tags.xml", ""),
        ]);
        assert_eq!(
            names(&choice.untold),
            [
                "s-2026-11.xml",
                "s-2026-10.xml",
                "google-news.xml",
                "pages.xml",
                "tags.xml"
            ]
        );
        assert_eq!(choice.old, 2);
    }

    #[test]
    fn a_year_is_a_number_where_the_others_are_numbers() {
        let numbered: Vec<String> = (1990..2060)
            .map(|number| format!("sitemap-{number}0.xml"))
            .collect();
        let mut children: Vec<(&str, &str)> =
            numbered.iter().map(|name| (name.as_str(), "")).collect();
        children.push(("sitemap-2001.xml", ""));
        assert_eq!(chosen(&children).old, 0);
        let years = chosen(&[
            ("sitemap-2001.xml", ""),
            ("sitemap-2026.xml", ""),
            ("x.xml", ""),
        ]);
        assert_eq!(
            (names(&years.untold), years.old),
            (vec!["sitemap-2026.xml", "x.xml"], 1)
        );
    }

    #[test]
    fn no_more_than_the_most_are_read_at_once() {
        let many: Vec<String> = (0..1100).map(|number| format!("{number}.xml")).collect();
        let times: Vec<String> = (0..1100)
            .map(|number| format!("2026-11-{:02}T00:00:00Z", 1 + number % 20))
            .collect();
        let children: Vec<(&str, &str)> = many
            .iter()
            .zip(&times)
            .map(|(name, at)| (name.as_str(), at.as_str()))
            .collect();
        let choice = chosen(&children);
        assert_eq!((choice.changed.len(), choice.beyond), (MOST_CHANGED, 100));
    }
}
