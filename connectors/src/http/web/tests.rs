//! The whole client on a scripted network: what is sent, and what becomes of the answers.

use std::time::Duration;

use bytes::Bytes;
use config::{Access, Http};
use item::DropReason;

use crate::{
    error::FetchError,
    http::{
        Answer, Ask, PostError, Purpose, Validators,
        exchange::{TransportError, Trouble},
        script::{Script, Scripted, epoch, hasty, page},
    },
};

const A: &str = "https://a.example/x";

fn redirect(status: u16, to: &str) -> Scripted {
    Scripted::new(status, "moved").header("location", to)
}

#[tokio::test(start_paused = true)]
async fn an_answer_tells_what_was_received_and_where_it_stood() {
    let script = Script::of([
        (A, redirect(301, "/y#part")),
        (
            "https://a.example/y",
            Scripted::new(200, "text")
                .header("content-type", "Text/HTML; charset=\"ISO-8859-2\"")
                .header("etag", "W/\"1\"")
                .header("cache-control", "max-age=60"),
        ),
    ]);
    let got = page(&script.web(hasty()), A).await.unwrap();
    assert_eq!(got.url, "https://a.example/y");
    assert_eq!(got.moved_to.as_deref(), Some("https://a.example/y"));
    assert_eq!(got.bytes, b"text");
    assert_eq!(got.media_type.as_deref(), Some("text/html"));
    assert_eq!(got.charset.as_deref(), Some("ISO-8859-2"));
    assert_eq!(got.validators.etag.as_deref(), Some("W/\"1\""));
    assert_eq!(got.fresh_for, Some(Duration::from_mins(1)));
}

#[tokio::test(start_paused = true)]
async fn a_question_is_conditional_where_something_is_remembered() {
    let script = Script::new(|request| match request.headers.get("if-none-match") {
        Some(tag) => Scripted::new(304, "")
            .header("etag", tag.to_str().unwrap())
            .header("last-modified", "now"),
        None => Scripted::new(304, ""),
    });
    let web = script.web(hasty());
    let validators = Validators {
        etag: Some("\"a\"".to_owned()),
        last_modified: Some("then".to_owned()),
    };
    let ask = Ask {
        url: A,
        purpose: Purpose::Feed,
        validators: &validators,
        access: &Access::default(),
        home: A,
    };
    let Answer::NotModified(kept) = web.get(&ask).await.unwrap() else {
        panic!("not modified");
    };
    assert_eq!(
        (kept.etag, kept.last_modified.as_deref()),
        (validators.etag.clone(), Some("now"))
    );
    let unasked = page(&web, A).await.unwrap_err();
    assert!(
        matches!(unasked, FetchError::Unreachable { .. }),
        "{unasked}"
    );
}

#[tokio::test(start_paused = true)]
async fn secrets_are_not_carried_to_other_hosts() {
    let script = Script::of([
        (A, redirect(302, "https://b.example/y")),
        ("https://b.example/y", redirect(302, "https://a.example/z")),
        ("https://a.example/z", Scripted::new(200, "text")),
    ]);
    let access = Access {
        headers: vec![("X-Key".to_owned(), "secret".to_owned())],
        cookie: Some("a=b".to_owned()),
        basic_auth: Some(("me".to_owned(), "secret".to_owned())),
        ..Access::default()
    };
    let ask = Ask {
        url: A,
        purpose: Purpose::Page,
        validators: &Validators::default(),
        access: &access,
        home: A,
    };
    let Answer::Body(got) = script.web(hasty()).get(&ask).await.unwrap() else {
        panic!("a body");
    };
    assert_eq!(got.moved_to, None, "302 is not for good");
    let shown: Vec<bool> = script
        .asked()
        .iter()
        .map(|asked| {
            let all = ["x-key", "cookie", "authorization"];
            all.iter().any(|name| asked.headers.contains_key(*name))
        })
        .collect();
    assert_eq!(shown, [true, false, true]);
}

