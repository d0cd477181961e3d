//! Whole scans of real folders, with a clock of the test's own.

use std::{fs, os::unix::fs::symlink, path::Path, time::Duration};

use config::Paths;
use globset::GlobBuilder;
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::connector::{Complete, Fetched, Warning};

mod opening;
mod scanning;

struct Folder(TempDir);

/// Everything that one poll brings, batch after batch.
#[derive(Default)]
struct Poll {
    entries: Vec<Entry>,
    warnings: Vec<Warning>,
    notes: Vec<Warning>,
    complete: Option<Complete>,
    cursors: Vec<Cursor>,
}

impl Poll {
    fn keys(&self) -> Vec<&str> {
        self.entries
            .iter()
            .map(|entry| entry.key.as_str())
            .collect()
    }
}

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (path, content) in files {
            folder.write(path, content.as_bytes());
        }
        folder
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, content: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn settings(&self) -> Files {
        Files {
            paths: Paths {
                path: self.0.path().to_owned(),
                root: self.0.path().to_owned(),
                pattern: None,
            },
            withdraw_deleted: false,
            max_file_size: 1000,
        }
    }

    fn connector(&self) -> FilesConnector {
        connector(self.settings(), later())
    }
}

fn at(path: &Path) -> Paths {
    Paths {
        path: path.to_owned(),
        root: path.to_owned(),
        pattern: None,
    }
}

/// A clock that is far enough ahead for every file to be old.
fn later() -> Clock {
    Arc::new(|| Timestamp::from_second(4_000_000_000).unwrap())
}

fn connector(files: Files, clock: Clock) -> FilesConnector {
    FilesConnector::new(SourceId::new("s"), files, clock)
}

async fn poll(connector: &FilesConnector, from: Cursor) -> Poll {
    let mut poll = Poll::default();
    let (mut cursor, mut more) = (from, true);
    while more {
        let batch = connector.fetch(&cursor).await.unwrap();
        poll.entries.extend(batch.entries);
        poll.warnings.extend(batch.warnings);
        poll.notes.extend(batch.notes);
        poll.complete = batch.complete;
        (cursor, more) = (batch.cursor, batch.more);
        poll.cursors.push(cursor.clone());
    }
    poll
}

async fn open(connector: &FilesConnector, key: &str) -> Result<Opened, FetchError> {
    let poll = poll(connector, Cursor::start()).await;
    let entry = poll.entries.iter().find(|entry| entry.key == key).unwrap();
    connector.open(entry).await
}

#[tokio::test]
async fn a_folder_is_listed_sorted_with_versions_that_follow_the_files() {
    let folder = Folder::with(&[
        ("b/c.txt", "1"),
        ("a.html", "2"),
        ("b.jsonl", ""),
        (".x.txt", ""),
        ("d.tmp", ""),
    ]);
    let connector = folder.connector();
    let first = poll(&connector, Cursor::start()).await;
    assert_eq!(first.keys(), ["a.html", "b/c.txt", "b.jsonl"]);
    assert!(first.warnings.is_empty() && first.complete.is_none());
    let again = poll(&connector, first.cursors[0].clone()).await;
    assert_eq!(again.entries, first.entries);
    folder.write("a.html", b"longer");
    let changed = poll(&connector, first.cursors[0].clone()).await;
    assert_ne!(changed.entries[0].version, first.entries[0].version);
    assert_eq!(changed.entries[1..], first.entries[1..]);
}

#[tokio::test]
async fn many_files_come_in_batches_and_any_cursor_leads_to_every_file() {
    let folder = Folder::with(&[]);
    for number in 0..600 {
        folder.write(&format!("{}/{number}.txt", number % 7), b"x");
    }
    let whole = poll(&folder.connector(), Cursor::start()).await;
    assert_eq!((whole.entries.len(), whole.cursors.len()), (600, 3));
    for cursor in whole.cursors {
        folder.write("0/00-came-since.txt", b"x");
        let resumed = poll(&folder.connector(), cursor).await; // a fresh one each time, as after a restart
        let distinct: std::collections::HashSet<&str> = resumed.keys().into_iter().collect();
        assert_eq!(distinct.len(), 601);
    }
}

#[tokio::test]
async fn a_batch_that_was_lost_is_brought_again() {
    let folder = Folder::with(&[]);
    for number in 0..300 {
        folder.write(&format!("{number:03}.txt"), b"x");
    }
    let connector = folder.connector();
    let lost = connector.fetch(&Cursor::start()).await.unwrap();
    let again = connector.fetch(&Cursor::start()).await.unwrap();
    assert_eq!(lost.entries, again.entries);
}

#[tokio::test]
async fn a_glob_chooses_and_a_single_file_is_a_source_too() {
    let folder = Folder::with(&[
        ("a.txt", ""),
        ("n/b.txt", ""),
        ("n/m/c.txt", ""),
        ("n/d.html", ""),
    ]);
    let check = async |glob: &str, expect: &[&str]| {
        let pattern = GlobBuilder::new(glob)
            .literal_separator(true)
            .build()
            .unwrap();
        let mut files = folder.settings();
        files.paths.pattern = Some(pattern.compile_matcher());
        assert_eq!(
            poll(&connector(files, later()), Cursor::start())
                .await
                .keys(),
            expect,
            "{glob}"
        );
    };
    check("*.txt", &["a.txt"]).await;
    check("n/*.txt", &["n/b.txt"]).await;
    check("**/*.txt", &["a.txt", "n/b.txt", "n/m/c.txt"]).await;
    check("n/**/*", &["n/b.txt", "n/d.html", "n/m/c.txt"]).await;
    let files = Files {
        paths: at(&folder.path("n/b.txt")),
        ..folder.settings()
    };
    let single = connector(files, later());
    let found = poll(&single, Cursor::start()).await;
    assert_eq!(found.keys(), ["b.txt"]);
    assert!(single.open(&found.entries[0]).await.is_ok());
}

