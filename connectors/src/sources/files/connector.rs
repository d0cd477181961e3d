//! The connector of a files source: scans, and opens what a scan found.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use config::Files;
use futures::future::BoxFuture;
use item::{Cursor, Entry, SourceId};

use super::{
    choice::is_read,
    read::Reader,
    scan::{Scan, Turn},
    watch::Watch,
};
use crate::{
    connector::{Batch, Clock, Connector, Opened},
    error::FetchError,
    sources::blocking::blocking,
};

/// Reads a file, a folder or a glob.
pub(crate) struct FilesConnector {
    source: SourceId,
    files: Files,
    clock: Clock,
    reader: Arc<Reader>,
    /// The scan that the last batch came from, and its cursor. Without it a scan lists its folders again.
    scan: Mutex<Option<(Cursor, Scan)>>,
    watch: Watch,
}

impl FilesConnector {
    pub(crate) fn new(source: SourceId, files: Files, clock: Clock) -> Self {
        Self {
            reader: Arc::new(Reader::new(&files)),
            watch: Watch::new(source.clone(), files.paths.clone(), is_read),
            source,
            files,
            clock,
            scan: Mutex::default(),
        }
    }

    fn take_scan(&self, from: &Cursor) -> Option<Scan> {
        let kept = self
            .scan
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        kept.filter(|(cursor, _)| cursor == from)
            .map(|(_, scan)| scan)
    }

    async fn batch(&self, from: &Cursor) -> Result<Batch, FetchError> {
        let name = self.source.as_str();
        let mut scan = if let Some(scan) = self.take_scan(from) {
            scan
        } else {
            let (source, files, from) = (self.source.clone(), self.files.clone(), from.clone());
            blocking(name, move || {
                Scan::begin(&source, &files, &from).map_err(|source| FetchError::Source {
                    path: files.paths.path,
                    source,
                })
            })
            .await?
        };
        loop {
            let clock = Arc::clone(&self.clock);
            let turn;
            (scan, turn) = blocking(name, move || {
                let turn = scan.advance(clock());
                Ok((scan, turn))
            })
            .await?;
            match turn {
                Turn::Wait(wait) => {
                    tokio::time::sleep(wait).await;
                    scan = blocking(name, move || {
                        scan.look_again();
                        Ok(scan)
                    })
                    .await?;
                }
                Turn::Batch(batch) => {
                    if batch.more && !scan.is_over() {
                        *self.scan.lock().unwrap_or_else(PoisonError::into_inner) =
                            Some((batch.cursor.clone(), scan));
                    }
                    return Ok(batch);
                }
            }
        }
    }
}

impl fmt::Debug for FilesConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilesConnector")
            .field("source", &self.source)
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

impl Connector for FilesConnector {
    fn fetch<'a>(&'a self, from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
        Box::pin(self.batch(from))
    }

    fn changed(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.watch.changed())
    }

    fn open<'a>(&'a self, asked: &'a Entry) -> BoxFuture<'a, Result<Opened, FetchError>> {
        let (reader, entry) = (Arc::clone(&self.reader), asked.clone());
        Box::pin(blocking(&asked.key, move || reader.open(&entry)))
    }
}

#[cfg(test)]
mod tests;
