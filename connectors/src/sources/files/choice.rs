//! Which files are read at all, by their names.

use std::{ffi::OsStr, path::Path};

/// What a file is, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Plain text.
    Text,
    /// A web page.
    Html,
    /// A feed, or an article in XML.
    Xml,
    /// One or several records.
    Json,
    /// One record per line.
    JsonLines,
}

/// The kind of a file; `None` for kinds that are not read.
pub(super) fn kind(path: &Path) -> Option<Kind> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match ending.as_str() {
        "txt" | "md" => Kind::Text,
        "html" | "htm" | "xhtml" => Kind::Html,
        "xml" => Kind::Xml,
        "json" => Kind::Json,
        "jsonl" | "ndjson" => Kind::JsonLines,
        _ => return None,
    })
}

/// Whether files with such a name are read.
pub(super) fn is_read(path: &Path) -> bool {
    kind(path).is_some()
}

/// Whether a file or folder is hidden, or a file that somebody is still writing.
pub(super) fn is_passed_over(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".")
        || [&b".tmp"[..], b".part", b"~"]
            .iter()
            .any(|ending| name.len() >= ending.len() && ends_with(name, ending))
}

fn ends_with(name: &[u8], ending: &[u8]) -> bool {
    name.iter()
        .rev()
        .zip(ending.iter().rev())
        .all(|(a, b)| a.eq_ignore_ascii_case(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_decide_what_is_read() {
        let check = |name: &str, expect: Option<Kind>| assert_eq!(kind(Path::new(name)), expect);
        check("a.txt", Some(Kind::Text));
        check("a.TXT", Some(Kind::Text));
        check("a.b.Html", Some(Kind::Html));
        check("a.ndjson", Some(Kind::JsonLines));
        check("a.pdf", None);
        check("README", None);
    }

    #[test]
    fn hidden_and_unfinished_files_are_passed_over() {
        for name in [".a.txt", ".git", "a.txt.tmp", "a.PART", "a.txt~", "~"] {
            assert!(is_passed_over(name.as_ref()), "{name}");
        }
        for name in ["a.txt", "tmp", "part.txt", "a~b.txt"] {
            assert!(!is_passed_over(name.as_ref()), "{name}");
        }
    }
}
