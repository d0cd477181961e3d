//! Manners: robots.txt, how many at once and how soon again, who may be asked at all, and how one is let in.

use std::{collections::BTreeSet, time::Duration};

use super::newsroom::{Paper, check_each_told_once, desk, desk_with, dropped, feed, reading, told};
use crate::support::web::{Answer, Article, Feed, Host};

#[test]
fn pages_that_robots_txt_forbids_are_not_fetched_and_that_is_recorded() {
    let paper = Paper::new(300..303);
    let forbidden = paper.articles[1];
    let robots = format!(
        "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: {}\n",
        forbidden.path()
    );
    paper
        .host
        .put("/robots.txt", Answer::new(200, "text/plain", robots));
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"])
        .says("2 items new")
        .says("1 dropped as forbidden");
    let visits = paper.host.visits();
    assert_eq!(
        (visits.of("/robots.txt"), visits.of(&forbidden.path())),
        (1, 0)
    );
    assert!(told(&desk.delivered(), &forbidden).is_empty());
    let record = desk
        .journal()
        .into_iter()
        .find(|line| line.reason() == "forbidden")
        .unwrap();
    assert!(
        record.0["data"]["detail"]
            .as_str()
            .unwrap()
            .contains("robots.txt"),
        "{record:?}"
    );
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(paper.host.visits().of(&forbidden.path()), 0);
}

#[test]
fn robots_txt_that_cannot_be_had_forbids_for_now_and_not_for_ever() {
    let paper = Paper::new(304..306);
    paper.host.put("/robots.txt", Answer::status(500));
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"])
        .says("0 items new")
        .says("2 pending");
    let visits = paper.host.visits();
    assert_eq!(visits.paths(), ["/feed.xml"], "no page is asked for");
    assert!(visits.of("/robots.txt") <= 1);
}

/// Many pages of few hosts, each page slow enough that a greedy client would be seen.
fn crowd(concurrency: usize, delay: &str) -> (Vec<Paper>, u64) {
    let papers: Vec<Paper> = (0..3)
        .map(|paper| Paper::new(310 + 20 * paper..318 + 20 * paper))
        .collect();
    for paper in &papers {
        for article in &paper.articles {
            let answer = Answer::page(article.page("")).after(Duration::from_millis(15));
            paper.host.put(&article.path(), answer);
        }
    }
    let http = format!(
        "allow_private_networks = true\nper_host = {{ concurrency = {concurrency}, delay = \"{delay}\" }}\n"
    );
    let sources: Vec<String> = (1..)
        .zip(&papers)
        .map(|(number, paper)| feed(&format!("paper-{number}"), &paper.url()))
        .collect();
    let desk = desk_with(&http, &sources);
    desk.run(&["fetch", "--all"]).expect(0).says("24 items new");
    let articles: Vec<Article> = papers
        .iter()
        .flat_map(|paper| paper.articles.clone())
        .collect();
    check_each_told_once(&desk, &articles);
    (papers, desk.journal().len() as u64)
}

#[test]
fn no_host_is_asked_more_often_at_once_than_allowed() {
    let (papers, _) = crowd(3, "0s");
    for paper in papers {
        let visits = paper.host.visits();
        assert_eq!(visits.of("/robots.txt"), 1);
        assert!(
            (2..=3).contains(&visits.most_at_once()),
            "{} at once",
            visits.most_at_once()
        );
    }
}

#[test]
fn no_host_is_asked_again_sooner_than_the_delay_after_an_answer() {
    let (papers, _) = crowd(1, "60ms");
    for paper in papers {
        let visits = paper.host.visits();
        assert_eq!((visits.most_at_once(), visits.of("/robots.txt")), (1, 1));
        let rest = visits.shortest_rest().unwrap();
        assert!(rest >= Duration::from_millis(60), "{rest:?}");
    }
}

