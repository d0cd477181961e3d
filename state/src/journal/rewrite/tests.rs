//! Segments rewritten: whole, damaged, while they are read.

use std::{
    fs::{self, File},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, SystemTime},
};

use item::{Body, SourceId};
use tempfile::TempDir;

use super::*;
use crate::{
    journal::{JournalOptions, JournalReader},
    testing::events,
};

/// A journal of segments of three commits of four events; the last segment is the one that is written.
fn of_segments(count: u64) -> (TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let options = JournalOptions {
        segment_bytes: 500,
        ..JournalOptions::default()
    };
    let (mut journal, _) = Journal::open(dir.path(), &options).unwrap();
    while (journal.segments().unwrap().len() as u64) < count {
        journal.append(&events(journal.next_sequence(), 4)).unwrap();
    }
    (dir, journal)
}

/// Another source for every event whose sequence can be divided.
fn renamed(by: u64) -> impl FnMut(&mut Event) -> bool {
    move |event| match &mut event.body {
        Body::SourcePolled { source, .. } if event.sequence.is_multiple_of(by) => {
            *source = SourceId::new("another source");
            true
        }
        _ => false,
    }
}

/// What is read: the sequences, and those of renamed events.
fn read(journal: &JournalReader) -> (Vec<u64>, Vec<u64>) {
    let events = journal.read_from(1, usize::MAX).unwrap();
    let renamed = events.iter().filter(
        |event| matches!(&event.body, Body::SourcePolled { source, .. } if source.as_str() == "another source"),
    );
    let renamed = renamed.map(|event| event.sequence).collect();
    (events.iter().map(|event| event.sequence).collect(), renamed)
}

fn leftovers(dir: &Path) -> usize {
    let names = fs::read_dir(dir).unwrap();
    let is_left = |name: String| name.ends_with(files::TEMPORARY_SUFFIX);
    names
        .filter(|name| is_left(name.as_ref().unwrap().file_name().into_string().unwrap()))
        .count()
}

#[test]
fn a_segment_tells_the_changed_events_in_the_place_of_the_old_ones() {
    let (dir, mut journal) = of_segments(4);
    let segments = journal.segments().unwrap();
    let old = SystemTime::from(segments[0].modified) - Duration::from_hours(99);
    for segment in &segments {
        File::open(&segment.path)
            .unwrap()
            .set_modified(old)
            .unwrap();
    }
    let all: Vec<u64> = (1..=journal.durable()).collect();
    assert_eq!(
        read(&journal.reader()),
        (all.clone(), vec![]),
        "and so it is cached"
    );
    let (first, last) = (segments[1].first_seq, segments[1].last_seq);
    let rewritten = journal.rewrite_segment(first, &mut renamed(3)).unwrap();
    let expect: Vec<u64> = (first..=last)
        .filter(|sequence| sequence % 3 == 0)
        .collect();
    assert_eq!(rewritten.changed, expect.len() as u64);
    assert_eq!(rewritten.before, segments[1].bytes);
    assert_eq!(
        rewritten.after,
        fs::metadata(&segments[1].path).unwrap().len()
    );
    assert_eq!(read(&journal.reader()), (all.clone(), expect.clone()));
    for sequence in &expect {
        let event = journal.reader().get(*sequence).unwrap().unwrap();
        assert_eq!(event.body.subject().unwrap(), "another source");
    }
    assert_eq!(journal.reader().verify().unwrap(), []);
    let modified = fs::metadata(&segments[1].path).unwrap().modified().unwrap();
    assert_eq!(modified, old, "its age is that of its events");
    assert_eq!(leftovers(dir.path()), 0);
    drop(journal);
    let (journal, damage) = Journal::open(dir.path(), &JournalOptions::default()).unwrap();
    assert_eq!((read(&journal.reader()), damage), ((all, expect), vec![]));
}

#[test]
fn what_nothing_changes_in_is_left_alone_and_so_is_the_segment_that_is_written() {
    let (dir, mut journal) = of_segments(3);
    let segments = journal.segments().unwrap();
    let before: Vec<Vec<u8>> = segments
        .iter()
        .map(|one| fs::read(&one.path).unwrap())
        .collect();
    let unchanged = journal.rewrite_segment(1, &mut |_| false).unwrap();
    assert_eq!((unchanged.changed, unchanged.before), (0, unchanged.after));
    let active = segments.last().unwrap().first_seq;
    for first in [active, 2, 999] {
        let nothing = journal.rewrite_segment(first, &mut renamed(1)).unwrap();
        assert_eq!(nothing, Rewritten::default(), "{first}");
    }
    let after: Vec<Vec<u8>> = segments
        .iter()
        .map(|one| fs::read(&one.path).unwrap())
        .collect();
    assert_eq!(before, after);
    assert_eq!(leftovers(dir.path()), 0);
}

