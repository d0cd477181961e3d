//! The command line as a user meets it: what is printed, and how it ends.

use std::{fs, io::Write, process::Stdio};

use serde_json::Value;

use crate::support::Desk;

const REPORT: &str = "Rada przyjęła ustawę o bezpieczeństwie\n\nWARSZAWA (PAP) - Rada przyjęła w czwartek ustawę, która zmienia zasady ochrony granicy. Minister obrony Polski powiedział, że wojsko otrzyma nowe środki w tym roku.\n\nZdaniem rządu zmiany są konieczne, ponieważ sytuacja na wschodzie Europy pozostaje trudna.\n";

#[test]
fn the_first_run_delivers_and_the_second_brings_nothing() {
    let desk = Desk::plain();
    desk.write("in/ustawa.txt", REPORT);
    desk.run(&["fetch"])
        .expect(0)
        .says("1 item new")
        .says("1 event → out");
    let delivered = desk.delivered();
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0].kind(), "newsloom.item.new");
    assert_eq!(
        delivered[0].item()["article"]["headline"],
        "Rada przyjęła ustawę o bezpieczeństwie"
    );
    assert_eq!(delivered[0].item()["labels"]["language"]["id"], "pl");
    desk.run(&["fetch"]).expect(0).says("0 items new");
    assert_eq!(desk.delivered(), delivered);
}

#[test]
fn an_item_is_found_by_id_by_its_beginning_by_file_and_by_source_and_key() {
    let desk = Desk::plain();
    desk.write("in/ustawa.txt", REPORT);
    desk.run(&["fetch"]).expect(0);
    let id = desk.delivered()[0].item()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for name in [id.as_str(), &id[..8], "in/ustawa.txt"] {
        let shown = desk.run(&["show", name]).expect(0);
        assert!(
            shown.stdout.contains("Rada przyjęła ustawę") && shown.stdout.contains(&id),
            "{name}: {}",
            shown.stdout
        );
    }
    let explained = desk.run(&["explain", &id]).expect(0).stdout;
    assert!(
        explained.contains("original") && explained.contains("WARSZAWA (PAP)")
            || explained.contains("PAP"),
        "{explained}"
    );
    desk.run(&["show", "ffffffff"])
        .expect(1)
        .says("nothing is known as `ffffffff`");
}

#[test]
fn a_second_instance_ends_with_3_and_says_who_holds_the_state() {
    let desk = Desk::plain();
    fs::create_dir(desk.path("var")).unwrap();
    let lock = fs::File::create(desk.path("var/lock")).unwrap();
    lock.lock().unwrap();
    desk.run(&["fetch"]).expect(3).says("another");
    drop(lock);
    desk.run(&["fetch"]).expect(0);
}

#[test]
fn every_problem_of_a_configuration_is_shown_at_once_with_its_line() {
    let desk = Desk::new(
        "[state]\ndirr = \"var\"\n[[source]]\nid = \"a\"\nkind = \"flies\"\n[[source]]\nid = \"a\"\nkind = \"files\"\npath = \"in\"\nevery = \"soon\"\n",
    );
    let said = desk.run(&["check"]).expect(64).stderr;
    for place in [
        "newsloom.toml:2:1",
        "newsloom.toml:5:8",
        "newsloom.toml:10:9",
    ] {
        assert!(said.contains(place), "{place} is not in:\n{said}");
    }
    assert!(
        said.contains("did you mean `dir`?") && said.contains("did you mean `files`?"),
        "{said}"
    );
    desk.run(&["fetch"]).expect(64);
}

#[test]
fn a_pattern_that_is_none_stops_everything_and_lets_nothing_through() {
    for key in ["urls", "not_urls", "titles", "not_titles"] {
        let desk = Desk::new(&format!(
            "[state]\ndir = \"var\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\nfilter = {{ {key} = [\"(sport\"] }}\n\
             [[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n"
        ));
        desk.write("in/a.txt", "A report of the day.\n\nThe council has met.\n");
        for command in ["check", "fetch", "run"] {
            desk.run(&[command])
                .expect(64)
                .says("newsloom.toml:7:")
                .says("not a regular expression");
        }
        assert!(desk.delivered().is_empty() && !desk.path("var").exists());
    }
}

#[test]
fn a_missing_configuration_says_how_to_get_one() {
    let desk = Desk::plain();
    desk.run(&["fetch", "--config", "none.toml"])
        .expect(64)
        .says("none.toml")
        .says("newsloom init");
    desk.run(&["init", "new.toml"]).expect(0);
    desk.run(&["check", "--config", "new.toml"]).expect(0);
    desk.run(&["init", "new.toml"])
        .expect(1)
        .says("left as it is");
}

