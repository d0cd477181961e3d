//! Opens the pages that a pass listed: one record each, wherever it lies.

use std::{
    fs::File,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use config::Warc;
use item::{Document, DropReason, Entry, Locator, RawPlace};

use super::{
    entry::version,
    text::{NoText, document},
};
use crate::{
    connector::{Fetched, Opened},
    error::FetchError,
    sources::files::{base, open_below},
    warc::{At, Fault, Head, Reader},
};

/// Archives that are gone through at the same time, of those whose records do not begin with gzip members of their own: as
/// many as entries are opened at once.
const MOST_READERS: usize = 8;

/// Opens entries below one root.
#[derive(Debug)]
pub(super) struct Opener {
    base: PathBuf,
    most: u64,
    /// Of archives whose records must be gone to from afar: the last record may be before the next one.
    readers: Mutex<Vec<(String, Reader<File>)>>,
}

impl Opener {
    pub(super) fn new(warc: &Warc) -> Self {
        Self {
            base: base(&warc.paths),
            most: warc.max_record_size,
            readers: Mutex::default(),
        }
    }

    /// What stands behind an entry.
    pub(super) fn open(&self, entry: &Entry) -> Result<Opened, FetchError> {
        match &entry.locator {
            // An archive is read by its source; that it was listed is all that there is to it.
            Locator::File { .. } => Ok(Opened::of(Fetched::Entries(Vec::new()), Vec::new())),
            Locator::Record { url, place } => self.page(entry, url, place).map(Opened::from),
            Locator::Inline(_) | Locator::Url { .. } | Locator::Slice { .. } => {
                Err(FetchError::Malformed {
                    what: entry.key.clone(),
                    reason: "it is no record of an archive".to_owned(),
                })
            }
        }
    }

    fn page(&self, entry: &Entry, url: &str, place: &RawPlace) -> Result<Document, FetchError> {
        let what = || entry.key.clone();
        let changed = || FetchError::Changed { what: what() };
        let (head, block) = match self.record(place)? {
            Ok(record) => record,
            Err(Fault::Elsewhere) => return Err(changed()),
            Err(Fault::Io(source)) => {
                return Err(FetchError::Temporary {
                    what: what(),
                    source,
                });
            }
            Err(Fault::Broken(reason)) => {
                return Err(FetchError::Malformed {
                    what: what(),
                    reason,
                });
            }
            Err(Fault::TooLarge(size)) => return Err(self.too_large(entry, Some(size))),
        };
        if version(place, &head) != entry.version {
            return Err(changed());
        }
        let found = document(&head, block, self.most).map_err(|no_text| match no_text {
            NoText::Malformed(reason) => FetchError::Malformed {
                what: what(),
                reason,
            },
            NoText::TooLarge => self.too_large(entry, None),
            NoText::Other(kind) => FetchError::Refused {
                url: what(),
                reason: DropReason::Unsupported,
                detail: format!("is no page with text but {kind}"),
                hint: None,
                may_change: false,
            },
        })?;
        Ok(Document {
            url: Some(url.to_owned()),
            hints: entry.hints.clone(),
            raw: Some(place.clone()),
            ..found
        })
    }

    fn too_large(&self, entry: &Entry, size: Option<u64>) -> FetchError {
        let most = self.most;
        FetchError::Refused {
            url: entry.key.clone(),
            reason: DropReason::TooLarge,
            detail: match size {
                Some(size) => format!("its record has {size} bytes, more than the {most} allowed"),
                None => format!("it unpacks to more than the {most} bytes allowed"),
            },
            hint: Some("raise the source's `max_record_size`".to_owned()),
            may_change: false,
        }
    }

    fn record(&self, place: &RawPlace) -> Result<Result<(Head, Vec<u8>), Fault>, FetchError> {
        let at = At {
            offset: place.offset,
            within: place.within,
        };
        if let Some(mut reader) = self.reader(&place.path, at)
            && let Ok(record) = reader.record(at, self.most)
        {
            self.keep(place, reader);
            return Ok(Ok(record));
        }
        let file = open_below(&self.base, &place.path)?.0;
        let start = At { within: 0, ..at };
        let mut reader = match Reader::new(file, start) {
            Ok(reader) => reader,
            Err(error) => return Ok(Err(error.into())),
        };
        let record = reader.record(at, self.most);
        if record.is_ok() {
            self.keep(place, reader);
        }
        Ok(record)
    }

    /// Of the readers before a place, the one that is nearest.
    fn reader(&self, key: &str, at: At) -> Option<Reader<File>> {
        if at.within == 0 {
            return None;
        }
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let distances = readers
            .iter()
            .enumerate()
            .filter_map(|(index, (known, reader))| {
                let distance = reader.distance(at).filter(|_| known == key)?;
                Some((distance, index))
            });
        let (_, index) = distances.min()?;
        Some(readers.remove(index).1)
    }

    fn keep(&self, place: &RawPlace, reader: Reader<File>) {
        if !reader.is_inside_member() {
            return;
        }
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() >= MOST_READERS {
            readers.remove(0);
        }
        readers.push((place.path.clone(), reader));
    }
}
