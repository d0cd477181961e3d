//! Searching from the command line: without a daemon, beside one, and for what is no query.

use std::process::Stdio;

use serde_json::Value;

use crate::support::{Daemon, Desk};

fn report(headline: &str, text: &str) -> String {
    format!(
        "<html lang=en><head><title>{headline}</title></head><body><article><h1>{headline}</h1><p>{text}</p>\
         <p>{headline}: nobody was hurt, and the police of the town said on Wednesday that more would be told later.</p>\
         </article></body></html>"
    )
}

fn desk() -> Desk {
    let desk = Desk::plain();
    desk.write(
        "in/a.html",
        report(
            "Harbour closed after the storm",
            "Twelve ships waited outside the harbour on Monday, because the pilots did not want to sail in such weather.",
        ),
    );
    desk.write(
        "in/b.html",
        report(
            "Ministers met on the budget",
            "The ministers spoke of taxes and roads for nine hours, and then they went home without a word on schools.",
        ),
    );
    desk
}

fn found(desk: &Desk, arguments: &[&str]) -> Value {
    let arguments = [&["search", "--json"], arguments].concat();
    serde_json::from_str(&desk.run(&arguments).expect(0).stdout).unwrap()
}

fn headlines(found: &Value) -> Vec<&str> {
    let hits = found["hits"].as_array().unwrap().iter();
    hits.map(|hit| hit["item"]["article"]["headline"].as_str().unwrap())
        .collect()
}

#[test]
fn a_search_tells_what_was_found_with_the_words_around_it() {
    let desk = desk();
    let before = desk.run(&["search", "harbour"]).expect(0);
    let before = before.says("nothing was found").says("hint:");
    assert_eq!(before.stdout, "");
    desk.run(&["fetch"]).expect(0);
    let told = desk
        .run(&["search", "ships", "lang:en"])
        .expect(0)
        .says("1 of 1");
    assert!(told.stdout.starts_with("Harbour closed after the storm\n"));
    assert!(
        told.stdout.contains("Twelve ships waited"),
        "{}",
        told.stdout
    );
    assert!(!told.stdout.contains('\u{1b}'));
    let found = found(&desk, &["ship"]);
    assert_eq!(found["total"], 1);
    let snippet = found["hits"][0]["snippet"].as_array().unwrap();
    let marked: Vec<&Value> = snippet
        .iter()
        .filter(|piece| piece["marked"] == true)
        .collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0]["text"], "ships");
    let nothing = desk.run(&["search", "harbour lang:it"]).expect(0);
    nothing.says("fewer conditions find more");
    let unknown = desk.run(&["search", "source:other"]).expect(0);
    unknown.says("there is no source `other`");
}

#[test]
fn pages_of_a_search_follow_one_another() {
    let desk = desk();
    desk.run(&["fetch"]).expect(0);
    let first = found(&desk, &["police", "--limit", "1", "--sort", "newest"]);
    assert_eq!(first["total"], 2);
    let next = first["next"].as_str().unwrap();
    let second = found(
        &desk,
        &[
            "police", "--limit", "1", "--sort", "newest", "--after", next,
        ],
    );
    assert_eq!(second["next"], Value::Null);
    let mut both = [headlines(&first), headlines(&second)].concat();
    both.sort_unstable();
    assert_eq!(
        both,
        [
            "Harbour closed after the storm",
            "Ministers met on the budget"
        ]
    );
    let refused = desk.run(&["search", "police", "--after", "nowhere"]);
    refused.expect(64).says("not the cursor of a page");
}

#[test]
fn what_is_no_query_is_pointed_at() {
    let desk = desk();
    let ended = desk.run(&["search", "harbour", "lng:it"]).expect(64);
    let told: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(
        told,
        [
            "error: unknown field `lng`",
            "  harbour lng:it",
            "          ^^^",
            "hint: did you mean `lang:`?",
        ]
    );
}

#[test]
fn a_search_beside_a_daemon_finds_what_it_brings() {
    let desk = desk();
    let mut daemon = Daemon::start_with(&desk, &["run"], Stdio::null());
    let is_found = |words: &str, count: usize| headlines(&found(&desk, &[words])).len() == count;
    daemon.until("both are found", |_| is_found("police", 2));
    desk.write(
        "in/c.html",
        report(
            "A ferry ran aground in the fog",
            "The captain of the ferry saw no light that night, he told the court in the capital on the second day.",
        ),
    );
    daemon.until("the third is found", |_| is_found("police", 3));
    assert!(is_found("ferries", 1));
    daemon.stop();
    assert!(is_found("police", 3));
}
