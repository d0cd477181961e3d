//! Who was first: the standing of a new item among those that share its text, and which of them it turns into copies
//! because it was published before them.
//!
//! Items arrive in any order. What decides is what they say: whom they credit, then when they were published; where they
//! say nothing of either, who arrived first.

use item::{Article, How, Item, ItemId, Standing};

use super::{
    account::{are_headlines_alike, credits, leads_to, precedes, stems},
    judge::{Likeness, copy_of, credited_to, judge, share_a_phrase},
};

/// A known item and how much a new one has in common with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// What they have in common.
    pub likeness: Likeness,
    /// The item; none where the journal no longer keeps it.
    pub item: Option<Item>,
}

/// Of originals that a text repeats nearly as much as the one that it repeats most, the oldest is the one.
const NEARLY: f32 = 0.9;

/// The standing of a new article, and the known items that are copies of it, with that standing.
pub fn standing_among(id: ItemId, new: &Article, known: &[Known]) -> (Standing, Vec<Item>) {
    let repeated = |known: &&Known| copy_of(&known.likeness).is_some() && !is_notice(new, known);
    let (later, before): (Vec<&Known>, Vec<&Known>) =
        known.iter().filter(repeated).partition(|known| {
            let item = known.item.as_ref();
            item.is_some_and(|item| precedes(new, &item.article))
        });
    let standing = oldest(&before)
        .or_else(|| known.iter().find_map(|known| credited(new, known)))
        .unwrap_or(Standing::Original);
    let copies = later
        .iter()
        .filter_map(|known| relinked(id, known, &later))
        .collect();
    (standing, copies)
}

/// The standing of a copy of the oldest of those that are repeated about equally.
fn oldest(before: &[&Known]) -> Option<Standing> {
    let best = judge(before.iter().map(|known| &known.likeness));
    let Standing::Copy {
        of,
        similarity,
        coverage,
        ..
    } = best
    else {
        return None;
    };
    let mut first = before.iter().find(|known| known.likeness.id == of)?;
    let enough = similarity.max(coverage) * NEARLY;
    for known in before {
        let is_enough = matches!(
            copy_of(&known.likeness),
            Some(Standing::Copy { similarity, coverage, .. }) if similarity.max(coverage) >= enough
        );
        if is_enough
            && let (Some(item), Some(other)) = (&known.item, &first.item)
            && precedes(&item.article, &other.article)
        {
            first = known;
        }
    }
    copy_of(&first.likeness)
}

