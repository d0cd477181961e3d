//! `newsloom discover` on the loopback web: what it finds, what it prints, how it ends.

use std::fs;

use serde_json::Value;

use super::newsroom::{HTTP, Paper, check_each_told_once, list_page};
use crate::support::{
    Desk,
    web::{Answer, Article, Feed, Host},
};

/// A desk without a good source, but with manners for the loopback network.
fn desk(sources: &str) -> Desk {
    Desk::new(&format!(
        "[state]\ndir = \"var\"\n[http]\n{HTTP}{sources}[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n"
    ))
}

const FILES: &str = "[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n";

fn home(head: &str) -> Answer {
    Answer::page(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>The Report</title>{head}</head><body><a href=\"/about\">About</a></body></html>"
    ))
}

fn part(paper: &Paper, range: std::ops::Range<usize>) -> Feed {
    let list =
        |feed: Feed, article: &Article| feed.list(*article, &paper.host.url(&article.path()));
    paper.articles[range].iter().fold(Feed::default(), list)
}

/// A paper whose home page names five feeds: one of them twice in other words, one of comments, one that is gone.
fn with_feeds() -> Paper {
    let paper = Paper::new(9300..9310);
    let host = &paper.host;
    host.put(
        "/",
        home(
            "<link rel=alternate type=application/rss+xml href=/comments/feed/>\
             <link rel=alternate type=application/rss+xml href=/all.xml>\
             <link rel=alternate type=application/atom+xml href=/all.atom>\
             <link rel=alternate type=application/rss+xml href=/sport/rss.xml>\
             <link rel=alternate type=application/rss+xml href=/gone.xml>",
        ),
    );
    host.put("/all.xml", Answer::feed(part(&paper, 0..8).rss()));
    host.put(
        "/all.atom",
        Answer::new(200, "text/plain", part(&paper, 0..8).atom()),
    );
    host.put(
        "/sport/rss.xml",
        Answer::feed(part(&paper, 8..10).with_text().rss()),
    );
    host.put("/comments/feed/", Answer::feed(part(&paper, 0..1).rss()));
    paper
}

#[test]
fn the_feeds_of_a_site_are_found_ranked_and_printed_to_be_pasted_and_run() {
    let paper = with_feeds();
    let host = &paper.host;
    let desk = desk(FILES);
    let ended = desk
        .run(&["discover", &host.url("/")])
        .expect(0)
        .says("3 feeds");
    let printed = ended.stdout;
    let tables: Vec<&str> = printed
        .lines()
        .filter(|line| line.starts_with("url = "))
        .collect();
    assert_eq!(
        tables,
        [
            format!("url = \"{}\"", host.url("/all.xml")),
            format!("url = \"{}\"", host.url("/sport/rss.xml"))
        ]
    );
    for words in [
        "8 entries, newest 2026-11-",
        "named by the page",
        "with whole texts",
        "# what readers say",
        "# the same: ",
    ] {
        assert!(printed.contains(words), "`{words}` is not in:\n{printed}");
    }
    let visits = host.visits();
    assert_eq!(visits.of("/robots.txt"), 1);
    assert_eq!(visits.paths().len(), 6, "{:?}", visits.paths());
    let text = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    fs::write(desk.path("newsloom.toml"), text + &printed).unwrap();
    desk.run(&["check"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0).says("10 items new");
    check_each_told_once(&desk, &paper.articles);
    let again = desk.run(&["discover", &host.url("/")]).expect(0).stdout;
    assert!(again.contains("# configured already, as `"), "{again}");
    assert!(
        again
            .lines()
            .all(|line| line.is_empty() || line.starts_with('#')),
        "{again}"
    );
}

#[test]
fn programs_get_what_is_found_as_json() {
    let paper = Paper::new(9320..9323);
    paper.host.put(
        "/",
        home("<link rel=alternate type=application/rss+xml href=/feed.xml>"),
    );
    let desk = desk(FILES);
    let ended = desk
        .run(&["discover", "--json", &paper.host.url("/")])
        .expect(0);
    let value: Value = serde_json::from_str(&ended.stdout).unwrap();
    let find = &value["finds"][0];
    assert_eq!(
        (find["kind"].as_str(), find["entries"].as_u64()),
        (Some("feed"), Some(3))
    );
    assert_eq!(find["url"], paper.url());
    assert_eq!(
        (value["title"].as_str(), value["language"].as_str()),
        (Some("The Report"), Some("en"))
    );
}

#[test]
fn a_site_without_feeds_gives_its_news_sitemap_or_its_page() {
    let host = Host::new();
    host.put("/", home(""));
    let news = format!(
        "<urlset><url><loc>{}</loc><news:news><news:title>T</news:title><news:publication_date>2026-11-20</news:publication_date></news:news></url></urlset>",
        host.url("/1")
    );
    host.put("/maps/news.xml", Answer::new(200, "application/xml", news));
    host.put(
        "/robots.txt",
        Answer::new(
            200,
            "text/plain",
            format!("Sitemap: {}", host.url("/maps/news.xml")),
        ),
    );
    let desk = desk(FILES);
    let found = desk
        .run(&["discover", &host.url("/")])
        .expect(0)
        .says("a news sitemap")
        .stdout;
    assert!(
        found.contains("kind = \"sitemap\"") && found.contains(&host.url("/maps/news.xml")),
        "{found}"
    );
    let bare = Host::new();
    bare.put("/", home(""));
    let found = desk
        .run(&["discover", &bare.url("/")])
        .expect(0)
        .says("no feed")
        .stdout;
    assert!(found.contains("kind = \"page\""), "{found}");
    assert!(
        found.contains("# none of its links looks like an article"),
        "{found}"
    );
    let visits = bare.visits();
    assert!(visits.paths().len() <= 50, "{}", visits.paths().len());
    assert!(visits.most_at_once() <= 4);
}

#[test]
fn a_page_without_feeds_says_how_its_articles_are_guessed_and_is_read_as_it_is_printed() {
    let paper = Paper::new(840..844);
    let host = Host::new();
    for article in &paper.articles {
        host.put(&article.path(), Answer::page(article.page("")));
    }
    host.put("/news", Answer::page(list_page(&paper.articles)));
    let desk = desk(FILES);
    let found = desk.run(&["discover", &host.url("/news")]).expect(0).stdout;
    assert!(
        found.contains("a page with 4 articles, since there is no feed")
            && found.contains("# its links are guessed: `main h2 a` repeats for 4 pages, known by"),
        "{found}"
    );
    let configuration = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    desk.write("newsloom.toml", configuration + &found);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
}

#[test]
fn what_leads_nowhere_is_told_with_the_right_code() {
    let desk = desk(FILES);
    let nobody = format!("http://{}/", Host::nobody());
    desk.run(&["discover", &nobody])
        .expect(1)
        .says("connection refused");
    for no_address in ["mailto:a@a.example", "ftp://a.example/", "http://", ""] {
        desk.run(&["discover", no_address])
            .expect(64)
            .says("is not an address of the web");
    }
    let host = Host::new();
    host.put("/", Answer::status(404));
    desk.run(&["discover", &host.url("/")])
        .expect(1)
        .says("none is a feed or sitemap")
        .says("hint:");
    let private = Desk::new("[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n");
    private
        .run(&["discover", &host.url("/")])
        .expect(1)
        .says("allow_private_networks");
    private
        .run(&["discover", "--config", "none.toml", &host.url("/")])
        .expect(1);
}
