//! The index as others meet it: what is found, what is not, and that files change nothing about it.

use std::fs;

use item::{Fingerprint, ItemId};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Candidate, ShingleSettings, Shingles};

/// Enough for two blocks of postings, few enough to damage every byte of their run.
const DOCUMENTS: u64 = 8;

fn settings(memtable_postings: usize) -> ShingleSettings {
    ShingleSettings {
        window: SignedDuration::from_hours(24),
        posting_cap: 5,
        memtable_postings,
    }
}

fn at(hours: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + hours * 3600).unwrap()
}

fn id(number: u64) -> ItemId {
    ItemId::of_url(&number.to_string())
}

fn text(shingles: &[u32]) -> Fingerprint {
    Fingerprint {
        version: 1,
        exact: shingles.iter().map(|s| u64::from(*s) << 7).sum::<u64>() + 1,
        shingles: shingles.to_vec(),
    }
}

/// The sequences of the candidates, with what they share.
fn found(index: &Shingles, shingles: &[u32], hours: i64) -> Vec<(u64, u32, bool)> {
    index
        .candidates(&text(shingles), at(hours))
        .unwrap()
        .iter()
        .map(|c| (c.sequence, c.shared, c.exact))
        .collect()
}

#[test]
fn the_best_come_first_and_equal_texts_before_all() {
    let mut index = Shingles::in_memory(settings(1 << 20));
    let texts: [&[u32]; 4] = [&[1, 2], &[1, 2, 3, 9], &[7, 8], &[1, 2, 3, 4]];
    for (sequence, shingles) in (1..).zip(texts) {
        index
            .insert(sequence, id(sequence), at(0), &text(shingles))
            .unwrap();
    }
    assert_eq!(
        found(&index, &[1, 2, 3, 4], 0),
        [(4, 4, true), (2, 3, false), (1, 2, false)]
    );
    assert_eq!(found(&index, &[1, 2, 5], 0).len(), 3);
    assert!(found(&index, &[5, 6], 0).is_empty());
    let first = index.candidates(&text(&[7]), at(0)).unwrap()[0];
    let expect = Candidate {
        id: id(3),
        sequence: 3,
        exact: false,
        shared: 1,
        of_query: 1,
        of_candidate: 2,
    };
    assert_eq!(first, expect);
}

#[test]
fn a_text_without_samples_is_found_by_its_digest_alone() {
    let mut index = Shingles::in_memory(settings(1 << 20));
    let short = |exact| Fingerprint {
        version: 1,
        exact,
        shingles: Vec::new(),
    };
    index.insert(1, id(1), at(0), &short(0x4D)).unwrap();
    // Half of the digest is equal: the key collides and the record tells them apart.
    index
        .insert(2, id(2), at(0), &short(0x100_0000_004D))
        .unwrap();
    let found = index.candidates(&short(0x4D), at(0)).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].sequence, found[0].exact), (1, true));
    assert!(
        index
            .candidates(&Fingerprint::default(), at(0))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn fingerprints_of_another_version_are_not_compared() {
    let mut index = Shingles::in_memory(settings(1 << 20));
    index.insert(1, id(1), at(0), &text(&[1, 2, 3])).unwrap();
    let other = Fingerprint {
        version: 2,
        ..text(&[1, 2, 3])
    };
    assert!(index.candidates(&other, at(0)).unwrap().is_empty());
}

#[test]
fn what_left_the_window_is_not_found_even_if_the_clock_is_set_back() {
    let mut index = Shingles::in_memory(settings(1 << 20));
    index.insert(1, id(1), at(0), &text(&[1, 2, 3])).unwrap();
    assert_eq!(found(&index, &[1, 2, 3], 24).len(), 1);
    assert!(found(&index, &[1, 2, 3], 25).is_empty());
    index.insert(2, id(2), at(30), &text(&[9])).unwrap();
    assert!(found(&index, &[1, 2, 3], 0).is_empty());
}

#[test]
fn an_update_takes_the_place_of_the_version_before_also_across_runs_and_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let (mut index, _) = Shingles::open(dir.path(), settings(1 << 20)).unwrap();
    index.insert(1, id(1), at(0), &text(&[1, 2, 3])).unwrap();
    index.insert(2, id(2), at(0), &text(&[1, 2])).unwrap();
    index.persist().unwrap();
    index.insert(3, id(1), at(1), &text(&[7, 8])).unwrap();
    let check = |index: &Shingles| {
        assert_eq!(found(index, &[1, 2, 3], 1), [(2, 2, false)]);
        assert_eq!(found(index, &[7, 8], 1), [(3, 2, true)]);
    };
    check(&index);
    index.persist().unwrap();
    check(&index);
    let (index, folded_to) = Shingles::open(dir.path(), settings(1 << 20)).unwrap();
    assert_eq!(folded_to, 3);
    check(&index);
}

