//! `newsloom run`: the real binary as a daemon, on real folders and with real signals.
//!
//! Nothing here sleeps for a fixed time: each test waits for what must happen, up to a deadline that only a machine in
//! distress reaches.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    process::Stdio,
    time::{Duration, Instant},
};

use crate::support::{Daemon, Desk, Line, whole_lines};

fn text(number: u32) -> String {
    let mut text = format!("Bericht {number} der Warte\n");
    for line in 0..8 {
        let word = number * 31 + line;
        writeln!(
            text,
            "\nDie Stelle meldet Vorgang w{word:x}a und Vorgang w{word:x}b an diesem Tag dem Amt."
        )
        .unwrap();
    }
    text
}

fn keys(lines: &[Line]) -> BTreeSet<String> {
    let key = |line: &Line| Some(line.item()["entry"]["key"].as_str()?.to_owned());
    lines.iter().filter_map(key).collect()
}

#[test]
fn a_file_that_comes_while_it_runs_is_soon_delivered_and_a_signal_ends_it_well() {
    let desk = Desk::plain();
    desk.write("in/old.txt", text(1));
    let mut daemon = Daemon::start(&desk);
    daemon.until("the file that was there", |daemon| {
        daemon.desk.delivered_so_far().len() == 1
    });
    fs::write(desk.path("in/new.txt"), text(2)).unwrap();
    daemon.until("the file that came", |daemon| {
        daemon.desk.delivered_so_far().len() == 2
    });
    fs::create_dir(desk.path("in/deep")).unwrap();
    desk.write("in/deep/newer.txt", text(3));
    daemon.until("the file in a folder that came", |daemon| {
        daemon.desk.delivered_so_far().len() == 3
    });
    let log = daemon.stop();
    assert!(
        log.contains("stopping: settling what was received"),
        "{log}"
    );
    assert!(log.contains("stopped"), "{log}");
    assert!(whole_lines(&desk.path("out.jsonl")));
    let expect = ["deep/newer.txt", "new.txt", "old.txt"];
    assert_eq!(keys(&desk.delivered()), expect.map(str::to_owned).into());
    desk.run(&["state", "check"]).expect(0);
    // Nothing is left for a later run.
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(desk.delivered().len(), 3);
}

#[test]
fn a_second_instance_is_refused_and_may_wait_for_the_first() {
    let desk = Desk::plain();
    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    desk.run(&["run"]).expect(3).says("another instance");
    let mut second = Daemon::start_with(&desk, &["run", "--wait", "50s"], Stdio::null());
    second.until("the wait", |second| {
        second.logged(&["waiting for it to end"]) == 1
    });
    daemon.stop();
    second.until("the second start", |second| {
        second.logged(&["started"]) == 2
    });
    second.stop();
}

#[test]
fn a_source_that_fails_says_so_once_and_says_when_it_recovers() {
    let desk = Desk::new(
        "[state]\ndir = \"var\"\n[[source]]\nid = \"late\"\nkind = \"files\"\npath = \"late\"\nevery = \"1s\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    desk.write("in/a.txt", text(1));
    let mut daemon = Daemon::start_with(&desk, &["--log", "debug", "run"], Stdio::null());
    daemon.until("the second failure", |daemon| {
        daemon.logged(&["still cannot be read", "source=late"]) >= 1
    });
    // Its neighbour is not concerned.
    daemon.until("the neighbour", |daemon| {
        daemon.desk.delivered_so_far().len() == 1
    });
    desk.write("late/b.txt", text(2));
    daemon.until("the recovery", |daemon| {
        daemon.logged(&["can be read again", "source=late"]) == 1
    });
    daemon.until("its file", |daemon| {
        daemon.desk.delivered_so_far().len() == 2
    });
    let log = daemon.stop();
    let warned = log
        .lines()
        .filter(|line| line.contains("WARN") && line.contains("source=late"))
        .count();
    assert_eq!(warned, 1, "{log}");
}

#[test]
fn at_a_stop_it_names_what_it_waits_for_and_a_second_signal_ends_it_at_once() {
    // Nobody reads its standard output, so this sink is stuck once the pipe is full.
    let desk = Desk::new(
        "[state]\ndir = \"var\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nkind = \"stdout\"\n[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    let documents = 200;
    for number in 0..documents {
        desk.write(&format!("in/{number}.txt"), text(number));
    }
    let mut daemon = Daemon::start_with(&desk, &["run"], Stdio::piped());
    daemon.until("the sink that is not stuck", |daemon| {
        daemon.desk.delivered_so_far().len() == documents as usize
    });
    daemon.signal("-INT");
    daemon.until("its words", |daemon| {
        daemon.logged(&["waiting for: sink `stdout` (", "events)"]) >= 1
    });
    let began = Instant::now();
    daemon.signal("-INT");
    assert_eq!(daemon.end().code(), Some(130));
    assert!(began.elapsed() < Duration::from_secs(5));
    drop(daemon);
    let whole = desk.run(&["fetch", "--all"]).expect(0);
    assert!(whole.stdout.lines().count() > 0, "the rest is delivered");
    assert_eq!(desk.delivered().len(), documents as usize);
}

#[test]
fn killed_and_started_again_it_loses_nothing_and_doubles_nothing() {
    let desk = Desk::plain();
    let (rounds, per_round) = (12, 15);
    for round in 0..rounds {
        let mut daemon = Daemon::start(&desk);
        let before = desk.delivered_so_far().len();
        // Half of them while it starts, half while it works.
        for number in 0..per_round {
            let number = round * per_round + number;
            desk.write(&format!("in/{number}.txt"), text(number));
        }
        if round % 2 == 0 {
            daemon.until("a delivery", |daemon| {
                daemon.desk.delivered_so_far().len() > before
            });
        } else {
            let written = fs::metadata(desk.path("log")).unwrap().len();
            daemon.until("a word", |daemon| daemon.log().len() as u64 > written);
        }
        drop(daemon);
    }
    let all = usize::try_from(rounds * per_round).unwrap();
    let mut daemon = Daemon::start(&desk);
    daemon.until("everything", |daemon| {
        daemon.desk.delivered_so_far().len() >= all
    });
    daemon.stop();
    desk.run(&["state", "check"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    let delivered = desk.delivered();
    let ids: BTreeSet<&str> = delivered.iter().map(Line::id).collect();
    assert_eq!((ids.len(), delivered.len()), (all, all));
    assert_eq!(keys(&delivered).len(), all);
    let sequences: Vec<u64> = delivered.iter().map(Line::sequence).collect();
    assert!(sequences.is_sorted_by(|a, b| a < b));
}