#[tokio::test]
async fn what_is_left_out_is_told() {
    let folder = Folder::with(&[
        ("a.txt", ""),
        ("b.pdf", ""),
        ("c.exe", ""),
        ("d/e.doc", ""),
        ("f.jpg", ""),
    ]);
    symlink(folder.path("nowhere"), folder.path("g.txt")).unwrap();
    let found = poll(&folder.connector(), Cursor::start()).await;
    assert_eq!(found.keys(), ["a.txt"]);
    let told: Vec<&str> = found
        .notes
        .iter()
        .map(|warning| warning.message.as_str())
        .collect();
    assert!(
        told.iter()
            .any(|told| told.contains("4 left out") && told.contains("`b.pdf`")),
        "{told:?}"
    );
    assert!(
        found.warnings.iter().any(|warning| warning.what == "g.txt"),
        "{told:?}"
    );
}

#[tokio::test]
async fn many_troubles_are_told_in_part_and_counted() {
    let folder = Folder::with(&[("a.txt", "")]);
    for number in 0..30 {
        symlink(
            folder.path("nowhere"),
            folder.path(&format!("{number}.txt")),
        )
        .unwrap();
    }
    let found = poll(&folder.connector(), Cursor::start()).await;
    assert_eq!(found.warnings.len(), 21);
    assert!(found.warnings[20].message.starts_with("10 more"));
}

#[tokio::test]
async fn a_missing_root_is_an_error_with_a_hint() {
    let folder = Folder::with(&[]);
    let files = Files {
        paths: at(&folder.path("none")),
        ..folder.settings()
    };
    let error = connector(files, later())
        .fetch(&Cursor::start())
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::Source { .. }) && error.hint().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_file_that_was_just_written_is_believed_once_it_was_left_alone() {
    let folder = Folder::with(&[
        ("a.txt", "old"),
        ("b.txt", "young"),
        ("c.txt", "in work"),
        ("d.txt", "gone"),
    ]);
    let second = |seconds: u64| std::time::UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds);
    let written = |path: &Path, seconds| {
        fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(second(seconds))
            .unwrap();
    };
    for (name, seconds) in [("a.txt", 90), ("b.txt", 99), ("c.txt", 100), ("d.txt", 100)] {
        written(&folder.path(name), seconds);
    }
    let clock: Clock = Arc::new(|| Timestamp::from_second(1_000_100).unwrap());
    let connector = connector(folder.settings(), clock);
    let first = connector.fetch(&Cursor::start()).await.unwrap();
    assert_eq!(
        (first.entries.len(), first.more),
        (1, true),
        "what is old does not wait"
    );
    let began = tokio::time::Instant::now();
    let fetching = async { connector.fetch(&first.cursor).await.unwrap() };
    let writing = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        folder.write("c.txt", b"more work");
        fs::remove_file(folder.path("d.txt")).unwrap();
    };
    let (rest, ()) = tokio::join!(fetching, writing);
    assert!(began.elapsed() >= Duration::from_secs(2));
    let keys: Vec<&str> = rest
        .entries
        .iter()
        .map(|entry| entry.key.as_str())
        .collect();
    assert_eq!((keys, rest.more), (vec!["b.txt"], false));
    assert_eq!(rest.notes.len(), 1);
    assert_eq!(rest.notes[0].what, "c.txt");
}

#[tokio::test]
async fn a_faultless_scan_from_the_start_says_what_is_still_there() {
    let folder = Folder::with(&[("a.txt", ""), ("b.json", "[]")]);
    let files = Files {
        withdraw_deleted: true,
        ..folder.settings()
    };
    let seen = poll(&connector(files.clone(), later()), Cursor::start())
        .await
        .complete
        .unwrap();
    assert!(seen.contains("a.txt") && seen.contains("b.json#7") && !seen.contains("c.txt"));
    symlink(folder.path("nowhere"), folder.path("g.txt")).unwrap();
    let faulty = poll(&connector(files.clone(), later()), Cursor::start()).await;
    assert_eq!(faulty.complete, None);
    for name in ["a.txt", "b.json", "g.txt"] {
        fs::remove_file(folder.path(name)).unwrap();
    }
    let empty = poll(&connector(files, later()), Cursor::start()).await;
    assert_eq!(
        empty.complete, None,
        "a folder that is empty all at once is not believed"
    );
}

#[tokio::test]
async fn names_that_are_not_utf8_are_listed_and_opened() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::with(&[]);
    let name = std::ffi::OsStr::from_bytes(b"a\xff.txt");
    fs::write(folder.0.path().join(name), "text").unwrap();
    let opened = open(&folder.connector(), r"a\xff.txt").await.unwrap();
    assert!(matches!(opened.fetched, Fetched::Document(document) if document.bytes == b"text"));
}
