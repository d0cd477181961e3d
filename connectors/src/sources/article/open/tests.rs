//! Links opened over a scripted network.

use std::sync::Arc;

use item::{Hints, SourceId};

use super::*;
use crate::{
    connector::Fetched,
    http::script::{Script, Scripted, hasty},
};

const HOME: &str = "https://feeds.a.example/rss";

fn text() -> Scripted {
    Scripted::new(200, "<p>A text of its own.</p>").header("content-type", "text/html")
}

fn sends_on(to: &str) -> Scripted {
    let page = format!("<meta http-equiv=refresh content='0;url={to}'>");
    Scripted::new(200, page).header("content-type", "text/html")
}

async fn opened(script: &Arc<Script>, url: &str) -> Result<Opened, FetchError> {
    let access = Access {
        headers: vec![("X-Key".to_owned(), "secret".to_owned())],
        cookie: Some("a=b".to_owned()),
        basic_auth: Some(("me".to_owned(), "secret".to_owned())),
        ..Access::default()
    };
    let entry = Entry {
        source: SourceId::new("s"),
        key: url.to_owned(),
        version: 1,
        locator: Locator::Url {
            url: url.to_owned(),
        },
        hints: Hints::default(),
    };
    open_article(&script.web(hasty()), &access, HOME, &entry).await
}

/// Which requests showed a secret, and whether each of them showed all.
fn shown(script: &Script) -> Vec<bool> {
    let asked = script.asked();
    let shown = asked.iter().map(|asked| {
        let all = ["x-key", "cookie", "authorization"];
        let count = all
            .iter()
            .filter(|name| asked.headers.contains_key(**name))
            .count();
        assert!(count == 0 || count == all.len(), "{asked:?}");
        count > 0
    });
    shown.collect()
}

#[tokio::test(start_paused = true)]
async fn secrets_go_to_the_site_of_the_source_and_nowhere_else() {
    let check = async |url: &str, expect: &[bool]| {
        let script = Script::new(|request| match request.url.path() {
            "/away" => sends_on("https://b.example/text"),
            "/moved" => Scripted::new(302, "").header("location", "https://b.example/text"),
            "/back" => sends_on("https://www.a.example/text"),
            _ => text(),
        });
        opened(&script, url).await.unwrap();
        assert_eq!(shown(&script), expect, "{url}");
    };
    check("https://feeds.a.example/text", &[true]).await;
    check("https://www.a.example/text", &[true]).await;
    check("http://www.a.example/text", &[false]).await;
    check("https://b.example/text", &[false]).await;
    check("https://www.a.example/away", &[true, false]).await;
    check("https://www.a.example/moved", &[true, false]).await;
    check("https://b.example/back", &[false, true]).await;
    check("https://www.google.com/amp/s/b.example/text", &[false]).await;
}

#[tokio::test(start_paused = true)]
async fn a_page_that_sends_on_is_judged_by_where_it_leads() {
    let check = async |to: &'static str, expect: Option<DropReason>| {
        let script = Script::new(move |request| match request.url.path() {
            "/2026/story" => sends_on(to),
            _ => text(),
        });
        let got = opened(&script, "https://a.example/2026/story").await;
        let reason = match got {
            Ok(Opened {
                fetched: Fetched::Document(_),
                ..
            }) => None,
            Err(FetchError::Refused { reason, url, .. }) => {
                assert_eq!(url, "https://a.example/2026/story");
                Some(reason)
            }
            other => panic!("{to}: {other:?}"),
        };
        assert_eq!(reason, expect, "{to}");
        assert_eq!(script.asked().len(), 2);
    };
    check("https://a.example/2026/new-story", None).await;
    check("https://a.example/", Some(DropReason::NotFound)).await;
    check(
        "https://a.example/login?back=/2026/story",
        Some(DropReason::Walled),
    )
    .await;
    check(
        "https://consent.a.example/collectConsent?x=1",
        Some(DropReason::Walled),
    )
    .await;
}

async fn again(answer: impl Fn() -> Scripted + Send + Sync + 'static) -> Result<Again, FetchError> {
    let script = Script::new(move |request| match request.url.path() {
        "/2026/story" => answer(),
        "/elsewhere" => Scripted::new(404, "no such page"),
        _ => text(),
    });
    let url = "https://a.example/2026/story".to_owned();
    let entry = Entry {
        source: SourceId::new("s"),
        key: url.clone(),
        version: 1,
        locator: Locator::Url { url },
        hints: Hints::default(),
    };
    let known = Validators {
        etag: Some("\"1\"".to_owned()),
        last_modified: None,
    };
    let access = Access::default();
    let got = ask_article_again(&script.web(hasty()), &access, HOME, &entry, &known).await;
    let asked = script.asked();
    let first = asked
        .iter()
        .find(|asked| asked.url.ends_with("/2026/story"))
        .unwrap();
    assert_eq!(first.headers["if-none-match"], "\"1\"");
    got
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_asked_again_is_the_same_or_there_or_gone_and_a_way_round_it_is_none_of_these()
 {
    let same = again(|| Scripted::new(304, "").header("etag", "\"1\"")).await;
    assert!(
        matches!(&same, Ok(Again::Same(known)) if known.etag.as_deref() == Some("\"1\"")),
        "{same:?}"
    );
    let there = again(|| text().header("etag", "\"2\"")).await;
    assert!(
        matches!(&there, Ok(Again::There(opened)) if opened.validators.etag.as_deref() == Some("\"2\"")),
        "{there:?}"
    );
    for status in [404, 410] {
        let gone = again(move || Scripted::new(status, "no such page")).await;
        assert!(matches!(gone, Ok(Again::Gone(_))), "{gone:?}");
    }
    let gone = again(|| Scripted::new(302, "").header("location", "/elsewhere")).await;
    assert!(matches!(gone, Ok(Again::Gone(_))), "{gone:?}");
    for answer in [
        || Scripted::new(302, "").header("location", "/"),
        || Scripted::new(302, "").header("location", "/login?back=1"),
        || Scripted::new(403, "no"),
        || Scripted::new(503, "later"),
    ] {
        let nothing = again(answer).await;
        assert!(nothing.is_err(), "{nothing:?}");
    }
}
