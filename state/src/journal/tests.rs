//! The journal as others meet it: what survives which damage, and what readers see.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use item::Event;
use proptest::prelude::*;
use tempfile::TempDir;

use super::{DamageKind, Journal, JournalDamage, JournalOptions};
use crate::{
    StateError,
    testing::{event, events},
};

fn open(dir: &Path) -> (Journal, Vec<JournalDamage>) {
    Journal::open(dir, &JournalOptions::default()).unwrap()
}

/// A journal with one segment of commits of these sizes; returns the segment and where each commit ends.
fn written(sizes: &[u64]) -> (TempDir, PathBuf, Vec<usize>) {
    let dir = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(dir.path());
    let mut ends = Vec::new();
    for size in sizes {
        journal
            .append(&events(journal.next_sequence(), *size))
            .unwrap();
        let bytes = journal.segments().unwrap()[0].bytes;
        ends.push(usize::try_from(bytes).unwrap());
    }
    let path = journal.segments().unwrap()[0].path.clone();
    (dir, path, ends)
}

fn sequences(journal: &Journal) -> Vec<u64> {
    let found = journal.reader().read_from(1, usize::MAX).unwrap();
    for one in &found {
        assert_eq!(*one, event(one.sequence));
        assert_eq!(
            journal.reader().get(one.sequence).unwrap().as_ref(),
            Some(one)
        );
    }
    found.iter().map(|event| event.sequence).collect()
}

#[test]
fn a_last_commit_that_is_torn_anywhere_is_cut_and_nothing_else() {
    let (dir, path, ends) = written(&[3, 2, 4]);
    let whole = fs::read(&path).unwrap();
    for length in ends[1]..ends[2] {
        fs::write(&path, &whole[..length]).unwrap();
        let (mut journal, damage) = open(dir.path());
        assert_eq!(journal.durable(), 5, "{length}");
        assert_eq!(damage.len(), usize::from(length > ends[1]), "{length}");
        assert!(damage.iter().all(|d| d.kind == DamageKind::Cut));
        assert_eq!(sequences(&journal), [1, 2, 3, 4, 5]);
        if length % 16 > 0 {
            // Going on costs syncs, so it is not tried at every byte.
            continue;
        }
        journal.append(&events(6, 2)).unwrap();
        assert_eq!(sequences(&journal), [1, 2, 3, 4, 5, 6, 7]);
        drop(journal);
        let (journal, damage) = open(dir.path());
        assert!(damage.is_empty(), "{damage:?}");
        assert_eq!(sequences(&journal).len(), 7);
    }
}

#[test]
fn a_tail_that_never_reached_the_disk_is_cut() {
    let (dir, path, ends) = written(&[3, 2]);
    let mut bytes = fs::read(&path).unwrap();
    bytes[ends[0]..].fill(0);
    fs::write(&path, &bytes).unwrap();
    let (journal, damage) = open(dir.path());
    assert_eq!(journal.durable(), 3);
    assert_eq!(damage[0].kind, DamageKind::Cut);
}

#[test]
fn a_flipped_byte_costs_its_own_commit_and_is_reported() {
    let (dir, path, ends) = written(&[3, 2, 4, 1]);
    let whole = fs::read(&path).unwrap();
    for at in ends[0]..ends[2] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        fs::write(&path, &bytes).unwrap();
        let (mut journal, mut damage) = open(dir.path());
        damage.extend(journal.reader().verify().unwrap());
        assert!(damage.iter().any(|d| d.kind == DamageKind::Kept), "{at}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "nothing is cut at {at}");
        let left: &[u64] = if at < ends[1] {
            &[1, 2, 3, 6, 7, 8, 9, 10]
        } else {
            &[1, 2, 3, 4, 5, 10]
        };
        assert_eq!(sequences(&journal), left, "{at}");
        if at % 16 == 0 {
            journal.append(&[event(11)]).unwrap();
            assert_eq!(sequences(&journal).last(), Some(&11), "{at}");
        }
    }
}

#[test]
fn a_flipped_byte_in_the_last_commit_is_kept_and_its_sequences_are_not_given_again() {
    let (dir, path, ends) = written(&[3, 2]);
    let whole = fs::read(&path).unwrap();
    for at in ends[0]..ends[1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&path, &bytes).unwrap();
        let (mut journal, damage) = open(dir.path());
        assert_eq!(damage.len(), 1, "{at}");
        let kept = damage[0].kind == DamageKind::Kept;
        // A length that was flipped upwards looks like a write that was not finished; then the frame itself
        // still tells how far the sequences went.
        assert!(kept, "{at}: {damage:?}");
        assert!(journal.next_sequence() >= 6, "{at}");
        assert_eq!(sequences(&journal), [1, 2, 3], "{at}");
        if at % 8 > 0 {
            continue;
        }
        let next = journal.next_sequence();
        journal.append(&[event(next)]).unwrap();
        assert_eq!(sequences(&journal), [1, 2, 3, next], "{at}");
        drop(journal);
        let (journal, _) = open(dir.path());
        assert_eq!(sequences(&journal), [1, 2, 3, next], "{at}");
        for segment in journal.segments().unwrap().iter().skip(1) {
            fs::remove_file(&segment.path).unwrap();
        }
    }
}

#[test]
fn plain_zstd_reads_the_journal() {
    let (_dir, path, _) = written(&[3, 2]);
    let mut text = String::new();
    zstd::stream::read::Decoder::new(fs::File::open(&path).unwrap())
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let read: Vec<Event> = text
        .lines()
        .map(|line| Event::from_json(line.as_bytes()).unwrap())
        .collect();
    assert_eq!(read, events(1, 5));
}

