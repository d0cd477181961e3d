//! Words that are too old for their source go from the journal; whatever is known stays.

use std::{fs, path::Path, time::Duration};

use item::{Body, DropReason, Event, Inline, ItemId, Locator, SourceId};
use jiff::{SignedDuration, Timestamp};
use proptest::{collection::vec, prelude::*};

use super::script::{NOW, dropped, entry, found, item, new_item, open, options, polled, rows};
use crate::{
    empty::empty,
    fold::fold,
    retain::{Retained, SinkFloor},
    state::{Options, Retention, State},
    store::{Memory, Tree},
};

const WORDS: &str = "What nobody shall read any more.";

fn hours(number: i64) -> SignedDuration {
    SignedDuration::from_hours(number)
}

fn keeping(max_age: Option<i64>, sources: &[(&str, i64)]) -> Options {
    let own = |(source, keep): &(&str, i64)| (SourceId::new(source), hours(*keep));
    Options {
        retention: Retention {
            max_age: max_age.map(hours),
            sources: sources.iter().map(own).collect(),
            ..Retention::default()
        },
        ..options()
    }
}

/// An entry that carries its words, and an item that was made from it.
fn told(source: &str, key: &str) -> [Body; 2] {
    let mut listed = entry(source, key, 1);
    listed.hints.title = Some(WORDS.to_owned());
    listed.hints.link = Some(format!("https://{source}.example/{key}"));
    listed.locator = Locator::Inline(Inline {
        content: WORDS.to_owned(),
        html: false,
        page: None,
    });
    let url = format!("{source}/{key}");
    let mut body = new_item(&url, &[&url, &format!("{url}?alias")], listed.reference());
    if let Body::ItemNew { item, .. } = &mut body {
        // What cannot be compressed away.
        let noise = (0..60).map(|at| item::digest64(format!("{url}{at}").as_bytes()).to_string());
        item.article.text = format!("{WORDS} {}", noise.collect::<String>());
    }
    [Body::EntryFound { entry: listed }, body]
}

/// A closed state of two sources whose words alternate, in several segments that are a day old.
fn of_two_sources(dir: &Path) {
    let (mut state, _) = open(dir);
    for number in 0..40 {
        for source in ["agency", "blog"] {
            for body in told(source, &number.to_string()) {
                state.push(body, NOW).unwrap();
            }
        }
        state
            .push(polled("agency", &number.to_string()), NOW)
            .unwrap();
        state.commit().unwrap();
    }
    let segments = state.journal.segments().unwrap();
    assert!(segments.len() > 5, "{}", segments.len());
    state.close().unwrap();
}

/// Retains until nothing more is to be done, some hours after the last event.
fn retain(state: &mut State, floors: &[SinkFloor], after: i64) -> Vec<Retained> {
    let newest = state.journal.segments().unwrap().pop().unwrap().modified;
    let mut all = Vec::new();
    loop {
        let retained = state.retain(floors, newest + hours(after)).unwrap();
        all.push(retained.clone());
        if !retained.more {
            return all;
        }
    }
}

/// Of each source how many events still have words, and how many have none.
fn words(state: &State, source: &str) -> (usize, usize) {
    let events = state.reader().read_from(1, usize::MAX).unwrap();
    let (mut with, mut without) = (0, 0);
    for event in events {
        let json = event.to_json().unwrap();
        let is_its = match &event.body {
            Body::EntryFound { entry } => entry.source.as_str() == source,
            Body::ItemNew { item, .. } => item.source.as_str() == source,
            Body::ItemEmptied { item, .. } => item.source.as_str() == source,
            _ => false,
        };
        with += usize::from(is_its && json.contains(WORDS));
        without += usize::from(is_its && !json.contains(WORDS));
    }
    (with, without)
}

fn age_of_files(dir: &Path) -> Vec<Duration> {
    let files = fs::read_dir(dir.join("journal")).unwrap();
    let age = |file: fs::DirEntry| file.metadata().unwrap().modified().unwrap().elapsed();
    let ages = files.map(|file| age(file.unwrap()).unwrap_or_default());
    ages.collect()
}

