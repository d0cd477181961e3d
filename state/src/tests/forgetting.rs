//! Waiting entries whose events were damaged, and what else damage of the journal leaves behind.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::script::{NOW, entry, found, new_item, open, options};
use crate::{
    check::FindingKind,
    retain::SinkFloor,
    state::State,
    store::{ItemRow, Rows},
};
use item::SourceId;

/// Flips the last byte of a segment: its last commit is lost.
fn damage_end(segment: &Path) {
    let mut bytes = fs::read(segment).unwrap();
    *bytes.last_mut().unwrap() ^= 0xFF;
    fs::write(segment, bytes).unwrap();
}

/// One settled entry (events 1 and 2), a waiting one in a damaged commit (3), one that waits readably (4).
fn with_lost_entry() -> (TempDir, State) {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    state.push(found("agency", "kept", 1), NOW).unwrap();
    let made_from = entry("agency", "kept", 1).reference();
    state.push(new_item("kept", &[], made_from), NOW).unwrap();
    state.commit().unwrap();
    state.push(found("agency", "lost", 1), NOW).unwrap();
    state.commit().unwrap();
    let path = state.journal.segments().unwrap().remove(0).path;
    let whole = fs::metadata(&path).unwrap().len();
    state.push(found("agency", "later", 1), NOW).unwrap();
    state.commit().unwrap();
    state.close().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let at = usize::try_from(whole).unwrap() - 1;
    *bytes.get_mut(at).unwrap() ^= 0xFF;
    fs::write(&path, bytes).unwrap();
    let (state, _) = open(dir.path());
    (dir, state)
}

#[test]
fn an_entry_whose_event_is_lost_is_listed_again_and_one_that_can_be_read_is_not_forgotten() {
    let (dir, mut state) = with_lost_entry();
    let agency = SourceId::new("agency");
    assert_eq!(state.pending_after(0, 9).unwrap(), [3, 4]);
    let staged = state.push(found("agency", "staged", 1), NOW).unwrap();
    for sequence in [1, 3, 3, 4, staged, 99] {
        state.forget_unreadable(sequence).unwrap();
    }
    state.flush().unwrap();
    assert_eq!(state.pending_after(0, 9).unwrap(), [4, staged]);
    assert_eq!(
        (state.pending_count(), state.pending_of(&agency).unwrap()),
        (2, 2)
    );
    assert_eq!(state.known_entry(&agency, "lost").unwrap(), None);
    assert!(state.known_entry(&agency, "kept").unwrap().is_some());
    let findings = state.check().unwrap();
    assert!(
        findings
            .iter()
            .all(|finding| finding.kind == FindingKind::Journal),
        "{findings:?}"
    );
    assert!(
        findings
            .iter()
            .any(|finding| finding.detail.contains("events 3 to 3")),
        "{findings:?}"
    );
    drop(state);
    let (state, _) = State::rebuild(dir.path(), &options()).unwrap();
    assert_eq!(state.known_entry(&agency, "lost").unwrap(), None);
    assert_eq!(state.pending_after(0, 9).unwrap(), [4, staged]);
}

#[test]
fn a_rebuild_from_a_checkpoint_forgets_what_waits_in_a_damaged_commit() {
    let (dir, mut state) = with_lost_entry();
    state.checkpoint().unwrap();
    drop(state);
    let (state, opened) = State::rebuild(dir.path(), &options()).unwrap();
    assert_eq!(
        state.pending_after(0, 9).unwrap(),
        [4],
        "{:?}",
        opened.notes
    );
}

#[test]
fn retention_past_the_hard_limit_forgets_what_cannot_be_journalled_again() {
    let (_dir, mut state) = with_lost_entry();
    for at in 0..60 {
        state
            .push(found("agency", &format!("more {at}"), 1), NOW)
            .unwrap();
        state.commit().unwrap();
    }
    state.options.retention.hard_bytes = Some(0);
    let floors: [SinkFloor; 0] = [];
    let retained = state.retain(&floors, NOW).unwrap();
    assert!(retained.segments > 0);
    assert_eq!(state.pending_count(), 61, "all but the lost one");
}

#[test]
fn damage_at_the_end_is_told_with_the_sequences_that_are_lost() {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    for at in 0..11 {
        state
            .push(found("agency", &at.to_string(), 1), NOW)
            .unwrap();
        state.commit().unwrap();
    }
    let path = state.journal.segments().unwrap().pop().unwrap().path;
    state.close().unwrap();
    damage_end(&path);
    let (state, opened) = open(dir.path());
    let verified = state.reader().verify().unwrap();
    for damage in [&opened.damage, &verified] {
        let first = damage.first().unwrap();
        assert_eq!(first.first_sequence, Some(11), "{first}");
        assert!(first.detail.contains("events 11 to 11"), "{first}");
    }
}

#[test]
fn an_item_that_the_store_does_not_know_is_no_candidate() {
    let (_dir, mut state) = with_lost_entry();
    let print = item::Fingerprint {
        version: 1,
        exact: item::digest64(b"kept"),
        shingles: vec![1, 2, 3],
    };
    assert_eq!(state.candidates(&print, NOW).unwrap().len(), 1);
    state
        .overlay
        .remove::<ItemRow>(&item::ItemId::of_url("kept"));
    assert_eq!(state.candidates(&print, NOW).unwrap(), []);
}

#[test]
fn a_rebuild_removes_the_near_duplicate_index() {
    let (dir, mut state) = with_lost_entry();
    let print = item::Fingerprint {
        version: 1,
        exact: 0,
        shingles: vec![1],
    };
    state.candidates(&print, NOW).unwrap();
    state.close().unwrap();
    let files = || fs::read_dir(dir.path().join("shingles")).unwrap().count();
    assert!(files() > 0);
    drop(State::rebuild(dir.path(), &options()).unwrap());
    assert_eq!(files(), 0);
}

#[test]
fn who_waits_for_the_lock_is_told_so_once_and_gets_the_state() {
    let (dir, state) = with_lost_entry();
    let mut held = Some(state);
    let waited = State::open_waiting(
        dir.path(),
        &options(),
        std::time::Duration::from_secs(5),
        || drop(held.take()),
    );
    assert!(waited.is_ok());
    assert!(held.is_none(), "it was told");
}