/// Whether the two are reports of one site about different things in whose place the very same text stands: a notice of
/// the site, or whatever else was taken for the body of both.
fn is_notice(new: &Article, known: &Known) -> bool {
    let likeness = &known.likeness;
    let Some(item) = known
        .item
        .as_ref()
        .filter(|_| likeness.one_site && likeness.exact)
    else {
        return false;
    };
    let [one, other] = [new, &item.article].map(stems);
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

/// The standing of an article that tells a known item in other words and says so. A name alone is not enough, because
/// outlets quote each other in reports of their own: it takes two of an address that leads there, a headline that says
/// the same, and a phrase that both texts have.
fn credited(new: &Article, known: &Known) -> Option<Standing> {
    let other = &known.item.as_ref()?.article;
    if known.likeness.one_site || !credits(new, other) || credits(other, new) {
        return None;
    }
    let evidence = [
        leads_to(new, other),
        are_headlines_alike(new, other),
        share_a_phrase(&known.likeness),
    ];
    let pieces = evidence.iter().filter(|piece| **piece).count();
    (pieces >= 2).then(|| credited_to(&known.likeness))
}

/// A known item as a copy of the new one. One that copies an item that is older than the new one stays its copy; what was
/// revised is told as a revision.
fn relinked(id: ItemId, known: &Known, later: &[&Known]) -> Option<Item> {
    let item = known.item.as_ref()?;
    let is_free = match item.standing {
        Standing::Original => true,
        Standing::Copy { of, .. } => later.iter().any(|other| other.likeness.id == of),
        Standing::Revision { .. } => false,
    };
    let Standing::Copy {
        how,
        similarity,
        coverage,
        ..
    } = copy_of(&known.likeness)?
    else {
        return None;
    };
    let how = match how {
        How::Excerpt => How::Roundup,
        How::Roundup => How::Excerpt,
        how => how,
    };
    is_free.then(|| Item {
        standing: Standing::Copy {
            of: id,
            how,
            similarity: coverage,
            coverage: similarity,
        },
        ..item.clone()
    })
}

#[cfg(test)]
mod tests {
    use item::{Certainty, Credit, EntryRef, Labels, SourceId};
    use jiff::Timestamp;

    use super::*;
    use crate::dedup::{Counted, Overlap};

    fn article(host: &str, date: Option<&str>) -> Article {
        Article {
            url: Some(format!("https://{host}/a")),
            date_published: date.map(|date| item::dates::parse(date).unwrap()),
            ..Article::default()
        }
    }

    fn known(host: &str, date: Option<&str>, standing: Standing) -> Known {
        let id = ItemId::of_url(host);
        let entry = EntryRef {
            source: SourceId::new("s"),
            key: host.to_owned(),
            version: 1,
        };
        Known {
            likeness: Likeness {
                id,
                exact: false,
                overlap: Overlap {
                    shared: 90,
                    of_new: 100,
                    of_known: 300,
                },
                counted: Counted::Whole,
                one_site: false,
                contradicts: false,
            },
            item: Some(Item {
                id,
                source: entry.source.clone(),
                entry,
                tags: Vec::new(),
                first_seen: Timestamp::UNIX_EPOCH,
                version: 1,
                story: None,
                read_from: None,
                captured: None,
                raw: None,
                article: article(host, date),
                overrides: Vec::new(),
                cleaning: item::Cleaning::default(),
                labels: Labels::default(),
                statements: Vec::new(),
                standing,
            }),
        }
    }

    fn copy_of_host(host: &str) -> Standing {
        Standing::Copy {
            of: ItemId::of_url(host),
            how: How::Near,
            similarity: 1.0,
            coverage: 1.0,
        }
    }

    /// Whom the new one copies, and whose copies the known ones become.
    fn placed(new: &Article, known: &[Known]) -> (Option<ItemId>, Vec<ItemId>) {
        let (standing, relinked) = standing_among(ItemId::of_url("new"), new, known);
        let of = match standing {
            Standing::Copy { of, .. } => Some(of),
            _ => None,
        };
        (of, relinked.iter().map(|item| item.id).collect())
    }

    #[test]
    fn what_was_published_before_is_the_original_whenever_it_arrives() {
        let check = |new: Option<&str>, old: Option<&str>, is_copy: bool| {
            let old = known("old.example", old, Standing::Original);
            let id = old.likeness.id;
            let got = placed(&article("new.example", new), &[old]);
            let expect = if is_copy {
                (Some(id), vec![])
            } else {
                (None, vec![id])
            };
            assert_eq!(got, expect, "{new:?}");
        };
        check(
            Some("2021-06-14T10:00:00Z"),
            Some("2021-06-14T12:30:00+02:00"),
            false,
        );
        check(
            Some("2021-06-14T10:30:00Z"),
            Some("2021-06-14T12:30:00+02:00"),
            true,
        );
        check(Some("2021-06-13"), Some("2021-06-14T08:00:00Z"), false);
        check(Some("2021-06-14"), Some("2021-06-14T08:00:00Z"), true);
        check(None, Some("2021-06-14"), true);
        check(None, None, true);
    }

    #[test]
    fn where_dates_say_nothing_who_names_a_source_is_the_copy() {
        let mut old = known("old.example", Some("2021-06-14"), Standing::Original);
        let credits = &mut old.item.as_mut().unwrap().article.credits;
        credits.push(Credit {
            name: "ANSA".to_owned(),
            evidence: "(ANSA)".to_owned(),
        });
        let id = old.likeness.id;
        let new = article("new.example", Some("2021-06-14T10:00:00Z"));
        assert_eq!(placed(&new, std::slice::from_ref(&old)), (None, vec![id]));
        let later = article("new.example", Some("2021-06-15"));
        assert_eq!(placed(&later, &[old]), (Some(id), vec![]));
    }

    #[test]
    fn who_credits_the_other_is_the_copy_whatever_the_dates_say() {
        let old = known("it.sputniknews.com", Some("2021-06-14"), Standing::Original);
        let id = old.likeness.id;
        for name in ["it.sputniknews.com", "Sputniknews", "Sputnik News"] {
            let mut new = article("new.example", Some("2021-06-13"));
            new.credits.push(Credit {
                name: name.to_owned(),
                evidence: String::new(),
            });
            assert_eq!(
                placed(&new, std::slice::from_ref(&old)),
                (Some(id), vec![]),
                "{name}"
            );
        }
        let mut new = article("new.example", Some("2021-06-13"));
        new.canonical_url = Some("https://it.sputniknews.com/a?utm_source=x".to_owned());
        assert_eq!(placed(&new, &[old]), (Some(id), vec![]));
    }

    #[test]
    fn a_date_that_its_listing_disputes_does_not_decide() {
        let old = known("old.example", Some("2021-06-14"), Standing::Original);
        let id = old.likeness.id;
        let mut new = article("new.example", Some("2019-06-14"));
        assert_eq!(placed(&new, std::slice::from_ref(&old)), (None, vec![id]));
        new.origins.push(item::Origin {
            field: "date_published".to_owned(),
            found_in: "meta date".to_owned(),
            certainty: Certainty::Disputed,
        });
        assert_eq!(placed(&new, &[old]), (Some(id), vec![]));
    }

    #[test]
    fn one_text_under_headlines_of_one_site_that_have_nothing_in_common_is_no_copy() {
        let headlined = |headline: &str| Article {
            headline: Some(headline.to_owned()),
            ..article("new.example", Some("2021-06-15"))
        };
        let mut old = known("new.example", Some("2021-06-14"), Standing::Original);
        old.likeness.exact = true;
        old.likeness.one_site = true;
        if let Some(item) = &mut old.item {
            item.article.headline = Some("Bridge over the Elbe closed".to_owned());
        }
        let of = |headline, old: &Known| placed(&headlined(headline), std::slice::from_ref(old)).0;
        let id = Some(old.likeness.id);
        assert_eq!(of("Parliament votes on budget", &old), None);
        assert_eq!(of("Why the bridges are closed", &old), id);
        old.likeness.one_site = false;
        assert_eq!(of("Parliament votes on budget", &old), id);
    }

    #[test]
    fn a_report_in_other_words_is_a_copy_where_more_than_a_name_says_so() {
        let mut old = known("agency.example", Some("2021-06-14"), Standing::Original);
        let id = old.likeness.id;
        old.likeness.overlap.shared = 0;
        let headline = Some("Bridge over the Elbe closed until March".to_owned());
        if let Some(item) = &mut old.item {
            item.article.headline.clone_from(&headline);
        }
        let mut new = article("new.example", Some("2021-06-15"));
        let of = |new: &Article, old: &Known| {
            let known = std::slice::from_ref(old);
            standing_among(ItemId::of_url("new"), new, known).0
        };
        let credited = Standing::Copy {
            of: id,
            how: How::Credited,
            similarity: 0.0,
            coverage: 0.0,
        };
        new.canonical_url = Some("https://agency.example/a".to_owned());
        assert_eq!(of(&new, &old), Standing::Original);
        new.headline = Some("Elbe bridge closed until March, police say".to_owned());
        assert_eq!(of(&new, &old), credited);
        // A name and a headline may be a report of one's own; a phrase beside them is not.
        new.canonical_url = None;
        new.credits.push(Credit {
            name: "agency.example".to_owned(),
            evidence: String::new(),
        });
        assert_eq!(of(&new, &old), Standing::Original);
        old.likeness.overlap.shared = 9;
        assert!(matches!(
            of(&new, &old),
            Standing::Copy {
                how: How::Credited,
                ..
            }
        ));
    }

    #[test]
    fn the_copies_of_a_late_original_all_become_its_copies_and_those_of_an_older_one_do_not() {
        let first = known("first.example", Some("2021-06-12"), Standing::Original);
        let one = known("one.example", Some("2021-06-14"), Standing::Original);
        let other = known(
            "other.example",
            Some("2021-06-15"),
            copy_of_host("one.example"),
        );
        let olds = known(
            "olds.example",
            Some("2021-06-16"),
            copy_of_host("first.example"),
        );
        let new = article("new.example", Some("2021-06-13"));
        let (of, relinked) = placed(&new, &[olds, one.clone(), other.clone(), first.clone()]);
        assert_eq!(of, Some(first.likeness.id));
        assert_eq!(relinked, [one.likeness.id, other.likeness.id]);
    }

    #[test]
    fn a_relinked_item_tells_the_shares_from_its_own_side() {
        let old = known("old.example", Some("2021-06-14"), Standing::Original);
        let new = article("new.example", Some("2021-06-13"));
        let (_, relinked) = standing_among(ItemId::of_url("new"), &new, &[old]);
        let expect = Standing::Copy {
            of: ItemId::of_url("new"),
            how: How::Roundup,
            similarity: 0.3,
            coverage: 0.9,
        };
        assert_eq!(relinked[0].standing, expect);
    }

    #[test]
    fn of_equal_originals_the_oldest_is_named() {
        let olds = ["2021-06-12", "2021-06-10", "2021-06-11"];
        let known: Vec<Known> = olds
            .iter()
            .map(|date| known(&format!("d{date}.example"), Some(date), Standing::Original))
            .collect();
        let (of, _) = placed(&article("new.example", Some("2021-06-20")), &known);
        assert_eq!(of, Some(known[1].likeness.id));
    }
}
