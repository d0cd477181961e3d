//! From the configuration to what it names: the one place that knows every kind of source and sink.

use std::{io, path::Path, sync::Arc};

use config::{From, Sink as SinkSettings, SinkKind, Source, SourceKind};
use jiff::Timestamp;

use crate::{
    connector::{Clock, Connector},
    error::DeliverError,
    http::Web,
    raw::RawArchive,
    sink::{JournalEnds, Sink},
    sinks::{CursorFile, Envelope, Jsonl, NewFile, Postgres, STDOUT, Sqlite, Stdout, Webhook},
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
        SinkKind::Postgres(settings) => {
            let settings = settings.clone();
            Box::new(Postgres::open(&sink.id, settings, cursor, first, journal)?)
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

/// The sink of a configuration, to be given events again that are marked as replayed `at` this time. It keeps no cursor
/// and leaves that of the sink where it is. A file of JSON lines has each event once and is written by one alone: what is
/// sent again goes to `beside`, a file of its own.
///
/// This reads and writes files, so call it where that may block.
pub fn open_sink_again(
    sink: &SinkSettings,
    beside: &Path,
    at: Timestamp,
    web: &Web,
    clock: Clock,
) -> Result<Box<dyn Sink>, DeliverError> {
    let envelope = Envelope { replayed: Some(at) };
    let id = &sink.id;
    Ok(match &sink.kind {
        SinkKind::Jsonl { .. } => {
            let out = Box::new(NewFile::at(beside));
            Box::new(Stdout::open_again(id, beside, envelope, out))
        }
        SinkKind::Sqlite { path } => Box::new(Sqlite::open_again(id, path, envelope)?),
        SinkKind::Postgres(settings) => {
            Box::new(Postgres::open_again(id, settings.clone(), envelope))
        }
        SinkKind::Stdout => {
            let out = Box::new(io::stdout());
            Box::new(Stdout::open_again(id, STDOUT.as_ref(), envelope, out))
        }
        SinkKind::Webhook(settings) => {
            let way = (web.clone(), clock);
            Box::new(Webhook::open_again(id, settings.clone(), envelope, way))
        }
    })
}
