//! How hosts are treated, on a scripted network with paused time.

use std::{sync::Arc, time::Duration};

use config::{Http, PerHost};
use futures::future::join_all;
use tokio::time::{advance, timeout};

use crate::{
    error::FetchError,
    fault::Fault,
    http::{
        Web,
        exchange::Trouble,
        script::{Asked, Script, Scripted, epoch, hasty, page},
    },
};

fn polite(concurrency: usize, delay: u64) -> Http {
    Http {
        per_host: PerHost {
            concurrency,
            delay: Duration::from_secs(delay),
        },
        ..hasty()
    }
}

async fn all(web: &Web, urls: &[String]) -> Vec<Result<(), FetchError>> {
    let asked = urls.iter().map(async |url| page(web, url).await.map(drop));
    join_all(asked).await
}

fn urls(host: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("https://{host}/{n}")).collect()
}

/// Neither sooner after a beginning nor after an end than the delay.
fn assert_apart(asked: &[Asked], delay: Duration) {
    for (n, later) in asked.iter().enumerate() {
        for earlier in &asked[..n] {
            let ends = earlier.ended.filter(|ended| *ended <= later.began);
            for moment in [Some(earlier.began), ends].into_iter().flatten() {
                assert!(
                    later.began >= moment + delay,
                    "{later:?} too soon behind {earlier:?}"
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn never_more_at_once_than_allowed_and_never_sooner_than_the_delay() {
    for (concurrency, delay, takes) in [(1, 1, 200), (2, 1, 2500), (3, 2, 100), (2, 0, 700)] {
        let takes = Duration::from_millis(takes);
        let script = Script::new(move |_| Scripted::new(200, "text").takes(takes));
        let web = script.web(polite(concurrency, delay));
        let got = all(&web, &urls("a.example", 10)).await;
        assert!(got.iter().all(Result::is_ok), "{got:?}");
        assert!(
            script.most_at_once() <= concurrency,
            "{concurrency} at once"
        );
        assert_apart(&script.asked(), Duration::from_secs(delay));
        let order: Vec<String> = script.urls();
        assert_eq!(order, urls("a.example", 10), "first come, first served");
    }
}

#[tokio::test(start_paused = true)]
async fn all_requests_together_are_bounded_and_hosts_do_not_wait_for_each_other() {
    let script = Script::new(|request| {
        let slow = request.url.host_str() == Some("slow.example");
        Scripted::new(200, "text").takes(Duration::from_secs(if slow { 20 } else { 1 }))
    });
    let settings = Http {
        concurrency: 3,
        ..polite(1, 1)
    };
    let web = script.web(settings);
    let mut list = urls("slow.example", 3);
    for host in ["a.example", "b.example", "c.example"] {
        list.extend(urls(host, 3));
    }
    assert!(all(&web, &list).await.iter().all(Result::is_ok));
    assert_eq!(script.most_at_once(), 3);
    for host in ["slow", "a", "b", "c"] {
        let host = format!("https://{host}.example/");
        let asked: Vec<Asked> = script
            .asked()
            .into_iter()
            .filter(|asked| asked.url.starts_with(&host))
            .collect();
        assert_apart(&asked, Duration::from_secs(1));
    }
    let quick = script
        .asked()
        .into_iter()
        .filter(|asked| !asked.url.contains("slow"));
    let end = quick.filter_map(|asked| asked.ended).max().unwrap();
    assert!(
        end < Duration::from_secs(30),
        "the quick hosts were done after {end:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_that_asks_for_a_pause_gets_it_and_is_asked_again_behind_it() {
    let script = Script::new(|_| {
        Scripted::new(429, "")
            .header("retry-after", "120")
            .takes(Duration::from_millis(10))
    });
    let web = script.web(polite(2, 0));
    let got = all(&web, &urls("a.example", 50)).await;
    assert!(
        script.asked().len() <= 2,
        "a storm stops what is not yet under way"
    );
    let pause = epoch() + Duration::from_mins(2);
    let mut deferred = 0;
    for error in got.into_iter().map(Result::unwrap_err) {
        let until = match error {
            FetchError::Unreachable { not_before, .. } => not_before.unwrap(),
            FetchError::Deferred { until, .. } => {
                deferred += 1;
                until
            }
            other => panic!("{other}"),
        };
        assert!(
            until >= pause && until < pause + Duration::from_secs(15),
            "{until}"
        );
    }
    assert_eq!(deferred, 50 - script.asked().len());
    let said = web.hosts();
    assert!(
        said[0].left_alone.as_ref().unwrap().contains("429"),
        "{said:?}"
    );
    advance(Duration::from_secs(135)).await;
    let before = script.asked().len();
    assert!(matches!(
        page(&web, "https://a.example/x").await,
        Err(FetchError::Unreachable { .. })
    ));
    assert_eq!(script.asked().len(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn refusals_without_a_time_are_waited_out_longer_and_longer_and_not_by_all_hosts_alike() {
    let script = Script::new(|_| Scripted::new(503, ""));
    let web = script.web(polite(1, 0));
    let mut waits = Vec::new();
    for host in ["a.example", "b.example"] {
        let mut last = Duration::ZERO;
        for times in 0..12 {
            let asked = loop {
                let before = tokio::time::Instant::now();
                match page(&web, &format!("https://{host}/{times}"))
                    .await
                    .unwrap_err()
                {
                    FetchError::Deferred { .. } => advance(Duration::from_secs(25)).await,
                    FetchError::Unreachable { not_before, .. } => {
                        break not_before.unwrap();
                    }
                    other => panic!("{other} after {:?}", before.elapsed()),
                }
            };
            let ended = script.asked().last().unwrap().ended.unwrap();
            let wait = Duration::try_from(asked.duration_since(epoch() + ended)).unwrap();
            assert!(
                wait > last || wait > Duration::from_mins(40),
                "{wait:?} after {last:?}"
            );
            assert!(wait <= Duration::from_mins(75), "{wait:?}");
            last = wait;
            waits.push(wait);
        }
    }
    assert_ne!(waits[..12], waits[12..], "jitter tells hosts apart");
}

#[tokio::test(start_paused = true)]
async fn a_dead_host_is_found_out_by_few_of_its_pages() {
    let script = Script::new(|request| match request.url.host_str() {
        Some("dead.example") => {
            Scripted::trouble(Trouble::Unconnected(Fault::Temporary)).takes(Duration::from_secs(10))
        }
        _ => Scripted::new(200, "text"),
    });
    let web = script.web(polite(2, 0));
    let mut list = urls("dead.example", 200);
    list.extend(urls("alive.example", 20));
    let begun = tokio::time::Instant::now();
    let got = all(&web, &list).await;
    assert!(
        begun.elapsed() < Duration::from_secs(40),
        "{:?}",
        begun.elapsed()
    );
    let (dead, alive) = got.split_at(200);
    assert!(alive.iter().all(Result::is_ok), "neighbours are unharmed");
    let told = |got: &&Result<(), FetchError>| {
        matches!(
            got,
            Err(FetchError::Unconnected {
                not_before: Some(_),
                ..
            })
        )
    };
    assert_eq!(dead.iter().filter(told).count(), 200);
    let asked = script
        .urls()
        .iter()
        .filter(|url| url.contains("dead"))
        .count();
    assert!(asked <= 4, "{asked} were sent");
}

#[tokio::test(start_paused = true)]
async fn a_host_that_was_down_is_tried_by_one_request_alone_and_then_trusted_again() {
    let alive = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_alive = Arc::clone(&alive);
    let script = Script::new(move |_| {
        if is_alive.load(std::sync::atomic::Ordering::Relaxed) {
            Scripted::new(200, "text").takes(Duration::from_secs(1))
        } else {
            Scripted::trouble(Trouble::Unconnected(Fault::Temporary))
        }
    });
    let web = script.web(polite(4, 0));
    all(&web, &urls("a.example", 8)).await;
    advance(Duration::from_mins(12)).await;
    alive.store(true, std::sync::atomic::Ordering::Relaxed);
    let before = script.asked().len();
    let got = all(&web, &urls("a.example", 8)).await;
    assert!(got.iter().all(Result::is_ok), "{got:?}");
    let later = &script.asked()[before..];
    let first_end = later[0].ended.unwrap();
    assert!(
        later[1..].iter().all(|asked| asked.began >= first_end),
        "the first was alone"
    );
    assert!(
        later[1..5]
            .iter()
            .all(|asked| asked.began == later[1].began),
        "then all at once"
    );
    assert_eq!(web.hosts(), []);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_breaks_off_does_not_stop_its_neighbours_but_a_host_that_always_does_is_spared()
{
    let script = Script::new(|request| match request.url.path() {
        path if path.ends_with('7') => Scripted::trouble(Trouble::Broken),
        _ => Scripted::new(200, "text"),
    });
    let web = script.web(polite(2, 0));
    let got = all(&web, &urls("a.example", 50)).await;
    assert_eq!(got.iter().filter(|got| got.is_err()).count(), 5);
    let script = Script::new(|_| Scripted::trouble(Trouble::Silent).takes(Duration::from_secs(20)));
    let web = script.web(polite(2, 0));
    let got = all(&web, &urls("a.example", 100)).await;
    assert!(got.iter().all(Result::is_err));
    assert!(
        script.asked().len() <= 10,
        "{} were sent",
        script.asked().len()
    );
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_waiting_leaves_the_queue() {
    let script = Script::new(|_| Scripted::new(200, "text").takes(Duration::from_secs(5)));
    let web = script.web(polite(1, 0));
    let first = page(&web, "https://a.example/1");
    let impatient = timeout(Duration::from_secs(1), page(&web, "https://a.example/2"));
    let last = page(&web, "https://a.example/3");
    let (first, impatient, last) = futures::join!(first, impatient, last);
    assert!(first.is_ok() && impatient.is_err() && last.is_ok());
    assert_eq!(
        script.urls(),
        ["https://a.example/1", "https://a.example/3"]
    );
    assert_eq!(web.hosts(), [], "nobody is left behind");
    // One that is dropped while it is under way gives its permit back too.
    let dropped = timeout(Duration::from_secs(1), page(&web, "https://a.example/4")).await;
    assert!(dropped.is_err() && page(&web, "https://a.example/5").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn large_bodies_wait_for_room_and_small_ones_pass_them() {
    let script = Script::new(|request| {
        let large = request.url.path().starts_with("/large");
        let piece = vec![b'a'; 700 << 10];
        if large {
            let more = || Ok(piece.clone().into());
            let pieces = Scripted::new(200, piece.clone()).then(more()).then(more());
            pieces.takes(Duration::from_secs(2))
        } else {
            Scripted::new(200, "text")
        }
    });
    let web = script.web(polite(16, 0));
    let mut list: Vec<String> = (0..12)
        .map(|n| format!("https://a.example/large{n}"))
        .collect();
    list.push("https://a.example/small".to_owned());
    assert!(all(&web, &list).await.iter().all(Result::is_ok));
    let asked = script.asked().into_iter();
    let mut ends: Vec<u64> = asked.map(|asked| asked.ended.unwrap().as_secs()).collect();
    ends.sort_unstable();
    // After the second piece a body is large; then four at a time get their third.
    assert_eq!(ends, [0, 8, 8, 8, 8, 10, 10, 10, 10, 12, 12, 12, 12]);
}

#[tokio::test(start_paused = true)]
async fn what_began_before_a_failure_says_nothing_about_the_host_since_then() {
    let script = Script::new(|request| match request.url.path() {
        "/slow" => Scripted::new(200, "text").takes(Duration::from_secs(5)),
        "/pause" => Scripted::new(429, "").header("retry-after", "120"),
        _ => Scripted::new(503, "").takes(Duration::from_secs(1)),
    });
    let web = script.web(polite(2, 0));
    let (slow, pause) = futures::join!(
        page(&web, "https://a.example/slow"),
        page(&web, "https://a.example/pause"),
    );
    assert!(slow.is_ok() && pause.is_err());
    let next = page(&web, "https://a.example/next").await;
    assert!(matches!(next, Err(FetchError::Deferred { .. })), "{next:?}");
    // Two refusals at the same moment are one, so the pause is that of a first one.
    let both = all(&web, &urls("b.example", 2)).await;
    for error in both.into_iter().map(Result::unwrap_err) {
        let FetchError::Unreachable { not_before, .. } = error else {
            panic!("{error}");
        };
        let ended = epoch() + script.asked().last().unwrap().ended.unwrap();
        let wait = not_before.unwrap().duration_since(ended).as_secs_f64();
        assert!((7.0..=12.6).contains(&wait), "{wait} seconds");
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_queue_for_a_willing_host_is_waited_out() {
    let script = Script::new(|_| Scripted::new(200, "x"));
    let web = script.web(polite(1, 10));
    let got = all(&web, &urls("a.example", 200)).await;
    assert!(got.iter().all(Result::is_ok));
    assert_eq!(script.asked().len(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_takes_long_to_answer_is_given_as_long_between_two_requests() {
    let gaps = async |takes: u64, delay: u64| {
        let script = Script::new(move |_| Scripted::new(404, "").takes(Duration::from_secs(takes)));
        let web = script.web(polite(1, delay));
        all(&web, &urls("a.example", 6)).await;
        let asked = script.asked();
        let gap = |pair: &[Asked]| {
            let rest = pair[1].began.checked_sub(pair[0].ended.unwrap());
            rest.unwrap().as_secs()
        };
        asked.windows(2).map(gap).collect::<Vec<u64>>()
    };
    // Its answer comes in two pieces.
    assert_eq!(gaps(1, 1).await, [2; 5]);
    assert_eq!(gaps(0, 1).await, [1; 5]);
    assert_eq!(gaps(15, 1).await, [10; 5], "but no longer than ten seconds");
    assert_eq!(gaps(1, 0).await, [0; 5], "who wants no delay has none");
}
