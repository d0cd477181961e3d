//! Scans that are cut short, that meet little, and that meet files which are not what they were.

use std::{fs, sync::Arc, time::Duration};

use config::Files;
use item::Cursor;
use jiff::Timestamp;

use super::{Folder, connector, later, poll};
use crate::connector::Connector;

/// Entries of one batch.
const BATCH: usize = 256;

#[tokio::test]
async fn a_file_that_was_too_young_when_the_process_stopped_is_found_by_the_scan_behind() {
    let folder = Folder::with(&[("a.txt", "young")]);
    for number in 0..BATCH {
        folder.write(&format!("b/{number}.txt"), b"old");
    }
    let hour = Duration::from_hours(1);
    let written = fs::metadata(folder.path("a.txt"))
        .unwrap()
        .modified()
        .unwrap();
    for file in fs::read_dir(folder.path("b")).unwrap() {
        let file = fs::File::options()
            .write(true)
            .open(file.unwrap().path())
            .unwrap();
        file.set_modified(written - hour).unwrap();
    }
    let now = Timestamp::try_from(written).unwrap();
    let stopped = connector(folder.settings(), Arc::new(move || now));
    let first = stopped.fetch(&Cursor::start()).await.unwrap();
    assert_eq!((first.entries.len(), first.more), (BATCH, true));
    assert!(first.entries.iter().all(|entry| entry.key != "a.txt"));
    drop(stopped);
    let rest = poll(&folder.connector(), first.cursor).await;
    assert!(rest.keys().contains(&"a.txt"));
}

#[tokio::test]
async fn a_scan_pauses_though_nothing_that_it_meets_is_read() {
    let folder = Folder::with(&[]);
    for number in 0..3000 {
        folder.write(&format!("{number:04}.pdf"), b"");
        fs::create_dir(folder.path(&format!("{number:04}"))).unwrap();
    }
    folder.write("z.txt", b"x");
    let connector = folder.connector();
    let first = connector.fetch(&Cursor::start()).await.unwrap();
    assert!(first.entries.is_empty() && first.more);
    assert_ne!(first.cursor, Cursor::start());
    let restarted = poll(&folder.connector(), first.cursor.clone()).await;
    assert!(restarted.keys().contains(&"z.txt"));
    let rest = poll(&connector, first.cursor).await;
    assert_eq!((rest.keys(), rest.cursors.len()), (vec!["z.txt"], 1));
}

#[tokio::test]
async fn a_file_above_the_limit_is_told_of_and_becomes_an_entry_once_the_limit_is_raised() {
    let folder = Folder::with(&[("a.txt", "x")]);
    for number in 0..25 {
        folder.write(&format!("large/{number}.txt"), &[b'x'; 1001]);
    }
    folder.write("lines.jsonl", &b"{\"id\":1}\n".repeat(200));
    let withdrawing = Files {
        withdraw_deleted: true,
        ..folder.settings()
    };
    let found = poll(&connector(withdrawing, later()), Cursor::start()).await;
    assert_eq!(found.keys(), ["a.txt", "lines.jsonl"]);
    assert_eq!(found.warnings.len(), 21);
    assert!(found.warnings[0].message.contains("1001") && found.warnings[0].what == "large/0.txt");
    assert!(found.warnings[20].message.starts_with("5 more"));
    assert!(found.complete.unwrap().contains("large/7.txt"), "it exists");
    let raised = Files {
        max_file_size: 1001,
        ..folder.settings()
    };
    let found = poll(&connector(raised, later()), Cursor::start()).await;
    assert_eq!((found.entries.len(), found.warnings.len()), (27, 0));
}

#[tokio::test]
async fn a_replacement_of_the_same_size_and_time_is_another_version() {
    let folder = Folder::with(&[("a.txt", "one"), ("b.txt", "two")]);
    let connector = folder.connector();
    let first = poll(&connector, Cursor::start()).await;
    let modified = fs::metadata(folder.path("a.txt"))
        .unwrap()
        .modified()
        .unwrap();
    folder.write("a.new.tmp", b"eno");
    let other = fs::File::options()
        .write(true)
        .open(folder.path("a.new.tmp"))
        .unwrap();
    other.set_modified(modified).unwrap();
    fs::rename(folder.path("a.new.tmp"), folder.path("a.txt")).unwrap();
    let again = poll(&connector, Cursor::start()).await;
    assert_ne!(again.entries[0].version, first.entries[0].version);
    assert_eq!(again.entries[1], first.entries[1]);
}
