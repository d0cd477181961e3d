//! A source that does as the test says.

use std::sync::{Mutex, PoisonError};

use connectors::{Batch, FetchError, Opened};
use futures::future::BoxFuture;
use item::{Cursor, Document, Entry, Hints, Inline, Locator, Media, SourceId};
use tokio::sync::Notify;

use super::super::*;

/// What a poll is answered with; its number counts from 1.
pub(super) enum Answer {
    /// Nothing new.
    Nothing,
    /// So many entries, with names of their own.
    Entries(usize),
    /// It cannot be read.
    Failure,
    /// No connection to its host comes about.
    Unconnected,
    /// Nobody can be reached, and nobody ever could.
    Offline,
    /// Nothing new, after so many seconds.
    Slow(u64),
    /// No answer at all.
    Never,
}

#[derive(Debug)]
pub(super) struct Script {
    answer: fn(usize) -> Answer,
    began: Instant,
    polls: Mutex<Vec<Instant>>,
    opened: Mutex<usize>,
    changed: Notify,
    asked_for_changes: Mutex<usize>,
    /// Whether to ask for changes meets a fault of the program.
    faults: bool,
}

impl Script {
    pub(super) fn answering(answer: fn(usize) -> Answer) -> Self {
        Self {
            answer,
            began: Instant::now(),
            polls: Mutex::default(),
            opened: Mutex::default(),
            changed: Notify::new(),
            asked_for_changes: Mutex::default(),
            faults: false,
        }
    }

    /// One whose notices of changes meet a fault of the program.
    pub(super) fn faulty() -> Self {
        Self {
            faults: true,
            ..Self::answering(|_| Answer::Nothing)
        }
    }

    /// When it was polled, in seconds.
    pub(super) fn polls(&self) -> Vec<u64> {
        let polls = self.polls.lock().unwrap();
        let second = |poll: &Instant| poll.duration_since(self.began).as_secs();
        polls.iter().map(second).collect()
    }

    pub(super) fn change(&self) {
        self.changed.notify_one();
    }

    pub(super) fn asked_for_changes(&self) -> usize {
        *self.asked_for_changes.lock().unwrap()
    }

    fn entry(poll: usize, number: usize) -> Entry {
        Entry {
            source: SourceId::new("s"),
            key: format!("{poll}-{number}"),
            version: 1,
            locator: Locator::Inline(Inline {
                content: format!("w{poll} w{number}"),
                html: false,
                page: None,
            }),
            hints: Hints::default(),
        }
    }

    fn document(&self, entry: &Entry) -> Result<Opened, FetchError> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        *opened += 1;
        // The first attempt of all fails.
        if *opened == 1 {
            return Err(FetchError::Temporary {
                what: entry.key.clone(),
                source: std::io::Error::other("not now"),
            });
        }
        let key = &entry.key;
        let lines: Vec<String> = (0..9)
            .map(|line| format!("Die Stelle meldet am Tag {line} den Vorgang {key} und sonst v{key}x{line} im Amt."))
            .collect();
        Ok(Opened::from(Document {
            bytes: lines.join("\n\n").into_bytes(),
            media: Media::Text,
            charset: None,
            url: None,
            hints: Hints::default(),
            raw: None,
        }))
    }
}

impl Connector for Script {
    fn fetch<'a>(&'a self, _from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
        let mut polls = self.polls.lock().unwrap();
        polls.push(Instant::now());
        let poll = polls.len();
        let entries = match (self.answer)(poll) {
            Answer::Nothing => Vec::new(),
            Answer::Entries(count) => (0..count).map(|n| Self::entry(poll, n)).collect(),
            Answer::Slow(seconds) => {
                return Box::pin(async move {
                    sleep(Duration::from_secs(seconds)).await;
                    Ok(Batch::default())
                });
            }
            Answer::Never => return Box::pin(std::future::pending()),
            Answer::Unconnected => {
                let error = FetchError::Unconnected {
                    url: "https://a.example/".to_owned(),
                    reason: "no way there".to_owned(),
                    not_before: None,
                    fault: connectors::Fault::Temporary,
                };
                return Box::pin(async { Err(error) });
            }
            Answer::Offline => {
                let until = start() + self.began.elapsed() + Duration::from_mins(1);
                return Box::pin(async move { Err(FetchError::Offline { until, since: None }) });
            }
            Answer::Failure => {
                let error = FetchError::Source {
                    path: "in".into(),
                    source: std::io::Error::other("no"),
                };
                return Box::pin(async { Err(error) });
            }
        };
        let batch = Batch {
            entries,
            ..Batch::default()
        };
        Box::pin(async { Ok(batch) })
    }

    fn changed(&self) -> BoxFuture<'_, ()> {
        *self.asked_for_changes.lock().unwrap() += 1;
        Box::pin(async {
            if self.faults {
                sleep(Duration::from_mins(2)).await;
                panic!("a fault of the program");
            }
            self.changed.notified().await;
        })
    }

    fn open<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<Opened, FetchError>> {
        let opened = self.document(entry);
        Box::pin(async { opened })
    }
}

/// A local source with these keys.
pub(super) fn source(keys: &str) -> Source {
    let text = format!(
        "[[source]]\nid = \"s\"\nkind = \"files\"\npath = \"in\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n"
    );
    let config = config::parse(&text, "/base/newsloom.toml".as_ref(), &|_| None);
    config.unwrap().sources.remove(0)
}

/// A clock that goes with tokio's, and begins at a full hour.
pub(super) fn clock() -> Clock {
    let began = Instant::now();
    Arc::new(move || start() + began.elapsed())
}

fn start() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}
