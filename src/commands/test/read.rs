//! A saved document, read as in a run by its source.

use std::{fs, io::Read, path::Path, sync::Arc};

use config::{Expect, Http, Paths, Recheck, Source, SourceKind};
use connectors::{Clock, Connector, FetchError, Fetched, Web, open_source};
use item::{Cursor, Document, Entry, Hints, Locator};
use jiff::SignedDuration;
use pipeline::{
    classify::Classifier,
    clean::recurring::{FurnitureTable, Origin},
    filter::{refused_as_listed, refused_as_read},
    stages::{Prepared, prepare},
};
use tokio::runtime::Runtime;
use url::Url;

use crate::clock;

/// Batches that a saved listing may come in.
const MOST_BATCHES: usize = 1000;

/// The path at which a saved page stands whose own URL is not known.
const SOMEWHERE: &str = "/saved-page";

/// Longer than anything on the web is old: a hundred years.
const AGES: SignedDuration = SignedDuration::from_hours(100 * 365 * 24);

/// What a saved listing gave.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// The entries that the source wants.
    pub(super) entries: Vec<Entry>,
    /// How many more there are that its filter does not want.
    pub(super) filtered: usize,
}

/// What reads the cases of one source.
#[derive(Debug)]
pub(super) struct Reader<'c> {
    pub(super) source: &'c Source,
    pub(super) http: &'c Http,
    pub(super) runtime: &'c Runtime,
    pub(super) classifier: &'c Classifier,
}

