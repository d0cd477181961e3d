//! Which finds come first, and which list the same. Pure.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::find::Find;

/// Two feeds list the same if they share so many hundredths of what the longer one lists.
const SAME: usize = 90;

/// A feed whose newest entry is older than this is asleep.
const ASLEEP: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Puts the finds in order, the best first, each once: what else lists the same becomes its double.
pub(super) fn ranked(mut finds: Vec<Find>, now: Timestamp) -> Vec<Find> {
    // Stable, so that of equals the one that was found first comes first.
    finds.sort_by_key(|find| {
        let is_asleep = find
            .newest
            .is_some_and(|newest| now.duration_since(newest) > ASLEEP);
        (find.comments, find.entries == 0, is_asleep, find.by)
    });
    let mut kept: Vec<Find> = Vec::new();
    for mut find in finds {
        let same = kept.iter_mut().find(|other| lists_the_same(other, &find));
        let Some(other) = same else {
            kept.push(find);
            continue;
        };
        // Of two that list the same, the one that carries whole texts is worth more.
        if find.whole && !other.whole {
            std::mem::swap(other, &mut find);
            other.doubles.append(&mut find.doubles);
        }
        other.doubles.push(find.url);
    }
    kept
}

fn lists_the_same(one: &Find, other: &Find) -> bool {
    if one.kind != other.kind || one.comments != other.comments {
        return false;
    }
    let longer = one.listed.len().max(other.listed.len());
    if longer == 0 {
        return one.url == other.url;
    }
    let known: HashSet<u64> = one.listed.iter().copied().collect();
    let shared = other
        .listed
        .iter()
        .filter(|entry| known.contains(entry))
        .count();
    shared * 100 >= longer * SAME
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::find::{By, FindKind};

    fn find(url: &str, by: By, listed: impl IntoIterator<Item = u64>) -> Find {
        let listed: Vec<u64> = listed.into_iter().collect();
        Find {
            entries: listed.len(),
            listed,
            ..Find::new(FindKind::Feed, url.to_owned(), by)
        }
    }

    fn order(finds: Vec<Find>) -> Vec<(String, Vec<String>)> {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let ranked = ranked(finds, now);
        ranked
            .into_iter()
            .map(|find| (find.url, find.doubles))
            .collect()
    }

    #[test]
    fn living_feeds_come_first_and_comments_last() {
        let asleep = Find {
            newest: "2020-01-01T00:00:00Z".parse().ok(),
            ..find("asleep", By::Named, 0..9)
        };
        let comments = Find {
            comments: true,
            ..find("comments", By::Named, 20..30)
        };
        let order = order(vec![
            find("usual", By::Usual, 40..50),
            comments,
            asleep,
            find("empty", By::Named, []),
            find("linked", By::Linked, 60..70),
            find("named", By::Named, 80..90),
        ]);
        let names: Vec<&str> = order.iter().map(|(url, _)| url.as_str()).collect();
        assert_eq!(
            names,
            ["named", "linked", "usual", "asleep", "empty", "comments"]
        );
    }

    #[test]
    fn feeds_that_list_the_same_are_one_and_the_one_with_whole_texts_is_it() {
        let whole = Find {
            whole: true,
            ..find("atom", By::Usual, 1..21)
        };
        let order = order(vec![
            find("rss", By::Named, 0..20),
            whole,
            find("part", By::Linked, 0..10),
            find("rss2", By::Linked, 0..20),
        ]);
        assert_eq!(
            order,
            [
                ("atom".to_owned(), vec!["rss2".to_owned(), "rss".to_owned()]),
                ("part".to_owned(), vec![]),
            ]
        );
    }
}