#[test]
fn of_many_copies_the_first_is_still_found() {
    let mut index = Shingles::in_memory(settings(1 << 20));
    for sequence in 1..=50 {
        index
            .insert(sequence, id(sequence), at(0), &text(&[1, 2, 3]))
            .unwrap();
    }
    let sequences: Vec<u64> = found(&index, &[1, 2, 3], 0).iter().map(|c| c.0).collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5]);
}

#[test]
fn a_damaged_run_makes_the_index_begin_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (mut index, _) = Shingles::open(dir.path(), settings(1 << 20)).unwrap();
    let shingles: Vec<u32> = (0..20).map(|n| n * 50 + 1).collect();
    for sequence in 1..=DOCUMENTS {
        index
            .insert(sequence, id(sequence), at(0), &text(&shingles))
            .unwrap();
    }
    index.persist().unwrap();
    drop(index);
    let path = fs::read_dir(dir.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read(&path).unwrap();
    for place in (0..whole.len()).chain([whole.len()]) {
        let mut bytes = whole.clone();
        match bytes.get_mut(place) {
            Some(byte) => *byte ^= 0x21,
            None => bytes.truncate(place - 1),
        }
        fs::write(&path, &bytes).unwrap();
        let (mut index, folded_to) = Shingles::open(dir.path(), settings(1 << 20)).unwrap();
        // Records and blocks have their own checks, so that opening need not read them all.
        let seen = if folded_to == 0 {
            fs::read_dir(dir.path()).unwrap().count() == 0
        } else {
            let again = |n| index.insert(DOCUMENTS + n, id(n), at(0), &text(&[]));
            (1..=DOCUMENTS).map(again).any(|inserted| inserted.is_err())
        };
        let asked = seen || {
            fs::write(&path, &bytes).unwrap();
            let (index, _) = Shingles::open(dir.path(), settings(1 << 20)).unwrap();
            index.candidates(&text(&shingles), at(0)).is_err()
        };
        assert!(asked, "byte {place} of {}", whole.len());
    }
}

#[test]
fn a_wider_window_rebuilds_and_leftovers_are_removed() {
    let dir = tempfile::tempdir().unwrap();
    let (mut index, _) = Shingles::open(dir.path(), settings(1 << 20)).unwrap();
    index.insert(1, id(1), at(0), &text(&[1])).unwrap();
    index.persist().unwrap();
    fs::write(dir.path().join("x.run.tmp"), b"half").unwrap();
    fs::write(dir.path().join("note.txt"), b"not ours").unwrap();
    let run = super::folder::run_path(dir.path(), 1, 1);
    let gap = super::folder::run_path(dir.path(), 7, 9);
    fs::copy(run, &gap).unwrap();
    let (_, folded_to) = Shingles::open(dir.path(), settings(1 << 20)).unwrap();
    assert_eq!(folded_to, 1);
    assert!(!gap.exists());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    let wider = ShingleSettings {
        window: SignedDuration::from_hours(48),
        ..settings(1 << 20)
    };
    let (_, folded_to) = Shingles::open(dir.path(), wider).unwrap();
    assert_eq!(folded_to, 0);
}

