//! From the configuration to what it names: the one place that knows every kind of source and sink.

use std::{io, path::Path, sync::Arc};

use config::{From, Sink as SinkSettings, SinkKind, Source, SourceKind};

use crate::{
    connector::{Clock, Connector},
    error::DeliverError,
    http::Web,
    raw::RawArchive,
    sink::{JournalEnds, Sink},
    sinks::{CursorFile, Jsonl, Sqlite, Stdout, Webhook},
    sources::{FeedConnector, FilesConnector, PageConnector, SitemapConnector, WarcConnector},
};

/// The connector of a source. Nothing is read yet.
pub fn open_source(source: &Source, web: &Web, clock: Clock) -> Arc<dyn Connector> {
    let web = &match &source.keep_raw {
        Some(settings) => web.keeping(RawArchive::new(
            source.id.clone(),
            settings,
            Arc::clone(&clock),
        )),
        None => web.clone(),
    };
    match &source.kind {
        SourceKind::Feed(feed) => Arc::new(FeedConnector::new(
            source.id.clone(),
            feed.clone(),
            web.clone(),
            clock,
        )),
        SourceKind::Files(files) => {
            Arc::new(FilesConnector::new(source.id.clone(), files.clone(), clock))
        }
        SourceKind::Page(page) => Arc::new(PageConnector::new(
            source.id.clone(),
            page.clone(),
            web.clone(),
            clock,
        )),
        SourceKind::Sitemap(sitemap) => Arc::new(SitemapConnector::new(
            source.id.clone(),
            sitemap.clone(),
            web.clone(),
            clock,
        )),
        SourceKind::Warc(warc) => {
            Arc::new(WarcConnector::new(source.id.clone(), warc.clone(), clock))
        }
    }
}

/// The sink of a configuration, standing where its cursor in the folder `cursors` says. A sink that is new
/// and begins with `now` begins behind the journal's last event.
///
/// This reads and writes files, so call it where that may block.
pub fn open_sink(
    sink: &SinkSettings,
    cursors: &Path,
    journal: JournalEnds,
    web: &Web,
    clock: Clock,
) -> Result<Box<dyn Sink>, DeliverError> {
    let cursor = CursorFile::new(cursors, &sink.id);
    let first = match sink.from {
        From::Start => 0,
        From::Now => journal.last,
    };
    Ok(match &sink.kind {
        SinkKind::Jsonl { path } => Box::new(Jsonl::open(&sink.id, path, cursor, first, journal)?),
        SinkKind::Sqlite { path } => {
            Box::new(Sqlite::open(&sink.id, path, cursor, first, journal)?)
        }
        SinkKind::Stdout => {
            let out = Box::new(io::stdout());
            Box::new(Stdout::open(&sink.id, cursor, first, journal.last, out)?)
        }
        SinkKind::Webhook(settings) => {
            let reach = (first, journal.last);
            let web = web.clone();
            let settings = settings.clone();
            Box::new(Webhook::open(
                &sink.id, settings, cursor, reach, web, clock,
            )?)
        }
    })
}
