//! Sitemaps polled and opened over a scripted network.

mod moves;
mod past;
mod polls;
mod sites;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use config::{Access, Sitemap as Settings};
use item::{Cursor, DropReason, Entry, SourceId};
use jiff::SignedDuration;

use super::SitemapConnector;
use crate::{
    connector::{Clock, Connector, Fetched, Opened, Sign, Warning},
    error::FetchError,
    http::script::{Script, Scripted, epoch, hasty},
};

/// A small web that changes, and a source that reads it. Its clock begins at 2026-01-01.
struct Site {
    pages: Arc<Mutex<BTreeMap<String, Scripted>>>,
    script: Arc<Script>,
    connector: SitemapConnector,
    cursor: Cursor,
}

/// What a poll brought, all its batches together.
#[derive(Debug, Default)]
struct Polled {
    keys: Vec<String>,
    entries: Vec<Entry>,
    warnings: Vec<Warning>,
    notes: Vec<Warning>,
    signs: Vec<Sign>,
}

impl Site {
    fn new(url: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let pages: Arc<Mutex<BTreeMap<String, Scripted>>> = Arc::default();
        let told = Arc::clone(&pages);
        let script = Script::new(move |request| {
            let page = told.lock().unwrap().get(request.url.as_str()).cloned();
            let page = page.unwrap_or_else(|| Scripted::new(404, "no such page"));
            let tag = request.headers.get("if-none-match");
            match page
                .etag()
                .filter(|etag| tag.is_some_and(|tag| tag == etag))
            {
                Some(_) => Scripted::new(304, ""),
                None => page,
            }
        });
        let mut settings = Settings {
            url: url.to_owned(),
            news_only: false,
            max_age: SignedDuration::from_hours(30 * 24),
            same_site: true,
            sitemaps: Vec::new(),
            not_sitemaps: Vec::new(),
            access: Access::default(),
        };
        change(&mut settings);
        let started = tokio::time::Instant::now();
        let clock: Clock = Arc::new(move || epoch() + started.elapsed());
        let web = script.web(hasty());
        Self {
            pages,
            script,
            connector: SitemapConnector::new(SourceId::new("s"), settings, web, clock),
            cursor: Cursor::start(),
        }
    }

    fn put(&self, url: &str, body: impl Into<bytes::Bytes>) {
        let body: bytes::Bytes = body.into();
        let etag = format!("\"{:x}\"", item::digest64(&body));
        let page = Scripted::new(200, body).header("etag", etag);
        self.answer(url, page);
    }

    fn answer(&self, url: &str, page: Scripted) {
        self.pages.lock().unwrap().insert(url.to_owned(), page);
    }

    /// One poll, to its end; then so many minutes pass.
    async fn poll(&mut self, minutes: u64) -> Result<Polled, FetchError> {
        let mut polled = Polled::default();
        loop {
            let batch = self.connector.fetch(&self.cursor).await?;
            self.cursor = batch.cursor;
            polled
                .keys
                .extend(batch.entries.iter().map(|entry| entry.key.clone()));
            polled.entries.extend(batch.entries);
            polled.warnings.extend(batch.warnings);
            polled.notes.extend(batch.notes);
            polled.signs.extend(batch.signs);
            if !batch.more {
                break;
            }
        }
        tokio::time::sleep(Duration::from_mins(minutes)).await;
        Ok(polled)
    }

    /// The paths that were asked for since the last call.
    fn asked(&self) -> Vec<String> {
        let asked = self.script.take_asked().into_iter();
        asked
            .map(|asked| asked.url.replace("https://a.example", ""))
            .collect()
    }
}

fn index<'a>(children: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::from("<sitemapindex>");
    for (url, lastmod) in children {
        write!(text, "<sitemap><loc>{url}</loc>").unwrap();
        if !lastmod.is_empty() {
            write!(text, "<lastmod>{lastmod}</lastmod>").unwrap();
        }
        text.push_str("</sitemap>");
    }
    text + "</sitemapindex>"
}

fn urlset<'a>(pages: impl IntoIterator<Item = &'a str>) -> String {
    let page = |url| format!("<url><loc>{url}</loc></url>");
    let pages: Vec<String> = pages.into_iter().map(page).collect();
    let pages = pages.concat();
    format!("<urlset>{pages}</urlset>")
}

fn news(urls: &[&str]) -> String {
    let mut text = String::from("<urlset>");
    for url in urls {
        write!(
            text,
            "<url><loc>{url}</loc><news:news><news:publication><news:name>Il Ponte</news:name><news:language>it</news:language></news:publication>\
             <news:title>T</news:title><news:publication_date>2025-12-31T20:00:00Z</news:publication_date></news:news></url>"
        )
        .unwrap();
    }
    text + "</urlset>"
}

const ROOT: &str = "https://a.example/sitemap.xml";

async fn open(site: &Site, entry: &Entry) -> Result<Vec<Entry>, FetchError> {
    let Opened { fetched, .. } = site.connector.open(entry).await?;
    match fetched {
        Fetched::Entries(entries) => Ok(entries),
        Fetched::Document(_) => panic!("a sitemap expected"),
    }
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.key.as_str()).collect()
}