#[test]
fn a_part_of_a_long_text_is_found_by_what_it_is_filed_under_and_a_phrase_of_it_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let (mut index, _) = Shingles::open(dir.path(), settings(1 << 20)).unwrap();
    let long: Vec<u32> = (0..200).collect();
    let part: Vec<u32> = (40..60).collect();
    let phrase: Vec<u32> = (198..230).collect();
    index.insert(1, id(1), at(0), &text(&long)).unwrap();
    for _ in 0..2 {
        assert_eq!(found(&index, &part, 0), [(1, 20, false)]);
        assert_eq!(found(&index, &long, 0), [(1, 199, true)]);
        assert!(found(&index, &phrase, 0).is_empty());
        index.persist().unwrap();
    }
}

/// The index as it is meant: a list of documents that is searched from end to end.
#[derive(Default)]
struct Model {
    documents: Vec<(u64, u64, i64, Fingerprint)>,
}

impl Model {
    fn candidates(&self, asked: &Fingerprint, hours: i64, cap: usize) -> Vec<(u64, u32, bool)> {
        let counts = |(index, one): &(usize, &(u64, u64, i64, Fingerprint))| {
            let replaced = self.documents.iter().skip(index + 1).any(|d| d.1 == one.1);
            !replaced && one.2 >= hours - 24
        };
        let living: Vec<_> = self
            .documents
            .iter()
            .enumerate()
            .filter(counts)
            .map(|(_, one)| one)
            .collect();
        let mut shared = vec![0; living.len()];
        for hash in &asked.shingles {
            let holders = (0..living.len()).filter(|n| living[*n].3.shingles.contains(hash));
            holders.take(cap).for_each(|n| shared[n] += 1);
        }
        let equal: Vec<usize> = (0..living.len())
            .filter(|n| living[*n].3.exact == asked.exact)
            .take(cap)
            .collect();
        let mut answer: Vec<(u64, u32, bool)> = (0..living.len())
            .filter(|n| shared[*n] > 0 || equal.contains(n))
            .map(|n| (living[n].0, shared[n], living[n].3.exact == asked.exact))
            .collect();
        answer.sort_by_key(|(sequence, shared, exact)| {
            (!exact, std::cmp::Reverse(*shared), *sequence)
        });
        answer.truncate(16);
        answer
    }
}

#[derive(Debug, Clone)]
struct Step {
    item: u64,
    hours: i64,
    shingles: Vec<u32>,
    persist: bool,
    reopen: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let shingles = proptest::collection::btree_set(0u32..40, 0..8);
    (0u64..30, 0i64..6, shingles, 0u8..6).prop_map(|(item, hours, shingles, turn)| Step {
        item,
        hours,
        shingles: shingles.into_iter().collect(),
        persist: turn == 0,
        reopen: turn == 1,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_index_answers_as_a_plain_list_whenever_runs_are_written_merged_and_reopened(
        steps in proptest::collection::vec(step(), 1..80),
        memtable_postings in 1usize..200,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let settings = settings(memtable_postings);
        let (mut index, _) = Shingles::open(dir.path(), settings.clone()).unwrap();
        let mut in_memory = Shingles::in_memory(settings.clone());
        let mut model = Model::default();
        let mut hours = 0;
        for (sequence, step) in (1..).zip(steps) {
            hours += step.hours;
            let asked = text(&step.shingles);
            let expect = model.candidates(&asked, hours, settings.posting_cap);
            prop_assert_eq!(&found(&index, &step.shingles, hours), &expect);
            prop_assert_eq!(&found(&in_memory, &step.shingles, hours), &expect);
            index.insert(sequence, id(step.item), at(hours), &asked).unwrap();
            in_memory.insert(sequence, id(step.item), at(hours), &asked).unwrap();
            model.documents.push((sequence, step.item, hours, asked));
            if step.persist {
                index.persist().unwrap();
            }
            if step.reopen {
                drop(index);
                let (again, folded_to) = Shingles::open(dir.path(), settings.clone()).unwrap();
                index = again;
                for (sequence, item, hours, fingerprint) in &model.documents {
                    if *sequence > folded_to {
                        index.insert(*sequence, id(*item), at(*hours), fingerprint).unwrap();
                    }
                }
            }
        }
    }
}