#[test]
fn a_source_with_a_shorter_time_loses_its_words_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    of_two_sources(dir.path());
    let (mut state, _) = State::open(dir.path(), &keeping(None, &[("blog", 24)])).unwrap();
    let before = rows(&state);
    assert_eq!(
        retain(&mut state, &[], 23),
        [Retained {
            first: 1,
            ..Retained::default()
        }]
    );
    let closed = state.journal.segments().unwrap().len() - 1;
    let bytes: u64 = state
        .journal
        .segments()
        .unwrap()
        .iter()
        .map(|one| one.bytes)
        .sum();
    let done = retain(&mut state, &[], 25);
    assert_eq!(done.iter().map(|one| one.emptied).sum::<usize>(), closed);
    assert!(
        done.iter().all(|one| one.emptied <= 2),
        "by and by: {done:?}"
    );
    let (with, without) = words(&state, "blog");
    assert!(without > 60 && with + without == 80, "{with} {without}");
    assert_eq!(words(&state, "agency"), (80, 0));
    let after: u64 = state
        .journal
        .segments()
        .unwrap()
        .iter()
        .map(|one| one.bytes)
        .sum();
    assert!(after < bytes);
    assert_eq!(state.check().unwrap(), []);
    assert_eq!(rows(&state), before);
    // The key by which it is known stays, and so does what it takes to find copies of it.
    assert_eq!(
        state.known_url("blog/0?alias").unwrap(),
        Some(ItemId::of_url("blog/0"))
    );
    let print = item::Fingerprint {
        version: 1,
        exact: item::digest64(b"blog/0"),
        shingles: vec![1, 2, 3],
    };
    assert!(
        state
            .candidates(&print, NOW)
            .unwrap()
            .iter()
            .any(|one| one.exact)
    );
    assert_eq!(retain(&mut state, &[], 26).len(), 1);
    state.close().unwrap();
    let (state, _) = State::rebuild(dir.path(), &options()).unwrap();
    assert_eq!(rows(&state), before, "the fold of what is left is the same");
}

#[test]
fn it_is_done_once_also_after_a_start_and_again_only_if_its_note_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    of_two_sources(dir.path());
    let options = keeping(None, &[("blog", 24)]);
    let (mut state, _) = State::open(dir.path(), &options).unwrap();
    retain(&mut state, &[], 25);
    state.close().unwrap();
    let (mut state, _) = State::open(dir.path(), &options).unwrap();
    let again = retain(&mut state, &[], 25);
    assert_eq!((again.len(), again[0].emptied), (1, 0));
    state.close().unwrap();
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    let (mut state, _) = State::open(dir.path(), &options).unwrap();
    let again = retain(&mut state, &[], 25);
    assert!(again.len() > 2, "they are read once more");
    assert!(
        again.iter().all(|one| one.emptied == 0),
        "and found to be as they should"
    );
    assert!(
        age_of_files(dir.path())
            .iter()
            .all(|age| age.as_secs() < 600)
    );
}

#[test]
fn a_source_with_a_longer_time_keeps_its_words_when_the_others_go() {
    let dir = tempfile::tempdir().unwrap();
    of_two_sources(dir.path());
    let options = keeping(Some(24), &[("agency", 72)]);
    let (mut state, _) = State::open(dir.path(), &options).unwrap();
    let before = rows(&state);
    let done = retain(&mut state, &[], 25);
    assert!(
        done.iter().all(|one| one.segments == 0),
        "its segments stay: {done:?}"
    );
    assert_eq!(words(&state, "agency"), (80, 0));
    assert!(words(&state, "blog").1 > 60);
    assert_eq!((state.check().unwrap(), rows(&state)), (vec![], before));
    let done = retain(&mut state, &[], 73);
    assert!(done[0].segments > 4, "{done:?}");
    assert_eq!(state.check().unwrap(), []);
}

