//! Lists of feeds from other readers and for them: nothing is lost on the way there and back.

use std::fs;

use crate::support::{Desk, Ended};

const SINK: &str = "[[sink]]\nkind = \"stdout\"\n";

fn feed(id: &str, url: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nkind = \"feed\"\nurl = \"{url}\"\n")
}

#[test]
fn an_exported_list_is_imported_with_the_same_names_and_addresses() {
    let sources = [
        feed("agency", "https://a.example/rss?x=1&y=%7e"),
        feed("agency-2", "https://www.b.example/feed/"),
        feed("wiadomosci.pl", "http://c.example/\\\"q\\\"?$${X}"),
    ]
    .concat();
    let files = "[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n";
    let desk = Desk::new(&format!("{sources}{files}{SINK}"));
    let list = desk
        .run(&["export", "--format", "opml"])
        .expect(0)
        .says("1 of the sources are no feeds")
        .stdout;
    assert!(
        list.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">"),
        "{list}"
    );
    desk.write("list.opml", &list);
    // Everything is there already.
    let none = desk
        .run(&["import-opml", "list.opml"])
        .expect(0)
        .says("it is source `agency-2`")
        .says("0 sources from 3 feeds");
    assert_eq!(none.stdout, "");
    let other = Desk::new(SINK);
    other.write("list.opml", &list);
    let tables = other
        .run(&["import-opml", "--config", "none.toml", "list.opml"])
        .expect(0)
        .stdout;
    fs::write(other.path("newsloom.toml"), format!("{tables}{SINK}")).unwrap();
    other.run(&["check"]).expect(0);
    let again = other.run(&["export", "--format", "opml"]).expect(0).stdout;
    let feeds = |list: &str| -> Vec<String> {
        list.lines()
            .filter(|line| line.contains("<outline"))
            .map(|line| line.trim().to_owned())
            .collect()
    };
    let named = |list: &str| {
        feeds(list)
            .join("\n")
            .replace("wiadomosci.pl", "wiadomosci-pl")
    };
    assert_eq!(feeds(&again).len(), 3);
    assert_eq!(named(&again), named(&list));
}

#[test]
fn a_damaged_list_gives_what_can_be_read_each_feed_once_and_named_stably() {
    let desk = Desk::new(&format!(
        "{}{SINK}",
        feed("known", "https://known.example/rss")
    ));
    desk.write(
        "list.opml",
        "<opml><body><outline text='News'><outline text='Świat & więcej < dalej' xmlUrl='https://a.example/świat.xml'/>\n\
         <outline text='Świat & więcej < dalej' xmlUrl='https://b.example/rss'>\n\
         <outline text='doubled' xmlUrl='http://www.a.example/świat.xml?utm_source=x'/>\n\
         <outline text='known' xmlUrl='https://known.example/rss'/><outline text='local' xmlUrl='file:///etc/passwd'/>\n\
         <outline text='Новини' xmlUrl='feed://news.example.com.ua/rss/world.xml'",
    );
    let ended = desk.run(&["import-opml", "list.opml"]).expect(0);
    let ids: Vec<&str> = ended
        .stdout
        .lines()
        .filter(|line| line.starts_with("id = "))
        .collect();
    assert_eq!(
        ids,
        [
            "id = \"swiat-wiecej-dalej\"",
            "id = \"swiat-wiecej-dalej-2\"",
            "id = \"news-example-world\""
        ]
    );
    assert!(ended.stdout.contains("# in News\n"), "{}", ended.stdout);
    let said = [
        "it is there twice",
        "it is source `known`",
        "`file:///etc/passwd` is left out: it is not an address of the web",
        "3 sources from 6 feeds",
    ];
    let stdout = ended.stdout.clone();
    said.into_iter().fold(ended, Ended::says);
    assert_eq!(
        desk.run(&["import-opml", "list.opml"]).expect(0).stdout,
        stdout,
        "the same list, the same names"
    );
}

#[test]
fn what_is_no_list_is_told() {
    let desk = Desk::plain();
    desk.write("page.html", "<html><body>Not found</body></html>");
    desk.run(&["import-opml", "page.html"])
        .expect(1)
        .says("it is no list of feeds (OPML)")
        .says("hint:");
    desk.run(&["import-opml", "missing.opml"])
        .expect(1)
        .says("cannot read `missing.opml`");
    desk.run(&["export", "--format", "xml"])
        .expect(64)
        .says("opml");
}