#[test]
fn a_wrong_command_line_ends_with_64() {
    let desk = Desk::plain();
    desk.run(&["fetsch"]).expect(64);
    desk.run(&["fetch", "nobody"])
        .expect(64)
        .says("there is no source `nobody`")
        .says("`in`");
    desk.run(&["--help"]).expect(0);
}

#[test]
fn a_pipe_answers_every_line_and_never_exits_on_a_bad_one() {
    let desk = Desk::plain();
    desk.write("in/ustawa.txt", REPORT);
    let mut child = desk
        .command(&["pipe", "document"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = "{\"id\":1,\"path\":\"in/ustawa.txt\"}\nnonsense\n{\"id\":3,\"path\":\"in/missing.txt\"}\n{\"id\":4,\"body\":\"\"}\n";
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["title"], "Rada przyjęła ustawę o bezpieczeństwie");
    assert!(
        lines[1..].iter().all(|line| line["error"].is_string()),
        "{lines:?}"
    );
    assert_eq!(
        (&lines[2]["id"], &lines[3]["id"]),
        (&Value::from(3), &Value::from(4))
    );
}

#[test]
fn the_state_can_be_counted_checked_and_rebuilt() {
    let desk = Desk::plain();
    desk.write("in/ustawa.txt", REPORT);
    desk.run(&["fetch"]).expect(0);
    let stats: Value =
        serde_json::from_str(&desk.run(&["state", "stats", "--json"]).expect(0).stdout).unwrap();
    assert_eq!(stats["items"], 1);
    desk.run(&["state", "check"]).expect(0);
    desk.run(&["state", "rebuild"]).expect(0);
    desk.run(&["state", "check"]).expect(0);
    desk.run(&["fetch"]).expect(0).says("0 items new");
    assert_eq!(desk.delivered().len(), 1);
}

#[test]
fn a_dropped_entry_is_explained_with_when_and_what_to_do() {
    let desk = Desk::plain();
    desk.write("in/leer.txt", "   \n");
    desk.run(&["fetch"]);
    let told = desk.run(&["explain", "in/leer.txt"]).expect(0).stdout;
    for part in [
        "in/leer.txt is no item: it was dropped as empty",
        "\ndropped       20",
        "\nwhat to do    `newsloom try FILE`",
    ] {
        assert!(told.contains(part), "`{part}` is not in:\n{told}");
    }
    let told = desk
        .run(&["show", "--json", "in/leer.txt"])
        .expect(0)
        .stdout;
    let value: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(value["status"], "dropped");
    assert_eq!(value["reason"], "empty");
    assert_eq!(value["entry"]["key"], "leer.txt");
}

#[test]
fn sources_are_listed_in_their_order_and_one_is_told_whole_with_its_troubles() {
    let desk = Desk::new(
        "[state]\ndir = \"var\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n[[source]]\nid = \"away\"\nkind = \"files\"\npath = \"missing\"\n[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    let fresh = desk.run(&["sources"]).expect(0).stdout;
    assert!(fresh.contains("never") && !fresh.contains('!'), "{fresh}");
    desk.write("in/ustawa.txt", REPORT);
    desk.write("in/leer.txt", "   \n");
    desk.run(&["fetch"]).expect(2);
    let table = desk.run(&["sources"]).expect(0).stdout;
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[1].starts_with("  in "), "{table}");
    assert!(lines[2].starts_with("! away "), "{table}");
    assert!(lines[3].contains("failed once: cannot read"), "{table}");
    let json = desk.run(&["sources", "--json"]).expect(0).stdout;
    let rows: Vec<Value> = json
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (&rows[0]["id"], &rows[1]["id"]),
        (&"in".into(), &"away".into())
    );
    assert_eq!(rows[0]["state"], "ok");
    assert_eq!(rows[1]["failures"], 1);
    let one = desk.run(&["sources", "in"]).expect(0).stdout;
    for part in [
        "\nlast success  20",
        "empty",
        "leer.txt",
        "`newsloom try FILE`",
    ] {
        assert!(one.contains(part), "`{part}` is not in:\n{one}");
    }
    desk.run(&["sources", "inn"])
        .expect(64)
        .says("the sources are in, away");
}

#[test]
fn every_example_passes_the_check() {
    let desk = Desk::plain();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let examples = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut checked = 0;
    for example in examples.map(|entry| entry.path()) {
        if example.extension().is_some_and(|ending| ending == "toml") {
            let said = desk
                .run(&["check", "--config", example.to_str().unwrap()])
                .expect(0);
            assert!(
                said.stdout.contains("no errors") && said.stderr.is_empty(),
                "{said:?}"
            );
            checked += 1;
        }
    }
    assert!(checked >= 2, "{checked} examples in {folder}");
}
