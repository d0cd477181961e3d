//! How far sinks have come, by their cursor files alone: for retention, which must not drop what a sink still wants,
//! whether or not the sink can be opened now or is configured at all. Nothing is written.

use std::{fs, path::Path};

use super::cursor::{CursorFile, id_of};

/// The last sequence that a sink has acknowledged, by its cursor in the folder `cursors`; `None` if there is none, or
/// none that can be understood. This reads a file, so call it where that may block.
pub fn acknowledged(cursors: &Path, sink_id: &str) -> Option<u64> {
    CursorFile::peek(CursorFile::new(cursors, sink_id).path()).map(|position| position.sequence)
}

/// The same for every cursor in the folder, with the sink's id, sorted. Of an id that was too long for a file name
/// only its beginning is known.
pub fn all_acknowledged(cursors: &Path) -> Vec<(String, u64)> {
    let files = fs::read_dir(cursors).into_iter().flatten().flatten();
    let mut all: Vec<(String, u64)> = files
        .filter_map(|file| {
            let name = file.file_name();
            let id = id_of(name.to_str()?.strip_suffix(".cursor")?);
            Some((id, CursorFile::peek(&file.path())?.sequence))
        })
        .collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sinks::cursor::Position;

    #[test]
    fn every_cursor_tells_how_far_its_sink_is_though_the_sink_is_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let cursors = folder.path().join("sinks");
        assert_eq!(acknowledged(&cursors, "a"), None);
        assert_eq!(all_acknowledged(&cursors), []);
        for (id, sequence) in [("jsonl:out/ż.jsonl", 7), ("a", 3)] {
            let position = Position {
                sequence,
                ..Position::default()
            };
            CursorFile::new(&cursors, id).save(&position).unwrap();
        }
        fs::write(cursors.join("torn.cursor"), "{\"sequ").unwrap();
        fs::write(cursors.join("a.cursor.new"), "{\"sequence\":9}").unwrap();
        assert_eq!(acknowledged(&cursors, "jsonl:out/ż.jsonl"), Some(7));
        assert_eq!(acknowledged(&cursors, "torn"), None);
        assert_eq!(
            all_acknowledged(&cursors),
            [("a".to_owned(), 3), ("jsonl:out/ż.jsonl".to_owned(), 7)]
        );
    }
}
