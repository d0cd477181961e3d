//! Feeds polled over a scripted network.

use std::{sync::Arc, time::Duration};

use config::{Access, Feed, FeedContent};
use item::{Cursor, DropReason, Locator, SourceId};

use super::FeedConnector;
use crate::{
    connector::{Batch, Connector, Fetched, Sign},
    error::FetchError,
    http::script::{Script, Scripted, hasty},
};

const URL: &str = "https://a.example/feed";

fn rss(items: &str) -> String {
    format!("<rss version='2.0'><channel><title>F</title><ttl>30</ttl>{items}</channel></rss>")
}

fn item(number: u32) -> String {
    format!("<item><title>T{number}</title><link>/{number}</link></item>")
}

fn connector(script: &Arc<Script>) -> FeedConnector {
    let settings = Feed {
        url: URL.to_owned(),
        content: FeedContent::Auto,
        access: Access::default(),
    };
    FeedConnector::new(
        SourceId::new("s"),
        settings,
        script.web(hasty()),
        script.clock(),
    )
}

/// What a feed with this answer brings at its first poll.
async fn first(answer: Scripted) -> Result<Batch, FetchError> {
    let script = Script::of([(URL, answer)]);
    connector(&script).fetch(&Cursor::start()).await
}

fn keys(batch: &Batch) -> Vec<&str> {
    batch
        .entries
        .iter()
        .map(|entry| entry.key.as_str())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_has_not_changed_brings_nothing_and_is_asked_conditionally() {
    let script = Script::new(|request| match request.headers.get("if-none-match") {
        Some(tag) if tag == "W/\"1\"" => Scripted::new(304, "").header("etag", "W/\"1\""),
        _ => Scripted::new(200, rss(&item(1))).header("etag", "W/\"1\""),
    });
    let feed = connector(&script);
    let one = feed.fetch(&Cursor::start()).await.unwrap();
    assert_eq!(keys(&one), ["a.example/1"]);
    assert!(
        matches!(&one.entries[0].locator, Locator::Url { url } if url == "https://a.example/1")
    );
    assert_eq!(one.poll_after, Some(Duration::from_mins(30)));
    let two = feed.fetch(&one.cursor).await.unwrap();
    assert_eq!(keys(&two), [""; 0]);
    assert_eq!(two.poll_after, Some(Duration::from_mins(30)));
    let mut cursor = two.cursor;
    for _ in 0..50 {
        cursor = feed.fetch(&cursor).await.unwrap().cursor;
    }
    let asked = script.asked();
    let whole = asked
        .iter()
        .filter(|asked| !asked.headers.contains_key("if-none-match"));
    assert_eq!(
        (asked.len(), whole.count()),
        (52, 3),
        "the first, and every 24th"
    );
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_known_brings_nothing_though_the_server_knows_no_conditions() {
    let script = Script::of([(URL, Scripted::new(200, rss(&item(1))))]);
    let feed = connector(&script);
    let one = feed.fetch(&Cursor::start()).await.unwrap();
    let two = feed.fetch(&one.cursor).await.unwrap();
    assert_eq!((one.entries.len(), two.entries.len()), (1, 0));
    let mut cursor = two.cursor;
    let mut listed = 0;
    for _ in 2..24 {
        let batch = feed.fetch(&cursor).await.unwrap();
        listed += batch.entries.len();
        cursor = batch.cursor;
    }
    assert_eq!(listed, 1, "at the 24th poll the whole is read again");
}

#[tokio::test(start_paused = true)]
async fn a_page_in_place_of_the_feed_is_a_failure_that_keeps_the_cursor() {
    let page = "<html><head><title>Wartung</title><link rel=alternate type='application/rss+xml' href='/rss'></head></html>";
    let failed = first(Scripted::new(200, page).header("etag", "\"x\"")).await;
    let Err(
        error @ FetchError::Refused {
            reason: DropReason::Malformed,
            ..
        },
    ) = failed
    else {
        panic!("{failed:?}")
    };
    assert_eq!(
        error.to_string(),
        "`https://a.example/feed`: it is a web page (`Wartung`), not a feed"
    );
    assert_eq!(
        error.hint().as_deref(),
        Some("the page names its feed: `https://a.example/rss`")
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_feed_lost_and_what_was_left_out_is_told() {
    let bad = "<item><title>x</item>";
    let batch = first(Scripted::new(
        200,
        rss(&format!("{}{bad}<item/>{}", item(1), item(2))),
    ))
    .await
    .unwrap();
    assert_eq!(keys(&batch), ["a.example/1", "a.example/2"]);
    let said: Vec<&str> = batch
        .warnings
        .iter()
        .map(|warning| warning.message.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "1 of its elements are not closed",
            "2 of its entries name no page and hold no text: they are left out"
        ]
    );
    assert!(batch.warnings.iter().all(|warning| warning.what == URL));
    let many: String = (0..2100).map(item).collect();
    let batch = first(Scripted::new(200, rss(&many))).await.unwrap();
    assert_eq!(batch.entries.len(), 2000);
    assert_eq!(
        batch.warnings[0].message,
        "only its first 2000 entries are read, 100 are left out"
    );
}

#[tokio::test(start_paused = true)]
async fn a_permanent_move_is_noted_at_every_poll() {
    let script = Script::new(|request| {
        let path = request.url.path();
        match request.headers.get("if-none-match") {
            _ if path == "/feed" => {
                Scripted::new(301, "").header("location", "https://b.example/new")
            }
            Some(_) => Scripted::new(304, "").header("etag", "\"1\""),
            None => Scripted::new(200, rss(&item(1))).header("etag", "\"1\""),
        }
    });
    let feed = connector(&script);
    let mut cursor = Cursor::start();
    for _ in 0..2 {
        let batch = feed.fetch(&cursor).await.unwrap();
        let notes: Vec<&str> = batch
            .notes
            .iter()
            .map(|note| note.message.as_str())
            .collect();
        assert_eq!(
            notes,
            ["has moved for good to `https://b.example/new`: change its `url`"]
        );
        cursor = batch.cursor;
    }
}

#[tokio::test(start_paused = true)]
async fn how_long_a_feed_is_left_alone_stays_within_bounds() {
    let check = async |head: &str, max_age: &str, minutes: Option<u64>| {
        let text = format!("<rss version='2.0'><channel>{head}</channel></rss>");
        let answer = Scripted::new(200, text).header("cache-control", max_age);
        let batch = first(answer).await.unwrap();
        let expect = minutes.map(Duration::from_mins);
        assert_eq!(batch.poll_after, expect, "{head} {max_age}");
    };
    check("<title/>", "private", None).await;
    check("<title/>", "max-age=600", Some(10)).await;
    check("<ttl>60</ttl>", "max-age=600", Some(60)).await;
    check("<ttl>999999999</ttl>", "private", Some(24 * 60)).await;
    check("<title/>", "max-age=1", Some(1)).await;
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_carries_its_article_is_opened_without_a_request() {
    let text = "Il consiglio si è riunito ieri. ".repeat(30);
    let carried = format!(
        "<item><link>/1</link><content:encoded>&lt;p&gt;{text}&lt;/p&gt;</content:encoded></item>"
    );
    let page = Scripted::new(200, "<html><body><p>Testo</p></body></html>")
        .header("content-type", "text/html");
    let script = Script::of([
        (
            URL,
            Scripted::new(200, rss(&format!("{carried}{}", item(2)))),
        ),
        ("https://a.example/2", page),
    ]);
    let feed = connector(&script);
    let batch = feed.fetch(&Cursor::start()).await.unwrap();
    let mut bodies = Vec::new();
    for entry in &batch.entries {
        let Fetched::Document(document) = feed.open(entry).await.unwrap().fetched else {
            panic!("a document expected")
        };
        assert_eq!(document.hints, entry.hints);
        bodies.push((document.url.unwrap(), document.bytes.len()));
    }
    assert_eq!(
        bodies[0],
        ("https://a.example/1".to_owned(), text.len() + 7)
    );
    assert_eq!(bodies[1].0, "https://a.example/2");
    assert_eq!(script.urls(), [URL, "https://a.example/2"]);
}

const NEW: &str = "https://b.example/new";

/// A feed that has moved for good, polled every hour; from the hour `back` on, only the old address has it.
fn moving(back: u64) -> Arc<Script> {
    let start = tokio::time::Instant::now();
    Script::new(move |request| {
        let is_back = start.elapsed() >= Duration::from_hours(back);
        let is_old = request.url.as_str() == URL;
        match request.headers.get("if-none-match") {
            _ if is_old && !is_back => Scripted::new(301, "moved").header("location", NEW),
            _ if is_back && !is_old => Scripted::new(404, "no such page"),
            Some(_) => Scripted::new(304, "").header("etag", "x"),
            None => Scripted::new(200, rss(&item(1))).header("etag", "x"),
        }
    })
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_has_moved_for_good_for_a_week_is_asked_at_its_new_address_and_that_is_told_once()
 {
    let script = moving(12 * 24);
    let feed = connector(&script);
    let (mut cursor, mut moves, mut first_direct) = (Cursor::start(), Vec::new(), None);
    for hour in 0..(14 * 24) {
        script.take_asked();
        let batch = feed.fetch(&cursor).await.unwrap();
        if script.take_asked()[0].url == NEW && first_direct.is_none() {
            first_direct = Some(hour);
        }
        moves.extend(batch.signs.into_iter().map(|sign| (hour, sign)));
        cursor = batch.cursor;
        tokio::time::advance(Duration::from_hours(1)).await;
    }
    let told = Sign::Moved {
        from: URL.to_owned(),
        to: NEW.to_owned(),
    };
    assert_eq!(moves, [(7 * 24, told)]);
    assert_eq!(first_direct, Some(7 * 24 + 1));
    // When the new address is gone, the old one is asked again, and it stays so.
    script.take_asked();
    feed.fetch(&cursor).await.unwrap();
    let urls: Vec<String> = script.take_asked().into_iter().map(|one| one.url).collect();
    assert_eq!(urls, [URL]);
}

#[tokio::test(start_paused = true)]
async fn a_move_that_is_taken_back_within_a_week_changes_nothing() {
    let script = moving(6 * 24);
    let feed = connector(&script);
    let mut cursor = Cursor::start();
    for _ in 0..(9 * 24) {
        let batch = feed.fetch(&cursor).await.unwrap();
        assert_eq!(batch.signs, []);
        cursor = batch.cursor;
        tokio::time::advance(Duration::from_hours(1)).await;
    }
    assert!(feed.fetch(&cursor).await.unwrap().notes.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_is_gone_for_good_is_told_from_one_that_is_not_there() {
    let got = |status| async move { first(Scripted::new(status, "no")).await.unwrap_err() };
    assert!(matches!(got(410).await, FetchError::Gone { what } if what == URL));
    assert!(matches!(
        got(404).await,
        FetchError::Refused {
            reason: DropReason::NotFound,
            ..
        }
    ));
    // Behind a redirect that is only for now it may be back tomorrow.
    for (status, is_gone) in [(302, false), (301, true)] {
        let script = Script::of([
            (URL, Scripted::new(status, "moved").header("location", NEW)),
            (NEW, Scripted::new(410, "no")),
        ]);
        let got = connector(&script)
            .fetch(&Cursor::start())
            .await
            .unwrap_err();
        assert_eq!(matches!(got, FetchError::Gone { .. }), is_gone, "{got}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_lies_that_nothing_changed_is_asked_for_the_whole_now_and_then() {
    let start = tokio::time::Instant::now();
    let script = Script::new(move |request| {
        // Whatever was published since, it calls it unchanged.
        if request.headers.contains_key("if-none-match") {
            return Scripted::new(304, "").header("etag", "x");
        }
        let number = u32::try_from(start.elapsed().as_secs() / 3600).unwrap();
        Scripted::new(200, rss(&item(number))).header("etag", "x")
    });
    let feed = connector(&script);
    let (mut cursor, mut seen) = (Cursor::start(), Vec::new());
    for hour in 0..72 {
        let batch = feed.fetch(&cursor).await.unwrap();
        if !batch.entries.is_empty() {
            seen.push(hour);
        }
        cursor = batch.cursor;
        tokio::time::advance(Duration::from_hours(1)).await;
    }
    assert_eq!(seen, [0, 23, 47, 71]);
}

#[tokio::test(start_paused = true)]
async fn a_feed_of_which_only_the_date_of_its_making_changed_lists_the_same_versions() {
    let start = tokio::time::Instant::now();
    let script = Script::new(move |_| {
        let minute = start.elapsed().as_secs() / 60 % 60;
        let head = format!("<lastBuildDate>Fri, 20 Nov 2026 10:{minute:02}:00 GMT</lastBuildDate>");
        Scripted::new(200, rss(&format!("{head}{}", item(1))))
    });
    let feed = connector(&script);
    let mut versions = std::collections::BTreeSet::new();
    let mut cursor = Cursor::start();
    for _ in 0..5 {
        let batch = feed.fetch(&cursor).await.unwrap();
        versions.extend(
            batch
                .entries
                .iter()
                .map(|entry| format!("{:?}", entry.version)),
        );
        cursor = batch.cursor;
        tokio::time::advance(Duration::from_mins(7)).await;
    }
    assert_eq!(versions.len(), 1, "{versions:?}");
}
