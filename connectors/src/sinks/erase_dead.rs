//! Taking an item out of the dead letters of all sinks, when it is taken down.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use super::dead::{is_same, read_dead_letter};

/// Removes every letter about one of these subjects (an item, an entry), also those of sinks that are no longer configured;
/// gives how many there were.
pub fn erase_dead_letters(cursors: &Path, subjects: &BTreeSet<String>) -> io::Result<u64> {
    let files = match fs::read_dir(cursors) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        files => files?,
    };
    let mut erased = 0;
    for file in files {
        let path = file?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if name.ends_with(".dead.jsonl") || name.ends_with(".dead.taken.jsonl") {
            erased += erase(&path, subjects)?;
        }
    }
    Ok(erased)
}

fn erase(path: &Path, subjects: &BTreeSet<String>) -> io::Result<u64> {
    // Whoever sends them again holds the file for as long as it takes: a person is told of it.
    let file = File::options().read(true).open(path)?;
    file.try_lock()?;
    if !is_same(&fs::metadata(path)?, &file) {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    let rest = path.with_extension("new");
    match fs::remove_file(&rest) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let bytes = fs::read(path)?;
    let text = String::from_utf8_lossy(&bytes); // a sudden end may cut a letter in two
    let (about, others): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| is_about(line, subjects));
    if about.is_empty() {
        return Ok(0);
    }
    if others.is_empty() {
        fs::remove_file(path)?;
        return Ok(about.len() as u64);
    }
    let mut kept = File::create(&rest)?;
    for line in others {
        writeln!(kept, "{line}")?;
    }
    kept.sync_all()?;
    fs::rename(&rest, path)?;
    Ok(about.len() as u64)
}

/// Whether a letter is about one of them. A line that a sudden end cut off is, where it only names it.
fn is_about(line: &str, subjects: &BTreeSet<String>) -> bool {
    match read_dead_letter(line) {
        Ok((_, event)) => {
            let subject = event.body.subject();
            subject.is_some_and(|subject| subjects.contains(&subject))
        }
        Err(_) => subjects.iter().any(|subject| line.contains(subject)),
    }
}

#[cfg(test)]
mod tests {
    use item::{Body, DropReason, EntryRef, Event, SourceId};
    use jiff::Timestamp;

    use super::*;
    use crate::sinks::dead::DeadLetters;

    #[test]
    fn letters_about_its_entries_go_too_and_those_about_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let mut letters = DeadLetters::new(folder.path(), "s");
        for (number, key) in [(1, "a"), (2, "b")] {
            let body = Body::EntryDropped {
                entry: EntryRef {
                    source: SourceId::new("in"),
                    key: key.to_owned(),
                    version: 1,
                },
                reason: DropReason::Filtered,
                item: None,
                keys: Vec::new(),
                detail: String::new(),
            };
            let event = Event {
                sequence: number,
                time: Timestamp::UNIX_EPOCH,
                body,
            };
            letters.add(&event, "no", 1, event.time).unwrap();
        }
        let subjects = BTreeSet::from(["0123".to_owned(), "in/a".to_owned()]);
        assert_eq!(erase_dead_letters(folder.path(), &subjects).unwrap(), 1);
        let left = fs::read_to_string(letters.path()).unwrap();
        assert!(left.contains("in/b") && !left.contains("in/a"), "{left}");
    }
}
