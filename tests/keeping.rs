//! How long words are kept, source by source.

use std::fmt::Write as _;

use crate::support::{Desk, Random};

/// A text unlike all others, so long that a segment holds a few.
fn report(number: u64) -> String {
    let mut random = Random::new(number);
    let mut text = format!("Report {number} of the observer\n");
    for _ in 0..30 {
        let words: Vec<String> = (0..12)
            .map(|_| format!("w{:x}", random.below(1 << 40)))
            .collect();
        writeln!(
            text,
            "\nThe office said that {} was known.",
            words.join(" ")
        )
        .unwrap();
    }
    text
}

/// A desk with two folders as sources, of which one is not kept.
fn desk(sinks: &str) -> Desk {
    let source = |id: &str, keep: &str| {
        format!("[[source]]\nid = \"{id}\"\nkind = \"files\"\npath = \"in/{id}\"\n{keep}\n")
    };
    Desk::new(&format!(
        "[state]\ndir = \"var\"\nsegment_size = \"16 KiB\"\n{}{}{sinks}",
        source("kept", ""),
        source("passing", "keep = \"1ms\""),
    ))
}

/// Two documents of each source in each of ten runs, so that they fill several segments.
fn run_ten_times(desk: &Desk, code: i32) {
    for run in 0..10 {
        for number in [2 * run, 2 * run + 1] {
            desk.write(&format!("in/kept/{number}.txt"), report(number));
            desk.write(&format!("in/passing/{number}.txt"), report(100 + number));
        }
        desk.run(&["fetch"]).expect(code);
    }
}

const OUT: &str = "[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n";

/// Items of a source that are in the journal: with their words, and without.
fn in_journal(desk: &Desk, source: &str) -> (usize, usize) {
    let journal = desk.journal();
    let items = journal
        .iter()
        .filter(|line| line.is_item() && line.item()["source"] == source);
    let with = items
        .clone()
        .filter(|line| line.item()["article"]["text"].is_string())
        .count();
    (with, items.count() - with)
}

#[test]
fn the_words_of_one_source_go_and_those_of_the_other_stay() {
    let desk = desk(OUT);
    run_ten_times(&desk, 0);
    let delivered = desk.delivered();
    assert_eq!(delivered.len(), 40);
    let text = |number| {
        delivered
            .iter()
            .find(|line| line.item()["entry"]["key"] == format!("{number}.txt"))
    };
    assert!(
        text(7).unwrap().item()["article"]["text"]
            .as_str()
            .unwrap()
            .len()
            > 1000
    );
    for _ in 0..20 {
        desk.run(&["fetch"]).expect(0).says("0 items new");
    }
    let (with, without) = in_journal(&desk, "passing");
    assert!(with < 5 && with + without == 20, "{with} {without}");
    assert_eq!(in_journal(&desk, "kept"), (20, 0));
    assert_eq!(desk.delivered(), delivered, "nothing is told again");
    desk.run(&["state", "check"]).expect(0);

    let journal = desk.journal();
    let emptied = journal
        .iter()
        .find(|line| line.kind() == "newsloom.item.emptied")
        .unwrap();
    let id = emptied.item()["id"].as_str().unwrap().to_owned();
    desk.run(&["show", &id])
        .expect(1)
        .says("the journal no longer keeps its text");
    desk.run(&["state", "rebuild"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");

    // Its document changes: that is a new version of the item that is still known.
    let key = emptied.item()["entry"]["key"].as_str().unwrap().to_owned();
    desk.write(&format!("in/passing/{key}"), report(999));
    desk.run(&["fetch", "--all"]).expect(0).says("1 update");
    let last = desk.delivered().pop().unwrap();
    assert_eq!(
        (last.item()["id"].as_str(), &last.item()["version"]),
        (Some(id.as_str()), &2.into())
    );
}

#[test]
fn a_sink_that_has_not_seen_the_words_gets_them_and_one_that_comes_later_does_not() {
    // A sink that cannot be opened: a folder stands where its file should be.
    let desk = desk(OUT);
    std::fs::create_dir(desk.path("out.jsonl")).unwrap();
    run_ten_times(&desk, 1);
    assert_eq!(
        in_journal(&desk, "passing"),
        (20, 0),
        "somebody still wants them"
    );
    std::fs::remove_dir(desk.path("out.jsonl")).unwrap();
    for _ in 0..20 {
        desk.run(&["fetch"]).expect(0);
    }
    assert_eq!(desk.delivered().len(), 40);
    let (with, _) = in_journal(&desk, "passing");
    assert!(with < 5);
    let configuration = std::fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    let late =
        "[[sink]]\nid = \"late\"\nkind = \"jsonl\"\npath = \"late.jsonl\"\nfrom = \"start\"\n";
    std::fs::write(desk.path("newsloom.toml"), configuration + late).unwrap();
    desk.run(&["fetch"]).expect(0);
    let late = std::fs::read_to_string(desk.path("late.jsonl")).unwrap();
    assert_eq!(late.lines().count(), 20 + with);
    assert!(!late.contains("emptied"));
}
