//! One file as one document, outside any source: for commands that look at a single file.

use std::{fs::File, io::Read, path::Path};

use item::{Document, Hints, Media};

use super::choice::{Kind, kind};
use crate::error::FetchError;

/// Reads a file of at most `largest` bytes. Its ending says what it is, or else its first letter.
pub fn document_at(path: &Path, largest: u64) -> Result<Document, FetchError> {
    let what = || path.display().to_string();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(largest.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|source| FetchError::Source {
            path: path.to_owned(),
            source,
        })?;
    let size = bytes.len() as u64;
    if size > largest {
        return Err(FetchError::TooLarge {
            what: what(),
            size,
            limit: largest,
        });
    }
    let media = match kind(path) {
        Some(Kind::Text) => Media::Text,
        Some(Kind::Html | Kind::Xml) => Media::Html,
        Some(Kind::Json | Kind::JsonLines) => Media::Json,
        None => sniffed(&bytes),
    };
    Ok(Document {
        bytes,
        media,
        charset: None,
        url: None,
        hints: Hints::default(),
        raw: None,
    })
}

fn sniffed(bytes: &[u8]) -> Media {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match text.trim_ascii_start().first() {
        Some(b'<') => Media::Html,
        Some(b'{') => Media::Json,
        _ => Media::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_or_the_first_letter_says_what_a_file_is() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str, content: &str, expect: Media| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            let document = document_at(&path, 10).unwrap();
            assert_eq!(
                (document.media, document.bytes.as_slice()),
                (expect, content.as_bytes()),
                "{name}"
            );
        };
        check("a.txt", "<p>", Media::Text);
        check("a.htm", "text", Media::Html);
        check("page", " <p>", Media::Html);
        check("record", "\u{feff}{}", Media::Json);
        check("notes", "text", Media::Text);
        check("empty", "", Media::Text);
    }

    #[test]
    fn a_missing_file_and_a_large_one_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        assert!(matches!(
            document_at(&path, 3),
            Err(FetchError::Source { .. })
        ));
        std::fs::write(&path, "1234").unwrap();
        assert!(matches!(
            document_at(&path, 3),
            Err(FetchError::TooLarge { .. })
        ));
        assert!(document_at(&path, 4).is_ok());
        let folder = document_at(folder.path(), 4).unwrap_err();
        assert!(folder.hint().is_some_and(|hint| hint.contains("file")));
    }
}
