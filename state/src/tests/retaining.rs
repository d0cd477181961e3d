//! Retention keeps what is needed and says what it could not keep.

use item::Body;
use jiff::{SignedDuration, Timestamp};

use super::script::{NOW, found, lived_in, new_item, open, options, rows};
use crate::{
    retain::SinkFloor,
    state::{Options, Retention, State},
};

fn after_all() -> Timestamp {
    "2200-01-01T00:00:00Z".parse().unwrap()
}

fn limited(retention: Retention) -> Options {
    Options {
        retention,
        ..options()
    }
}

fn by_age() -> Options {
    limited(Retention {
        max_age: Some(SignedDuration::from_hours(24)),
        ..Retention::default()
    })
}

fn settle_all(state: &mut State) {
    for seq in state.pending_after(0, usize::MAX).unwrap() {
        let event = state.reader().get(seq).unwrap().unwrap();
        let Body::EntryFound { entry } = event.body else {
            panic!("{event:?}")
        };
        let body = new_item(&entry.key, &[], entry.reference());
        state.push(body, NOW).unwrap();
    }
    state.commit().unwrap();
}

fn floor(sequence: u64) -> SinkFloor {
    SinkFloor {
        sink: "out".to_owned(),
        sequence,
    }
}

#[test]
fn old_segments_go_and_the_store_can_still_be_built_anew() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let (mut state, _) = State::open(dir.path(), &by_age()).unwrap();
    settle_all(&mut state);
    let last = state.stats().unwrap().last_event;
    let retained = state.retain(&[floor(last)], after_all()).unwrap();
    assert!(retained.segments > 2, "{retained:?}");
    assert_eq!(retained.gaps, [""; 0]);
    assert_eq!(state.stats().unwrap().first_event, retained.first);
    assert!(state.reader().get(1).unwrap().is_none());
    let before = rows(&state);
    assert_eq!(state.check().unwrap(), []);
    drop(state);
    std::fs::remove_dir_all(dir.path().join("store")).unwrap();
    let (mut state, _) = open(dir.path());
    assert_eq!(rows(&state), before);
    let next = state.push(found("agency", "new", 1), NOW).unwrap();
    assert_eq!(next, last + 1);
}

#[test]
fn what_the_journal_no_longer_holds_stays_known() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let (mut state, _) = State::open(dir.path(), &by_age()).unwrap();
    settle_all(&mut state);
    let known = |state: &State| {
        let sources = state.sources().unwrap();
        let all = sources.iter().map(|source| {
            let entries = state.entries_of(source).unwrap();
            entries.map(Result::unwrap).collect::<Vec<_>>()
        });
        all.collect::<Vec<_>>()
    };
    let before = known(&state);
    assert!(before.iter().any(|entries| !entries.is_empty()));
    let last = state.stats().unwrap().last_event;
    let retained = state.retain(&[floor(last)], after_all()).unwrap();
    assert!(retained.segments > 0);
    assert_eq!(known(&state), before);
    drop(state);
    std::fs::remove_dir_all(dir.path().join("store")).unwrap();
    let (state, _) = open(dir.path());
    assert_eq!(known(&state), before, "nothing would be told again");
}

#[test]
fn nothing_goes_that_a_sink_or_a_pending_entry_needs() {
    for (settled, acknowledged) in [(false, u64::MAX), (true, 0), (true, 30)] {
        let dir = tempfile::tempdir().unwrap();
        lived_in(dir.path());
        let (mut state, _) = State::open(dir.path(), &by_age()).unwrap();
        if settled {
            settle_all(&mut state);
        }
        let needed = state.pending_after(0, 1).unwrap().first().copied();
        let needed = needed
            .unwrap_or(u64::MAX)
            .min(acknowledged.saturating_add(1));
        state.retain(&[floor(acknowledged)], after_all()).unwrap();
        assert!(state.stats().unwrap().first_event <= needed);
        assert!(state.reader().get(needed).unwrap().is_some());
    }
}

#[test]
fn young_segments_stay() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let (mut state, _) = State::open(dir.path(), &by_age()).unwrap();
    settle_all(&mut state);
    let segments = state.journal.segments().unwrap();
    let now = segments.last().unwrap().modified;
    let retained = state.retain(&[], now).unwrap();
    assert_eq!((retained.segments, retained.first), (0, 1));
}

#[test]
fn past_the_hard_limit_sinks_get_a_gap_and_waiting_entries_a_new_place() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let options = limited(Retention {
        hard_bytes: Some(5000),
        ..Retention::default()
    });
    let (mut state, _) = State::open(dir.path(), &options).unwrap();
    let waiting = state.pending_count();
    let last = state.stats().unwrap().last_event;
    let retained = state.retain(&[floor(3)], NOW).unwrap();
    assert_eq!(retained.gaps, ["out"]);
    let gap = state.reader().get(last + 1).unwrap().unwrap();
    let to = retained.first - 1;
    assert!(
        matches!(&gap.body, Body::SinkGap { sink, from: 4, to: end } if sink == "out" && *end == to),
        "{gap:?}"
    );
    assert_eq!(state.pending_count(), waiting);
    for seq in state.pending_after(0, usize::MAX).unwrap() {
        assert!(seq >= retained.first);
        assert!(state.reader().get(seq).unwrap().is_some());
    }
    assert_eq!(state.check().unwrap(), []);
}

#[test]
fn a_sink_that_stops_one_event_before_the_end_of_a_segment_keeps_that_segment() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let (mut state, _) = State::open(dir.path(), &by_age()).unwrap();
    settle_all(&mut state);
    let second = state.journal.segments().unwrap().swap_remove(1);
    let acknowledged = second.last_seq - 1;
    let retained = state.retain(&[floor(acknowledged)], after_all()).unwrap();
    assert_eq!((retained.segments, retained.first), (1, second.first_seq));
    assert!(state.reader().get(acknowledged + 1).unwrap().is_some());

    state.options.retention.hard_bytes = Some(0);
    let next = state.journal.next_sequence();
    state.retain(&[floor(acknowledged)], after_all()).unwrap();
    let gap = state.reader().get(next).unwrap().unwrap().body;
    assert!(
        matches!(gap, Body::SinkGap { from, .. } if from == acknowledged + 1),
        "{gap:?}"
    );
}
