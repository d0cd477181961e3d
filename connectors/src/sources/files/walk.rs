//! The files below a root, in a fixed order, one folder's names in memory per level.
//!
//! The order compares paths part by part, byte by byte; so a walk can begin behind any path, whether it still
//! exists or not. Links to files and folders are followed; a folder inside itself is not entered again.

use std::{
    ffi::{OsStr, OsString},
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    vec,
};

use config::Paths;

use super::{choice::is_passed_over, name::escaped};
use crate::connector::Warning;

/// Folders below folders; deeper ones are reported and left out. Ends chains of links that never close.
const DEEPEST: usize = 64;

/// A walk under way.
#[derive(Debug)]
pub(crate) struct Walk {
    levels: Vec<Level>,
    deepest: usize,
    /// The file, where the root is no folder.
    single: Option<Seen>,
}

/// One step of a walk.
#[derive(Debug)]
pub(crate) enum Step {
    /// Something that is not a folder.
    File(Seen),
    /// A folder, whose content follows. It is told so that who walks through many empty ones can pause.
    Folder(Seen),
    /// A folder that cannot be read or entered.
    Trouble(Warning),
}

/// A name that was met.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Its key.
    pub key: String,
    /// Its path.
    pub path: PathBuf,
}

#[derive(Debug)]
struct Level {
    folder: PathBuf,
    /// The folder's key with a `/` behind it; empty for the root.
    prefix: String,
    /// Device and number, to notice a folder inside itself.
    identity: (u64, u64),
    names: vec::IntoIter<Name>,
    /// The parts of the place to begin behind, where it lies in this folder or below.
    behind: Vec<OsString>,
}

#[derive(Debug)]
struct Name {
    name: Box<OsStr>,
    /// Known from the listing; a link is looked at when its turn comes.
    is_folder: Option<bool>,
}

/// How many folders deep the files of a source lie; `None` if there is no bound.
pub(super) fn folders(paths: &Paths) -> Option<usize> {
    let glob = paths.pattern.as_ref()?.glob().glob();
    (!glob.contains("**")).then(|| glob.matches('/').count())
}

impl Walk {
    /// Begins a walk over the files of a source behind `behind`, whose parts are empty for the start.
    pub(crate) fn of(paths: &Paths, behind: Vec<OsString>) -> io::Result<Self> {
        Self::new(&paths.root, behind, folders(paths))
    }

    /// `folders` bounds how deep it goes.
    fn new(root: &Path, behind: Vec<OsString>, folders: Option<usize>) -> io::Result<Self> {
        let mut walk = Self {
            levels: Vec::new(),
            deepest: folders.unwrap_or(DEEPEST).min(DEEPEST),
            single: None,
        };
        let metadata = fs::metadata(root)?;
        if metadata.is_dir() {
            walk.levels
                .push(level(root.to_owned(), String::new(), &metadata, behind)?);
        } else {
            let name = root.file_name().unwrap_or_default();
            if behind.is_empty() {
                walk.single = Some(Seen {
                    key: escaped(name),
                    path: root.to_owned(),
                });
            }
        }
        Ok(walk)
    }

    fn enter(&mut self, seen: &Seen, behind: Vec<OsString>) -> Option<Warning> {
        let trouble = |message: String| {
            Some(Warning {
                what: seen.key.clone(),
                message,
            })
        };
        if self.levels.len() > self.deepest {
            let meant = self.deepest < DEEPEST; // a glob ends here by its own form
            return if meant {
                None
            } else {
                trouble("lies too deep and is left out".to_owned())
            };
        }
        let opened = fs::metadata(&seen.path).and_then(|metadata| {
            level(
                seen.path.clone(),
                format!("{}/", seen.key),
                &metadata,
                behind,
            )
        });
        match opened {
            Ok(level)
                if self
                    .levels
                    .iter()
                    .any(|above| above.identity == level.identity) =>
            {
                trouble("leads back to a folder above it and is left out".to_owned())
            }
            Ok(level) => {
                self.levels.push(level);
                None
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => trouble(format!("cannot be listed: {error}")),
        }
    }
}

impl Iterator for Walk {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        if let Some(single) = self.single.take() {
            return Some(Step::File(single));
        }
        loop {
            let level = self.levels.last_mut()?;
            let Some(name) = level.names.next() else {
                self.levels.pop();
                continue;
            };
            let seen = Seen {
                key: format!("{}{}", level.prefix, escaped(&name.name)),
                path: level.folder.join(Path::new(&*name.name)),
            };
            let is_folder = name.is_folder.unwrap_or_else(|| seen.path.is_dir());
            let on_the_way = level
                .behind
                .first()
                .is_some_and(|part| **part == *name.name);
            let behind = if on_the_way {
                level.behind.split_off(1)
            } else {
                Vec::new()
            };
            if is_folder {
                let trouble = self.enter(&seen, behind);
                return Some(trouble.map_or(Step::Folder(seen), Step::Trouble));
            } else if !on_the_way {
                return Some(Step::File(seen));
            }
        }
    }
}

/// Lists a folder, sorted, without what lies before the place to begin behind.
fn level(
    folder: PathBuf,
    prefix: String,
    metadata: &fs::Metadata,
    behind: Vec<OsString>,
) -> io::Result<Level> {
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_earlier = behind.first().is_some_and(|part| name < *part);
        if is_earlier || is_passed_over(&name) {
            continue;
        }
        let kind = entry.file_type()?;
        names.push(Name {
            name: name.into_boxed_os_str(),
            is_folder: (!kind.is_symlink()).then(|| kind.is_dir()),
        });
    }
    names.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(Level {
        folder,
        prefix,
        identity: (metadata.dev(), metadata.ino()),
        names: names.into_iter(),
        behind,
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::sources::files::name::parts;

    fn tree(paths: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for path in paths {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        root
    }

    fn keys(root: &Path, behind: &str, folders: Option<usize>) -> Vec<String> {
        let behind = parts(behind).unwrap_or_default();
        let walk = Walk::new(root, behind, folders).unwrap();
        walk.filter_map(|step| match step {
            Step::File(seen) => Some(seen.key),
            Step::Folder(_) => None,
            Step::Trouble(warning) => Some(format!("! {}", warning.what)),
        })
        .collect()
    }

    #[test]
    fn a_walk_is_sorted_and_can_begin_behind_any_path() {
        let root = tree(&[
            "a.txt",
            "a/z.txt",
            "a/b/c.txt",
            "b.txt",
            ".git/x.txt",
            "c/.h.txt",
            "c/d.tmp",
        ]);
        let all = ["a/b/c.txt", "a/z.txt", "a.txt", "b.txt"];
        assert_eq!(keys(root.path(), "", None), all);
        for (at, key) in all.iter().enumerate() {
            assert_eq!(keys(root.path(), key, None), all[at + 1..], "behind {key}");
        }
        assert_eq!(keys(root.path(), "a/b/zz/gone.txt", None), all[1..]);
        assert_eq!(keys(root.path(), "a/gone", None), all[1..]);
        assert_eq!(keys(root.path(), "zz", None), all[..0]);
        assert_eq!(keys(root.path(), "", Some(0)), ["a.txt", "b.txt"]);
    }

    #[test]
    fn a_folder_inside_itself_is_entered_once() {
        let root = tree(&["a/b.txt", "out.txt"]);
        symlink(root.path(), root.path().join("a/loop")).unwrap();
        symlink(root.path().join("out.txt"), root.path().join("a/link.txt")).unwrap();
        assert_eq!(
            keys(root.path(), "", None),
            ["a/b.txt", "a/link.txt", "! a/loop", "out.txt"]
        );
    }
}
