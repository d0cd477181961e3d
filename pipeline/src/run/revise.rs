//! Who may say something new of a known item: pure decisions.
//!
//! What must hold: nobody rewrites another site's item, and the text of a listing and the text of a page never
//! replace each other, unless the very entry that the item stands for changed its ways.

use item::{EntryRef, Item, ItemId, ReadFrom, key_url, same_site};
use jiff::Timestamp;

use super::outcome::Reading;
use crate::stages::Earlier;

/// What an entry is to the known item that it led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// It may say something new of it.
    Revises,
    /// It is the same, and has nothing to say.
    Same,
}

/// What an entry is to the known item that it led to: the entry that the item was made from may revise it, and so
/// may any other that led to the page that the item was read from. Where the item was read from a listing, another
/// one of its site may, if its entry stood for the item before: then that entry changed, and the one that the item
/// was made from may no longer be listed.
pub(super) fn relation(
    id: ItemId,
    earlier: &Earlier,
    entry: &EntryRef,
    stood_for_it: bool,
    read: &Reading,
) -> Relation {
    if is_older(earlier, read.captured) {
        return Relation::Same;
    }
    let Some(item) = &earlier.item else {
        // The journal no longer tells whose it is. Ids of files are made of source and key, so there it is the same
        // entry; a page speaks for itself; a listing may be anybody's.
        return match read.read_from {
            Some(ReadFrom::Listing) => Relation::Same,
            Some(ReadFrom::Page | ReadFrom::Archive) | None => Relation::Revises,
        };
    };
    if item.entry.source == entry.source && item.entry.key == entry.key {
        return Relation::Revises;
    }
    let may_tell = match (item.read_from, read.read_from) {
        (Some(before), Some(now)) if before.is_page() && now.is_page() => true,
        (Some(ReadFrom::Listing), Some(ReadFrom::Listing)) => {
            stood_for_it && !is_shortened(item, read)
        }
        _ => false,
    };
    if may_tell && is_at_its_address(id, item, read) && !says_the_same(item, read) {
        Relation::Revises
    } else {
        Relation::Same
    }
}

/// Whether a capture in an archive is no younger than what is known of its page: it has nothing new to say. One of which
/// nobody can tell counts as old, for it is seen again whenever its archive is.
pub(super) fn is_older(earlier: &Earlier, captured: Option<Timestamp>) -> bool {
    captured.is_some_and(|captured| earlier.as_of().is_none_or(|known| captured <= known))
}

/// Whether a text that is new under its name is that of a known item: the same words under the same headline, on the
/// same site or in the same listing. Elsewhere that would be a copy.
pub(super) fn is_same_page(item: &Item, entry: &EntryRef, read: &Reading) -> bool {
    let on_the_web = item.read_from.is_some() && read.read_from.is_some();
    let urls = item.article.url.as_deref().zip(read_url(read));
    on_the_web
        && item.article.headline == read.prepared.article.headline
        && (item.entry.source == entry.source || urls.is_some_and(|(a, b)| same_site(a, b)))
}

/// Whether the response came from the address that the item is named by or was read from. One that only calls that
/// address its own, as a second page or a printed version does, is no newer version of it.
fn is_at_its_address(id: ItemId, item: &Item, read: &Reading) -> bool {
    let Some(key) = read_url(read).and_then(key_url) else {
        return false;
    };
    ItemId::of_url(&key) == id || item.article.url.as_deref().and_then(key_url) == Some(key)
}

/// Whether this is much less than the item says: a listing of teasers beside one of whole texts.
fn is_shortened(item: &Item, read: &Reading) -> bool {
    read.prepared.article.text.len() < item.article.text.len() / 5 * 4
}

fn read_url(read: &Reading) -> Option<&str> {
    read.prepared.article.url.as_deref()
}

