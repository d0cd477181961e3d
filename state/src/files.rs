//! Writing files so that they survive a power cut: the one place that knows how.
//!
//! Not here: the journal's own appends, which sync with every commit.
//! What must hold: a name never points at a file whose bytes are not yet on disk.

use std::{
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
};

use crate::error::StateError;

/// What unfinished files end with; whatever is found under such a name after a crash is rubbish.
pub(crate) const TEMPORARY_SUFFIX: &str = ".tmp";

/// Gives a finished temporary file its real name, durable on return.
pub(crate) fn publish(file: &File, temporary: &Path, path: &Path) -> Result<(), StateError> {
    file.sync_all()
        .map_err(StateError::io("flush to disk", temporary))?;
    fs::rename(temporary, path).map_err(StateError::io("rename a finished file to", path))?;
    sync_dir(parent_of(path))
}

/// Makes the names in a folder durable: what was created, renamed or removed there.
pub(crate) fn sync_dir(path: &Path) -> Result<(), StateError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(StateError::io("flush the folder", path))
}

/// Creates a folder with its missing parents.
pub(crate) fn create_dir(path: &Path) -> Result<(), StateError> {
    fs::create_dir_all(path).map_err(StateError::io("create the folder", path))
}

/// The name under which a file is written before it is published: in the same folder, so that renaming is atomic.
pub(crate) fn temporary_path(path: &Path) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(TEMPORARY_SUFFIX);
    name.into()
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Free bytes on the disk of a folder, where the system tells.
pub fn free_space(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_no_temporary_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        for text in ["one", "two"] {
            let temporary = temporary_path(&path);
            let mut file = File::create(&temporary).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            publish(&file, &temporary, &path).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_folder_is_named_in_the_error() {
        let dir = tempfile::tempdir().unwrap();
        let error = sync_dir(&dir.path().join("no")).unwrap_err();
        assert!(error.to_string().ends_with("no`"), "{error}");
    }
}
