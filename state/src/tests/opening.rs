//! The ladder of opening: each kind of damage and what it leads to.

use std::{fs, path::Path};

use super::script::{NOW, found, lived_in, open, options, rows};
use crate::{
    error::StateError,
    state::State,
    store::{FORMAT, Memory, SledStore, Tree},
};

/// Opens after `harm`, which must be told with `word`, and finds the rows that were there before.
fn check(harm: impl Fn(&Path), word: &str) {
    let dir = tempfile::tempdir().unwrap();
    let before = lived_in(dir.path());
    harm(dir.path());
    let (mut state, opened) = open(dir.path());
    assert!(
        opened.notes.iter().any(|note| note.contains(word)),
        "{word}: {:?}",
        opened.notes
    );
    assert_eq!(rows(&state), before, "{word}");
    assert_eq!(state.check().unwrap(), []);
    state.push(found("agency", "later", 1), NOW).unwrap();
    state.close().unwrap();
    let (_, opened) = open(dir.path());
    assert_eq!(opened.notes, [""; 0], "after {word} all is well again");
}

fn snapshots(dir: &Path) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(dir.join("store")).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("snap.")
        })
        .collect()
}

#[test]
fn a_snapshot_that_was_never_finished_does_not_hinder() {
    let name = "store/snap.7FFFFFFFFFFFFFFF.generating";
    check(
        |dir| fs::write(dir.join(name), [7; 100]).unwrap(),
        "never finished",
    );
}

#[test]
fn a_damaged_snapshot_is_moved_aside() {
    let harm = |dir: &Path| {
        drop(open(dir)); // sled writes snapshots when it opens
        assert!(!snapshots(dir).is_empty());
        for path in snapshots(dir) {
            fs::write(path, [7; 100]).unwrap();
        }
    };
    check(harm, "without its snapshots");
}

#[test]
fn a_store_of_rubbish_is_built_anew() {
    let harm = |dir: &Path| {
        for path in snapshots(dir) {
            fs::remove_file(path).unwrap();
        }
        let length = fs::metadata(dir.join("store/db")).unwrap().len();
        fs::write(
            dir.join("store/db"),
            vec![0xA5; usize::try_from(length).unwrap()],
        )
        .unwrap();
    };
    check(harm, "built the store anew");
}

#[test]
fn a_deleted_store_is_built_anew() {
    check(
        |dir| fs::remove_dir_all(dir.join("store")).unwrap(),
        "it was missing",
    );
}

#[test]
fn a_store_in_which_damage_was_met_is_built_anew() {
    check(
        |dir| fs::write(dir.join("store.suspect"), "a bad page").unwrap(),
        "a bad page",
    );
}

#[test]
fn a_store_that_was_never_finished_is_built_anew() {
    let harm = |dir: &Path| {
        let store = SledStore::open(&dir.join("store")).unwrap();
        let meta = store.scan(Tree::Meta, Vec::new()).next().unwrap().unwrap();
        store.write(vec![(Tree::Meta, meta.0, None)]).unwrap();
    };
    check(harm, "never finished");
}

#[test]
fn a_store_ahead_of_the_journal_is_built_anew_from_what_there_is() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    let (state, opened) = open(dir.path());
    assert!(
        opened.notes[0].contains("the journal ends at 0"),
        "{opened:?}"
    );
    assert_eq!(state.pending_count(), 0);
    assert!(dir.path().join("store.broken").is_dir(), "one copy is kept");
}

#[test]
fn a_store_of_a_newer_format_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let store = SledStore::open(&dir.path().join("store")).unwrap();
    let (key, _) = store.scan(Tree::Meta, Vec::new()).next().unwrap().unwrap();
    let newer = [&(FORMAT + 1).to_le_bytes()[..], &[9; 70]].concat();
    let row = (Tree::Meta, key, Some(newer));
    store.write(vec![row]).unwrap();
    store.sync().unwrap();
    drop(store);
    let refused = State::open(dir.path(), &options()).unwrap_err();
    assert!(
        matches!(refused, StateError::NewerFormat { found, .. } if found == FORMAT + 1),
        "{refused:?}"
    );
    assert!(!dir.path().join("store.broken").exists());
}

#[test]
fn a_refusal_of_the_system_stops_and_touches_nothing() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let db = dir.path().join("store/db");
    fs::remove_file(&db).unwrap();
    fs::create_dir(&db).unwrap(); // opening a folder as a file is refused, even to root
    let refused = State::open(dir.path(), &options()).unwrap_err();
    assert!(matches!(refused, StateError::Io { .. }), "{refused:?}");
    assert!(db.is_dir());
    assert!(!dir.path().join("store.broken").exists());
}

#[test]
fn a_second_owner_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (_state, _) = open(dir.path());
    let refused = State::open(dir.path(), &options()).unwrap_err();
    assert!(matches!(refused, StateError::Locked { .. }), "{refused:?}");
}

#[test]
fn a_checkpoint_and_the_journal_after_it_give_the_same_rows() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let (mut state, _) = open(dir.path());
    let at = state.checkpoint().unwrap();
    state.push(found("agency", "after", 1), NOW).unwrap();
    state.commit().unwrap();
    let before: Memory = rows(&state);
    state.close().unwrap();
    let whole = dir.path().join(format!("checkpoint-{at:020}.jsonl.zst"));
    let torn = dir
        .path()
        .join(format!("checkpoint-{:020}.jsonl.zst", at + 1));
    let bytes = fs::read(&whole).unwrap();
    fs::write(&torn, &bytes[..bytes.len() - 9]).unwrap();
    let unfinished = dir.path().join("checkpoint-1.jsonl.zst.tmp");
    fs::write(&unfinished, b"half").unwrap();
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    let (state, opened) = open(dir.path());
    assert_eq!(rows(&state), before);
    assert!(!unfinished.exists());
    assert!(
        opened
            .notes
            .iter()
            .any(|note| note.contains("ignored the checkpoint")),
        "{opened:?}"
    );
}
