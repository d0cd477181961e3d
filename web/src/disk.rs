//! What the state weighs on the disk.

use std::{collections::BTreeMap, fs, path::Path};

/// Files that are looked at: a state of years has some thousand segments, and a page is waited for.
const MOST_FILES: usize = 20_000;

/// The parts of a state, by the names of its folders.
const PARTS: [&str; 5] = ["journal", "store", "search", "shingles", "stories"];

/// Bytes by part. What is not there weighs nothing.
pub(crate) fn parts(state: &Path) -> BTreeMap<&'static str, u64> {
    let mut left = MOST_FILES;
    let weighed = PARTS.map(|part| (part, weight(&state.join(part), &mut left)));
    weighed.into_iter().collect()
}

fn weight(folder: &Path, left: &mut usize) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    let mut bytes = 0;
    for entry in entries.flatten() {
        if *left == 0 {
            break;
        }
        *left -= 1;
        match entry.metadata() {
            Ok(meta) if meta.is_dir() => bytes += weight(&entry.path(), left),
            Ok(meta) => bytes += meta.len(),
            Err(_) => {}
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_weighed_whole() {
        let state = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = state.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("journal/1.jsonl.zst", "12345");
        write("store/blobs/1", "123");
        let parts = parts(state.path());
        assert_eq!(
            (parts["journal"], parts["store"], parts["search"]),
            (5, 3, 0)
        );
    }
}
