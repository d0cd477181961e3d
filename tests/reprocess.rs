//! `newsloom reprocess`: what was read before is labelled anew, as events, and nothing else of it changes.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use serde_json::Value;

use crate::support::{Daemon, Desk, Line};

const SOURCES: &str = "[state]\ndir = \"var\"\n\
    [[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n\
    [[source]]\nid = \"other\"\nkind = \"files\"\npath = \"other\"\n\
    [[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n";

const HARBOUR: &str = "[[topic]]\nid = \"harbour\"\nany = [\"harbour\"]\n[[topic]]\nid = \"gone\"\nany = [\"xyzzy\"]\n";

fn text(number: usize, word: &str) -> String {
    format!(
        "Report {number} of the {word}\n\nThe office of town number {number} said on Monday that the {word} stays closed for {number} days, \
         because the workers there have not yet mended what the storm of week {number} had broken.\n"
    )
}

/// Three reports of the harbour, one of them from another source, and two of the school, read without any rule.
fn desk() -> Desk {
    let desk = Desk::new(SOURCES);
    for (path, number, word) in [
        ("in/a.txt", 1, "harbour"),
        ("in/b.txt", 20, "school"),
        ("in/c.txt", 300, "harbour"),
        ("other/d.txt", 4000, "harbour"),
        ("other/e.txt", 50_000, "school"),
    ] {
        desk.write(path, text(number, word));
    }
    desk.run(&["fetch"]).expect(0).says("5 items new");
    desk
}

fn with_rules(desk: &Desk, rules: &str) {
    fs::write(desk.path("newsloom.toml"), format!("{SOURCES}{rules}")).unwrap();
}

fn relabelled(lines: &[Line]) -> Vec<&Line> {
    let updated = lines.iter();
    updated
        .filter(|line| line.kind() == "newsloom.item.updated")
        .collect()
}

fn topics(item: &Value) -> Vec<&str> {
    let topics = item["labels"]["topics"].as_array().unwrap().iter();
    topics.map(|label| label["id"].as_str().unwrap()).collect()
}

#[test]
fn changed_rules_are_told_first_and_then_become_events_that_change_labels_alone() {
    let desk = desk();
    with_rules(&desk, HARBOUR);
    let before = desk.journal();
    let told = desk.run(&["reprocess", "--dry-run"]).expect(0);
    let told = told.says("3 of 5 items would be labelled anew");
    let line = told.stdout.lines().next().unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, ["topic:harbour", "3", "added", "0", "removed"]);
    assert_eq!(told.stdout.matches("    + topic:harbour").count(), 3);
    assert_eq!(desk.journal(), before, "a dry run writes nothing");

    let done = desk.run(&["reprocess"]).expect(0);
    done.says("3 of 5 items are labelled anew")
        .says("3 events → out");
    let journal = desk.journal();
    let updated = relabelled(&journal);
    assert_eq!((updated.len(), journal.len()), (3, before.len() + 3));
    for line in updated {
        let now = line.item();
        let was = before.iter().find(|one| one.item()["id"] == now["id"]);
        let was = was.unwrap().item();
        assert_eq!((&was["version"], &now["version"]), (&1.into(), &2.into()));
        for kept in ["article", "standing", "first_seen", "source", "entry"] {
            assert_eq!(was[kept], now[kept], "{kept}");
        }
        assert!(topics(now).contains(&"harbour"));
        let data = &line.0["data"];
        assert_eq!(
            data["relabelled"]["added"],
            serde_json::json!(["topic:harbour"])
        );
        assert!(data["change"].is_null(), "{data}");
    }
    assert_eq!(relabelled(&desk.delivered()).len(), 3);
    let found = desk.run(&["search", "topic:harbour"]).expect(0);
    found.says("3 of 3");
    desk.run(&["state", "check"]).expect(0);
}

#[test]
fn where_nothing_changes_nothing_is_written_and_what_is_read_again_stays_unchanged() {
    let desk = desk();
    let before = desk.journal();
    desk.run(&["reprocess"])
        .expect(0)
        .says("0 of 5 items are labelled anew");
    assert_eq!(desk.journal(), before);
    with_rules(&desk, HARBOUR);
    desk.run(&["reprocess", "--quiet"]).expect(0);
    let once = desk.journal();
    desk.run(&["reprocess"])
        .expect(0)
        .says("0 of 5 items are labelled anew");
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(
        desk.journal(),
        once,
        "the entries are as well known as before"
    );
    let id = relabelled(&once)[0].item()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let diff = desk.run(&["diff", &id]).expect(0);
    assert!(diff.stdout.contains("no word differs"), "{}", diff.stdout);
    with_rules(&desk, "");
    desk.run(&["reprocess"])
        .expect(0)
        .says("3 of 5 items are labelled anew");
    let journal = desk.journal();
    let last = relabelled(&journal).pop().unwrap();
    assert_eq!(last.item()["version"], 3);
    assert_eq!(
        last.0["data"]["relabelled"]["removed"],
        serde_json::json!(["topic:harbour"])
    );
}

