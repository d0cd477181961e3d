//! Sitemaps on the real web client: hundreds under one index, packed, found through robots.txt, changed, cut off, and
//! killed in the middle.

use std::{fmt::Write as _, io::Write as _, process::Child, thread, time::Duration};

use super::newsroom::{Paper, check_each_told_once, check_tells, count, desk, dropped, feed, told};
use crate::support::{
    Desk,
    web::{Answer, Article, Host},
};

/// Far older than [`MAX_AGE`], whenever this test is run.
const LONG_AGO: &str = "1994-05-01T00:00:00Z";

/// Younger than it, for as long as anybody will run this test.
const OF_LATE: &str = "2026-11-20T08:00:00Z";
const LATER: &str = "2026-11-21T08:00:00Z";

const MAX_AGE: &str = "1500 weeks";

fn sitemap(url: &str, keys: &str) -> String {
    format!(
        "[[source]]\nid = \"map\"\nkind = \"sitemap\"\nurl = \"{url}\"\nmax_age = \"{MAX_AGE}\"\n{keys}\n"
    )
}

fn xml(body: impl Into<Vec<u8>>) -> Answer {
    Answer::new(200, "application/xml", body)
}

/// An answer that knows its version.
fn versioned(body: &str) -> Answer {
    xml(body).etag(&format!(
        "\"{:x}\"",
        body.len() * 31 + body.bytes().map(usize::from).sum::<usize>()
    ))
}