#[test]
fn damage_stays_as_it_was_and_costs_nothing_else() {
    let (dir, journal) = of_segments(3);
    let segments = journal.segments().unwrap();
    let (path, closed_to) = (segments[0].path.clone(), segments[0].last_seq);
    let whole = fs::read(&path).unwrap();
    drop(journal);
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xFF;
        fs::write(&path, &bytes).unwrap();
        let options = JournalOptions::default();
        let (mut journal, _) = Journal::open(dir.path(), &options).unwrap();
        let (sequences, _) = read(&journal.reader());
        let damage = journal.reader().verify().unwrap().len();
        assert!(damage > 0, "{at}");
        journal.rewrite_segment(1, &mut renamed(2)).unwrap();
        let (again, renamed) = read(&journal.reader());
        assert_eq!(again, sequences, "{at}");
        let expect = sequences
            .iter()
            .filter(|one| **one <= closed_to && **one % 2 == 0);
        assert_eq!(renamed, expect.copied().collect::<Vec<_>>(), "{at}");
        assert_eq!(journal.reader().verify().unwrap().len(), damage, "{at}");
    }
}

#[test]
fn readers_who_are_at_work_miss_nothing() {
    let (_dir, mut journal) = of_segments(4);
    let all: Vec<u64> = (1..=journal.durable()).collect();
    let firsts: Vec<u64> = journal
        .segments()
        .unwrap()
        .iter()
        .map(|one| one.first_seq)
        .collect();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..3 {
            let (reader, all, done) = (journal.reader(), &all, &done);
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    assert_eq!(read(&reader).0, *all);
                    for sequence in all {
                        assert!(reader.get(*sequence).unwrap().is_some(), "{sequence}");
                    }
                }
            });
        }
        for round in 0..60 {
            for first in &firsts[..3] {
                // Names of many lengths, so that every commit moves.
                let name = "x".repeat(1 + round * 7 % 50);
                let mut rename = |event: &mut Event| match &mut event.body {
                    Body::SourcePolled { source, .. } => {
                        *source = SourceId::new(&name);
                        true
                    }
                    _ => false,
                };
                journal.rewrite_segment(*first, &mut rename).unwrap();
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(journal.reader().verify().unwrap(), []);
}

#[test]
fn a_death_in_the_middle_leaves_the_old_segment_and_its_leftover_is_removed() {
    let (dir, mut journal) = of_segments(3);
    let all: Vec<u64> = (1..=journal.durable()).collect();
    let path = journal.segments().unwrap()[0].path.clone();
    let old = fs::read(&path).unwrap();
    journal.rewrite_segment(1, &mut renamed(1)).unwrap();
    let new = fs::read(&path).unwrap();
    drop(journal);
    // As if it had died at every stage before the new file got its name.
    for written in [0, 1, new.len() / 2, new.len()] {
        fs::write(&path, &old).unwrap();
        fs::write(files::temporary_path(&path), &new[..written]).unwrap();
        let (journal, damage) = Journal::open(dir.path(), &JournalOptions::default()).unwrap();
        assert_eq!(
            (read(&journal.reader()), damage),
            ((all.clone(), vec![]), vec![])
        );
        assert_eq!(leftovers(dir.path()), 0);
    }
}

#[test]
fn who_reads_beside_the_writer_finds_all_events_in_segments_that_were_rewritten_meanwhile() {
    let (dir, mut journal) = of_segments(100);
    let beside = crate::journal::read_beside(dir.path()).unwrap();
    let all: Vec<u64> = (1..=journal.durable()).collect();
    assert_eq!(
        read(&beside),
        (all.clone(), vec![]),
        "and so it knows where they are"
    );
    let mut expect = Vec::new();
    for segment in journal.segments().unwrap().split_last().unwrap().1 {
        journal
            .rewrite_segment(segment.first_seq, &mut renamed(3))
            .unwrap();
        let own = segment.first_seq..=segment.last_seq;
        expect.extend(own.filter(|sequence| sequence % 3 == 0));
    }
    let (sequences, renamed) = read(&beside);
    assert_eq!(sequences, all);
    // What it has in memory is what it was.
    let is_expected = |one| expect.contains(one);
    assert!(renamed.iter().all(is_expected), "{renamed:?} {expect:?}");
    assert!(renamed.contains(&3), "{renamed:?}");
}
