//! A kept response -> the document that it was, so that cleaning can have it again.

use std::path::PathBuf;

use item::{Document, Hints, RawPlace};

use crate::{
    error::FetchError,
    sources::{
        article::{Content, content},
        files::open_below,
    },
    warc::{At, Fault, NoPage, Reader, page},
};

/// A longer record is none that was kept: no response is.
const MOST_BYTES: u64 = 256 << 20;

/// Reads kept responses again; it holds nothing open.
#[derive(Debug, Clone)]
pub struct RawReader {
    folder: PathBuf,
}

/// Why a kept response is not had again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRaw {
    /// It was kept for a while, and is not any more.
    #[error("it is not kept any more")]
    Gone,
    /// It cannot be read, in words.
    #[error("{0}")]
    Unreadable(String),
}

impl RawReader {
    /// Of the archives below a folder: `raw` in that of the state.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The document of the response that lies there, with what is known of it from elsewhere.
    ///
    /// # Errors
    /// Where it does not lie there any more, or cannot be read.
    pub fn document(&self, place: &RawPlace, hints: Hints) -> Result<Document, NoRaw> {
        let unreadable = |why: String| NoRaw::Unreadable(format!("{}: {why}", place.path));
        let file = open_below(&self.folder, &place.path).map_err(|error| match error {
            FetchError::Gone { .. } | FetchError::Source { .. } => NoRaw::Gone,
            other => unreadable(other.to_string()),
        })?;
        let at = At {
            offset: place.offset,
            within: place.within,
        };
        let start = At { within: 0, ..at };
        let reader = Reader::new(file.0, start).map_err(Fault::from);
        let (head, block) = reader
            .and_then(|mut reader| reader.record(at, MOST_BYTES))
            .map_err(|fault| {
                unreadable(match fault {
                    Fault::Elsewhere => format!("no record begins at byte {}", at.offset),
                    Fault::Io(error) => error.to_string(),
                    Fault::Broken(why) => why,
                    Fault::TooLarge(size) => format!("its record has {size} bytes"),
                })
            })?;
        let page = page(&head, block, MOST_BYTES).map_err(|no_page| {
            unreadable(match no_page {
                NoPage::Malformed(why) => why,
                NoPage::TooLarge => "it unpacks to too much".to_owned(),
            })
        })?;
        match content(page.media_type.as_deref(), &page.bytes) {
            Content::Text(media) => Ok(Document {
                bytes: page.bytes,
                media,
                charset: page.charset,
                url: head.uri,
                hints,
                raw: Some(place.clone()),
            }),
            Content::Other(kind) => Err(unreadable(format!("it is no page with text but {kind}"))),
        }
    }
}