fn index(children: impl IntoIterator<Item = (String, &'static str)>) -> String {
    let mut text = String::from(
        "<?xml version='1.0'?>\n<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\n",
    );
    for (url, lastmod) in children {
        writeln!(
            text,
            "<sitemap><loc>{url}</loc><lastmod>{lastmod}</lastmod></sitemap>"
        )
        .unwrap();
    }
    text + "</sitemapindex>\n"
}

/// Articles with their `lastmod`.
fn urlset(host: &Host, articles: &[(Article, &str)]) -> String {
    let mut text = String::from(
        "<?xml version='1.0'?>\n<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\n",
    );
    for (article, lastmod) in articles {
        let url = host.url(&article.path());
        writeln!(
            text,
            "<url><loc>{url}</loc><lastmod>{lastmod}</lastmod></url>"
        )
        .unwrap();
    }
    text + "</urlset>\n"
}

fn news(host: &Host, articles: &[Article]) -> String {
    let mut text = String::from(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>\n",
    );
    for article in articles {
        writeln!(
            text,
            "<url><loc>{}</loc><news:news><news:publication><news:name>The Report</news:name><news:language>{}</news:language></news:publication>\
             <news:publication_date>{}</news:publication_date><news:title>{}</news:title></news:news></url>",
            host.url(&article.path()),
            article.language.code(),
            article.published(),
            article.title(),
        )
        .unwrap();
    }
    text + "</urlset>\n"
}

fn packed(text: &str) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn of_an_index_with_hundreds_only_the_changed_ones_are_read_and_unchanged_polls_cost_one_request() {
    let paper = Paper::new(9000..9006);
    let host = &paper.host;
    let urls = |number: usize| host.url(&format!("/maps/{number}.xml.gz"));
    let children = |late: [(usize, &'static str); 2]| {
        index((0..400).map(|number| {
            let known = late.iter().find(|(at, _)| *at == number);
            (urls(number), known.map_or(LONG_AGO, |(_, lastmod)| lastmod))
        }))
    };
    host.put(
        "/index.xml",
        versioned(&children([(17, OF_LATE), (301, OF_LATE)])),
    );
    let listed = |range: std::ops::Range<usize>| -> Vec<(Article, &str)> {
        paper.articles[range]
            .iter()
            .map(|article| (*article, OF_LATE))
            .collect()
    };
    let gzip = |text: String| Answer::new(200, "application/octet-stream", packed(&text));
    host.put("/maps/17.xml.gz", gzip(urlset(host, &listed(0..3))));
    host.put("/maps/301.xml.gz", xml(urlset(host, &listed(3..5)))); // not packed in spite of its name
    let desk = desk(&[sitemap(&host.url("/index.xml"), "news_only = false")]);
    desk.run(&["fetch", "--all"]).expect(0).says("5 items new");
    check_each_told_once(&desk, &paper.articles[..5]);
    let visits = host.visits();
    assert_eq!(
        (visits.of("/robots.txt"), visits.paths().len()),
        (1, 1 + 2 + 5),
        "{:?}",
        visits.paths()
    );
    assert_eq!(dropped(&desk, "expanded"), 2);
    let journal = desk.journal();
    for _ in 0..3 {
        desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
        let visits = host.visits();
        assert_eq!(visits.paths(), ["/index.xml"]);
        assert_eq!(visits.0[0].status, 304);
    }
    assert_eq!(
        desk.journal(),
        journal,
        "polls that bring nothing are not journalled"
    );
    let late = paper.articles[5];
    let more = [listed(3..5), vec![(late, LATER)]].concat();
    host.put("/maps/301.xml.gz", xml(urlset(host, &more)));
    host.put(
        "/index.xml",
        versioned(&children([(17, OF_LATE), (301, LATER)])),
    );
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    assert_eq!(
        host.visits().paths(),
        ["/index.xml", "/maps/301.xml.gz", &late.path()]
    );
    check_each_told_once(&desk, &paper.articles);
}

#[test]
fn a_changed_lastmod_makes_its_page_be_read_again_and_no_other() {
    let mut paper = Paper::new(9020..9023);
    let listed = |paper: &Paper, second: &'static str| {
        let dates = [OF_LATE, second, OF_LATE];
        let pairs: Vec<(Article, &str)> = paper.articles.iter().copied().zip(dates).collect();
        paper
            .host
            .put("/sitemap.xml", versioned(&urlset(&paper.host, &pairs)));
    };
    listed(&paper, OF_LATE);
    let desk = desk(&[sitemap(
        &paper.host.url("/sitemap.xml"),
        "news_only = false",
    )]);
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    paper.host.visits();
    let first = paper.articles[1];
    paper.articles[1] = first.updated();
    paper.publish_pages();
    listed(&paper, LATER);
    desk.run(&["fetch", "--all"]).expect(0).says("1 update");
    assert_eq!(paper.host.visits().paths(), ["/sitemap.xml", &first.path()]);
    let lines = told(&desk.delivered(), &first);
    assert_eq!(lines.len(), 2);
    check_tells(&lines[1], &paper.articles[1]);
}

#[test]
fn a_sites_news_are_found_through_its_robots_txt_with_their_hints() {
    let paper = Paper::in_all_languages(9040);
    let host = &paper.host;
    let robots = format!(
        "User-agent: *\nDisallow: /private\nsitemap: {}\nSitemap: {}\n",
        host.url("/maps/news.xml"),
        host.url("/maps/pages.xml")
    );
    host.put("/robots.txt", Answer::new(200, "text/plain", robots));
    host.put("/maps/news.xml", versioned(&news(host, &paper.articles)));
    let other: Vec<(Article, &str)> = vec![(Article::new(9050), OF_LATE)];
    host.put("/maps/pages.xml", versioned(&urlset(host, &other)));
    let desk = desk(&[sitemap(&host.url("/"), "")]);
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("6 items new")
        .says("1 of its pages are not marked as news");
    check_each_told_once(&desk, &paper.articles);
    assert_eq!(
        desk.delivered()[0].item()["article"]["publisher"],
        "The Report"
    );
    let visits = host.visits();
    assert_eq!(
        (
            visits.of("/robots.txt"),
            visits.of("/"),
            visits.paths().len()
        ),
        (1, 0, 8)
    );
    desk.run(&["fetch", "--all"]).expect(0);
    let visits = host.visits();
    assert_eq!(visits.of("/robots.txt"), 1);
    assert_eq!(visits.of("/maps/news.xml"), 1);
    assert!(
        visits
            .0
            .iter()
            .all(|visit| visit.path == "/robots.txt" || visit.status == 304)
    );
}

#[test]
fn a_page_that_a_feed_lists_too_is_fetched_once() {
    let paper = Paper::new(9060..9064);
    let host = &paper.host;
    host.put("/news.xml", versioned(&news(host, &paper.articles)));
    let desk = desk(&[
        feed("rss", &paper.url()),
        sitemap(&host.url("/news.xml"), ""),
    ]);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    let visits = host.visits();
    for article in &paper.articles {
        assert_eq!(visits.of(&article.path()), 1, "{}", article.path());
    }
    assert_eq!(count(&desk, "item.sighted"), 4);
}

#[test]
fn what_stands_in_the_place_of_a_sitemap_is_told_and_is_a_failure() {
    let host = Host::new();
    let page = "<!DOCTYPE html><html><head><title>We have moved</title></head><body><p>Sorry</p></body></html>";
    host.put("/sitemap.xml", Answer::page(page));
    let desk = desk(&[sitemap(&host.url("/sitemap.xml"), "")]);
    let ended = desk.run(&["fetch", "--all"]).expect(2);
    ended
        .says("it is a web page (`We have moved`), not a sitemap")
        .says("newsloom discover");
    host.put("/sitemap.xml", xml(""));
    desk.run(&["fetch", "--all"]).expect(2).says("empty");
    host.put("/sitemap.xml", versioned("<urlset></urlset>"));
    desk.run(&["fetch", "--all"]).expect(0);
}

#[test]
fn a_sitemap_that_is_cut_off_or_a_bomb_gives_what_is_whole() {
    let paper = Paper::new(9080..9083);
    let host = &paper.host;
    let listed: Vec<(Article, &str)> = paper
        .articles
        .iter()
        .map(|article| (*article, OF_LATE))
        .collect();
    let whole = urlset(host, &listed);
    let cut = whole.split_once("story-9082").unwrap().0;
    let mut bomb = cut.as_bytes().to_vec();
    bomb.resize(80 << 20, b' ');
    let bomb = packed(std::str::from_utf8(&bomb).unwrap());
    assert!(bomb.len() < 1 << 20);
    host.put("/cut.xml", xml(cut));
    host.put("/bomb.xml.gz", Answer::new(200, "application/gzip", bomb));
    let index = index(["/cut.xml", "/bomb.xml.gz"].map(|path| (host.url(path), OF_LATE)));
    host.put("/index.xml", versioned(&index));
    let desk = desk(&[sitemap(&host.url("/index.xml"), "news_only = false")]);
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("2 items new")
        .says("it is cut off");
    check_each_told_once(&desk, &paper.articles[..2]);
}

#[test]
fn sitemaps_that_fail_wait_for_their_next_attempt_or_version_and_stop_no_other() {
    let paper = Paper::new(9100..9104);
    let host = &paper.host;
    let part = |range: std::ops::Range<usize>| {
        let articles = paper.articles[range].iter();
        urlset(
            host,
            &articles
                .map(|article| (*article, OF_LATE))
                .collect::<Vec<_>>(),
        )
    };
    let urls = |lastmod| {
        let dates = [OF_LATE, lastmod, OF_LATE];
        ["/a.xml", "/b.xml", "/gone.xml"]
            .into_iter()
            .zip(dates)
            .map(|(path, at)| (host.url(path), at))
            .collect::<Vec<_>>()
    };
    host.put("/index.xml", versioned(&index(urls(OF_LATE))));
    host.put("/a.xml", xml(part(0..2)));
    host.put("/b.xml", Answer::status(500));
    let desk = desk(&[sitemap(&host.url("/index.xml"), "news_only = false")]);
    desk.run(&["fetch", "--all"])
        .expect(2)
        .says("2 items new")
        .says("2 pending");
    host.put("/b.xml", xml(part(2..4)));
    host.visits();
    // It waits for its next attempt; a new version of it does not.
    desk.run(&["fetch", "--all"]).expect(0).says("2 pending");
    assert_eq!(host.visits().paths(), ["/index.xml"]);
    host.put("/index.xml", versioned(&index(urls(LATER))));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("2 items new")
        .says("1 pending");
    check_each_told_once(&desk, &paper.articles);
}

/// Waits until so many requests were made, or the run has ended by itself.
fn has_asked(host: &Host, child: &mut Child, requests: usize) -> bool {
    let mut asked = 0;
    while asked < requests {
        asked += host.visits().0.len();
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    true
}

#[test]
fn killed_between_index_sitemaps_and_pages_it_loses_nothing_and_tells_nothing_twice() {
    let paper = Paper::new(9200..9224);
    let host = &paper.host;
    let thought = Duration::from_millis(5);
    for article in &paper.articles {
        host.put(
            &article.path(),
            Answer::page(article.page("")).after(thought),
        );
    }
    let mut children = Vec::new();
    for (number, part) in paper.articles.chunks(4).enumerate() {
        let listed: Vec<(Article, &str)> = part.iter().map(|article| (*article, OF_LATE)).collect();
        let path = format!("/maps/{number}.xml");
        host.put(&path, versioned(&urlset(host, &listed)).after(thought));
        // Every other one is told of by no date, and watched.
        let lastmod = if number % 2 == 0 { OF_LATE } else { "" };
        children.push((host.url(&path), lastmod));
    }
    host.put("/index.xml", versioned(&index(children)).after(thought));
    let desk: Desk = desk(&[sitemap(&host.url("/index.xml"), "news_only = false")]);
    let mut kills = 0;
    for requests in 1.. {
        let mut child = desk.start(&["fetch", "--all"]);
        let killed = has_asked(host, &mut child, requests);
        child.kill().ok();
        child.wait().unwrap();
        if !killed {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 5, "{kills} kills");
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["state", "check"]).expect(0);
    check_each_told_once(&desk, &paper.articles);
    host.visits();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert!(
        host.visits()
            .paths()
            .iter()
            .all(|path| !path.contains("/2026/"))
    );
}
