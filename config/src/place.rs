//! Paths as written become absolute here. Nothing is opened, and `..` stays: behind a symbolic link it means something
//! else than its text.

use std::path::{Path, PathBuf};

use crate::written::{Text, Written};

/// The absolute path that a text names, against the folder of the configuration file.
pub(crate) fn absolute(
    table: &Written<'_>,
    key: &str,
    text: &Text,
    base: &Path,
) -> Option<PathBuf> {
    if text.value.starts_with('~') {
        let message = format!("`~` is not filled in, in `{key}` of {}", table.name);
        table.error(
            &text.at,
            message,
            "write `${HOME}` instead, or `./~` for a folder of that name".to_owned(),
        );
        return None;
    }
    if text.value.contains('\0') {
        let message = format!("`{key}` in {} has a NUL character in it", table.name);
        table.error(&text.at, message, None);
        return None;
    }
    let joined = base.join(&text.value);
    Some(std::path::absolute(&joined).unwrap_or(joined))
}
