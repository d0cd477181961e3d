//! Feeds as they really come: junk before them, signs that XML forbids, escaped twice, with links that lead nowhere alone.

use std::fmt::Write as _;

use super::newsroom::{desk, feed, told};
use crate::support::{
    Desk, Line,
    web::{Answer, Article, Host},
};

/// An article whose page does not say what it is called: that is told as the feed spells it.
fn untitled(host: &Host, path: &str, article: Article) {
    let title = article.title();
    let page = article.page("");
    let page = page.replace(&format!("<title>{title}</title>"), "");
    let page = page.replace(&format!("<h1>{title}</h1>"), "");
    host.put(path, Answer::page(page));
}

fn rss(channel: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>Reports</title>{channel}</channel></rss>")
}

/// A desk that has read the feed of a host, and brought so many items.
fn read(host: &Host, text: impl Into<Vec<u8>>, items: usize) -> Desk {
    host.put("/feeds/feed.xml", Answer::feed(text));
    let desk = desk(&[feed("feed", &host.url("/feeds/feed.xml"))]);
    let run = desk.run(&["fetch", "--all"]);
    assert_eq!(desk.delivered().len(), items, "{}", run.stderr);
    desk
}

fn headlines(desk: &Desk) -> Vec<String> {
    let headline = |line: &Line| {
        line.item()["article"]["headline"]
            .as_str()
            .map(str::to_owned)
    };
    let mut all: Vec<String> = desk.delivered().iter().filter_map(headline).collect();
    all.sort();
    all
}

#[test]
fn junk_before_a_feed_and_signs_that_xml_forbids_cost_nothing() {
    let host = Host::new();
    let titles = [
        "The m\u{0}ill\u{1} of the town is closed",
        "Citt&agrave; &nbsp;and coast &ndash; a walk",
        "Fish & chips are < 2 pounds here",
    ];
    let mut items = String::new();
    for (number, title) in (9400..).zip(titles) {
        untitled(&host, &format!("/{number}"), Article::new(number));
        write!(
            items,
            "<item><title>{title}</title><link>{}</link></item>",
            host.url(&format!("/{number}"))
        )
        .unwrap();
    }
    let blank = " ".repeat(10_000);
    let desk = read(
        &host,
        format!("{blank}\n<?xml version=\"1.0\"?>\n{}", rss(&items)),
        3,
    );
    assert_eq!(
        headlines(&desk),
        [
            "Città and coast – a walk",
            "Fish & chips are < 2 pounds here",
            "The mill of the town is closed"
        ]
    );
}

#[test]
fn titles_that_are_escaped_twice_and_categories_in_one_element_are_read_as_they_were_meant() {
    let host = Host::new();
    untitled(&host, "/1", Article::new(9410));
    let item = format!(
        "<item><title>L&amp;#8217;Italia &amp;amp; noi, due paesi</title><link>{}</link>\
         <category>Esteri, Politica, Russia</category></item>",
        host.url("/1")
    );
    let desk = read(&host, rss(&item), 1);
    assert_eq!(headlines(&desk), ["L’Italia & noi, due paesi"]);
    let found = desk
        .journal()
        .into_iter()
        .find(|line| line.kind() == "newsloom.entry.found");
    let said = &found.unwrap().0["data"]["entry"]["hints"]["categories"];
    assert_eq!(*said, serde_json::json!(["Esteri", "Politica", "Russia"]));
}

#[test]
fn relative_links_lead_to_the_base_then_to_the_channel_then_to_the_feed() {
    let host = Host::new();
    let (channel, base) = (host.url("/news/"), host.url("/base/"));
    let schemeless = host.url("/schemeless").replace("http:", "");
    let written = [
        ("/schemeless", "", schemeless.as_str()),
        ("/rooted", "", "/rooted"),
        ("/news/beside", "", "beside"),
        ("/base/based", base.as_str(), "based"),
    ];
    let mut articles = Vec::new();
    let mut items = format!("<link>{channel}</link>");
    for (number, (path, base, link)) in (9420..).zip(written) {
        let article = Article::new(number);
        host.put(path, Answer::page(article.page("")));
        write!(
            items,
            "<item xml:base=\"{base}\"><title>{}</title><link>{link}</link></item>",
            article.title()
        )
        .unwrap();
        articles.push(article);
    }
    let desk = read(&host, rss(&items.replace(" xml:base=\"\"", "")), 4);
    for article in &articles {
        assert_eq!(
            told(&desk.delivered(), article).len(),
            1,
            "{}",
            article.number
        );
    }
    // Without a channel's link, the feed itself is where links begin.
    let last = Article::new(9424);
    host.put("/feeds/alone", Answer::page(last.page("")));
    let item = format!(
        "<item><title>{}</title><link>alone</link></item>",
        last.title()
    );
    let desk = read(&host, rss(&item), 1);
    assert_eq!(told(&desk.delivered(), &last).len(), 1);
}
