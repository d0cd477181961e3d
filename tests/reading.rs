//! Every command that only reads, beside a running daemon: it answers at once, and says what it says where no daemon runs.

use std::time::Instant;

use crate::support::{
    Daemon, Desk, Ended,
    reports::{DATABASE, FILE, SOURCE, report},
};

/// A report, one that repeats it, another in two versions, and a file that is no report.
fn desk() -> Desk {
    let desk = Desk::new(&format!("{SOURCE}{FILE}{DATABASE}"));
    desk.write("in/1.txt", report(1));
    desk.write(
        "in/copy.txt",
        format!("{}\nThe paper adds one line.\n", report(1)),
    );
    desk.write("in/2.txt", report(2));
    desk.write("in/empty.txt", "");
    desk.run(&["fetch", "--all"]).expect(0);
    let more = report(2) + "\nMore was said later, and it was much more than before.\n";
    desk.write("in/2.txt", more);
    desk.run(&["fetch", "--all"]).expect(0);
    desk
}

/// What is told of times that pass is left out.
fn said(ended: &Ended) -> (Option<i32>, String) {
    let passing = [
        "last poll",
        "last success",
        "next due",
        "store size",
        "    <dateCreated>",
    ];
    let lines = ended.stdout.lines();
    let lines = lines.filter(|line| !passing.iter().any(|one| line.starts_with(one)));
    (ended.code, lines.collect::<Vec<_>>().join("\n"))
}

#[test]
fn every_reading_command_answers_beside_a_daemon_as_it_does_without() {
    let desk = desk();
    let delivered = desk.delivered();
    let id = delivered.last().unwrap().item()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let commands: Vec<Vec<&str>> = [
        &["show", &id][..],
        &["show", &id[..8], "--json"],
        &["show", "in/1.txt"],
        &["show", "in/empty.txt", "--json"],
        &["show", "nothing/of/the/kind"],
        &["explain", &id],
        &["explain", "in/copy.txt", "--json"],
        &["lineage", "in/copy.txt"],
        &["diff", &id],
        &["story", "show", &id, "--json"],
        &["stories", "--least", "1", "--json"],
        &["stats"],
        &["stats", "--json"],
        &["search", "report"],
        &["search", "report", "--json"],
        &["export", "--format", "jsonl"],
        &["export", "--format", "csv"],
        &["export", "--format", "opml"],
        &["state", "stats"],
    ]
    .map(<[&str]>::to_vec)
    .into();
    let alone: Vec<_> = commands.iter().map(|one| said(&desk.run(one))).collect();
    assert!(alone.iter().all(|(code, _)| *code != Some(3)), "{alone:?}");
    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    for (command, alone) in commands.iter().zip(alone) {
        let began = Instant::now();
        let beside = desk.run(command);
        let notes = beside.stderr.clone();
        assert!(!notes.contains("holds the state"), "{command:?}: {notes}");
        assert!(began.elapsed().as_secs() < 9, "{command:?} waits: {notes}");
        assert_eq!(said(&beside), alone, "{command:?}: {notes}");
    }
    // These tell when the daemon acts, and so say something else than without it.
    for (command, word) in [
        (&["sources"][..], "in"),
        (&["sources", "in"], "entries seen"),
        (&["sources", "in", "--json"], "\"failed\":[]"),
        (&["sources", "--plan"], "files are watched"),
    ] {
        let beside = desk.run(command).expect(0);
        assert!(
            beside.stdout.contains(word),
            "{command:?}: {}",
            beside.stdout
        );
        assert!(
            !beside.stderr.contains("holds the state"),
            "{}",
            beside.stderr
        );
    }
    daemon.stop();
}

#[test]
fn a_poll_that_failed_is_told_with_what_went_wrong_beside_a_daemon_too() {
    let desk = Desk::new(&SOURCE.replace("path = \"in\"", "path = \"nowhere\""));
    desk.run(&["fetch", "--all"]).expect(2);
    let told = desk.run(&["sources", "in"]).expect(0).stdout;
    assert!(told.contains("last polls that failed"), "{told}");
    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    let told = desk.run(&["sources", "in", "--json"]).expect(0).stdout;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let failed = &told["failed"][0];
    assert_eq!(failed["kind"], "unreadable");
    assert!(
        failed["text"].as_str().unwrap().contains("nowhere"),
        "{told}"
    );
    assert!(failed["time"].is_string(), "{told}");
    let page = desk.asked("/sources/in");
    assert!(page.contains("Polls that failed"), "{page}");
    daemon.stop();
}
