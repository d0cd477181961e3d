//! Damage inside sled's own files, wherever it is: nothing is lost, whichever way sled takes it.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::script::{copy_folder, lived_in, options, rows};
use crate::{state::State, store::Memory};

/// Places that are damaged, one at a time, spread evenly over the file.
const PLACES: usize = 24;
/// Bytes that are flipped at each.
const WIDTH: usize = 64;

/// The rows after opening; what damage is only met while reading is healed by opening once more.
fn rows_after_opening(dir: &std::path::Path) -> Memory {
    for _ in 0..2 {
        let (state, _) = State::open(dir, &options()).unwrap();
        if let Ok(rows) = catch_unwind(AssertUnwindSafe(|| rows(&state))) {
            return rows;
        }
    }
    panic!("the damage is still there after the second opening");
}

#[test]
fn flipped_bytes_in_the_store_lose_no_row() {
    let origin = tempfile::tempdir().unwrap();
    let before = lived_in(origin.path());
    let bytes = fs::read(origin.path().join("store/db")).unwrap();
    for place in (0..bytes.len()).step_by(bytes.len() / PLACES) {
        let dir = tempfile::tempdir().unwrap();
        copy_folder(origin.path(), dir.path());
        let mut damaged = bytes.clone();
        for byte in damaged.iter_mut().skip(place).take(WIDTH) {
            *byte ^= 0xFF;
        }
        fs::write(dir.path().join("store/db"), damaged).unwrap();
        let after = rows_after_opening(dir.path());
        let differs = |a: &Memory, b: &Memory| -> Vec<_> {
            let rows =
                a.0.iter()
                    .filter(|(key, value)| b.0.get(key) != Some(value));
            rows.map(|(key, value)| (key.clone(), value.clone()))
                .take(8)
                .collect()
        };
        assert!(
            after == before,
            "at byte {place}: {:02x?} in the place of {:02x?}",
            differs(&after, &before),
            differs(&before, &after)
        );
    }
}
