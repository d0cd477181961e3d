//! The source kind `files`: one file, a folder, or a glob.

use std::path::PathBuf;

use globset::GlobMatcher;

/// Which files a source reads.
#[derive(Debug, Clone)]
pub struct Files {
    /// What was configured, absolute: a file, a folder or a glob.
    pub path: PathBuf,
    /// A file or folder, or the folder above a glob's first wildcard. Relative paths count from it, and from its parent
    /// if it is a file.
    pub root: PathBuf,
    /// Which paths relative to `root` belong to the source; `None` where `path` is no glob. `*` stops at `/`.
    pub pattern: Option<GlobMatcher>,
    /// Whether a deleted file withdraws its item.
    pub withdraw_deleted: bool,
    /// Larger files are dropped, in bytes.
    pub max_file_size: u64,
}