#[test]
fn a_query_a_source_and_a_time_limit_what_is_labelled_anew() {
    let desk = desk();
    with_rules(&desk, HARBOUR);
    let check = |arguments: &[&str], expect: &str| {
        let arguments = [&["reprocess", "--dry-run"], arguments].concat();
        desk.run(&arguments).expect(0).says(expect);
    };
    check(&["--source", "other"], "1 of 2 items would");
    check(
        &["--source", "other", "--source", "in"],
        "3 of 5 items would",
    );
    check(&["school"], "0 of 2 items would");
    check(&["source:in", "harbour"], "2 of 2 items would");
    check(&["--since", "1 day"], "3 of 5 items would");
    check(&["before:2001-01-01"], "0 of 0 items would");
    desk.run(&["reprocess", "--source", "nobody"])
        .expect(64)
        .says("there is no source `nobody`");
    desk.run(&["reprocess", "lang:"]).expect(64);
    desk.run(&["reprocess", "--source", "other"])
        .expect(0)
        .says("1 of 2 items are");
    desk.run(&["reprocess"]).expect(0).says("2 of 5 items are");
}

#[test]
fn beside_a_daemon_it_ends_with_the_code_of_a_held_state() {
    let desk = desk();
    let mut daemon = Daemon::start(&desk);
    daemon.until("it holds the state", |daemon| {
        daemon.desk.path("var/api.sock").exists()
    });
    desk.run(&["reprocess", "--dry-run"])
        .expect(3)
        .says("another instance")
        .says("hint:");
    daemon.stop();
}

/// A file of so many records, each of another text.
fn records(many: usize) -> String {
    let mut lines = String::new();
    for number in 0..many {
        let line = serde_json::json!({ "title": format!("Report {number}"), "text": text(number * 7919, "harbour") });
        writeln!(lines, "{line}").unwrap();
    }
    lines
}

#[test]
fn what_a_sudden_end_left_undone_is_done_by_the_next_run_and_nothing_twice() {
    const RECORDS: usize = 1500;
    let desk = Desk::new(SOURCES);
    fs::create_dir(desk.path("other")).unwrap();
    desk.write("in/all.jsonl", records(RECORDS));
    desk.run(&["fetch", "--quiet"]).expect(0);
    let read = desk.journal();
    let items = read
        .iter()
        .filter(|line| line.kind() == "newsloom.item.new");
    let items = items.count();
    assert!(items > RECORDS / 2, "{items}");
    with_rules(&desk, HARBOUR);
    let size = || fs::metadata(desk.segment()).unwrap().len();
    let before = size();
    let mut child = desk.start(&["reprocess"]);
    while size() == before && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    desk.run(&["reprocess", "--quiet"]).expect(0);
    let mut versions: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let journal = desk.journal();
    for line in journal.iter().filter(|line| line.item().is_object()) {
        let id = line.item()["id"].as_str().unwrap().to_owned();
        let version = line.item()["version"].as_u64().unwrap();
        versions.entry(id).or_default().push(version);
    }
    let twice = versions.values().filter(|versions| **versions == [1, 2]);
    assert_eq!(twice.count(), items);
    let delivered = desk.delivered();
    assert_eq!(relabelled(&delivered).len(), items);
    desk.run(&["state", "check"]).expect(0);
}

#[test]
fn a_trained_model_of_the_configuration_labels_and_a_wrong_one_is_an_error_at_its_place() {
    let desk = desk();
    let mut labelled = String::new();
    for number in 0..24 {
        for word in ["harbour", "school"] {
            let line = serde_json::json!({ "text": text(number * 31, word), "topic": format!("own-{word}") });
            writeln!(labelled, "{line}").unwrap();
        }
    }
    desk.write("items.jsonl", labelled);
    desk.run(&["train", "--labels", "items.jsonl", "--out", "own.model"])
        .expect(0);
    let config = "[labels]\ntopic_model = \"own.model\"\n";
    with_rules(&desk, config);
    desk.run(&["check"]).expect(0);
    let tried = desk.run(&["try", "in/a.txt", "--format", "json"]).expect(0);
    assert!(tried.stdout.contains("own-harbour"), "{}", tried.stdout);
    desk.run(&["reprocess"])
        .expect(0)
        .says("5 of 5 items are labelled anew");
    desk.write("in/new.txt", text(77, "school"));
    desk.run(&["fetch", "--all"]).expect(0).says("1 item");
    let journal = desk.journal();
    let new = journal.iter().rev().find(|line| line.item().is_object());
    assert_eq!(topics(new.unwrap().item()), ["own-school"]);

    desk.write("own.model", "not a model");
    for command in [
        &["fetch"][..],
        &["run"],
        &["check"],
        &["reprocess"],
        &["try", "in/a.txt"],
    ] {
        desk.run(command)
            .expect(64)
            .says("`topic_model` in [labels] names `own.model`")
            .says("newsloom.toml:")
            .says("not a topic model");
    }
}