fn says_the_same(item: &Item, read: &Reading) -> bool {
    let article = &read.prepared.article;
    item.article.text == article.text && item.article.headline == article.headline
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::Prepared;
    use item::{Article, Fingerprint, Labels, SourceId, Standing};

    fn entry(source: &str, key: &str) -> EntryRef {
        EntryRef {
            source: SourceId::new(source),
            key: key.to_owned(),
            version: 1,
        }
    }

    fn article(url: &str, text: &str) -> Article {
        Article {
            url: Some(url.to_owned()),
            headline: Some("Headline".to_owned()),
            text: text.to_owned(),
            ..Article::default()
        }
    }

    fn item(read_from: Option<ReadFrom>) -> Item {
        let made_from = entry("feed", "1");
        Item {
            id: ItemId::of_url("example.org/a"),
            source: made_from.source.clone(),
            entry: made_from,
            tags: Vec::new(),
            first_seen: Timestamp::UNIX_EPOCH,
            version: 1,
            story: None,
            read_from,
            captured: None,
            raw: None,
            article: article("https://example.org/a", "old"),
            overrides: Vec::new(),
            cleaning: item::Cleaning::default(),
            labels: Labels::default(),
            statements: Vec::new(),
            standing: Standing::Original,
        }
    }

    fn read(read_from: Option<ReadFrom>, url: &str, text: &str) -> Reading {
        Reading {
            prepared: Prepared {
                article: article(url, text),
                labels: Labels::default(),
                statements: Vec::new(),
                fingerprint: Fingerprint::default(),
                removed: Vec::new(),
                overrides: Vec::new(),
                choice: None,
                traits: crate::story::Traits::default(),
            },
            id: ItemId::of_url("example.org/a"),
            keys: Vec::new(),
            read_from,
            listed_title: None,
            captured: None,
            raw: None,
            validators: connectors::Validators::default(),
        }
    }

    #[test]
    fn a_capture_says_something_new_only_if_it_is_younger_than_what_is_known() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let check = |known: Option<Timestamp>, told: Option<Timestamp>, captured, expect: bool| {
            let mut before = item(Some(ReadFrom::Archive));
            before.captured = known;
            let earlier = Earlier {
                version: 1,
                digest: 0,
                item: Some(before),
                told,
                flips: item::Flips::default(),
            };
            assert_eq!(
                is_older(&earlier, captured),
                expect,
                "{known:?} {captured:?}"
            );
            let mut read = read(Some(ReadFrom::Archive), "https://example.org/a", "new");
            read.captured = captured;
            let id = ItemId::of_url("example.org/a");
            let relation = relation(id, &earlier, &entry("archive", "9"), false, &read);
            assert_eq!(relation == Relation::Same, expect, "{known:?} {captured:?}");
        };
        let told = Some(at(1_000));
        check(Some(at(100)), told, Some(at(200)), false);
        check(Some(at(100)), told, Some(at(100)), true);
        check(Some(at(100)), told, Some(at(50)), true);
        check(None, told, Some(at(999)), true);
        check(None, told, Some(at(1_001)), false);
        check(Some(at(100)), told, None, false);
        check(None, None, Some(at(1_001)), true);
    }

    const PAGE: Option<ReadFrom> = Some(ReadFrom::Page);
    const LISTING: Option<ReadFrom> = Some(ReadFrom::Listing);

    fn check(item: Item, entry: &EntryRef, read: &Reading, expect: Relation) {
        let earlier = Earlier {
            version: 1,
            digest: 0,
            item: Some(item),
            told: None,
            flips: item::Flips::default(),
        };
        let id = ItemId::of_url("example.org/a");
        for stood_for_it in [true, false] {
            // Listings aside, it does not matter whether the entry stood for the item before.
            if stood_for_it && (read.read_from, expect) == (LISTING, Relation::Same) {
                continue;
            }
            assert_eq!(
                relation(id, &earlier, entry, stood_for_it, read),
                expect,
                "{entry:?} {read:?}"
            );
        }
    }

    #[test]
    fn a_changed_entry_of_another_listing_tells_a_new_text_but_no_teaser() {
        let url = "https://example.org/a?utm_source=x";
        let before = Item {
            article: article("https://example.org/a", &"old words ".repeat(50)),
            ..item(LISTING)
        };
        let check = |before: &Item, text: &str, read_from, expect: Relation| {
            let earlier = Earlier {
                version: 1,
                digest: 0,
                item: Some(before.clone()),
                told: None,
                flips: item::Flips::default(),
            };
            let (id, other) = (ItemId::of_url("example.org/a"), entry("other", "9"));
            let got = relation(id, &earlier, &other, true, &read(read_from, url, text));
            assert_eq!(got, expect, "{text}");
        };
        let newer = "new words ".repeat(50);
        check(&before, &newer, LISTING, Relation::Revises);
        check(&before, &before.article.text, LISTING, Relation::Same);
        check(&before, "new words", LISTING, Relation::Same);
        check(&before, &newer, PAGE, Relation::Same);
        check(&item(PAGE), &newer, LISTING, Relation::Same);
    }

    #[test]
    fn the_entry_that_an_item_was_made_from_may_always_revise_it() {
        let (own, url) = (entry("feed", "1"), "https://elsewhere.example/b");
        for before in [PAGE, LISTING, None] {
            for now in [PAGE, LISTING, None] {
                check(
                    item(before),
                    &own,
                    &read(now, url, "new"),
                    Relation::Revises,
                );
            }
        }
    }

    #[test]
    fn another_entry_revises_only_a_page_by_the_answer_of_that_page() {
        let (other, url) = (
            entry("other", "9"),
            "https://www.example.org/a?utm_source=x",
        );
        check(
            item(PAGE),
            &other,
            &read(PAGE, url, "new"),
            Relation::Revises,
        );
        check(item(PAGE), &other, &read(PAGE, url, "old"), Relation::Same);
        check(
            item(PAGE),
            &other,
            &read(LISTING, url, "new"),
            Relation::Same,
        );
        check(
            item(LISTING),
            &other,
            &read(PAGE, url, "new"),
            Relation::Same,
        );
        check(
            item(LISTING),
            &other,
            &read(LISTING, url, "new"),
            Relation::Same,
        );
        let printed = read(PAGE, "https://example.org/print/a", "new");
        check(item(PAGE), &other, &printed, Relation::Same);
        let foreign = read(PAGE, "https://elsewhere.example/a", "new");
        check(item(PAGE), &other, &foreign, Relation::Same);
    }

    #[test]
    fn equal_texts_are_one_page_on_one_site_or_in_one_listing_and_a_copy_elsewhere() {
        let check = |item: &Item, source: &str, read: &Reading, expect: bool| {
            assert_eq!(
                is_same_page(item, &entry(source, "9"), read),
                expect,
                "{source} {read:?}"
            );
        };
        let there = read(PAGE, "https://news.example.org/b", "old");
        check(&item(PAGE), "other", &there, true);
        check(&item(None), "other", &there, false);
        let elsewhere = read(PAGE, "https://elsewhere.example/b", "old");
        check(&item(PAGE), "other", &elsewhere, false);
        check(&item(LISTING), "feed", &elsewhere, true);
        let mut renamed = there;
        renamed.prepared.article.headline = Some("Another".to_owned());
        check(&item(PAGE), "other", &renamed, false);
        check(&item(None), "feed", &read(None, "", "old"), false);
    }
}