#[test]
fn what_a_sink_has_not_seen_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    of_two_sources(dir.path());
    let (mut state, _) = State::open(dir.path(), &keeping(None, &[("blog", 24)])).unwrap();
    let third = state.journal.segments().unwrap().swap_remove(2);
    let floor = SinkFloor {
        sink: "out".to_owned(),
        sequence: third.last_seq - 1,
    };
    let done = retain(&mut state, &[floor], 25);
    assert_eq!(done.iter().map(|one| one.emptied).sum::<usize>(), 2);
    assert_eq!(state.check().unwrap(), []);
}

#[test]
fn what_a_pending_entry_needs_is_left_as_it_is_until_it_is_settled() {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    state.push(found("blog", "waits", 1), NOW).unwrap();
    state.close().unwrap();
    of_two_sources(dir.path());
    let (mut state, _) = State::open(dir.path(), &keeping(None, &[("blog", 24)])).unwrap();
    assert_eq!(retain(&mut state, &[], 25)[0].emptied, 0);
    state
        .push(dropped("blog", "waits", 1, DropReason::Empty), NOW)
        .unwrap();
    assert!(retain(&mut state, &[], 25)[0].emptied > 0);
    assert_eq!(state.check().unwrap(), []);
}

fn relinked(source: &str, key: &str) -> Body {
    let [_, body] = told(source, key);
    let item = body.into_item().unwrap();
    Body::ItemRelinked { item }
}

fn body() -> impl Strategy<Value = Body> {
    let (source, key) = (0..3_u8, 0..5_u8);
    let names = (source, key, 1..4_u8).prop_map(|(source, key, version)| {
        let source = ["a", "b", "c"][usize::from(source)];
        (source.to_owned(), key.to_string(), u64::from(version))
    });
    (names, 0..9_u8).prop_map(|((source, key, version), kind)| {
        let made_from = entry(&source, &key, version).reference();
        let url = format!("{key}.example");
        match kind {
            0 => told(&source, &key)[0].clone(),
            1 => found(&source, &key, version),
            2 => Body::ItemUpdated {
                item: item(&url, 9, made_from),
                change: None,
                keys: vec![format!("{url}/{source}")],
                fingerprint: item::Fingerprint::default(),
                flips: item::Flips::default(),
                relabelled: None,
            },
            3 => told(&source, &key)[1].clone(),
            4 => dropped(&source, &key, version, DropReason::Walled),
            5 => Body::ItemWithdrawn {
                item: ItemId::of_url(&url),
                entry: made_from,
            },
            6 => relinked(&source, &key),
            7 => Body::ItemUpdated {
                item: item(&url, 9, made_from),
                change: None,
                keys: Vec::new(),
                fingerprint: item::Fingerprint::default(),
                flips: item::Flips::default(),
                relabelled: Some(item::Relabelled::default()),
            },
            _ => polled(&source, &key),
        }
    })
}

fn folded(bodies: &[Body]) -> Memory {
    let mut rows = Memory::default();
    for (sequence, body) in (1..).zip(bodies) {
        let event = Event {
            sequence,
            time: Timestamp::UNIX_EPOCH,
            body: body.clone(),
        };
        fold(&mut rows, &event).unwrap();
    }
    rows
}

proptest! {
    #[test]
    fn an_emptied_journal_folds_to_the_same_rows(bodies in vec(body(), 1..40), due in vec(any::<bool>(), 40)) {
        let emptied: Vec<Body> = bodies
            .iter()
            .zip(&due)
            .map(|(body, due)| {
                let mut event = Event { sequence: 1, time: NOW, body: body.clone() };
                let changed = empty(&mut event, |_| *due);
                prop_assert_eq!(changed, event.body != *body);
                prop_assert!(!*due || !event.to_json().unwrap().contains(WORDS));
                prop_assert!(!empty(&mut event, |_| *due), "twice is once");
                Ok(event.body)
            })
            .collect::<Result<_, TestCaseError>>()?;
        let (whole, emptied) = (folded(&bodies), folded(&emptied));
        prop_assert!(whole.0.keys().any(|(tree, _)| *tree == Tree::Meta));
        prop_assert_eq!(whole, emptied);
    }
}
