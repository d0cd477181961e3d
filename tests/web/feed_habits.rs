//! Feeds that change their ids or their dates and say nothing new, and some that share them.

use std::fmt::Write as _;

use super::newsroom::{Paper, desk, feed, reading, told};
use crate::support::web::{Answer, Article, Feed, Host};

/// A feed in which everything was changed at one time.
fn made_at(feed: &str, time: &str) -> String {
    let mut parts = feed.split("<updated>");
    let head = parts.next().unwrap().to_owned();
    parts.fold(head, |made, part| {
        let (_, rest) = part.split_once("</updated>").unwrap();
        format!("{made}<updated>{time}</updated>{rest}")
    })
}

#[test]
fn ids_that_all_change_bring_no_item_and_no_fetch_again() {
    let paper = Paper::new(580..584);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    paper.host.visits();
    let other = paper
        .feed()
        .rss()
        .replace("\"false\">http:", "\"false\">https:");
    paper.host.put("/feed.xml", Answer::feed(other));
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
    assert_eq!(desk.delivered().len(), 4);
}

#[test]
fn ids_that_all_entries_share_lose_none_of_them() {
    let paper = Paper::new(590..594);
    let rss = paper.feed().rss();
    let (start, end) = ("<guid isPermaLink=\"false\">", "</guid>");
    let mut parts = rss.split(start);
    let head = parts.next().unwrap().to_owned();
    let shared = parts.fold(head, |feed, part| {
        format!("{feed}{start}1{end}{}", part.split_once(end).unwrap().1)
    });
    paper.host.put("/feed.xml", Answer::feed(shared));
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    // Believed or not, ids are so for good: a feed that mends its ways lists nothing anew.
    paper.host.put("/feed.xml", Answer::feed(rss));
    paper.host.visits();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
}

#[test]
fn a_feed_that_is_made_anew_at_every_poll_changes_none_of_its_entries() {
    let mut paper = Paper::new(600..604);
    let put = |paper: &Paper, time: &str| {
        let feed = made_at(&paper.feed().atom(), time);
        paper.host.put("/feed.xml", Answer::feed(feed));
    };
    put(&paper, "2026-11-21T08:00:00Z");
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    paper.host.visits();
    for time in ["2026-11-21T09:00:00Z", "2026-11-21T10:00:00Z"] {
        put(&paper, time);
        desk.run(&["fetch", "--all"]).expect(0).says("0 updates");
        assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
    }
    let first: Article = paper.articles[1];
    paper.articles[1] = first.updated();
    paper.publish_pages();
    put(&paper, "2026-11-21T11:00:00Z");
    desk.run(&["fetch", "--all"]).expect(0);
    let visits = paper.host.visits();
    assert!(visits.paths().len() <= 2, "{:?}", visits.paths());
    for article in [&paper.articles[0], &paper.articles[2], &paper.articles[3]] {
        assert_eq!(told(&desk.delivered(), article).len(), 1);
    }
}

#[test]
fn an_entry_whose_date_cannot_be_read_has_the_time_at_which_it_was_first_seen() {
    let paper = Paper::new(610..611);
    let rss = paper.feed().rss();
    let (before, rest) = rss.split_once("<pubDate>").unwrap();
    let (_, behind) = rest.split_once("</pubDate>").unwrap();
    let undated = format!("{before}<pubDate>soon</pubDate>{behind}");
    paper.host.put("/feed.xml", Answer::feed(undated));
    let article = &paper.articles[0];
    let page = article.page("").replace(&article.published(), "");
    paper.host.put(&article.path(), Answer::page(page));
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    let lines = desk.delivered();
    let item = lines[0].item();
    assert!(item["first_seen"].is_string(), "{item}");
    assert!(item["article"]["date_published"].is_null(), "{item}");
}

