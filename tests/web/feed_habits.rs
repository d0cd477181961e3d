//! Feeds that change their ids or their dates and say nothing new, and some that share them.

use super::newsroom::{Paper, reading, told};
use crate::support::web::{Answer, Article};

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
    assert!(item["article"]["published"].is_null(), "{item}");
}
