//! Dropped entries are taken up again, each once, as it was listed last; what the journal has lost is read when it is
//! listed again.

use item::{Body, DropReason, Inline, Locator, SourceId};
use jiff::{SignedDuration, Timestamp};

use super::script::{NOW, dropped, entry, found, lived_in, new_item, open, rows};
use crate::{
    dropped::{Dropped, Tally},
    retain::SinkFloor,
    state::{Retention, State},
    store::Status,
};

fn which(reason: DropReason) -> Dropped {
    Dropped {
        reasons: vec![reason],
        sources: vec![SourceId::new("agency"), SourceId::new("never met")],
        ..Dropped::default()
    }
}

fn status(state: &State, key: &str) -> Status {
    let known = state.known_entry(&SourceId::new("agency"), key).unwrap();
    known.unwrap().status
}

fn tally(again: u64, lost: u64) -> Vec<Tally> {
    vec![Tally { again, lost }]
}

/// The versions of the entries that wait, in their order.
fn waiting(state: &State) -> Vec<(String, u64)> {
    let sequences = state.pending_after(0, usize::MAX).unwrap();
    let entries = sequences.into_iter().map(|sequence| {
        match state.reader().get(sequence).unwrap().unwrap().body {
            Body::EntryFound { entry } | Body::EntryChanged { entry } => (entry.key, entry.version),
            other => panic!("{other:?}"),
        }
    });
    entries.collect()
}

#[test]
fn what_was_dropped_for_a_reason_waits_again_the_last_listed_first_and_nothing_else_does() {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    let mut push = |body: Body| state.push(body, NOW).map(drop).unwrap();
    // Listed twice before it was dropped, and told in two versions.
    push(found("agency", "twice", 1));
    push(found("agency", "twice", 2));
    push(dropped("agency", "twice", 2, DropReason::Walled));
    push(found("agency", "once", 1));
    push(dropped("agency", "once", 1, DropReason::Walled));
    push(found("agency", "other reason", 1));
    push(dropped("agency", "other reason", 1, DropReason::Empty));
    push(found("blog", "other source", 1));
    push(dropped("blog", "other source", 1, DropReason::Walled));
    // An item whose later version was refused.
    push(found("agency", "item", 1));
    push(new_item(
        "item",
        &[],
        entry("agency", "item", 1).reference(),
    ));
    push(found("agency", "item", 2));
    push(dropped("agency", "item", 2, DropReason::Walled));
    // Dropped, then read in a later version.
    push(found("agency", "settled", 1));
    push(dropped("agency", "settled", 1, DropReason::Walled));
    push(found("agency", "settled", 2));
    push(new_item(
        "settled",
        &[],
        entry("agency", "settled", 2).reference(),
    ));
    let walled = which(DropReason::Walled);
    let counted = state.dropped(&walled).unwrap();
    assert_eq!(state.pending_count(), 0, "counting changes nothing");
    let keys: Vec<&str> = counted
        .examples
        .iter()
        .map(|one| one.key.as_str())
        .collect();
    assert_eq!(keys, ["item", "once", "twice"]);
    let taken = state.take_up_dropped(&walled, NOW).unwrap();
    assert_eq!(taken, counted);
    assert_eq!(taken.counts.into_values().collect::<Vec<_>>(), tally(3, 0));
    let expect = [("item", 2), ("once", 1), ("twice", 2)];
    assert_eq!(
        waiting(&state),
        expect.map(|(key, version)| (key.to_owned(), version))
    );
    assert_eq!(
        state.retry(state.pending_after(0, 1).unwrap()[0]).unwrap(),
        None
    );
    assert_eq!(
        state.take_up_dropped(&walled, NOW).unwrap().counts.len(),
        0,
        "they wait"
    );
    assert_eq!(state.check().unwrap(), []);
    let before = rows(&state);
    drop(state);
    let (state, _) = State::rebuild(dir.path(), &super::script::options()).unwrap();
    assert_eq!(rows(&state), before);
}

#[test]
fn only_what_was_dropped_in_a_span_of_time_is_meant() {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    let at = |hours| NOW + SignedDuration::from_hours(hours);
    for (key, hours) in [("a", 1), ("b", 2), ("c", 3)] {
        state.push(found("agency", key, 1), at(0)).unwrap();
        state
            .push(dropped("agency", key, 1, DropReason::Walled), at(hours))
            .unwrap();
    }
    let check = |state: &mut State, since: Option<i64>, before: Option<i64>, expect: &[&str]| {
        let meant = Dropped {
            since: since.map(at),
            before: before.map(at),
            ..which(DropReason::Walled)
        };
        let found = state.dropped(&meant).unwrap();
        let keys: Vec<_> = found.examples.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, expect);
        let again: u64 = found.counts.values().map(|tally| tally.again).sum();
        assert_eq!(again, expect.len() as u64);
    };
    check(&mut state, None, None, &["c", "b", "a"]);
    check(&mut state, Some(2), None, &["c", "b"]);
    check(&mut state, None, Some(2), &["a"]);
    check(&mut state, Some(2), Some(3), &["b"]);
    check(&mut state, Some(4), None, &[]);
}

#[test]
fn what_the_journal_no_longer_holds_is_read_when_it_is_listed_again() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let (mut state, _) = open(dir.path());
    state.options.retention = Retention {
        hard_bytes: Some(5000),
        ..Retention::default()
    };
    state.retain(&[] as &[SinkFloor], NOW).unwrap();
    let empty = which(DropReason::Empty);
    let counted = state.dropped(&empty).unwrap();
    let Some(Tally { again, lost }) = counted.counts.values().next().copied() else {
        panic!("{counted:?}")
    };
    assert!(again > 0 && lost > 0 && again + lost == 20, "{counted:?}");
    assert_eq!(
        status(&state, "0/0"),
        Status::Dropped {
            reason: DropReason::Empty
        }
    );
    let in_the_future = Dropped {
        since: Some(Timestamp::MAX),
        ..empty.clone()
    };
    state.take_up_dropped(&in_the_future, NOW).unwrap();
    assert_eq!(
        status(&state, "0/0"),
        Status::Dropped {
            reason: DropReason::Empty
        },
        "when it was dropped is not known"
    );
    assert_eq!(state.take_up_dropped(&empty, NOW).unwrap(), counted);
    let reason = DropReason::Superseded;
    assert_eq!(status(&state, "0/0"), Status::Dropped { reason });
    assert!(matches!(status(&state, "19/0"), Status::Pending { .. }));
    assert_eq!(state.check().unwrap(), []);
    let before = rows(&state);
    drop(state);
    let (state, _) = State::rebuild(dir.path(), &super::script::options()).unwrap();
    assert_eq!(rows(&state), before);
}

#[test]
fn an_entry_whose_text_was_taken_out_of_the_journal_is_not_taken_up() {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    let mut one = entry("agency", "a", 1);
    one.locator = Locator::Inline(Inline {
        content: String::new(),
        html: true,
        page: None,
    });
    state.push(Body::EntryFound { entry: one }, NOW).unwrap();
    state
        .push(dropped("agency", "a", 1, DropReason::Walled), NOW)
        .unwrap();
    let taken = state
        .take_up_dropped(&which(DropReason::Walled), NOW)
        .unwrap();
    assert_eq!(taken.counts.into_values().collect::<Vec<_>>(), tally(0, 1));
    assert_eq!(state.pending_count(), 0);
}