impl Reader<'_> {
    /// What the source lists where its listing is the saved document.
    pub(super) fn listing(&self, case: &Expect) -> Result<Listed, String> {
        let entries = match self.source.kind.url() {
            Some(own) => {
                let url = case.url.as_deref().unwrap_or(own);
                self.all_listed(&*self.on_the_web(url, case, &self.listed_at(url))?)?
            }
            None => match self.opened(&*self.on_disk(case), case)? {
                Fetched::Entries(entries) => entries,
                Fetched::Document(_) => {
                    return Err("it is one document and lists nothing".to_owned());
                }
            },
        };
        let all = entries.len();
        let filter = &self.source.treatment.filter;
        let wanted = entries
            .into_iter()
            .filter(|entry| refused_as_listed(entry, filter).is_none());
        let entries: Vec<Entry> = wanted.collect();
        Ok(Listed {
            filtered: all - entries.len(),
            entries,
        })
    }

    /// What the source makes of the saved page.
    pub(super) fn page(&self, case: &Expect) -> Result<Prepared, String> {
        let (fetched, entry) = if let Some(home) = self.source.kind.url() {
            let url = address(case, home)?;
            let entry = self.entry(&url);
            let connector = self.on_the_web(&url, case, self.source)?;
            let opened = self.runtime.block_on(connector.open(&entry));
            (opened.map_err(|error| said(&error))?.fetched, entry)
        } else {
            let connector = self.on_disk(case);
            (self.opened(&*connector, case)?, self.entry(""))
        };
        match fetched {
            Fetched::Document(document) => self.prepared(case, &entry, document),
            Fetched::Entries(entries) => Err(format!(
                "it holds {} records: expect `entries` of it",
                entries.len()
            )),
        }
    }

    fn prepared(
        &self,
        case: &Expect,
        entry: &Entry,
        mut document: Document,
    ) -> Result<Prepared, String> {
        let treatment = &self.source.treatment;
        let is_local = self.source.kind.url().is_none();
        if is_local {
            document.url.clone_from(&case.url);
        }
        let origin = if is_local {
            Origin::Local(&self.source.id)
        } else {
            Origin::Web
        };
        let furniture = FurnitureTable::default();
        let prepared = prepare(&document, treatment, self.classifier, &furniture, origin);
        let prepared = prepared.map_err(|unclean| {
            format!("it is dropped as {}: {unclean}", unclean.reason().name())
        })?;
        // Of a page whose address is not known nothing follows from the one that it was given here.
        let by_link = case
            .url
            .as_ref()
            .and_then(|_| refused_as_listed(entry, &treatment.filter));
        match by_link.or_else(|| refused_as_read(entry, treatment, &prepared, clock::now())) {
            Some(why) => Err(format!("it is dropped as filtered: {why}")),
            None => Ok(prepared),
        }
    }

    /// An entry of the source that leads to this page; a file without one.
    fn entry(&self, url: &str) -> Entry {
        let locator = match url {
            "" => Locator::File {
                path: String::new(),
            },
            url => Locator::Url {
                url: url.to_owned(),
            },
        };
        Entry {
            source: self.source.id.clone(),
            key: url.to_owned(),
            version: 0,
            locator,
            hints: Hints::default(),
        }
    }

    /// The source as if its listing stood at this URL, and nothing were too old for it: what was saved ages, and is to
    /// give the same for ever.
    fn listed_at(&self, url: &str) -> Source {
        // Nothing is fetched, so there is nothing to keep.
        let mut source = Source {
            keep_raw: None,
            recheck: Recheck::OFF,
            ..self.source.clone()
        };
        let own = match &mut source.kind {
            SourceKind::Feed(feed) => Some(&mut feed.url),
            SourceKind::Page(page) => Some(&mut page.url),
            SourceKind::Sitemap(sitemap) => {
                sitemap.max_age = AGES;
                Some(&mut sitemap.url)
            }
            SourceKind::Files(_) | SourceKind::Warc(_) => None,
        };
        if let Some(own) = own {
            url.clone_into(own);
        }
        source
    }

    /// A source, where this URL answers with the saved document and no other answers at all.
    fn on_the_web(
        &self,
        url: &str,
        case: &Expect,
        source: &Source,
    ) -> Result<Arc<dyn Connector>, String> {
        let bytes = bytes(&case.file, self.http.max_body_size)?;
        let saved = [(url.to_owned(), bytes)];
        let web = Web::of_saved(saved, self.http.clone(), clock::system());
        Ok(open_source(source, &web, clock::system()))
    }

    /// The source, where the saved document is its only file.
    fn on_disk(&self, case: &Expect) -> Arc<dyn Connector> {
        let mut source = self.source.clone();
        let paths = match &mut source.kind {
            SourceKind::Files(files) => Some(&mut files.paths),
            SourceKind::Warc(warc) => Some(&mut warc.paths),
            SourceKind::Feed(_) | SourceKind::Page(_) | SourceKind::Sitemap(_) => None,
        };
        if let Some(paths) = paths {
            *paths = Paths {
                path: case.file.clone(),
                root: case.file.clone(),
                pattern: None,
            };
        }
        // A file that was saved a moment ago is still being written, as far as a run can tell.
        let now = clock::system();
        let later: Clock = Arc::new(move || {
            let hour = SignedDuration::from_hours(1);
            now().saturating_add(hour).unwrap_or_else(|_| now())
        });
        let web = Web::of_saved([], self.http.clone(), clock::system());
        open_source(&source, &web, later)
    }

    /// What stands behind the only file of a source.
    fn opened(&self, connector: &dyn Connector, case: &Expect) -> Result<Fetched, String> {
        let entries = self.all_listed(connector)?;
        let Some(entry) = entries.first() else {
            return Err(format!(
                "`{}` is no file of a kind that is read",
                case.written
            ));
        };
        let opened = self.runtime.block_on(connector.open(entry));
        Ok(opened.map_err(|error| said(&error))?.fetched)
    }

    /// All that a source lists from its start.
    fn all_listed(&self, connector: &dyn Connector) -> Result<Vec<Entry>, String> {
        let (mut entries, mut cursor) = (Vec::new(), Cursor::start());
        for _ in 0..MOST_BATCHES {
            let batch = self.runtime.block_on(connector.fetch(&cursor));
            let batch = batch.map_err(|error| said(&error))?;
            entries.extend(batch.entries);
            if !batch.more {
                break;
            }
            cursor = batch.cursor;
        }
        Ok(entries)
    }
}

/// Where the saved page stands: where it was saved from or, where that is not said, somewhere on the source's site.
fn address(case: &Expect, home: &str) -> Result<String, String> {
    if let Some(url) = &case.url {
        return Ok(url.clone());
    }
    let somewhere = Url::parse(home).and_then(|home| home.join(SOMEWHERE));
    somewhere
        .map(|url| url.to_string())
        .map_err(|error| format!("`{home}` is no URL: {error}"))
}

/// The bytes of a file, up to one more than a body may have: what reads them says that it is too large.
fn bytes(path: &Path, largest: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(largest.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    Ok(bytes)
}

/// An error with its causes, and what to do about it.
fn said(error: &FetchError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    match error.hint() {
        Some(hint) => format!("{text}; {hint}"),
        None => text,
    }
}