#[test]
fn entries_without_id_and_link_stay_apart() {
    let articles = [Article::new(620), Article::new(621), Article::new(622)];
    let host = Host::new();
    let whole = articles.iter().fold(Feed::default(), |feed, article| {
        feed.list(*article, "http://reports.example/")
    });
    let atom = whole.with_text().atom();
    let cut = |text: String, from: &str, to: &str| {
        let mut parts = text.split(from);
        let head = parts.next().unwrap().to_owned();
        parts.fold(head, |text, part| text + part.split_once(to).unwrap().1)
    };
    let bare = cut(cut(atom, "<link ", "/>"), "<id>", "</id>");
    host.put("/feed.xml", Answer::feed(bare));
    let desk = desk(&[feed("bare", &host.url("/feed.xml"))]);
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    for article in &articles {
        assert_eq!(told(&desk.delivered(), article).len(), 1);
    }
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
}

#[test]
fn a_feed_of_two_thousand_entries_brings_none_of_them_again_however_often_it_is_made() {
    let host = Host::new();
    let made = |day: u32| {
        let mut items = format!("<lastBuildDate>{day:02} Nov 2026 08:00:00 GMT</lastBuildDate>");
        for number in 0..2000 {
            let link = host.url(&format!("/{number}"));
            write!(
                items,
                "<item><link>{link}</link><title>Report {number}</title></item>"
            )
            .unwrap();
        }
        let empty = Feed::default().rss();
        Answer::feed(empty.replace("</channel>", &format!("{items}</channel>")))
    };
    let desk = desk(&[format!(
        "{}filter = {{ titles = [\"^Report 7$\"] }}\n",
        feed("long", &host.url("/feed.xml"))
    )]);
    let article = Article::new(625);
    host.put("/7", Answer::page(article.page("")));
    host.put("/feed.xml", made(1));
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    let known = desk.journal().len();
    assert!(known > 2000, "{known} events");
    host.visits();
    for day in 2..5 {
        host.put("/feed.xml", made(day));
        desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
        assert_eq!(host.visits().paths(), ["/feed.xml"]);
    }
    assert_eq!(
        desk.journal().len(),
        known,
        "nothing is told of what is known"
    );
}

#[test]
fn a_server_that_heeds_no_conditions_is_read_again_only_where_its_bytes_are_others() {
    let mut paper = Paper::new(630..632);
    // The validators are sent, are always the same, and are never heeded.
    let stubborn = |paper: &Paper| {
        let answer = Answer::feed(paper.feed().rss()).header("ETag", "\"1\"");
        paper.host.put("/feed.xml", answer);
    };
    stubborn(&paper);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    let journal = desk.journal();
    paper.host.visits();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    let visits = paper.host.visits();
    assert_eq!(visits.0[0].question.header("if-none-match"), Some("\"1\""));
    assert_eq!(
        (visits.paths(), visits.0[0].status),
        (vec!["/feed.xml"], 200)
    );
    assert_eq!(desk.journal(), journal);
    paper.articles.push(Article::new(632));
    paper.publish_pages();
    stubborn(&paper);
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
}

#[test]
fn a_date_in_the_future_is_kept_and_counts_from_the_first_sight() {
    let paper = Paper::new(640..641);
    let article = &paper.articles[0];
    let page = article.page("").replace("2026-11-", "2036-11-");
    paper.host.put(&article.path(), Answer::page(page));
    let rss = paper.feed().rss().replace("Nov 2026", "Nov 2036");
    paper.host.put("/feed.xml", Answer::feed(rss));
    let later = "[[sink]]\nid = \"later\"\nkind = \"jsonl\"\npath = \"later.jsonl\"\nwhere = \"after:2035\"\n";
    let desk = desk(&[feed("paper", &paper.url()), later.to_owned()]);
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    let lines = desk.delivered();
    let dated = lines[0].item()["article"]["date_published"].as_str();
    assert!(dated.unwrap().starts_with("2036-11-"), "{dated:?}");
    let later = std::fs::read_to_string(desk.path("later.jsonl")).unwrap_or_default();
    assert_eq!(later, "", "it is no news of the next decade");
}
