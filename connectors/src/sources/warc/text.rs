//! A record -> the document with text in it, if it holds one.

use item::{Document, Hints};

use crate::{
    sources::article::{Content, content},
    warc::{Head, NoPage, page},
};

/// Why a record gives no document.
#[derive(Debug)]
pub(super) enum NoText {
    /// It is damaged, or no response.
    Malformed(String),
    /// It unpacks to more than is allowed.
    TooLarge,
    /// It is something without text, which is told.
    Other(&'static str),
}

/// The document in a record's whole block, of `most` bytes at most, under the address that the record gives.
pub(super) fn document(head: &Head, block: Vec<u8>, most: u64) -> Result<Document, NoText> {
    let page = page(head, block, most).map_err(|no_page| match no_page {
        NoPage::Malformed(reason) => NoText::Malformed(reason),
        NoPage::TooLarge => NoText::TooLarge,
    })?;
    match content(page.media_type.as_deref(), &page.bytes) {
        Content::Text(media) => Ok(Document {
            bytes: page.bytes,
            media,
            charset: page.charset,
            url: head.uri.clone(),
            hints: Hints::default(),
            raw: None,
        }),
        Content::Other(kind) => Err(NoText::Other(kind)),
    }
}