#[test]
fn headers_cookies_and_passwords_reach_their_own_host_and_no_other() {
    let (closed, elsewhere) = (Paper::new([370]), Host::new());
    let guest = Article::new(371);
    elsewhere.put("/guest", Answer::page(guest.page("")));
    closed
        .host
        .put("/out", Answer::redirect(302, &elsewhere.url("/guest")));
    let listed = closed.feed().list(guest, &closed.host.url("/out"));
    closed.host.put("/feed.xml", Answer::feed(listed.rss()));
    let access = "headers = { \"X-Key\" = \"open sesame\" }\ncookie = \"session=1234\"\nbasic_auth = { user = \"reader\", password = \"secret\" }\nuser_agent = \"reader/2\"\n";
    let desk = desk(&[feed("closed", &closed.url()) + access]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let visits = closed.host.visits();
    for visit in visits.0.iter().filter(|visit| visit.path != "/robots.txt") {
        let said = |name: &str| visit.question.header(name);
        assert_eq!(said("x-key"), Some("open sesame"), "{}", visit.path);
        assert_eq!(said("cookie"), Some("session=1234"));
        assert_eq!(said("authorization"), Some("Basic cmVhZGVyOnNlY3JldA=="));
        assert_eq!(said("user-agent"), Some("reader/2"));
    }
    for visit in &elsewhere.visits().0 {
        for secret in ["x-key", "cookie", "authorization"] {
            assert_eq!(
                visit.question.header(secret),
                None,
                "{secret} was told to another host"
            );
        }
    }
}

#[test]
fn without_leave_nothing_at_all_reaches_a_private_network() {
    let paper = Paper::new([380]);
    let desk = desk_with("", &[feed("inside", &paper.url())]);
    desk.run(&["fetch", "--all"])
        .expect(2)
        .says("source `inside`")
        .says("allow_private_networks");
    assert!(paper.host.visits().0.is_empty());
    assert!(desk.delivered().is_empty());
}

#[test]
fn a_page_outside_cannot_send_the_reader_into_a_private_network() {
    // A proxy that a user names may be inside; where it sends the reader may not. It plays the outside world here.
    let (proxy, inside) = (Host::new(), Paper::new([381]));
    let article = Article::new(382);
    let secret = inside.host.url(&inside.articles[0].path());
    let listed = Feed::default()
        .list(article, "http://paper.example/good")
        .list(inside.articles[0], "http://paper.example/bad")
        .list(inside.articles[0], &secret);
    proxy.put("/feed.xml", Answer::feed(listed.rss()));
    proxy.put("/good", Answer::page(article.page("")));
    proxy.put("/bad", Answer::redirect(302, &secret));
    let http = format!(
        "proxy = \"{}\"\nper_host = {{ concurrency = 4, delay = \"0s\" }}\n",
        proxy.url("")
    );
    let desk = desk_with(&http, &[feed("outside", "http://paper.example/feed.xml")]);
    desk.run(&["fetch", "--all"])
        .says("1 item new")
        .says("2 dropped as forbidden");
    assert!(inside.host.visits().0.is_empty());
    let asked: BTreeSet<String> = proxy
        .visits()
        .0
        .iter()
        .map(|visit| visit.question.target.clone())
        .collect();
    assert!(
        asked
            .iter()
            .all(|target| target.starts_with("http://paper.example/")),
        "{asked:?}"
    );
    assert_eq!(dropped(&desk, "forbidden"), 2);
}

#[test]
fn a_host_that_asks_for_a_rest_is_left_alone() {
    check_rest(429);
    check_rest(503);
}

/// Pages that are refused with this status and a time to come back.
fn check_rest(status: u16) {
    let paper = Paper::new(390..400);
    let storm = || Answer::status(status).header("Retry-After", "3600");
    for article in &paper.articles {
        paper
            .host
            .put(&article.path(), storm().after(Duration::from_millis(20)));
    }
    let healthy = Paper::new(400..403);
    let desk = reading(&[&paper, &healthy]);
    desk.run(&["fetch", "--all"])
        .says("3 items new")
        .says("10 pending");
    let asked = paper.host.visits();
    let pages = asked.paths().len() - asked.of("/feed.xml");
    assert!(
        pages <= 4,
        "{pages} pages were asked for after the host had asked for a rest"
    );
    desk.run(&["fetch", "--all"]);
    let again = paper.host.visits();
    assert!(
        again.paths().iter().all(|path| *path == "/feed.xml"),
        "{:?}",
        again.paths()
    );
}