#[tokio::test(start_paused = true)]
async fn no_hop_leads_into_a_private_network() {
    let script = Script::of([(A, redirect(302, "http://169.254.169.254/latest"))]);
    let web = script.web(hasty());
    for url in [
        A,
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::ffff:10.0.0.1]/",
    ] {
        let error = page(&web, url).await.unwrap_err();
        let refused = matches!(
            error,
            FetchError::Refused {
                reason: DropReason::Forbidden,
                ..
            }
        );
        assert!(refused && error.hint().is_some(), "{url}: {error}");
    }
    assert_eq!(script.urls(), [A], "none of them was sent");
    let open = Http {
        allow_private_networks: true,
        ..hasty()
    };
    let error = page(&script.web(open), A).await.unwrap_err();
    assert!(error.to_string().contains("404"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn circles_and_long_ways_of_redirects_end() {
    let script = Script::new(|request| match request.url.path() {
        "/circle" => redirect(302, "/circle2"),
        "/circle2" => redirect(302, "/circle"),
        "/nowhere" => Scripted::new(302, ""),
        path => redirect(307, &format!("{path}x")),
    });
    let web = script.web(hasty());
    for (path, says) in [
        ("circle", "in a circle"),
        ("nowhere", "without saying where"),
        ("long", "more than 10 times"),
    ] {
        let error = page(&web, &format!("https://a.example/{path}"))
            .await
            .unwrap_err();
        assert!(matches!(error, FetchError::Unreachable { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_too_large_empty_or_broken_is_no_answer() {
    let cut = || TransportError::new(Trouble::Broken, "the host broke the connection off");
    let script = Script::new(move |request| match request.url.path() {
        "/large" => Scripted::new(200, vec![b'a'; 600]).then(Ok(Bytes::from(vec![b'a'; 600]))),
        "/declared" => Scripted::new(200, "a").header("content-length", "5000"),
        "/empty" => Scripted::new(200, ""),
        "/reset" => Scripted::new(200, "half").then(Err(cut())),
        _ => Scripted::new(200, "text").takes(Duration::from_secs(50)),
    });
    let web = script.web(Http {
        max_body_size: 1000,
        ..hasty()
    });
    let failed = async |path: &str| {
        page(&web, &format!("https://a.example/{path}"))
            .await
            .unwrap_err()
    };
    for (path, least) in [("large", 1200), ("declared", 5000)] {
        let error = failed(path).await;
        assert!(
            matches!(error, FetchError::TooLarge { size, limit: 1000, .. } if size == least),
            "{error}"
        );
        assert!(error.hint().unwrap().contains("max_body_size"), "{error}");
    }
    for (path, says) in [
        ("empty", "empty page"),
        ("reset", "broke"),
        ("slow", "not complete after 60s"),
    ] {
        let error = failed(path).await;
        assert!(matches!(error, FetchError::Unreachable { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_asked_for_is_refused_with_a_hint() {
    let web = Script::of([]).web(hasty());
    for url in [
        "",
        "/relative",
        "ftp://a.example/",
        "https://",
        "javascript:alert(1)",
    ] {
        let error = page(&web, url).await.unwrap_err();
        let refused = matches!(
            error,
            FetchError::Refused {
                reason: DropReason::Malformed,
                ..
            }
        );
        assert!(refused && error.hint().is_some(), "`{url}`: {error}");
    }
    let error = page(&web, "https://me:secret@a.example/gone")
        .await
        .unwrap_err();
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_webhook_is_posted_to_wherever_it_is() {
    let script = Script::new(|request| match request.url.path() {
        "/moved" => redirect(302, "/hook"),
        "/slow" => Scripted::new(200, "").takes(Duration::from_secs(9)),
        _ => Scripted::new(503, "  try\n later\u{7} ").header("retry-after", "60"),
    });
    let web = script.web(hasty());
    let body = || Bytes::from_static(b"{}");
    let post = async |path: &str, headers: &[(&str, &str)]| {
        let headers = headers
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        let url = format!("http://127.0.0.1:9/{path}");
        web.post(&url, headers, body(), Duration::from_secs(5))
            .await
    };
    let got = post("hook", &[("X-Sign", "abc")]).await.unwrap();
    assert_eq!((got.status, &*got.body_excerpt), (503, "try later"));
    assert_eq!(got.retry_after, Some(epoch() + Duration::from_mins(1)));
    assert_eq!(
        (
            &script.asked()[0].headers["x-sign"],
            &*script.asked()[0].body
        ),
        (&"abc".parse().unwrap(), &b"{}"[..])
    );
    assert_eq!(post("moved", &[]).await.unwrap().status, 302);
    let error = post("slow", &[]).await.unwrap_err();
    assert!(
        matches!(&error, PostError::Unreachable { reason } if reason.contains("5s")),
        "{error}"
    );
    for bad in [("X Y", "a"), ("X", "a\nb")] {
        let error = post("hook", &[bad]).await.unwrap_err();
        assert!(matches!(error, PostError::Unusable { .. }), "{error}");
    }
}

#[tokio::test]
async fn saved_documents_are_read_as_answers_and_nobody_is_asked() {
    let saved = [("http://127.0.0.1:9/a#x".to_owned(), b"text".to_vec())];
    let settings = Http {
        max_body_size: 4,
        ..Http::default()
    };
    let clock = std::sync::Arc::new(epoch);
    let web = super::Web::of_saved(saved, settings, clock);
    let got = page(&web, "http://127.0.0.1:9/a").await.unwrap();
    assert_eq!((got.bytes, got.media_type), (b"text".to_vec(), None));
    let error = page(&web, "http://127.0.0.1:9/b").await.unwrap_err();
    assert!(error.to_string().contains("404"), "{error}");
}
