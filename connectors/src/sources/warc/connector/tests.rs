//! Whole passes over real archives, and what is opened of them; with a desk that remembers what it has seen.

use std::{collections::HashMap, fs, io::Write as _, path::PathBuf};

use config::Paths;
use item::{Document, DropReason, Locator};
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::{
    connector::{Fetched, Warning},
    warc::{Kind, Record, member},
};

mod opening;
mod passing;

const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";

/// A response with a page, as a record that is not packed.
fn response(url: &str, head: &str, body: &str) -> Vec<u8> {
    record(Kind::Response, url, head, body)
}

fn record(kind: Kind, url: &str, head: &str, body: &str) -> Vec<u8> {
    let record = Record {
        kind,
        date: "2021-06-14T08:00:00Z".parse().unwrap(),
        uri: url,
        media_type: "application/http; msgtype=response",
        before: head.as_bytes(),
        payload: body.as_bytes(),
    };
    record.to_bytes()
}

/// Pages with these numbers.
fn pages(numbers: std::ops::Range<usize>) -> Vec<Vec<u8>> {
    let page = |number| {
        let url = format!("https://example.org/news/{number}");
        response(&url, PAGE, &format!("<p>Page {number}"))
    };
    numbers.map(page).collect()
}

fn zipped(records: &[Vec<u8>]) -> Vec<u8> {
    records
        .iter()
        .flat_map(|record| member(record).unwrap())
        .collect()
}

struct Archives {
    folder: TempDir,
    warc: Warc,
}

impl Archives {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let warc = Warc {
            paths: Paths {
                path: folder.path().to_owned(),
                root: folder.path().to_owned(),
                pattern: None,
            },
            hosts: Vec::new(),
            max_record_size: 1 << 20,
        };
        Self { folder, warc }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn append(&self, name: &str, content: &[u8]) {
        let file = fs::File::options().append(true).open(self.path(name));
        file.unwrap().write_all(content).unwrap();
    }

    fn connector(&self) -> WarcConnector {
        // Far enough ahead for every archive to be quiet.
        let clock: Clock = Arc::new(|| Timestamp::from_second(4_000_000_000).unwrap());
        WarcConnector::new(SourceId::new("s"), self.warc.clone(), clock)
    }
}

/// Remembers entries and where to go on, as the desk does.
#[derive(Default)]
struct Desk {
    known: HashMap<String, Entry>,
    cursor: Cursor,
    warnings: Vec<Warning>,
    notes: Vec<Warning>,
}

impl Desk {
    /// One batch; gives the entries that were new or had changed, and whether there is more.
    async fn batch(&mut self, connector: &WarcConnector) -> (Vec<Entry>, bool) {
        let batch = connector.fetch(&self.cursor).await.unwrap();
        self.warnings.extend(batch.warnings);
        self.notes.extend(batch.notes);
        let is_new = |entry: &Entry| {
            let known = self.known.get(&entry.key);
            known.is_none_or(|known| known.version != entry.version)
        };
        let new: Vec<Entry> = batch.entries.into_iter().filter(is_new).collect();
        for entry in &new {
            self.known.insert(entry.key.clone(), entry.clone());
        }
        self.cursor = batch
            .unless_new
            .filter(|_| new.is_empty())
            .unwrap_or(batch.cursor);
        (new, batch.more)
    }

    /// A whole poll; gives the pages that were new or had changed.
    async fn poll(&mut self, connector: &WarcConnector) -> Vec<Entry> {
        self.poll_with(|| None, connector).await
    }

    /// The same; between two batches the process may be a new one.
    async fn poll_with(
        &mut self,
        restart: impl Fn() -> Option<WarcConnector>,
        first: &WarcConnector,
    ) -> Vec<Entry> {
        self.warnings.clear();
        self.notes.clear();
        let (mut pages, mut other) = (Vec::new(), None);
        for _ in 0..10_000 {
            let (new, more) = self.batch(other.as_ref().unwrap_or(first)).await;
            pages.extend(new.into_iter().filter(is_page));
            if !more {
                return pages;
            }
            other = restart().or(other);
        }
        panic!("the poll has no end")
    }

    fn pages(&self) -> usize {
        self.known.values().filter(|entry| is_page(entry)).count()
    }

    fn said(&self) -> String {
        let said = self.warnings.iter().chain(&self.notes);
        let said: Vec<String> = said
            .map(|told| format!("{}: {}", told.what, told.message))
            .collect();
        said.join("\n")
    }
}

fn is_page(entry: &Entry) -> bool {
    matches!(entry.locator, Locator::Record { .. })
}

async fn document(connector: &WarcConnector, entry: &Entry) -> Document {
    match connector.open(entry).await.unwrap().fetched {
        Fetched::Document(document) => document,
        Fetched::Entries(_) => panic!("a page is a document"),
    }
}

async fn text(connector: &WarcConnector, entry: &Entry) -> String {
    String::from_utf8(document(connector, entry).await.bytes).unwrap()
}
