//! What an entry's locator led to: bytes that are not understood yet.

use crate::{Hints, RawPlace};

/// A document as it was received, with what was said about it on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The body, decompressed, not decoded.
    pub bytes: Vec<u8>,
    /// What kind of document it is.
    pub media: Media,
    /// The charset that its carrier declared (HTTP `Content-Type`), if any.
    pub charset: Option<String>,
    /// Where it was found in the end, if on the web.
    pub url: Option<String>,
    /// What the listing said of it.
    pub hints: Hints,
    /// Where its raw form is kept, if it is.
    pub raw: Option<RawPlace>,
}

/// The kinds of documents that cleaning understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// Plain text.
    Text,
    /// HTML, or XML that is an article (XHTML, NITF).
    Html,
    /// One JSON object: an item of our own, a schema.org `NewsArticle`, a JSON Feed item, `{title,text,url,date}`.
    Json,
}
