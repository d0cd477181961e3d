//! The kept responses of addresses, whether or not an item names them: a page that told nothing new, or that was dropped, was
//! kept as well.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use item::RawPlace;

use super::folder::ENDING;
use crate::warc::{At, Scanner, Step};

/// What a pass over all archives found.
#[derive(Debug, Default)]
pub struct FoundRaw {
    /// Where responses of the addresses lie.
    pub places: Vec<RawPlace>,
    /// Where a sudden end left half a record at the end of an archive: whose it is cannot be said, and nobody can read it.
    pub torn: Vec<RawPlace>,
    /// Archives that could not be read, or not whole, and why: they may hold more.
    pub unread: Vec<(PathBuf, String)>,
}

/// Looks through the archives of all sources, below `folder`, for responses of the addresses that are `meant`. `seen` is told
/// each archive before it is read. It reads them whole, so call it where that may block.
pub fn find_raw(
    folder: &Path,
    meant: &mut dyn FnMut(&str) -> bool,
    mut seen: impl FnMut(&Path),
) -> FoundRaw {
    let mut found = FoundRaw::default();
    for (path, name) in archives(folder, &mut found.unread) {
        seen(&path);
        if let Err(error) = look_through(&path, &name, meant, &mut found) {
            found.unread.push((path, error.to_string()));
        }
    }
    found
}

fn look_through(
    path: &Path,
    name: &str,
    meant: &mut dyn FnMut(&str) -> bool,
    found: &mut FoundRaw,
) -> io::Result<()> {
    let beginning = At {
        offset: 0,
        within: 0,
    };
    let mut scanner = Scanner::new(File::open(path)?, beginning)?;
    let mut damage = None;
    loop {
        match scanner.step()? {
            Step::Record(record) => {
                if record.head.uri.as_deref().is_some_and(&mut *meant) {
                    found.places.push(place(name, record.at));
                }
            }
            Step::Damage { at, why, .. } => {
                damage.get_or_insert(format!("{why}, at byte {}", at.offset));
            }
            Step::Torn => {
                found.torn.push(place(name, scanner.place()));
                break;
            }
            Step::End => break,
        }
    }
    if let Some(why) = damage {
        found.unread.push((path.to_owned(), why));
    }
    Ok(())
}

fn place(name: &str, at: At) -> RawPlace {
    RawPlace {
        path: name.to_owned(),
        offset: at.offset,
        within: at.within,
    }
}

/// All archives with the names that items call them by, in order; folders that cannot be read are `trouble`.
fn archives(folder: &Path, trouble: &mut Vec<(PathBuf, String)>) -> Vec<(PathBuf, String)> {
    let mut archives = Vec::new();
    for (source, path) in listed(folder, trouble) {
        if !path.is_dir() {
            continue;
        }
        for (name, path) in listed(&path, trouble) {
            if name.ends_with(ENDING) {
                archives.push((path, format!("{source}/{name}")));
            }
        }
    }
    archives.sort();
    archives
}

fn listed(folder: &Path, trouble: &mut Vec<(PathBuf, String)>) -> Vec<(String, PathBuf)> {
    let listed = fs::read_dir(folder).and_then(|entries| {
        let name = |path: &Path| {
            path.file_name()
                .and_then(|name| Some(name.to_str()?.to_owned()))
        };
        let named = |path: PathBuf| Some((name(&path)?, path));
        entries
            .map(|entry| entry.map(|entry| named(entry.path())))
            .filter_map(Result::transpose)
            .collect::<io::Result<Vec<_>>>()
    });
    match listed {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            trouble.push((folder.to_owned(), error.to_string()));
            Vec::new()
        }
    }
}
