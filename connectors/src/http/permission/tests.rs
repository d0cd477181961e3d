//! robots.txt on a scripted network with paused time.

use std::time::Duration;

use config::{Access, Http, RobotsRefused};
use futures::future::join_all;
use item::DropReason;
use tokio::time::advance;

use crate::{
    error::FetchError,
    fault::Fault,
    http::{
        Ask, Purpose, Validators,
        exchange::Trouble,
        script::{Script, Scripted, hasty, page},
    },
};

const ROBOTS: &str = "https://a.example/robots.txt";

fn obedient() -> Http {
    Http {
        robots: true,
        ..hasty()
    }
}

/// A host whose pages all exist and whose robots.txt is this.
fn host(robots: Scripted) -> std::sync::Arc<Script> {
    Script::new(move |request| match request.url.path() {
        "/robots.txt" => robots.clone(),
        _ => Scripted::new(200, "text"),
    })
}

#[tokio::test(start_paused = true)]
async fn robots_txt_is_asked_for_once_however_many_wait() {
    let rules = "User-agent: *\nDisallow: /private/\n";
    let script = host(Scripted::new(200, rules).takes(Duration::from_secs(3)));
    let web = script.web(obedient());
    let urls: Vec<String> = (0..50).map(|n| format!("https://a.example/{n}")).collect();
    let got = join_all(urls.iter().map(|url| page(&web, url))).await;
    assert!(got.iter().all(Result::is_ok));
    let error = page(&web, "https://a.example/private/x?y")
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            FetchError::Refused {
                reason: DropReason::Forbidden,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("robots.txt"), "{error}");
    assert_eq!(script.urls().iter().filter(|url| *url == ROBOTS).count(), 1);
    assert_eq!(
        script.asked().len(),
        51,
        "what is forbidden is not asked for"
    );
    advance(Duration::from_hours(25)).await;
    assert!(page(&web, &urls[0]).await.is_ok());
    assert_eq!(
        script.urls().iter().filter(|url| *url == ROBOTS).count(),
        2,
        "a day later it is asked for anew"
    );
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_answer_has_its_meaning() {
    for (robots, allowed) in [
        (Scripted::new(404, "none"), true),
        (Scripted::new(401, "none"), true),
        (Scripted::new(403, "none"), true),
        (Scripted::new(200, ""), true),
        (Scripted::new(200, "<html>User-agent: *"), true),
        (
            Scripted::new(302, "").header("location", "/robots.txt"),
            true,
        ),
        (Scripted::new(500, "oh"), false),
        (Scripted::new(429, "oh"), false),
        (Scripted::new(503, "oh"), false),
        (Scripted::trouble(Trouble::Broken), false),
        (Scripted::trouble(Trouble::Silent), false),
    ] {
        let said = format!("{robots:?}");
        let script = host(robots);
        let web = script.web(obedient());
        let got = page(&web, "https://a.example/x").await;
        if allowed {
            assert!(got.is_ok(), "{said}: {got:?}");
            continue;
        }
        assert!(
            matches!(got, Err(FetchError::Deferred { .. })),
            "{said}: {got:?}"
        );
        let again = page(&web, "https://a.example/y").await;
        assert!(
            matches!(again, Err(FetchError::Deferred { .. })),
            "{said}: {again:?}"
        );
        assert_eq!(
            script.urls(),
            [ROBOTS],
            "{said}: it is not asked for again at once, nor is a page"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_refuses_its_robots_txt_may_be_read_unless_the_settings_say_otherwise() {
    use RobotsRefused::{Allows, Forbids};
    for (of_all, own, allowed) in [
        (Allows, None, true),
        (Forbids, None, false),
        (Forbids, Some(Allows), true),
        (Allows, Some(Forbids), false),
    ] {
        for status in [401, 403] {
            let script = host(Scripted::new(status, "no"));
            let web = script.web(Http {
                robots_refused: of_all,
                ..obedient()
            });
            let access = Access {
                robots_refused: own,
                ..Access::default()
            };
            let got = web
                .get(&Ask {
                    url: "https://a.example/x",
                    purpose: Purpose::Page,
                    validators: &Validators::default(),
                    access: &access,
                    home: "https://a.example/",
                })
                .await;
            let said = format!("{of_all:?} {own:?} {status}: {got:?}");
            assert_eq!(got.is_ok(), allowed, "{said}");
            assert_eq!(said.contains("robots_refused"), !allowed, "{said}");
            assert_eq!(script.asked().len(), 1 + usize::from(allowed));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_cannot_be_connected_to_is_unreachable_not_forbidden() {
    let script = Script::new(|_| Scripted::trouble(Trouble::Unconnected(Fault::Temporary)));
    let got = page(&script.web(obedient()), "https://a.example/x").await;
    assert!(
        matches!(
            got,
            Err(FetchError::Unconnected {
                not_before: Some(_),
                ..
            })
        ),
        "{got:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn robots_txt_may_move_and_is_read_for_every_host_on_the_way() {
    let script = Script::of([
        (
            "https://a.example/robots.txt",
            Scripted::new(301, "").header("location", "https://www.a.example/r.txt"),
        ),
        (
            "https://www.a.example/r.txt",
            Scripted::new(200, "User-agent: *\nDisallow: /no"),
        ),
        (
            "https://a.example/yes",
            Scripted::new(302, "").header("location", "https://b.example/no"),
        ),
        (
            "https://b.example/robots.txt",
            Scripted::new(200, "User-agent: newsloom\nDisallow: /no"),
        ),
    ]);
    let web = script.web(obedient());
    for url in ["https://a.example/no", "https://a.example/yes"] {
        let error = page(&web, url).await.unwrap_err();
        assert!(
            matches!(
                error,
                FetchError::Refused {
                    reason: DropReason::Forbidden,
                    ..
                }
            ),
            "{error}"
        );
    }
    assert!(!script.urls().contains(&"https://b.example/no".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn robots_txt_is_read_once_and_heard_by_every_source_under_its_own_name() {
    let rules = "User-agent: *\nDisallow: /all\n\nUser-agent: Reader\nDisallow: /reader\n\n\
                 User-agent: newsloom\nDisallow: /newsloom\n";
    let script = host(Scripted::new(200, rules));
    let web = script.web(obedient());
    let named = [
        None,
        Some("reader/2 (+https://b.example)"),
        Some("Stranger"),
        Some("READER"),
        Some("a"),
        Some("b"),
        Some("c"),
        Some("d"),
    ];
    for name in named.iter().chain(&named) {
        let own = match name {
            None => "newsloom",
            Some(name) if name.eq_ignore_ascii_case("reader") => "reader",
            Some(name) if name.starts_with("reader/") => "reader",
            Some(_) => "all",
        };
        let access = Access {
            user_agent: name.map(str::to_owned),
            ..Access::default()
        };
        for path in ["newsloom", "reader", "all"] {
            let ask = Ask {
                url: &format!("https://a.example/{path}"),
                purpose: Purpose::Page,
                validators: &Validators::default(),
                access: &access,
                home: "https://a.example/",
            };
            let got = web.get(&ask).await;
            assert_eq!(got.is_err(), path == own, "{name:?} {path}: {got:?}");
        }
    }
    assert_eq!(script.urls().iter().filter(|url| *url == ROBOTS).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_crawl_delay_is_granted_up_to_half_a_minute() {
    for (asked, granted) in [("3", 3), ("3600", 30)] {
        let rules = format!("User-agent: *\nCrawl-delay: {asked}\n");
        let script = host(Scripted::new(200, rules));
        let web = script.web(obedient());
        for url in [
            "https://a.example/1",
            "https://a.example/2",
            "https://a.example/3",
        ] {
            assert!(page(&web, url).await.is_ok());
        }
        let began: Vec<u64> = script
            .asked()
            .iter()
            .map(|asked| asked.began.as_secs())
            .collect();
        assert_eq!(
            began[1] - began[0],
            granted,
            "also behind robots.txt itself"
        );
        assert_eq!(began[2] - began[1], granted);
        assert_eq!(began[3] - began[2], granted);
    }
}

#[tokio::test(start_paused = true)]
async fn feeds_are_for_programs_and_robots_txt_can_be_switched_off() {
    let script = host(Scripted::new(200, "User-agent: *\nDisallow: /\n"));
    let ask = Ask {
        url: "https://a.example/rss.xml",
        purpose: Purpose::Feed,
        validators: &Validators::default(),
        access: &Access::default(),
        home: "https://a.example/rss.xml",
    };
    assert!(script.web(obedient()).get(&ask).await.is_ok());
    assert!(
        page(&script.web(hasty()), "https://a.example/x")
            .await
            .is_ok()
    );
    assert!(!script.urls().contains(&ROBOTS.to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_robots_txt_that_could_not_be_had_is_asked_for_again_after_an_hour() {
    let script = Script::of([("https://a.example/robots.txt", Scripted::new(503, "oh"))]);
    let web = script.web(obedient());
    let asked = || script.urls().iter().filter(|url| *url == ROBOTS).count();
    assert!(page(&web, "https://a.example/x").await.is_err());
    advance(Duration::from_mins(50)).await;
    assert!(page(&web, "https://a.example/x").await.is_err());
    assert_eq!(asked(), 1);
    advance(Duration::from_mins(12)).await;
    assert!(page(&web, "https://a.example/x").await.is_err());
    assert_eq!(asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn robots_txt_counts_for_its_own_scheme_name_and_port() {
    let forbids = Scripted::new(200, "User-agent: *\nDisallow: /");
    let script = Script::new(move |request| match request.url.path() {
        "/robots.txt" if request.url.as_str().starts_with("https://a.example/") => forbids.clone(),
        "/robots.txt" => Scripted::new(404, "none"),
        _ => Scripted::new(200, "text"),
    });
    let web = script.web(obedient());
    for (url, allowed) in [
        ("https://a.example/x", false),
        ("https://a.example:443/x", false),
        ("http://a.example/x", true),
        ("https://a.example:8443/x", true),
        ("https://www.a.example/x", true),
    ] {
        assert_eq!(page(&web, url).await.is_ok(), allowed, "{url}");
    }
    let asked = script.urls().into_iter();
    let robots: Vec<String> = asked.filter(|url| url.ends_with("/robots.txt")).collect();
    assert_eq!(robots.len(), 4, "{robots:?}");
}

#[tokio::test(start_paused = true)]
async fn of_a_long_robots_txt_the_first_half_mebibyte_counts() {
    let mut rules = "User-agent: *\nDisallow: /early\n".to_owned();
    rules += &"# and so on\n".repeat((512 << 10) / 12);
    rules += "Disallow: /late\n";
    let script = host(Scripted::new(200, rules));
    let web = script.web(obedient());
    assert!(page(&web, "https://a.example/early").await.is_err());
    assert!(page(&web, "https://a.example/late").await.is_ok());
}
