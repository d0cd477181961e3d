//! Passes: what is listed, what is told, and where the next pass goes on.

use super::*;

#[tokio::test]
async fn every_page_is_listed_once_and_then_only_what_is_new() {
    let archives = Archives::new();
    archives.write("a.warc", &pages(0..5).concat());
    archives.write("2021/b.warc.gz", &zipped(&pages(5..9)));
    archives.write("2021/notes.txt", b"no archive");
    let (connector, mut desk) = (archives.connector(), Desk::default());
    let listed = desk.poll(&connector).await;
    let keys: Vec<&str> = listed.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys.len(), 9, "{keys:?}");
    assert!(
        keys[0].starts_with("https://example.org/news/5#"),
        "{keys:?}"
    );
    assert_eq!(
        listed[0].hints.captured.unwrap().to_string(),
        "2021-06-14T08:00:00Z"
    );
    let said = desk.said();
    assert!(said.contains("9 records in 2 archives: 9 pages"), "{said}");
    assert!(
        said.contains("1 left out") && said.contains("notes.txt"),
        "{said}"
    );
    assert_eq!(desk.poll(&archives.connector()).await, []);
    archives.write("c.warc", &pages(9..11).concat());
    assert_eq!(desk.poll(&connector).await.len(), 2);
}

#[tokio::test]
async fn a_process_that_ends_after_any_batch_loses_nothing_and_doubles_nothing() {
    let archives = Archives::new();
    archives.write("a.warc", &pages(0..600).concat());
    archives.write("b.warc.gz", &zipped(&pages(600..1200)));
    let single = member(&pages(1200..1800).concat()).unwrap();
    archives.write("c.warc.gz", &single);
    let mut desk = Desk::default();
    let first = archives.connector();
    let listed = desk.poll_with(|| Some(archives.connector()), &first).await;
    assert_eq!((listed.len(), desk.pages()), (1800, 1800));
    for stop in 0..12 {
        let mut desk = Desk::default();
        let connector = archives.connector();
        let mut listed = 0;
        for _ in 0..stop {
            listed += desk
                .batch(&connector)
                .await
                .0
                .iter()
                .filter(|entry| is_page(entry))
                .count();
        }
        listed += desk.poll(&archives.connector()).await.len();
        assert_eq!((listed, desk.pages()), (1800, 1800), "stopped after {stop}");
    }
}

#[tokio::test]
async fn what_was_listed_but_not_kept_is_listed_again() {
    let archives = Archives::new();
    archives.write("a.warc.gz", &zipped(&pages(0..600)));
    for stop in 0..5 {
        let (connector, mut desk) = (archives.connector(), Desk::default());
        for _ in 0..stop {
            desk.batch(&connector).await;
        }
        // This batch never became durable.
        let _lost = connector.fetch(&desk.cursor).await.unwrap();
        desk.poll(&archives.connector()).await;
        assert_eq!(desk.pages(), 600, "after {stop}");
    }
}

#[tokio::test]
async fn batches_are_bounded_and_their_cursors_short() {
    let archives = Archives::new();
    archives.write(
        &format!("{}/a.warc", "deep/".repeat(40)),
        &pages(0..1000).concat(),
    );
    let connector = archives.connector();
    let (mut cursor, mut batches) = (Cursor::start(), 0);
    loop {
        let batch = connector.fetch(&cursor).await.unwrap();
        assert!(batch.entries.len() <= 256);
        assert!(batch.cursor.as_str().len() < 2000, "{:?}", batch.cursor);
        (cursor, batches) = (batch.cursor, batches + 1);
        if !batch.more {
            break;
        }
    }
    assert!(batches > 4);
}

#[tokio::test]
async fn an_archive_that_grows_is_gone_on_with_from_where_it_ended() {
    for form in ["a.warc", "a.warc.gz"] {
        let pack = |records: &[Vec<u8>]| {
            if form == "a.warc" {
                records.concat()
            } else {
                zipped(records)
            }
        };
        let archives = Archives::new();
        archives.write(form, &pack(&pages(0..3)));
        let mut desk = Desk::default();
        assert_eq!(desk.poll(&archives.connector()).await.len(), 3);
        for number in 3..6 {
            let more = pack(&pages(number..number + 1));
            // The writer is met in the middle of a record.
            let (half, rest) = more.split_at(more.len() / 2);
            archives.append(form, half);
            assert_eq!(desk.poll(&archives.connector()).await, [], "{form}");
            assert!(desk.said().contains("cut off"), "{}", desk.said());
            archives.append(form, rest);
            let new = desk.poll(&archives.connector()).await;
            assert_eq!(new.len(), 1, "{form}");
            assert!(
                desk.said().contains("1 record in 1 archive: 1 page"),
                "{}",
                desk.said()
            );
        }
    }
}

#[tokio::test]
async fn an_archive_that_was_replaced_is_read_from_its_beginning_and_that_is_told() {
    let archives = Archives::new();
    archives.write("a.warc", &pages(0..5).concat());
    let mut desk = Desk::default();
    desk.poll(&archives.connector()).await;
    archives.write("a.warc", &pages(10..20).concat());
    let new = desk.poll(&archives.connector()).await;
    assert_eq!(new.len(), 10);
    assert!(desk.said().contains("was replaced"), "{}", desk.said());
    // Also while it is being read.
    archives.write("b.warc", &pages(100..700).concat());
    let connector = archives.connector();
    while desk.pages() <= 200 {
        desk.batch(&connector).await;
    }
    archives.write("b.warc", &pages(1000..1300).concat());
    let before = desk.pages();
    desk.poll(&archives.connector()).await;
    assert!(desk.pages() >= before + 300, "{} pages", desk.pages());
}