#[test]
fn segments_roll_and_old_ones_are_removed_but_never_the_last() {
    let dir = tempfile::tempdir().unwrap();
    let options = JournalOptions {
        segment_bytes: 1,
        at_least: 1,
    };
    let (mut journal, _) = Journal::open(dir.path(), &options).unwrap();
    for first in [1, 4, 7] {
        journal.append(&events(first, 3)).unwrap();
    }
    let ranges = |journal: &Journal| -> Vec<(u64, u64)> {
        let segments = journal.segments().unwrap();
        segments.iter().map(|s| (s.first_seq, s.last_seq)).collect()
    };
    assert_eq!(ranges(&journal), [(1, 3), (4, 6), (7, 9)]);
    assert_eq!(journal.remove_segments_before(6).unwrap(), 1);
    assert_eq!(ranges(&journal), [(4, 6), (7, 9)]);
    assert_eq!(sequences(&journal), [4, 5, 6, 7, 8, 9]);
    assert_eq!(journal.reader().get(2).unwrap(), None);
    assert_eq!(journal.remove_segments_before(u64::MAX).unwrap(), 1);
    assert_eq!(ranges(&journal), [(7, 9)]);
    let (journal, _) = open(dir.path());
    assert_eq!(ranges(&journal), [(7, 9)]);
}

#[test]
fn a_missing_segment_is_skipped_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let options = JournalOptions {
        segment_bytes: 1,
        at_least: 1,
    };
    let (mut journal, _) = Journal::open(dir.path(), &options).unwrap();
    for first in [1, 4, 7] {
        journal.append(&events(first, 3)).unwrap();
    }
    fs::remove_file(&journal.segments().unwrap()[1].path).unwrap();
    drop(journal);
    let (journal, _) = open(dir.path());
    assert_eq!(sequences(&journal), [1, 2, 3, 7, 8, 9]);
    assert_eq!(journal.reader().get(5).unwrap(), None);
    let damage = journal.reader().verify().unwrap();
    assert_eq!(damage.len(), 1);
    assert_eq!(damage[0].first_sequence, Some(4));
    assert!(damage[0].to_string().contains("events 4 to 6 are missing"));
}

#[test]
fn numbering_goes_on_behind_a_checkpoint() {
    let dir = tempfile::tempdir().unwrap();
    let options = JournalOptions {
        at_least: 500,
        ..JournalOptions::default()
    };
    let (mut journal, _) = Journal::open(dir.path(), &options).unwrap();
    assert_eq!((journal.next_sequence(), journal.durable()), (500, 499));
    journal.append(&[event(500)]).unwrap();
    drop(journal);
    let (journal, _) = open(dir.path());
    assert_eq!(sequences(&journal), [500]);
}

#[test]
fn readers_see_only_what_is_durable_and_no_more_than_they_ask_for() {
    let dir = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(dir.path());
    let reader = journal.reader();
    assert_eq!((reader.durable(), reader.get(1).unwrap()), (0, None));
    assert!(reader.read_from(1, 9).unwrap().is_empty());
    journal.append(&events(1, 5)).unwrap();
    journal.append(&events(6, 5)).unwrap();
    assert_eq!(reader.durable(), 10);
    assert_eq!(reader.read_from(4, 3).unwrap(), events(4, 3));
    assert!(reader.read_from(11, 3).unwrap().is_empty());
    assert!(reader.read_from(1, 0).unwrap().is_empty());
}

#[test]
fn events_out_of_order_are_refused_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(dir.path());
    let error = journal.append(&[event(1), event(3)]).unwrap_err();
    assert!(
        matches!(
            error,
            StateError::OutOfOrder {
                expected: 2,
                found: 3
            }
        ),
        "{error}"
    );
    journal.append(&[event(1)]).unwrap();
    assert_eq!(sequences(&journal), [1]);
}

#[test]
fn after_a_failed_write_nothing_more_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let (mut journal, _) = open(dir.path());
    // The folder is gone, so the first segment cannot be created.
    fs::remove_dir(dir.path()).unwrap();
    let error = journal.append(&[event(1)]).unwrap_err();
    assert!(matches!(error, StateError::Io { .. }), "{error}");
    fs::create_dir(dir.path()).unwrap();
    let error = journal.append(&[event(1)]).unwrap_err();
    assert!(matches!(error, StateError::Poisoned), "{error}");
    assert_eq!(journal.reader().durable(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_appended_is_read_back_whatever_the_commits_and_reopenings(
        steps in proptest::collection::vec((1u64..40, any::<bool>()), 1..8),
        segment_bytes in 1u64..2000,
        from in 1u64..200,
        max in 1usize..60,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let options = JournalOptions { segment_bytes, at_least: 1 };
        let (mut journal, _) = Journal::open(dir.path(), &options).unwrap();
        for (count, reopen) in steps {
            journal.append(&events(journal.next_sequence(), count)).unwrap();
            if reopen {
                drop(journal);
                let (again, damage) = Journal::open(dir.path(), &options).unwrap();
                prop_assert!(damage.is_empty());
                journal = again;
            }
        }
        let all: Vec<u64> = (1..=journal.durable()).collect();
        prop_assert_eq!(sequences(&journal), all);
        let expect: Vec<Event> = (from..=journal.durable()).take(max).map(event).collect();
        prop_assert_eq!(journal.reader().read_from(from, max).unwrap(), expect);
        prop_assert!(journal.reader().verify().unwrap().is_empty());
    }
}
