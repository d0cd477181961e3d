//! List pages as sites write them, and the entries that come of them.

use config::{Access, Css};
use scraper::Selector;

use super::*;

fn css(written: &str) -> Css {
    Css {
        written: written.to_owned(),
        selector: Selector::parse(written).unwrap(),
    }
}

fn page(listed: Listed) -> Page {
    Page {
        url: "https://example.org/news".to_owned(),
        listed,
        next: None,
        pages: 1,
        same_site: true,
        most: 500,
        access: Access::default(),
    }
}

fn links(selector: &str) -> Page {
    page(Listed::Links(css(selector)))
}

fn teasers() -> Page {
    page(Listed::Items {
        item: css("article, a.teaser"),
        link: None,
        title: Some(css("h2")),
        date: Some(css("time")),
        text: Some(css("p")),
    })
}

fn read(page: &Page, text: &str) -> List {
    list(
        &SourceId::new("s"),
        page,
        "https://www.example.org/news",
        text,
    )
}

fn keys(list: &List) -> Vec<&str> {
    list.entries
        .iter()
        .map(|entry| entry.key.as_str())
        .collect()
}

const FRONT: &str = r#"<html><body><nav><a href="/about-us">About</a></nav><main>
    <a href="/a1?utm_source=front"><img src=x alt="A picture"></a>
    <h2><a href="/a1">The first headline of the day</a></h2>
    <a href="/a1#comments">7</a>
    <div class=box><a href="/a2">Second</a> <a href="a3.html">Third</a></div>
    <a href="https://other.example/offer">Buy</a><a href="javascript:x()">Menu</a><a>No link</a>
    </main></body></html>"#;

#[test]
fn links_become_entries_in_their_order_and_each_page_once() {
    let list = read(&links("main a[href]"), FRONT);
    assert_eq!(
        keys(&list),
        ["example.org/a1", "example.org/a2", "example.org/a3.html"]
    );
    assert_eq!((list.matched, list.other_sites, list.beyond), (7, 1, 0));
    let first = &list.entries[0];
    assert_eq!(
        first.hints.title.as_deref(),
        Some("The first headline of the day")
    );
    assert!(
        matches!(&first.locator, Locator::Url { url } if url == "https://www.example.org/a1?utm_source=front"),
        "the address is the listed one"
    );
}

#[test]
fn a_selector_may_name_what_holds_the_links() {
    let list = read(&links(".box"), FRONT);
    assert_eq!(keys(&list), ["example.org/a2", "example.org/a3.html"]);
    assert_eq!(list.matched, 1);
}

#[test]
fn links_have_no_versions_but_titles_have() {
    let other = FRONT.replace("headline", "story");
    let version = |page: &Page, text: &str| read(page, text).entries[0].version;
    assert_eq!(
        version(&links("main a"), FRONT),
        version(&links("main a"), &other)
    );
    let teaser = "<article><h2><a href=/a>The headline</a></h2><time>1 h ago</time></article>";
    let (moved, edited) = (teaser.replace("1 h", "2 h"), teaser.replace("head", "line"));
    assert_eq!(version(&teasers(), teaser), version(&teasers(), &moved));
    assert_ne!(version(&teasers(), teaser), version(&teasers(), &edited));
}

#[test]
fn teasers_say_title_date_and_summary() {
    let list = read(
        &teasers(),
        "<article><a href=/a><h2>Un\n titolo</h2></a><time datetime='2021-06-14T10:00'>oggi</time><p>Un  riassunto.</p></article>\
         <article><h2>Without a link</h2></article>\
         <a class=teaser href=/b><h2>Altro</h2><time>14 giugno 2021</time></a>",
    );
    assert_eq!(keys(&list), ["example.org/a", "example.org/b"]);
    assert_eq!((list.matched, list.without_link), (3, 1));
    let hints = &list.entries[0].hints;
    assert_eq!(hints.title.as_deref(), Some("Un titolo"));
    assert_eq!(hints.published.as_deref(), Some("2021-06-14T10:00"));
    assert_eq!(hints.summary.as_deref(), Some("Un riassunto."));
    let hints = &list.entries[1].hints;
    assert_eq!(hints.published.as_deref(), Some("14 giugno 2021"));
}

#[test]
fn the_link_of_a_teaser_may_be_named() {
    let mut page = teasers();
    if let Listed::Items { link, .. } = &mut page.listed {
        *link = Some(css(".more"));
    }
    let text = "<article><a href=/topic>Topic</a><h2>T</h2><p class=more><a href=/a>More</a></p></article>\
        <article><a href=/topic>Topic</a></article>";
    let list = read(&page, text);
    assert_eq!((keys(&list), list.without_link), (vec!["example.org/a"], 1));
    assert_eq!(list.entries[0].hints.title.as_deref(), Some("T"));
}

#[test]
fn no_more_links_are_read_than_are_wanted() {
    let mut page = links("a");
    page.most = 3;
    let text = ["a0", "a1", "a2", "a3", "a4"]
        .map(|name| format!("<a href=/{name}>A</a>"))
        .concat();
    let list = read(&page, &format!("{text}<a href=/a0>again</a>"));
    assert_eq!((list.entries.len(), list.beyond), (3, 2));
}

#[test]
fn a_base_in_the_page_counts() {
    let list = read(
        &links("a"),
        "<head><base href='https://cdn.example.org/x/'></head><a href=a>A</a>",
    );
    assert!(
        matches!(&list.entries[0].locator, Locator::Url { url } if url == "https://cdn.example.org/x/a")
    );
}

#[test]
fn nested_and_broken_markup_ends() {
    let deep = format!("{}<a href=/a>A</a>", "<div>".repeat(50_000));
    assert_eq!(keys(&read(&links("a"), &deep)), ["example.org/a"]);
    for text in ["", "<", "<a href", "<a href='/a", "\u{0}"] {
        assert_eq!(read(&links("a"), text).entries, []);
    }
}
