//! Opening: one record at its place, checked.

use super::*;

async fn listed(archives: &Archives) -> Vec<Entry> {
    Desk::default().poll(&archives.connector()).await
}

#[tokio::test]
async fn a_page_is_opened_with_where_and_when_it_was_captured() {
    let archives = Archives::new();
    archives.write("sub/a.warc.gz", &zipped(&pages(0..3)));
    let entries = listed(&archives).await;
    let document = document(&archives.connector(), &entries[1]).await;
    assert_eq!(document.bytes, b"<p>Page 1");
    assert_eq!(document.url.as_deref(), Some("https://example.org/news/1"));
    assert_eq!(document.hints.captured, entries[1].hints.captured);
    let raw = document.raw.unwrap();
    assert_eq!(raw.path, "sub/a.warc.gz");
    assert!(raw.offset > 0 && raw.within == 0);
}

#[tokio::test]
async fn pages_of_a_single_member_are_opened_in_any_order_by_several_at_once() {
    let archives = Archives::new();
    archives.write("a.warc.gz", &member(&pages(0..300).concat()).unwrap());
    let (connector, mut desk) = (archives.connector(), Desk::default());
    let entries = desk.poll(&connector).await;
    assert!(
        desk.said().contains("several records in one gzip member"),
        "{}",
        desk.said()
    );
    let check = async |from: usize, step: usize| {
        for number in (from..300).step_by(step) {
            assert_eq!(
                text(&connector, &entries[number]).await,
                format!("<p>Page {number}")
            );
        }
    };
    tokio::join!(check(0, 2), check(1, 2));
    for number in [299, 0, 150, 149] {
        assert_eq!(
            text(&connector, &entries[number]).await,
            format!("<p>Page {number}")
        );
    }
}

#[tokio::test]
async fn an_archive_that_changed_under_a_waiting_entry_is_noticed() {
    let archives = Archives::new();
    archives.write("a.warc", &pages(0..3).concat());
    let entries = listed(&archives).await;
    let opened = async || archives.connector().open(&entries[1]).await;
    archives.write("a.warc", &pages(7..10).concat());
    let result = opened().await;
    assert!(
        matches!(result, Err(FetchError::Changed { .. })),
        "{result:?}"
    );
    archives.write("a.warc", b"short");
    let result = opened().await;
    assert!(
        matches!(result, Err(FetchError::Changed { .. })),
        "{result:?}"
    );
    fs::remove_file(archives.path("a.warc")).unwrap();
    let result = opened().await;
    assert!(matches!(result, Err(FetchError::Gone { .. })), "{result:?}");
}

#[tokio::test]
async fn an_archive_that_was_packed_anew_gives_every_waiting_page_its_new_place() {
    let archives = Archives::new();
    archives.write("a.warc", &pages(0..3).concat());
    let mut desk = Desk::default();
    let before = desk.poll(&archives.connector()).await;
    fs::remove_file(archives.path("a.warc")).unwrap();
    archives.write("a.warc.gz", &zipped(&pages(0..3)));
    let after = desk.poll(&archives.connector()).await;
    let keys = |entries: &[Entry]| {
        entries
            .iter()
            .map(|entry| entry.key.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&after), keys(&before), "the same pages, elsewhere");
    assert_eq!(text(&archives.connector(), &after[2]).await, "<p>Page 2");
}

#[tokio::test]
async fn what_is_not_what_it_says_is_refused_in_words() {
    let mut archives = Archives::new();
    archives.warc.max_record_size = 2000;
    let url = |name: &str| format!("https://example.org/{name}");
    let wrong = String::from_utf8(response(&url("wrong"), PAGE, "<p>Text")).unwrap();
    let huge = "x".repeat(3000);
    let records = [
        wrong.replace("<p>Text", "<p>Fake").into_bytes(),
        response(&url("huge"), PAGE, &huge),
        response(&url("bare"), "HTTP/1.1 200 OK\r\n\r\n", "%PDF-1.7"),
    ];
    archives.write("a.warc.gz", &zipped(&records));
    let entries = listed(&archives).await;
    let connector = archives.connector();
    let refused = async |number: usize| connector.open(&entries[number]).await.unwrap_err();
    let error = refused(0).await;
    assert!(
        matches!(&error, FetchError::Malformed { reason, .. } if reason.contains("Digest")),
        "{error}"
    );
    let error = refused(1).await;
    assert!(
        matches!(
            &error,
            FetchError::Refused {
                reason: DropReason::TooLarge,
                ..
            }
        ) && error.hint().unwrap().contains("max_record_size"),
        "{error}"
    );
    let error = refused(2).await;
    assert!(
        matches!(
            &error,
            FetchError::Refused {
                reason: DropReason::Unsupported,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn an_archive_itself_is_opened_to_nothing() {
    let archives = Archives::new();
    archives.write("a.warc", &pages(0..1).concat());
    let (connector, mut desk) = (archives.connector(), Desk::default());
    let (entries, more) = desk.batch(&connector).await;
    assert!(more && matches!(entries[0].locator, Locator::File { .. }));
    let opened = connector.open(&entries[0]).await.unwrap();
    assert_eq!(opened.fetched, Fetched::Entries(Vec::new()));
}
