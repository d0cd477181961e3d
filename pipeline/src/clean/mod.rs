//! Document -> article: what was published, without the furniture of the page it stood on.
//!
//! Pure: no I/O, no clock. Nothing is guessed without evidence, and prose is never dropped.

pub mod decode;
pub mod html;
pub mod json;
mod outcome;
pub mod plain;
pub mod recurring;

pub use outcome::{Cleaned, Removed, Unclean};

use item::{Document, Media};

/// Makes an article of a document.
pub fn clean(document: &Document) -> Result<Cleaned, Unclean> {
    if decode::looks_binary(&document.bytes) {
        return Err(Unclean::Malformed {
            detail: "the bytes are no text".to_owned(),
        });
    }
    let look_for_meta = document.media == Media::Html;
    let decoded = decode::decode(&document.bytes, document.charset.as_deref(), look_for_meta);
    let url = document.url.as_deref();
    match document.media {
        Media::Text => plain::clean_text(&decoded.text, url, &document.hints),
        Media::Html => html::clean_html(&decoded.text, url, &document.hints),
        Media::Json => json::clean_json(&decoded.text, &document.hints),
    }
}
