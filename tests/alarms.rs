//! Alarms beside those of sources: a disk that fills, sinks that refuse or are behind. Each is an event, once when it begins
//! and once when it ends, and is told in the status, on the page and as a metric while it lasts.

use std::fs;

use serde_json::Value;

use crate::support::{Daemon, Desk, Line, lines_of};

const BASE: &str = "[state]\ndir = \"var\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nid = \"told\"\nkind = \"jsonl\"\npath = \"told.jsonl\"\nevents = [\"state.*\", \"sink.*\"]\n";

/// What the sink `told` was told: the kind without its prefix, about whom, of what.
fn told(desk: &Desk, file: &str) -> Vec<String> {
    let bytes = fs::read(desk.path(file)).unwrap_or_default();
    let whole = bytes.iter().rposition(|byte| *byte == b'\n');
    let lines = lines_of(&bytes[..whole.map_or(0, |end| end + 1)]);
    let said = |line: &Line| {
        let kind = line.kind().trim_start_matches("newsloom.").to_owned();
        let subject = line.0["subject"].as_str().unwrap();
        format!(
            "{kind} {subject} {}",
            line.0["data"]["alarm"].as_str().unwrap()
        )
    };
    lines.iter().map(said).collect()
}

#[test]
fn a_full_disk_and_a_sink_that_lags_are_told_while_they_last_and_once_each() {
    let lags = "[[sink]]\nid = \"away\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:9/\"\n";
    let desk = Desk::new(&format!(
        "{BASE}{lags}[alarms]\ndisk_free = \"9000 TB\"\nsink_behind = \"1ms\"\n"
    ));
    desk.write(
        "in/1.txt",
        "A report of the observer\n\nThe bridge over the river is closed until the spring.\n",
    );
    let mut daemon = Daemon::start(&desk);
    let expect = ["state.alarmed state disk", "sink.alarmed away behind"];
    daemon.until("both alarms", |daemon| {
        let told = told(daemon.desk, "told.jsonl");
        expect.iter().all(|one| told.iter().any(|told| told == one))
    });
    let status: Value = serde_json::from_str(&desk.asked("/api/v1/status")).unwrap();
    let alarms = status["alarms"].as_array().unwrap();
    let full = alarms.iter().find(|one| one["alarm"] == "disk").unwrap();
    assert!(
        full["sink"].is_null() && full["since"].is_string(),
        "{full}"
    );
    assert!(alarms.iter().any(|one| one["sink"] == "away"), "{alarms:?}");
    let page = desk.asked("/status");
    assert!(page.contains("are free on the disk of the state"), "{page}");
    let metrics = desk.asked("/metrics");
    for line in [
        "newsloom_state_alarms{alarm=\"disk\"} 1",
        "newsloom_state_alarms{alarm=\"size\"} 0",
        "newsloom_sink_alarms{sink=\"away\"} 1",
        "newsloom_sink_alarms{sink=\"told\"} 0",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    // Another limit, and without the sink: a new run knows what was told, and clears it.
    fs::write(
        desk.path("newsloom.toml"),
        format!("{BASE}[alarms]\ndisk_free = \"1 MB\"\n"),
    )
    .unwrap();
    daemon.signal("-HUP");
    daemon.until("both are cleared", |daemon| {
        let told = told(daemon.desk, "told.jsonl");
        ["state.cleared state disk", "sink.cleared away behind"]
            .iter()
            .all(|one| told.iter().any(|told| told == one))
    });
    daemon.stop();
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(told(&desk, "told.jsonl").len(), 4);
    desk.run(&["state", "check"]).expect(0);
}

#[test]
fn a_sink_that_refuses_is_told_to_the_others_and_never_to_itself() {
    let refuses = "[[sink]]\nid = \"folder\"\nkind = \"jsonl\"\npath = \"folder.jsonl\"\nevents = [\"sink.*\", \"item.*\"]\n";
    let desk = Desk::new(&format!("{BASE}{refuses}"));
    fs::create_dir(desk.path("folder.jsonl")).unwrap();
    for _ in 0..3 {
        desk.run(&["fetch", "--all"]).expect(1);
    }
    fs::remove_dir(desk.path("folder.jsonl")).unwrap();
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0);
    let expect = [
        "sink.alarmed folder refusing",
        "sink.cleared folder refusing",
    ];
    assert_eq!(told(&desk, "told.jsonl"), expect);
    assert_eq!(told(&desk, "folder.jsonl"), [""; 0]);
}
