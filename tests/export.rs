//! Items for other programs: every form holds the same, beside a daemon too.

use std::{fs, process::Stdio};

use serde_json::Value;

use crate::support::{Daemon, Desk};

fn report(headline: &str, text: &str) -> String {
    format!(
        "<html lang=en><head><title>{headline}</title></head><body><article><h1>{headline}</h1><p>{text}</p>\
         <p>Nobody was hurt, and the police of the town said on Wednesday that more would be told later.</p>\
         </article></body></html>"
    )
}

/// The first is fetched before the second, so that one is seen after the other.
fn desk() -> Desk {
    let desk = Desk::plain();
    desk.write(
        "in/a.html",
        report(
            "=Harbour closed, ships &lt;b&gt;wait&lt;/b&gt;",
            "Twelve ships waited outside the harbour on Monday, because the pilots did not want to sail in such weather.",
        ),
    );
    desk.run(&["fetch"]).expect(0);
    desk.write(
        "in/b.html",
        report(
            "Ministers met on the budget",
            "The ministers spoke of taxes and roads for nine hours, and then they went home without a word on schools.",
        ),
    );
    desk.run(&["fetch", "--all"]).expect(0);
    desk
}

fn exported(desk: &Desk, format: &str, more: &[&str]) -> String {
    let arguments = [&["export", "--format", format], more].concat();
    desk.run(&arguments).expect(0).stdout
}

fn lines(desk: &Desk, more: &[&str]) -> Vec<Value> {
    let lines = exported(desk, "jsonl", more);
    let lines = lines.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

#[test]
fn json_lines_are_the_items_that_are_asked_for() {
    let desk = desk();
    assert_eq!(lines(&desk, &[]).len(), 2);
    let one = lines(&desk, &["ministers", "lang:en"]);
    assert_eq!(one.len(), 1);
    assert_eq!(one[0]["article"]["headline"], "Ministers met on the budget");
    let seen = one[0]["first_seen"].as_str().unwrap();
    assert_eq!(lines(&desk, &["--since", seen]), one);
    desk.run(&["export", "--format", "jsonl", "lng:it"])
        .expect(64)
        .says("did you mean `lang:`?");
    desk.run(&["export", "--format", "opml", "harbour"])
        .expect(64)
        .says("has no items to choose from");
}

#[test]
fn a_table_has_a_line_for_each_item_and_no_formula() {
    let desk = desk();
    let table = exported(&desk, "csv", &["harbour"]);
    let rows: Vec<&str> = table.split("\r\n").collect();
    assert_eq!(rows.len(), 3, "{table}");
    assert_eq!(
        rows[0],
        "id,published,publisher,language,standing,copy_of,story,headline,url,source"
    );
    let id = lines(&desk, &["harbour"])[0]["id"].clone();
    assert!(rows[1].starts_with(id.as_str().unwrap()), "{table}");
    assert!(rows[1].contains(",\"'=Harbour closed, ships"), "{table}");
    assert_eq!(rows[2], "");
}

#[test]
fn a_feed_is_read_by_a_reader_of_feeds() {
    let desk = desk();
    let text = exported(&desk, "atom", &[]);
    let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
    assert!(feed.id.starts_with("urn:newsloom:feed:"));
    assert!(feed.updated.is_some());
    assert_eq!(feed.entries.len(), 2);
    let items = lines(&desk, &[]);
    for (entry, item) in feed.entries.iter().zip(&items) {
        let id = item["id"].as_str().unwrap();
        assert_eq!(entry.id, format!("urn:newsloom:item:{id}"));
        let title = entry.title.as_ref().unwrap();
        assert_eq!(Some(&*title.content), item["article"]["headline"].as_str());
        assert!(entry.updated.is_some());
        assert!(!entry.authors.is_empty());
        assert!(entry.content.is_some() || !entry.links.is_empty());
    }
    let again = exported(&desk, "atom", &["harbour"]);
    let other = feed_rs::parser::parse(again.as_bytes()).unwrap();
    assert_eq!(other.entries.len(), 1);
    assert_ne!(other.id, feed.id);
}

#[test]
fn a_file_takes_the_place_of_the_one_before_when_it_is_whole() {
    let desk = desk();
    desk.write("items.csv", "old");
    let told = exported(&desk, "csv", &["-o", "items.csv"]);
    assert_eq!(told, "");
    let written = fs::read_to_string(desk.path("items.csv")).unwrap();
    assert_eq!(written, exported(&desk, "csv", &[]));
    assert!(!desk.path("items.csv.new").exists());
    desk.run(&["export", "--format", "csv", "-o", "none/items.csv"])
        .expect(1)
        .says("cannot write `none/items.csv`");
}

#[test]
fn an_export_beside_a_daemon_holds_what_it_brings() {
    let desk = desk();
    let mut daemon = Daemon::start_with(&desk, &["run"], Stdio::null());
    desk.write(
        "in/c.html",
        report(
            "A ferry ran aground in the fog",
            "The captain of the ferry saw no light that night, he told the court in the capital on the second day.",
        ),
    );
    daemon.until("the third is exported", |_| lines(&desk, &[]).len() == 3);
    daemon.stop();
}
