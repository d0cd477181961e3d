//! The way back through feeds over a scripted network.

use std::sync::Arc;

use config::{Access, Feed as Settings, FeedContent, Http};
use item::{PastEnd, SourceId};

use super::*;
use crate::{
    connector::Connector,
    http::script::{Script, Scripted, hasty},
};

const URL: &str = "https://a.example/feed/";

fn since(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn long_ago() -> Timestamp {
    since("1990-01-01T00:00:00Z")
}

fn connector(script: &Arc<Script>, url: &str, http: Http) -> FeedConnector {
    let settings = Settings {
        url: url.to_owned(),
        content: FeedContent::Auto,
        access: Access::default(),
    };
    FeedConnector::new(
        SourceId::new("s"),
        settings,
        script.web(http),
        script.clock(),
    )
}

/// An item of a year and a number.
fn item(year: i32, number: u32) -> String {
    format!(
        "<item><title>T</title><link>https://a.example/{year}/{number}</link>\
         <guid isPermaLink='false'>https://a.example/?p={year}{number}</guid><pubDate>1 Mar {year} 08:00:00 GMT</pubDate></item>"
    )
}

fn rss(head: &str, items: &str) -> Scripted {
    Scripted::new(
        200,
        format!("<rss version='2.0'><channel><title>F</title>{head}{items}</channel></rss>"),
    )
}

/// A way to its end: the keys that were listed, how it ended, and what was said of that.
async fn walk(feed: &FeedConnector, since: Timestamp) -> (Vec<String>, PastEnd, Vec<String>) {
    let (mut listed, mut said) = (Vec::new(), Vec::new());
    let mut cursor = Cursor::start();
    loop {
        let step = feed.back(&cursor, since).unwrap().await.unwrap();
        listed.extend(step.entries.into_iter().map(|entry| entry.key));
        said.extend(step.notes.into_iter().map(|note| note.message));
        if let Some(end) = step.past.end {
            return (listed, end, said);
        }
        cursor = step.past.cursor;
    }
}

#[tokio::test(start_paused = true)]
async fn archives_are_followed_and_their_old_entries_left_out() {
    let archive = |year: i32| format!("<atom:link rel='prev-archive' href='/archive/{year}.xml'/>");
    let script = Script::of([
        (URL, rss(&archive(2024), &item(2025, 1))),
        (
            "https://a.example/archive/2024.xml",
            rss(
                &archive(2023),
                &format!("{}{}", item(2024, 1), item(2024, 2)),
            ),
        ),
        (
            "https://a.example/archive/2023.xml",
            rss(&archive(2022), &item(2023, 1)),
        ),
    ]);
    let feed = connector(&script, URL, hasty());
    let (listed, end, _) = walk(&feed, since("2024-01-01T00:00:00Z")).await;
    assert_eq!(listed.len(), 3);
    assert_eq!(end, PastEnd::Since);
    assert_eq!(script.urls().len(), 3, "no more is asked for");
    let missing = async {
        let mut cursor = Cursor::start();
        loop {
            match feed.back(&cursor, long_ago()).unwrap().await {
                Ok(step) => cursor = step.past.cursor,
                Err(error) => return error.to_string(),
            }
        }
    };
    let said = missing.await;
    assert!(
        said.starts_with("`https://a.example/archive/2022.xml`: it answered 404"),
        "{said}"
    );
}

#[tokio::test(start_paused = true)]
async fn pages_that_a_feed_names_are_followed_in_every_format() {
    let atom = |id: &str, next: &str| {
        Scripted::new(
            200,
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><id>f</id><updated>2024-01-01T00:00:00Z</updated>{next}\
                 <entry><title>T</title><id>{id}</id><link href='/{id}'/><updated>2024-01-01T00:00:00Z</updated></entry></feed>"
            ),
        )
    };
    let script = Script::of([
        (
            "https://a.example/atom",
            atom("one", "<link rel='next' href='?page=2'/>"),
        ),
        ("https://a.example/atom?page=2", atom("two", "")),
        (
            "https://a.example/json",
            Scripted::new(
                200,
                r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","next_url":"/json/2",
                "items":[{"id":"one","url":"https://a.example/1","title":"T"}]}"#,
            ),
        ),
        (
            "https://a.example/json/2",
            Scripted::new(
                200,
                r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"two","url":"https://a.example/2"}]}"#,
            ),
        ),
    ]);
    for url in ["https://a.example/atom", "https://a.example/json"] {
        let (listed, end, said) = walk(&connector(&script, url, hasty()), long_ago()).await;
        assert_eq!(listed, ["one", "two"], "{url}");
        assert_eq!(
            (end, said),
            (PastEnd::Source, vec!["names no page before it".to_owned()])
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_is_shown_has_more_pages_until_one_is_missing() {
    let wordpress = "<generator>https://wordpress.org/?v=6.4</generator>";
    let pages = |head: &'static str| {
        Script::new(move |request| {
            let page = request
                .url
                .query()
                .unwrap_or("paged=1")
                .strip_prefix("paged=");
            let number: u32 = page.and_then(|page| page.parse().ok()).unwrap_or(99);
            match number {
                1..=4 => rss(
                    head,
                    &format!("{}{}", item(2024, number), item(2023, number)),
                ),
                _ => Scripted::new(404, "no more"),
            }
        })
    };
    let script = pages(wordpress);
    let (listed, end, said) = walk(&connector(&script, URL, hasty()), long_ago()).await;
    assert_eq!((listed.len(), end), (8, PastEnd::Source));
    assert_eq!(said, ["is not there: it answered 404 (Not Found)"]);
    let expect =
        ["", "?paged=2", "?paged=3", "?paged=4", "?paged=5"].map(|query| format!("{URL}{query}"));
    assert_eq!(script.urls(), expect);
    // One that hides what made it is known by the shapes of its addresses.
    let script = pages("");
    assert_eq!(
        walk(&connector(&script, URL, hasty()), long_ago())
            .await
            .0
            .len(),
        8
    );
    // And a feed that shows nothing is not guessed at.
    let elsewhere = "https://a.example/rss.xml";
    let script = pages("");
    walk(&connector(&script, elsewhere, hasty()), long_ago()).await;
    assert_eq!(script.urls(), [elsewhere]);
}

#[tokio::test(start_paused = true)]
async fn a_blog_is_counted_on_by_what_a_page_held_and_keeps_the_rest_of_its_address() {
    let url = "https://a.example/feeds/posts/default?alt=rss&start-index=1&max-results=2";
    let script = Script::new(|request| {
        let query = request.url.query().unwrap_or_default().to_owned();
        let first = query.split("start-index=").nth(1).unwrap();
        match first.split('&').next() {
            Some("1") => rss("", &format!("{}{}", item(2024, 1), item(2024, 2))),
            Some("3") => rss("", &item(2023, 3)),
            _ => rss("<generator>Blogger</generator>", ""),
        }
    });
    let (listed, end, _) = walk(&connector(&script, url, hasty()), long_ago()).await;
    assert_eq!((listed.len(), end), (3, PastEnd::Source));
    let asked = script.urls();
    assert_eq!(
        asked[1],
        "https://a.example/feeds/posts/default?alt=rss&max-results=2&start-index=3"
    );
    assert!(asked[2].ends_with("start-index=4"), "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_answers_every_page_with_the_first_or_with_a_web_page_ends_the_way() {
    let wordpress = "<generator>https://wordpress.org/?v=6.4</generator>";
    let script = Script::new(move |_| rss(wordpress, &item(2024, 1)));
    let (listed, _, said) = walk(&connector(&script, URL, hasty()), long_ago()).await;
    assert_eq!((listed.len(), script.urls().len()), (3, 3));
    assert_eq!(said, ["lists the same as the pages after it"]);
    let script = Script::new(move |request| match request.url.query() {
        None => rss(wordpress, &item(2024, 1)),
        Some(_) => Scripted::new(
            200,
            "<html><head><title>Home</title></head><body>x</body></html>",
        ),
    });
    let (_, end, said) = walk(&connector(&script, URL, hasty()), long_ago()).await;
    assert_eq!(end, PastEnd::Source);
    assert!(
        said[0].starts_with("is not there: it is a web page"),
        "{said:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_holds_everything_has_no_pages_before_it() {
    let head = "<fh:complete/><generator>https://wordpress.org/</generator><atom:link rel='next' href='/2'/>";
    let script = Script::of([(URL, rss(head, &item(2024, 1)))]);
    let (listed, end, _) = walk(&connector(&script, URL, hasty()), long_ago()).await;
    assert_eq!((listed.len(), end), (1, PastEnd::Source));
    assert_eq!(script.urls(), [URL]);
}

#[tokio::test(start_paused = true)]
async fn the_way_keeps_to_robots_txt_beyond_the_feed_itself() {
    let script = Script::of([
        (
            "https://a.example/robots.txt",
            Scripted::new(200, "User-agent: *\nDisallow: /"),
        ),
        (
            URL,
            rss("<atom:link rel='next' href='/2'/>", &item(2024, 1)),
        ),
    ]);
    let http = Http {
        robots: true,
        ..hasty()
    };
    let feed = connector(&script, URL, http);
    let step = feed
        .back(&Cursor::start(), long_ago())
        .unwrap()
        .await
        .unwrap();
    assert_eq!(step.entries.len(), 1);
    let refused = feed.back(&step.past.cursor, long_ago()).unwrap().await;
    assert!(
        matches!(
            &refused,
            Err(FetchError::Refused {
                reason: DropReason::Forbidden,
                ..
            })
        ),
        "{refused:?}"
    );
    assert_eq!(script.urls(), [URL, "https://a.example/robots.txt"]);
}