#[tokio::test]
async fn damage_is_told_with_its_place_and_costs_no_other_record() {
    let archives = Archives::new();
    let mut members: Vec<Vec<u8>> = pages(0..4)
        .iter()
        .map(|page| member(page).unwrap())
        .collect();
    let (at, middle) = (members[0].len(), members[1].len() / 2);
    members[1][middle] ^= 0xff;
    archives.write("a.warc.gz", &members.concat());
    let mut desk = Desk::default();
    assert_eq!(desk.poll(&archives.connector()).await.len(), 3);
    assert!(
        desk.said().contains(&format!("a.warc.gz: at byte {at}: ")),
        "{}",
        desk.said()
    );
    assert_eq!(
        (desk.poll(&archives.connector()).await, desk.said()),
        (Vec::new(), String::new())
    );
}

#[tokio::test]
async fn what_is_no_page_is_left_out_and_counted() {
    let archives = Archives::new();
    let url = "https://example.org/a";
    let records = [
        record(Kind::Info, "a.warc", "", "software: x\r\n"),
        record(Kind::Request, url, "GET /a HTTP/1.1\r\n\r\n", ""),
        response(url, PAGE, "<p>Page"),
        record(Kind::Revisit, url, PAGE, ""),
        response(url, "HTTP/1.1 404 Not Found\r\n\r\n", "gone"),
        response(
            url,
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n",
            "png",
        ),
        response("https://example.org/", PAGE, "<p>Home"),
        response("https://example.org/robots.txt", PAGE, "User-agent: *"),
        response("dns:example.org", PAGE, "1.2.3.4"),
    ];
    archives.write("a.warc.gz", &zipped(&records));
    let mut desk = Desk::default();
    assert_eq!(desk.poll(&archives.connector()).await.len(), 1);
    let said = desk.said();
    for left in [
        "9 records in 1 archive: 1 page;",
        "1 `request`",
        "1 `revisit`",
        "1 `warcinfo`",
        "1 with another status than 200",
        "1 of no page with text",
        "1 without an address",
        "1 of home pages",
        "1 of robots.txt",
    ] {
        assert!(said.contains(left), "{left}: {said}");
    }
}

#[tokio::test]
async fn hosts_are_chosen_by_their_names_and_asking_for_more_reads_again() {
    let mut archives = Archives::new();
    let urls = [
        "https://www.example.org/a",
        "https://g.example/?x=example.org",
        "https://notexample.org/a",
    ];
    let records = urls.map(|url| response(url, PAGE, "<p>Page"));
    archives.write("a.warc", &records.concat());
    archives.warc.hosts = vec!["example.org".to_owned()];
    let mut desk = Desk::default();
    let listed = desk.poll(&archives.connector()).await;
    assert_eq!(listed.len(), 1);
    assert!(listed[0].key.starts_with(urls[0]) && desk.said().contains("2 of other hosts"));
    archives.warc.hosts.push("g.example".to_owned());
    let listed = desk.poll(&archives.connector()).await;
    assert_eq!(listed.len(), 1);
    assert!(listed[0].key.starts_with(urls[1]));
}

#[tokio::test]
async fn an_archive_that_cannot_be_read_now_is_read_later() {
    let archives = Archives::new();
    archives.write("a.warc", &pages(0..3).concat());
    archives.write("b.warc", &pages(3..5).concat());
    let (connector, mut desk) = (archives.connector(), Desk::default());
    // It is listed, and before it is read the disk is gone.
    desk.batch(&connector).await;
    fs::rename(archives.path("a.warc"), archives.path(".away")).unwrap();
    assert_eq!(desk.poll(&connector).await.len(), 2);
    assert!(
        desk.said().contains("a.warc: cannot be read"),
        "{}",
        desk.said()
    );
    fs::rename(archives.path(".away"), archives.path("a.warc")).unwrap();
    assert_eq!(desk.poll(&connector).await.len(), 3);
    assert_eq!(desk.poll(&connector).await, []);
}

#[tokio::test]
async fn what_is_no_archive_and_what_is_missing_is_told() {
    let mut archives = Archives::new();
    archives.write("a.warc.gz", b"<html>not found</html>");
    archives.write("empty.warc.gz", b"");
    let mut desk = Desk::default();
    assert_eq!(desk.poll(&archives.connector()).await, []);
    assert!(
        desk.said()
            .contains("a.warc.gz: at byte 0: there is no record"),
        "{}",
        desk.said()
    );
    archives.warc.paths.root = archives.path("none");
    let missing = archives.connector().fetch(&Cursor::start()).await;
    assert!(matches!(missing, Err(FetchError::Source { .. })));
}

#[tokio::test]
async fn a_single_file_needs_no_ending() {
    let mut archives = Archives::new();
    archives.write("download", &pages(0..3).concat());
    archives.warc.paths.root = archives.path("download");
    assert_eq!(Desk::default().poll(&archives.connector()).await.len(), 3);
}
