//! The near-duplicate index beside the journal: the same answers whenever it was loaded.

use item::{Body, Fingerprint};
use jiff::Timestamp;
use tempfile::TempDir;

use super::script::{NOW, death_of, entry, new_item, open};
use crate::state::State;

fn kept(at: u32) -> Body {
    let url = at.to_string();
    let mut body = new_item(&url, &[&url], entry("agency", &url, 1).reference());
    if let Body::ItemNew { fingerprint, .. } = &mut body {
        *fingerprint = print(at);
    }
    body
}

fn print(at: u32) -> Fingerprint {
    Fingerprint {
        version: 1,
        exact: at.into(),
        shingles: (at * 100..at * 100 + 30).collect(),
    }
}

fn later() -> Timestamp {
    NOW + jiff::SignedDuration::from_hours(1)
}

/// Whether the state finds what was kept as `at`.
fn finds(state: &mut State, at: u32) -> bool {
    let found = state.candidates(&print(at), later()).unwrap();
    found.first().is_some_and(|best| best.exact)
}

fn with_items() -> (TempDir, State) {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    for at in 1..=5 {
        state.push(kept(at), NOW).unwrap();
    }
    state.commit().unwrap();
    (dir, state)
}

#[test]
fn pushed_committed_and_reopened_items_are_found() {
    let (dir, mut state) = with_items();
    state.push(kept(6), NOW).unwrap();
    assert!(finds(&mut state, 1) && finds(&mut state, 6), "loaded after");
    state.push(kept(7), NOW).unwrap();
    assert!(
        finds(&mut state, 7) && !finds(&mut state, 8),
        "loaded before"
    );
    state.close().unwrap();
    let (mut state, _) = open(dir.path());
    assert!((1..=7).all(|at| finds(&mut state, at)), "from its files");
    drop(state);
    std::fs::remove_dir_all(dir.path().join("shingles")).unwrap();
    let (mut state, _) = open(dir.path());
    assert!((1..=7).all(|at| finds(&mut state, at)), "from the journal");
}

/// The item of `at`, cleaned anew into the words of `print(to)`; they were told at `told`.
fn cleaned(at: u32, to: u32, told: Timestamp) -> Body {
    let Body::ItemNew { item, .. } = kept(at) else {
        unreachable!("it is new")
    };
    Body::ItemUpdated {
        item: item::Item { version: 2, ..item },
        change: None,
        keys: Vec::new(),
        fingerprint: print(to),
        flips: item::Flips::default(),
        relabelled: Some(item::Relabelled {
            told,
            ..item::Relabelled::default()
        }),
    }
}

#[test]
fn an_item_that_was_cleaned_anew_is_found_by_its_words_and_is_as_old_as_it_was() {
    let (_dir, mut state) = with_items();
    assert!(finds(&mut state, 1), "the index is loaded");
    state.push(cleaned(1, 20, NOW), later()).unwrap();
    assert!(finds(&mut state, 20) && !finds(&mut state, 1));
    let years_ago = NOW - jiff::SignedDuration::from_hours(24 * 800);
    state.push(cleaned(2, 30, years_ago), later()).unwrap();
    assert!(
        !finds(&mut state, 30),
        "what was told years ago is not looked among again"
    );
    assert!((3..=5).all(|at| finds(&mut state, at)));
}

#[test]
fn an_index_that_is_ahead_of_the_journal_is_thrown_away() {
    let (_dir, mut state) = with_items();
    assert!(finds(&mut state, 1));
    state.push(kept(6), NOW).unwrap();
    state.near.persist().unwrap();
    let copy = death_of(&state);
    let (mut state, _) = open(copy.path());
    for at in 10..15 {
        state.push(kept(at), NOW).unwrap();
    }
    state.commit().unwrap();
    assert!(!finds(&mut state, 6), "it was never durable");
    assert!(finds(&mut state, 10), "it took the place of the lost one");
}
