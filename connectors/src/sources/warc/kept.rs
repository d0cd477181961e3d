//! A kept response -> the document that it was, so that cleaning can have it again.

use std::path::PathBuf;

use item::{Document, Hints, RawPlace};

use super::text::{NoText, document};
use crate::{
    error::FetchError,
    sources::files::open_below,
    warc::{At, Fault, Reader},
};

/// What a record has besides its body, in bytes: the headers of an answer.
const HEAD: u64 = 1 << 20;

/// Reads kept responses again; it holds nothing open.
#[derive(Debug, Clone)]
pub struct RawReader {
    folder: PathBuf,
    most: u64,
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
    /// Of the archives below a folder, `raw` in that of the state; bodies that are longer than `most` bytes are not read.
    pub fn new(folder: PathBuf, most: u64) -> Self {
        Self {
            folder,
            most: most.saturating_add(HEAD),
        }
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
            .and_then(|mut reader| reader.record(at, self.most))
            .map_err(|fault| {
                unreadable(match fault {
                    Fault::Elsewhere => format!("no record begins at byte {}", at.offset),
                    Fault::Io(error) => error.to_string(),
                    Fault::Broken(why) => why,
                    Fault::TooLarge(size) => format!("its record has {size} bytes"),
                })
            })?;
        let found = document(&head, block, self.most).map_err(|no_text| {
            unreadable(match no_text {
                NoText::Malformed(why) => why,
                NoText::TooLarge => format!("it unpacks to more than {} bytes", self.most),
                NoText::Other(kind) => format!("it is no page with text but {kind}"),
            })
        })?;
        Ok(Document {
            hints,
            raw: Some(place.clone()),
            ..found
        })
    }
}
