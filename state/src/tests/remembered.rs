//! What stories remember beside the journal: whole, of this journal, or not believed.

use std::fs;

use tempfile::TempDir;

use super::script::{NOW, open, polled};
use crate::state::State;

const FORM: u32 = 1;
const FILE: &str = "stories/window.log";

/// A state of so many events.
fn with_events(count: u64) -> (TempDir, State) {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    for at in 0..count {
        let later = NOW + jiff::SignedDuration::from_secs(i64::try_from(at).unwrap());
        state.push(polled("a", &at.to_string()), later).unwrap();
    }
    state.commit().unwrap();
    (dir, state)
}

fn read_back(state: &State) -> (u64, Vec<Vec<u8>>) {
    let (remembered, frames) = state.remembered(FORM).unwrap();
    (remembered.folded_to(), frames)
}

#[test]
fn what_was_appended_is_read_back_until_it_is_replaced() {
    let (_dir, state) = with_events(9);
    assert_eq!(read_back(&state), (0, vec![]));
    let (mut remembered, _) = state.remembered(FORM).unwrap();
    remembered.append(3, b"one").unwrap();
    remembered.append(7, b"").unwrap();
    assert_eq!(read_back(&state), (7, vec![b"one".to_vec(), vec![]]));
    remembered
        .replace(7, std::iter::once(b"all".to_vec()))
        .unwrap();
    remembered.append(9, b"more").unwrap();
    assert_eq!(
        read_back(&state),
        (9, vec![b"all".to_vec(), b"more".to_vec()])
    );
    assert_eq!(
        state.remembered(FORM + 1).unwrap().1,
        [[0; 0]; 0],
        "another form"
    );
}

#[test]
fn a_torn_end_is_cut_off_and_what_is_before_it_counts() {
    let (dir, state) = with_events(9);
    let (mut remembered, _) = state.remembered(FORM).unwrap();
    remembered.append(3, b"one").unwrap();
    remembered.append(7, b"two").unwrap();
    let path = dir.path().join(FILE);
    let bytes = fs::read(&path).unwrap();
    for cut in 0..bytes.len() {
        fs::write(&path, &bytes[..cut]).unwrap();
        let (mut remembered, frames) = state.remembered(FORM).unwrap();
        assert!(frames.len() < 2, "{cut}");
        remembered.append(8, b"new").unwrap();
        assert_eq!(read_back(&state).0, 8);
        assert_eq!(read_back(&state).1.len(), frames.len() + 1, "{cut}");
    }
}

#[test]
fn what_is_of_another_journal_is_not_believed() {
    let (dir, state) = with_events(9);
    let (mut remembered, _) = state.remembered(FORM).unwrap();
    remembered.append(8, b"one").unwrap();
    let file = dir.path().join(FILE);
    for (count, later) in [(7, 0), (9, 1)] {
        let (other, mut state) = with_events(count - 2 * later);
        for at in 0..later {
            state.push(polled("b", &at.to_string()), NOW).unwrap();
            state.push(polled("b", &at.to_string()), NOW).unwrap();
        }
        state.commit().unwrap();
        fs::create_dir_all(other.path().join("stories")).unwrap();
        fs::copy(&file, other.path().join(FILE)).unwrap();
        let (folded_to, frames) = read_back(&state);
        assert_eq!((folded_to, frames.len()), (0, 0), "{count}");
    }
}
