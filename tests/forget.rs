//! `newsloom forget`: an item that is taken down leaves the journal, the search and the sinks, and never comes back.

use std::fs;

use crate::support::{Desk, Line};

const SOURCES: &str = "[state]\ndir = \"var\"\n\
    [[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n\
    [[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n\
    [[sink]]\nid = \"db\"\nkind = \"sqlite\"\npath = \"news.db\"\n";

const SECRET: &str = "Marmalade";

const HARBOUR: &str = "The harbour is closed\n\nShips wait outside of the bay since Monday, because the old crane fell into the basin \
    and nobody knows when divers can lift it from there.\n";
const SCHOOL: &str = "A school gets its roof back\n\nPupils of the third class returned to their rooms this week, half a year after \
    the storm, and found the walls painted green by their parents.\n";

fn secret(more: &str) -> String {
    format!(
        "{SECRET} sold at an auction\n\nA jar of {SECRET} that a family had kept since the war brought nine hundred crowns \
         yesterday; its buyer asked that no name be told.{more}\n"
    )
}

fn desk() -> Desk {
    let desk = Desk::new(SOURCES);
    desk.write("in/a.txt", HARBOUR);
    desk.write("in/b.txt", secret(""));
    desk.write("in/c.txt", SCHOOL);
    desk.run(&["fetch"]).expect(0).says("3 items new");
    desk
}

fn holds(lines: &[Line], word: &str) -> bool {
    lines.iter().any(|line| line.0.to_string().contains(word))
}

fn rows(desk: &Desk, query: &str) -> i64 {
    let database = rusqlite::Connection::open(desk.path("news.db")).unwrap();
    database.query_row(query, [], |row| row.get(0)).unwrap()
}

#[test]
fn what_is_forgotten_leaves_journal_search_and_database_and_all_else_stays() {
    let desk = desk();
    let before = desk.journal();
    assert!(holds(&before, SECRET));
    let told = desk.run(&["forget", "in/b.txt", "--dry-run"]).expect(0);
    assert!(told.stdout.contains("would be taken out"));
    assert_eq!(desk.journal(), before, "a dry run writes nothing");
    let found = desk.run(&["search", SECRET]).expect(0);
    assert!(found.stdout.contains(SECRET), "{}", found.stdout);

    desk.run(&["forget", "in/b.txt", "--reason", "court order 7"])
        .expect(0)
        .says("were taken out of the journal")
        .says("1 event → out");
    let after = desk.journal();
    assert!(!holds(&after, SECRET), "its words are gone");
    assert_eq!(after.len(), before.len() + 1);
    for (was, is) in before.iter().zip(&after) {
        assert_eq!(was.sequence(), is.sequence());
        assert_eq!(holds(std::slice::from_ref(was), SECRET), was != is);
    }
    let tombstone = after.last().unwrap();
    assert_eq!(tombstone.kind(), "newsloom.item.forgotten");
    assert_eq!(tombstone.0["data"]["reason"], "court order 7");
    let told = desk.delivered();
    assert_eq!(told.last().unwrap().kind(), "newsloom.item.forgotten");

    assert_eq!(rows(&desk, "SELECT count(*) FROM items"), 2);
    let words = format!("SELECT count(*) FROM events WHERE event LIKE '%{SECRET}%'");
    assert_eq!(rows(&desk, &words), 0);
    let bytes = fs::read(desk.path("news.db")).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains(SECRET));

    assert!(!desk.path("var/search").exists(), "it held all words");
    desk.run(&["search", SECRET])
        .expect(0)
        .says("nothing was found");
    desk.run(&["show", "in/b.txt"]).expect(1).says("taken down");
    desk.run(&["state", "check"]).expect(0);
    desk.run(&["state", "rebuild"]).expect(0);
    desk.run(&["show", "in/b.txt"]).expect(1).says("taken down");
}

#[test]
fn what_is_forgotten_is_not_told_again_when_its_source_changes_it() {
    let desk = desk();
    desk.run(&["forget", "in/b.txt"]).expect(0);
    let before = desk.journal();
    desk.write(
        "in/b.txt",
        secret(" The police look for a second jar of it."),
    );
    desk.run(&["fetch"]).expect(0).says("0 items new");
    assert_eq!(desk.journal(), before, "not even its listing is noted");
    // A second time says so, and puts no second tombstone.
    desk.run(&["forget", "in/b.txt"])
        .expect(0)
        .says("it was forgotten at");
    let again = desk.journal();
    let tombstones = |lines: &[Line]| {
        let kinds = lines.iter().map(Line::kind);
        kinds
            .filter(|kind| *kind == "newsloom.item.forgotten")
            .count()
    };
    assert_eq!(tombstones(&again), 1);
}

#[test]
fn a_file_that_is_ahead_of_its_cursor_since_a_sudden_end_takes_the_tombstone_like_any_other() {
    let desk = Desk::new(SOURCES);
    desk.write("in/a.txt", HARBOUR);
    desk.run(&["fetch"]).expect(0).says("1 item new");
    let cursor = desk.path("var/sinks/out.cursor");
    let before = fs::read(&cursor).unwrap();
    desk.write("in/b.txt", secret(""));
    desk.run(&["fetch"]).expect(0).says("1 item new");
    fs::write(&cursor, before).unwrap();
    desk.run(&["forget", "in/b.txt"])
        .expect(0)
        .says("1 event → out");
    let told = desk.delivered();
    assert_eq!(told.len(), 3, "two items and the tombstone");
    assert_eq!(told.last().unwrap().kind(), "newsloom.item.forgotten");
}

#[test]
fn what_is_no_item_is_told_and_nothing_happens() {
    let desk = desk();
    let before = desk.journal();
    desk.run(&["forget", "nobody"])
        .expect(1)
        .says("nothing is known as `nobody`");
    assert_eq!(desk.journal(), before);
}
