//! Opens what a scan found: a whole file, one record of it, or the records that are in it.

use std::{
    fs::{File, Metadata},
    io::{self, Read},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use config::{Files, Paths};
use item::{Document, Entry, Hints, Locator, Media, digest64};

use super::{
    choice::{Kind, kind},
    name::path,
    young::Stamp,
};
use crate::{
    connector::{Fetched, Opened},
    error::FetchError,
    feed,
    records::{self, Container, JsonReader, LineReader},
};

/// Opens entries below one root.
#[derive(Debug)]
pub(super) struct Reader {
    /// The folder that keys count from.
    base: PathBuf,
    largest: u64,
    lines: LineReader,
    json: JsonReader,
}

impl Reader {
    pub(super) fn new(files: &Files) -> Self {
        Self {
            base: base(&files.paths),
            largest: files.max_file_size,
            lines: LineReader::new(files.max_file_size),
            json: JsonReader::default(),
        }
    }

    /// What stands behind an entry.
    pub(super) fn open(&self, entry: &Entry) -> Result<Opened, FetchError> {
        match &entry.locator {
            Locator::File { path } => self.file(entry, path),
            Locator::Slice {
                path,
                offset,
                length: records::TO_THE_END,
            } => self.rest(entry, path, *offset),
            Locator::Slice {
                path,
                offset,
                length,
            } => self.record(entry, path, *offset, *length),
            Locator::Inline(inline) => Ok(Opened::from(Document {
                bytes: inline.content.clone().into_bytes(),
                media: if inline.html {
                    Media::Html
                } else {
                    Media::Text
                },
                charset: Some("utf-8".to_owned()),
                url: entry.hints.link.clone(),
                hints: entry.hints.clone(),
                raw: None,
            })),
            Locator::Url { url } | Locator::Record { url, .. } => Err(FetchError::Malformed {
                what: entry.key.clone(),
                reason: format!("`{url}` is no file"),
            }),
        }
    }

    fn file(&self, entry: &Entry, key: &str) -> Result<Opened, FetchError> {
        let (file, metadata, path) = open_below(&self.base, key)?;
        if Stamp::of(&metadata).version() != entry.version {
            return Err(FetchError::Changed {
                what: key.to_owned(),
            });
        }
        let container = Container { file: entry, key };
        let media = match kind(&path) {
            Some(Kind::Text) => Media::Text,
            Some(Kind::Html) => Media::Html,
            Some(Kind::Xml) => {
                let bytes = self.whole(file, &metadata, key)?;
                return if feed::is_feed(&bytes) {
                    feed::entries(&bytes, &container)
                } else {
                    Ok(document(bytes, Media::Html, entry))
                };
            }
            Some(Kind::Json) => {
                let bytes = self.whole(file, &metadata, key)?;
                return match self.json.read(&bytes, &container, 0)? {
                    Some(opened) => Ok(opened),
                    None => Ok(document(bytes, Media::Json, entry)),
                };
            }
            Some(Kind::JsonLines) => return self.lines.read(file, &container, 0),
            None => {
                return Err(FetchError::Malformed {
                    what: key.to_owned(),
                    reason: "it is of a kind that is not read".to_owned(),
                });
            }
        };
        Ok(document(self.whole(file, &metadata, key)?, media, entry))
    }

    /// The records of a file from a byte on.
    fn rest(&self, entry: &Entry, key: &str, offset: u64) -> Result<Opened, FetchError> {
        let (file, metadata, path) = open_below(&self.base, key)?;
        if kind(&path) == Some(Kind::Json) {
            return self.rest_of_json(entry, key, offset, (file, metadata));
        }
        let mut before = [0; 1];
        let is_line = offset == 0
            || (offset <= metadata.len()
                && file.read_exact_at(&mut before, offset - 1).is_ok()
                && before == *b"\n");
        if !is_line {
            return Err(FetchError::Gone {
                what: entry.key.clone(),
            });
        }
        self.lines
            .read(file, &Container { file: entry, key }, offset)
    }

    /// The records of a JSON file from a byte on, at which one begins as long as the file is the one that was listed.
    fn rest_of_json(
        &self,
        entry: &Entry,
        key: &str,
        offset: u64,
        (file, metadata): (File, Metadata),
    ) -> Result<Opened, FetchError> {
        let changed = || FetchError::Changed {
            what: entry.key.clone(),
        };
        let version = Stamp::of(&metadata).version();
        if records::rest_version(version, offset) != entry.version {
            return Err(changed());
        }
        let bytes = self.whole(file, &metadata, key)?;
        let whole = Entry {
            version,
            ..entry.clone()
        };
        let container = Container { file: &whole, key };
        self.json
            .read(&bytes, &container, offset)?
            .ok_or_else(changed)
    }

    /// One record, if its bytes are still those that were listed.
    fn record(
        &self,
        entry: &Entry,
        key: &str,
        offset: u64,
        length: u64,
    ) -> Result<Opened, FetchError> {
        let changed = || FetchError::Changed {
            what: entry.key.clone(),
        };
        self.bounded(&entry.key, length)?;
        let (file, metadata, _) = open_below(&self.base, key)?;
        if offset.saturating_add(length) > metadata.len() {
            return Err(changed());
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        file.read_exact_at(&mut bytes, offset)
            .map_err(|source| FetchError::Temporary {
                what: entry.key.clone(),
                source,
            })?;
        if digest64(&bytes) != entry.version {
            return Err(changed());
        }
        Ok(document(bytes, Media::Json, entry))
    }

    fn whole(&self, file: File, metadata: &Metadata, key: &str) -> Result<Vec<u8>, FetchError> {
        self.bounded(key, metadata.len())?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        let read = file
            .take(self.largest.saturating_add(1))
            .read_to_end(&mut bytes);
        read.map_err(|source| FetchError::Temporary {
            what: key.to_owned(),
            source,
        })?;
        self.bounded(key, bytes.len() as u64)?; // it may have grown while it was read
        Ok(bytes)
    }

    fn bounded(&self, what: &str, size: u64) -> Result<(), FetchError> {
        if size > self.largest {
            return Err(FetchError::TooLarge {
                what: what.to_owned(),
                size,
                limit: self.largest,
            });
        }
        Ok(())
    }
}

/// The folder that keys count from.
pub(crate) fn base(paths: &Paths) -> PathBuf {
    match paths.root.parent() {
        Some(parent) if paths.root.is_file() => parent.to_owned(),
        _ => paths.root.clone(),
    }
}

/// Opens the file that a key names below the folder that keys count from.
pub(crate) fn open_below(base: &Path, key: &str) -> Result<(File, Metadata, PathBuf), FetchError> {
    let relative = path(key).ok_or_else(|| FetchError::Malformed {
        what: key.to_owned(),
        reason: "it is no path inside its source".to_owned(),
    })?;
    let path = base.join(relative);
    let opened = open_file(&path).map_err(|source| match source.kind() {
        // The whole folder is missing: rather a disk that is not there than a deleted file.
        io::ErrorKind::NotFound if !base.exists() => FetchError::Source {
            path: base.to_owned(),
            source,
        },
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FetchError::Gone {
            what: key.to_owned(),
        },
        _ => FetchError::Temporary {
            what: key.to_owned(),
            source,
        },
    })?;
    Ok((opened.0, opened.1, path))
}

/// Opens an ordinary file; a pipe in its place would wait for a writer for ever.
pub(crate) fn open_file(path: &Path) -> io::Result<(File, Metadata)> {
    if !path.metadata()?.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

fn document(bytes: Vec<u8>, media: Media, entry: &Entry) -> Opened {
    Opened::of(
        Fetched::Document(Document {
            bytes,
            media,
            charset: None,
            url: None,
            hints: Hints::clone(&entry.hints),
            raw: None,
        }),
        Vec::new(),
    )
}
