//! Reading one local file as a document, for `pipe` and `try`.

use std::path::Path;

use connectors::{FetchError, document_at};
use item::{Document, Media};

/// The largest file that is read, in bytes.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Reads a file as the `files` connector does.
pub(crate) fn read_document(path: &Path) -> Result<Document, FetchError> {
    document_at(path, LARGEST_FILE)
}

/// The kind of document that a MIME type names; none if it names another.
pub(super) fn media_of_type(content_type: &str) -> Option<Media> {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        "text/plain" | "text/markdown" => Some(Media::Text),
        "text/html" | "application/xhtml+xml" | "application/xml" | "text/xml" => Some(Media::Html),
        "application/json" | "application/ld+json" | "application/feed+json" => Some(Media::Json),
        _ => None,
    }
}

/// An error with its cause in one line.
pub(super) fn report(error: &FetchError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
