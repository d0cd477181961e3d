//! What stands behind the entries of a scan, and each way in which it may be missing.

use std::fs;

use config::Files;
use item::{Cursor, Locator, Media};

use super::{Folder, connector, later, open, poll};
use crate::{
    connector::{Connector, Fetched, Opened},
    error::FetchError,
};

#[tokio::test]
async fn each_kind_of_file_opens_as_what_it_is() {
    let folder = Folder::with(&[
        ("a.txt", "text"),
        ("b.htm", "<p>x"),
        ("c.xml", "<nitf/>"),
        ("d.json", r#"{"title":"t","text":"x"}"#),
        ("e.txt", ""),
    ]);
    let connector = folder.connector();
    let check = async |key: &str, bytes: &str, media: Media| {
        let Fetched::Document(document) = open(&connector, key).await.unwrap().fetched else {
            panic!("{key}: a document expected")
        };
        assert_eq!(
            (document.bytes.as_slice(), document.media),
            (bytes.as_bytes(), media),
            "{key}"
        );
    };
    check("a.txt", "text", Media::Text).await;
    check("b.htm", "<p>x", Media::Html).await;
    check("c.xml", "<nitf/>", Media::Html).await;
    check("d.json", r#"{"title":"t","text":"x"}"#, Media::Json).await;
    check("e.txt", "", Media::Text).await;
}

#[tokio::test]
async fn records_open_as_their_own_bytes_until_those_change() {
    let folder = Folder::with(&[
        ("a.jsonl", "{\"id\":1,\"text\":\"x\"}\n{\"id\":2}\n"),
        ("b.json", r#"[{"id":1},{"id":2}]"#),
        (
            "c.xml",
            "<rss version='2.0'><channel><title>c</title><item><guid>1</guid><description>d</description></item></channel></rss>",
        ),
    ]);
    let connector = folder.connector();
    for (file, content) in [
        ("a.jsonl", "{\"id\":2}"),
        ("b.json", "{\"id\":2}"),
        ("c.xml", "d"),
    ] {
        let Fetched::Entries(records) = open(&connector, file).await.unwrap().fetched else {
            panic!("{file}: records expected")
        };
        let last = records.last().unwrap();
        let Fetched::Document(document) = connector.open(last).await.unwrap().fetched else {
            panic!("{file}: a document expected")
        };
        assert_eq!(document.bytes, content.as_bytes(), "{file}");
        if matches!(last.locator, Locator::Slice { .. }) {
            folder.write(file, b"something else, of which nothing was listed");
            assert!(
                matches!(connector.open(last).await, Err(FetchError::Changed { .. })),
                "{file}"
            );
            folder.write(file, b"short");
            assert!(
                matches!(connector.open(last).await, Err(FetchError::Changed { .. })),
                "{file}"
            );
        }
    }
}

#[tokio::test]
async fn a_folder_that_is_missing_as_a_whole_drops_no_entry() {
    let folder = Folder::with(&[("in/a.txt", "x")]);
    let mut settings = folder.settings();
    settings.paths.root = folder.path("in");
    let connector = connector(settings, later());
    let listed = poll(&connector, Cursor::start()).await.entries;
    fs::rename(folder.path("in"), folder.path("away")).unwrap();
    let failed = connector.open(&listed[0]).await;
    assert!(matches!(failed, Err(FetchError::Source { .. })));
    fs::rename(folder.path("away"), folder.path("in")).unwrap();
    assert!(connector.open(&listed[0]).await.is_ok());
}

#[tokio::test]
async fn each_way_to_fail_says_what_to_do() {
    let folder = Folder::with(&[
        ("gone.txt", "x"),
        ("changed.txt", "x"),
        ("garbage.json", "\0\0"),
    ]);
    folder.write("large.txt", &[b'x'; 1001]); // listed under a limit that was lowered since
    folder.write("large.jsonl", &b"{\"id\":1}\n".repeat(200));
    let higher = Files {
        max_file_size: 1001,
        ..folder.settings()
    };
    let listed = poll(&connector(higher, later()), Cursor::start())
        .await
        .entries;
    let reader = folder.connector();
    fs::remove_file(folder.path("gone.txt")).unwrap();
    folder.write("changed.txt", b"xx");
    let mut results = Vec::new();
    for entry in &listed {
        results.push((entry.key.as_str(), reader.open(entry).await));
    }
    let failed = |key: &str| {
        results
            .iter()
            .find(|(name, _)| *name == key)
            .unwrap()
            .1
            .as_ref()
    };
    assert!(matches!(failed("gone.txt"), Err(FetchError::Gone { .. })));
    assert!(matches!(
        failed("changed.txt"),
        Err(FetchError::Changed { .. })
    ));
    assert!(matches!(
        failed("garbage.json"),
        Err(FetchError::Malformed { .. })
    ));
    assert!(matches!(
        failed("large.txt"),
        Err(FetchError::TooLarge {
            size: 1001,
            limit: 1000,
            ..
        })
    ));
    assert!(
        failed("large.jsonl").is_ok(),
        "only a line of it must be small"
    );
}

#[tokio::test]
async fn the_rest_of_a_json_file_is_read_only_while_the_file_is_the_one_that_was_listed() {
    let folder = Folder::with(&[]);
    let records: Vec<String> = (0..5000)
        .map(|number| format!("{{\"id\":{number}}}"))
        .collect();
    folder.write("a.json", format!("[{}]", records.join(",")).as_bytes());
    let settings = Files {
        max_file_size: 1 << 20,
        ..folder.settings()
    };
    let records_of = |opened: Opened| match opened.fetched {
        Fetched::Entries(records) => records,
        Fetched::Document(_) => panic!("records expected"),
    };
    let opened = open(&connector(settings.clone(), later()), "a.json")
        .await
        .unwrap();
    let mut first = records_of(opened);
    let rest = first.pop().unwrap();
    let restarted = connector(settings, later());
    let behind = records_of(restarted.open(&rest).await.unwrap());
    assert_eq!(first.len() + behind.len(), 5000);
    assert_eq!(behind.last().unwrap().key, "a.json#4999");
    folder.write("a.json", format!("[ {}]", records.join(",")).as_bytes());
    let changed = restarted.open(&rest).await;
    assert!(matches!(changed, Err(FetchError::Changed { .. })));
}
