//! Lists walked back in time over a scripted network.

use std::{collections::BTreeMap, sync::Arc};

use config::{Access, Css, Listed};
use item::PastEnd;
use scraper::Selector;

use super::*;
use crate::{
    connector::Connector,
    http::script::{Script, Scripted, hasty},
};

const HOME: &str = "https://example.org/news";

struct Walked {
    keys: Vec<String>,
    asked: Vec<String>,
    notes: Vec<String>,
    warnings: Vec<String>,
    end: PastEnd,
}

fn settings() -> Settings {
    let css = |written: &str| Css {
        written: written.to_owned(),
        selector: Selector::parse(written).unwrap(),
    };
    Settings {
        pages: 1,
        url: HOME.to_owned(),
        listed: Listed::Items {
            item: css("article"),
            link: None,
            title: None,
            date: Some(css("time")),
            text: None,
        },
        next: None,
        same_site: true,
        most: 500,
        access: Access::default(),
    }
}

/// A page with teasers, and what is behind them.
fn page(teasers: &[(&str, &str)], behind: &str) -> String {
    let teaser = |(path, date): &(&str, &str)| {
        format!("<article><a href=/{path}>A report</a><time>{date}</time></article>")
    };
    let teasers: String = teasers.iter().map(teaser).collect();
    format!("<html><body>{teasers}{behind}<p><a href=/news>News</a></body></html>")
}

/// Walks to the end, by a connector that was just started at every step.
async fn walk(pages: Vec<(&str, String)>, since: &str) -> Result<Walked, FetchError> {
    let pages: BTreeMap<String, String> = pages
        .into_iter()
        .map(|(path, body)| (format!("https://example.org{path}"), body))
        .collect();
    let pages = Arc::new(pages);
    let told = Arc::clone(&pages);
    let script = Script::new(move |request| match told.get(request.url.as_str()) {
        Some(body) => Scripted::new(200, body.clone()).header("content-type", "text/html"),
        None => Scripted::new(404, "no such page"),
    });
    let web = script.web(hasty());
    let since: Timestamp = format!("{since}T00:00:00Z").parse().unwrap();
    let mut cursor = Cursor::start();
    let mut walked = Walked {
        keys: Vec::new(),
        asked: Vec::new(),
        notes: Vec::new(),
        warnings: Vec::new(),
        end: PastEnd::Source,
    };
    for _ in 0..50 {
        let connector =
            PageConnector::new(SourceId::new("s"), settings(), web.clone(), script.clock());
        let step = connector.back(&cursor, since).unwrap().await?;
        let keys = step.entries.iter().map(|entry| entry.key.clone());
        walked.keys.extend(keys);
        walked
            .notes
            .extend(step.notes.into_iter().map(|note| note.message));
        let warnings = step.warnings.into_iter();
        walked
            .warnings
            .extend(warnings.map(|warning| warning.message));
        cursor = step.past.cursor;
        if let Some(end) = step.past.end {
            walked.end = end;
            let asked = script.take_asked().into_iter();
            let asked = asked.map(|asked| asked.url.replace("https://example.org", ""));
            walked.asked = asked.filter(|path| path != "/robots.txt").collect();
            return Ok(walked);
        }
    }
    panic!("it goes on for ever: {:?}", walked.keys);
}

fn older(path: &str) -> String {
    format!("<a href={path}>Older posts</a>")
}

#[tokio::test(start_paused = true)]
async fn a_list_is_followed_until_a_page_is_older_than_was_asked_for() {
    let pages = vec![
        (
            "/news",
            page(
                &[("a", "2021-05-05"), ("b", "2021-05-01")],
                &older("/news/2"),
            ),
        ),
        (
            "/news/2",
            page(
                &[("c", "2021-04-05"), ("d", "2021-03-30")],
                &older("/news/3"),
            ),
        ),
        ("/news/3", page(&[("e", "2021-03-02")], &older("/news/4"))),
        ("/news/4", page(&[("f", "2021-02-02")], "")),
    ];
    let walked = walk(pages.clone(), "2021-04-01").await.unwrap();
    let keys = |paths: &[&str]| -> Vec<String> {
        paths
            .iter()
            .map(|path| format!("example.org/{path}"))
            .collect()
    };
    assert_eq!(walked.keys, keys(&["a", "b", "c"]));
    assert_eq!(walked.asked, ["/news", "/news/2", "/news/3"]);
    assert_eq!(walked.end, PastEnd::Since);
    let all = walk(pages, "2020-01-01").await.unwrap();
    assert_eq!(all.keys, keys(&["a", "b", "c", "d", "e", "f"]));
    assert_eq!((all.end, all.asked.len()), (PastEnd::Source, 4));
}

#[tokio::test(start_paused = true)]
async fn a_day_is_over_only_at_its_end_and_addresses_tell_days_too() {
    let pages = vec![(
        "/news",
        page(
            &[
                ("a", "2021-03-31"),
                ("2021/03/31/b", ""),
                ("2021/03/29/c", ""),
                ("d", ""),
            ],
            "",
        ),
    )];
    let walked = walk(pages, "2021-04-01").await.unwrap();
    assert_eq!(
        walked.keys.len(),
        3,
        "what may be of the last moment of the day before is taken, and what has no date"
    );
    assert!(!walked.keys.iter().any(|key| key.ends_with("/c")));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_promises_pages_for_ever_ends() {
    let empty = vec![
        ("/news", page(&[("a", "")], &older("/news?p=2"))),
        ("/news?p=2", page(&[], &older("/news?p=3"))),
        ("/news?p=3", page(&[], &older("/news?p=4"))),
    ];
    let walked = walk(empty, "2000-01-01").await.unwrap();
    assert_eq!(walked.asked, ["/news", "/news?p=2"]);
    assert!(
        walked.warnings[0].contains("lists nothing"),
        "{:?}",
        walked.warnings
    );
    let next = |number: u32| older(&format!("/news?p={number}"));
    let names: Vec<String> = (2..20).map(|number| format!("/news?p={number}")).collect();
    let mut same = vec![("/news", page(&[("a", "")], &next(2)))];
    for (name, number) in names.iter().zip(3..) {
        same.push((name, page(&[("a", "")], &next(number))));
    }
    let walked = walk(same, "2000-01-01").await.unwrap();
    assert!(walked.asked.len() <= 4, "{:?}", walked.asked);
    assert!(
        walked.notes[0].contains("lists the same"),
        "{:?}",
        walked.notes
    );
    let gone = vec![("/news", page(&[("a", "")], &older("/news?p=2")))];
    let walked = walk(gone, "2000-01-01").await.unwrap();
    assert_eq!(walked.end, PastEnd::Source);
    assert!(
        walked.notes[0].contains("is not there"),
        "{:?}",
        walked.notes
    );
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_declared_and_missing_fails_and_so_does_a_list_of_nothing() {
    let declared = page(&[("a", "")], "<link rel=next href=/news/2>");
    let error = walk(vec![("/news", declared)], "2000-01-01").await;
    let error = error.map(|walked| walked.keys).unwrap_err();
    assert!(error.to_string().contains("404"), "{error}");
    let nothing = walk(vec![("/news", page(&[], ""))], "2000-01-01").await;
    let error = nothing.map(|walked| walked.keys).unwrap_err();
    assert!(error.to_string().contains("matches nothing"), "{error}");
}
