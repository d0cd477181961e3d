//! Taking an item out of the dead letters of all sinks, when it is taken down.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use item::ItemId;

use super::dead::{is_same, read_dead_letter};

/// Removes every letter about an item, also those of sinks that are no longer configured; gives how many there were.
pub fn erase_dead_letters(cursors: &Path, item: ItemId) -> io::Result<u64> {
    let files = match fs::read_dir(cursors) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        files => files?,
    };
    let item = item.to_string();
    let mut erased = 0;
    for file in files {
        let path = file?.path();
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if name.ends_with(".dead.jsonl") || name.ends_with(".dead.taken.jsonl") {
            erased += erase(&path, &item)?;
        }
    }
    Ok(erased)
}

fn erase(path: &Path, item: &str) -> io::Result<u64> {
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
        text.lines().partition(|line| is_about(line, item));
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

/// Whether a letter is about an item. A line that a sudden end cut off is, where it only names it.
fn is_about(line: &str, item: &str) -> bool {
    match read_dead_letter(line) {
        Ok((_, event)) => event.body.subject().is_some_and(|subject| subject == item),
        Err(_) => line.contains(item),
    }
}
