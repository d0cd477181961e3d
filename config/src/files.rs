//! The source kind `files`: one file, a folder, or a glob.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::{
    place::absolute,
    units::size,
    written::{Text, Written},
};

/// Far above any article or export of some thousands, and still little memory.
const DEFAULT_MAX_FILE_SIZE: u64 = 64 << 20;

/// Where files lie: one file, a folder, or a glob.
#[derive(Debug, Clone)]
pub struct Paths {
    /// What was configured, absolute: a file, a folder or a glob.
    pub path: PathBuf,
    /// A file or folder, or the folder above a glob's first wildcard. Relative paths count from it, and from its parent
    /// if it is a file.
    pub root: PathBuf,
    /// Which paths relative to `root` belong to the source; `None` where `path` is no glob. `*` stops at `/`.
    pub pattern: Option<GlobMatcher>,
}

/// Root and pattern follow from the path.
impl PartialEq for Paths {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

/// Which files a source reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Files {
    /// Where they lie.
    pub paths: Paths,
    /// Whether a deleted file withdraws its item.
    pub withdraw_deleted: bool,
    /// Larger files are told of and left out until it is raised, in bytes. Of a file of lines each line is measured.
    pub max_file_size: u64,
}

impl Files {
    pub(crate) fn check(table: &Written<'_>, base: &Path) -> Option<Self> {
        let paths = Paths::check(table, base, "\"archive/**/*\"");
        let withdraw_deleted = table.flag("withdraw_deleted").unwrap_or(false);
        let max_file_size = table
            .measure("max_file_size", size, "`\"64 MiB\"`")
            .unwrap_or(DEFAULT_MAX_FILE_SIZE);
        Some(Self {
            paths: paths?,
            withdraw_deleted,
            max_file_size,
        })
    }
}

impl Paths {
    /// Checks `path`; `example` is shown where it is missing.
    pub(crate) fn check(table: &Written<'_>, base: &Path, example: &str) -> Option<Self> {
        let text = table.required_text("path", example)?;
        let path = absolute(table, "path", &text, base)?;
        let (root, glob) = split(&path);
        let pattern = match glob {
            Some(glob) => Some(compiled(table, &text, &glob)?),
            None => None,
        };
        Some(Self {
            path,
            root,
            pattern,
        })
    }

    /// Whether a file below the root belongs to the source.
    pub fn take(&self, file: &Path) -> bool {
        let below = file.strip_prefix(&self.root).unwrap_or(file);
        self.pattern
            .as_ref()
            .is_none_or(|pattern| pattern.is_match(below))
    }
}

/// A glob is parted before its first wildcard: what stands before it is opened, the rest is matched.
fn split(path: &Path) -> (PathBuf, Option<String>) {
    let is_wild = |part: &Component<'_>| {
        part.as_os_str()
            .to_string_lossy()
            .contains(['*', '?', '[', '{'])
    };
    let parts: Vec<Component<'_>> = path.components().collect();
    match parts.iter().position(is_wild) {
        Some(first) => {
            let (root, wild) = parts.split_at(first);
            let wild: Vec<_> = wild
                .iter()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect();
            (root.iter().collect(), Some(wild.join("/")))
        }
        None => (path.to_owned(), None),
    }
}

fn compiled(table: &Written<'_>, text: &Text, glob: &str) -> Option<GlobMatcher> {
    if glob.split('/').any(|part| part == "..") {
        let message = format!("`path` in {} goes up behind a wildcard", table.name);
        table.error(&text.at, message, "write the `..` before it".to_owned());
        return None;
    }
    GlobBuilder::new(glob)
        .literal_separator(true)
        .build()
        .map_err(|error| {
            let reason = if text.is_filled_in() {
                String::new()
            } else {
                format!(": {}", error.kind())
            };
            let message = format!("`path` in {} is not a good glob{reason}", table.name);
            table.error(
                &text.at,
                message,
                "write `[[]` for a plain `[`, `[{]` for a plain `{`".to_owned(),
            );
        })
        .ok()
        .map(|glob| glob.compile_matcher())
}
