//! The connector of an archive source: passes over the archives, and opens the pages that a pass listed.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use config::Warc;
use futures::future::BoxFuture;
use item::{Cursor, Entry, SourceId};

use super::{
    open::Opener,
    pass::{Pass, is_archive},
};
use crate::{
    connector::{Batch, Clock, Connector, Opened},
    error::FetchError,
    sources::{blocking::blocking, files::Watch},
};

/// Reads archives in a file, a folder or a glob.
pub(crate) struct WarcConnector {
    source: SourceId,
    warc: Arc<Warc>,
    clock: Clock,
    opener: Arc<Opener>,
    /// The pass that the last batch came from. Without it, the next one goes to its place anew.
    pass: Mutex<Option<Kept>>,
    watch: Watch,
}

/// A pass between two batches.
struct Kept {
    pass: Pass,
    cursors: Vec<Cursor>,
}

impl WarcConnector {
    pub(crate) fn new(source: SourceId, warc: Warc, clock: Clock) -> Self {
        Self {
            watch: Watch::new(source.clone(), warc.paths.clone(), is_archive),
            opener: Arc::new(Opener::new(&warc)),
            source,
            warc: Arc::new(warc),
            clock,
            pass: Mutex::default(),
        }
    }

    /// The pass whose last batch said that it goes on there.
    fn take_pass(&self, from: &Cursor) -> Option<Pass> {
        let mut kept = self.pass.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.take().filter(|kept| kept.cursors.contains(from))?;
        let mut pass = kept.pass;
        pass.stand(from);
        Some(pass)
    }

    async fn batch(&self, from: &Cursor) -> Result<Batch, FetchError> {
        let (kept, from) = (self.take_pass(from), from.clone());
        let (source, warc) = (self.source.clone(), Arc::clone(&self.warc));
        let clock = Arc::clone(&self.clock);
        let (pass, batch) = blocking(self.source.as_str(), move || {
            let mut pass = match kept {
                Some(pass) => pass,
                None => {
                    Pass::begin(&source, &warc, &from).map_err(|source| FetchError::Source {
                        path: warc.paths.path.clone(),
                        source,
                    })?
                }
            };
            let batch = pass.advance(clock());
            Ok((pass, batch))
        })
        .await?;
        if batch.more && !pass.is_over() {
            let cursors = std::iter::once(&batch.cursor).chain(&batch.unless_new);
            let cursors = cursors.cloned().collect();
            let mut kept = self.pass.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = Some(Kept { pass, cursors });
        }
        Ok(batch)
    }
}

impl fmt::Debug for WarcConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WarcConnector")
            .field("source", &self.source)
            .field("warc", &self.warc)
            .finish_non_exhaustive()
    }
}

impl Connector for WarcConnector {
    fn fetch<'a>(&'a self, from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
        Box::pin(self.batch(from))
    }

    fn changed(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.watch.changed())
    }

    fn open<'a>(&'a self, asked: &'a Entry) -> BoxFuture<'a, Result<Opened, FetchError>> {
        let (opener, entry) = (Arc::clone(&self.opener), asked.clone());
        Box::pin(blocking(&asked.key, move || opener.open(&entry)))
    }
}

#[cfg(test)]
mod tests;
