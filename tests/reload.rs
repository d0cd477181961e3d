//! A configuration that changes under a running daemon: what it says holds without a restart, what is wrong changes
//! nothing, and no event is lost or doubled by it.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use serde_json::Value;

use crate::support::{Daemon, Desk, Line, lines_of};

const SINK: &str = "[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n";

fn source(id: &str, more: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nkind = \"files\"\npath = \"{id}\"\n{more}")
}

fn sink(id: &str) -> String {
    format!("[[sink]]\nid = \"{id}\"\nkind = \"jsonl\"\npath = \"{id}.jsonl\"\n")
}

/// Puts a configuration in the place of the one before, as editors do.
fn configure(desk: &Desk, parts: &[&str]) {
    let text = format!("[state]\ndir = \"var\"\n{}", parts.concat());
    fs::write(desk.path("newsloom.toml.new"), text).unwrap();
    fs::rename(desk.path("newsloom.toml.new"), desk.path("newsloom.toml")).unwrap();
}

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

fn keys(lines: &[Line]) -> Vec<String> {
    let key = |line: &Line| Some(line.item()["entry"]["key"].as_str()?.to_owned());
    lines.iter().filter_map(key).collect()
}

fn delivered_to(desk: &Desk, file: &str) -> Vec<String> {
    let bytes = fs::read(desk.path(file)).unwrap_or_default();
    let whole = bytes.iter().rposition(|byte| *byte == b'\n');
    keys(&lines_of(&bytes[..whole.map_or(0, |end| end + 1)]))
}

fn status(desk: &Desk) -> Value {
    serde_json::from_str(&desk.asked("/api/v1/status")).unwrap()
}

#[test]
fn sources_and_sinks_come_go_and_change_without_a_restart() {
    let desk = Desk::plain();
    let has = |file: &'static str, count: usize| {
        move |daemon: &Daemon| delivered_to(daemon.desk, file).len() == count
    };
    desk.write("in/1.txt", text(1));
    let mut daemon = Daemon::start(&desk);
    daemon.until("the first", has("out.jsonl", 1));

    configure(
        &desk,
        &[
            &source("in", ""),
            &source("more", ""),
            SINK,
            &sink("second"),
        ],
    );
    daemon.until("the reload", |daemon| {
        daemon.logged(&["configuration reloaded: 1 source added (`more`), 1 sink added (`second`)"])
            == 1
    });
    desk.write("more/2.txt", text(2));
    daemon.until("what the new source lists", has("out.jsonl", 2));
    daemon.until("the new sink has the past, too", has("second.jsonl", 2));
    let sources = desk.asked("/api/v1/sources");
    assert!(sources.contains("\"more\""), "{sources}");

    let filter = "filter = { not_titles = [\"Bericht 3\"] }\n";
    configure(&desk, &[&source("in", filter), SINK]);
    daemon.until("the second reload", |daemon| {
        daemon.logged(&[
            "1 source removed (`more`)",
            "1 source changed (`in`)",
            "1 sink removed (`second`)",
        ]) == 1
    });
    desk.write("more/never.txt", text(9));
    desk.write("in/3.txt", text(3));
    desk.write("in/4.txt", text(4));
    daemon.until("what the filter wants", has("out.jsonl", 3));
    let sources = desk.asked("/api/v1/sources");
    assert!(!sources.contains("\"more\""), "{sources}");
    assert_eq!(status(&desk)["configuration"]["reloads"], 2);
    daemon.stop();
    assert_eq!(
        delivered_to(&desk, "out.jsonl"),
        ["1.txt", "2.txt", "4.txt"]
    );
    assert_eq!(delivered_to(&desk, "second.jsonl"), ["1.txt", "2.txt"]);
    desk.run(&["state", "check"]).expect(0);
}

#[test]
fn a_wrong_configuration_is_kept_out_and_told_until_it_is_mended() {
    let desk = Desk::plain();
    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    configure(&desk, &[&source("in", "evry = \"1m\"\n"), SINK]);
    daemon.until("what is wrong", |daemon| {
        daemon.logged(&["config reload failed", "stays in use"]) == 1
            && daemon.logged(&["unknown key `evry`"]) == 1
    });
    daemon.until("the status", |daemon| {
        !status(daemon.desk)["configuration"]["failed"].is_null()
    });
    let failed = &status(&desk)["configuration"]["failed"];
    let problems = failed["problems"].as_str().unwrap();
    assert!(problems.contains("did you mean `every`?"), "{problems}");
    assert!(
        !problems.contains("\"1m\""),
        "lines may hold secrets: {problems}"
    );
    let metrics = desk.asked("/metrics");
    assert!(metrics.contains("newsloom_config_last_reload_successful 0"));
    assert_eq!(desk.asked("/readyz"), "ready\n");
    assert!(
        desk.asked("/status")
            .contains("The last config reload failed")
    );
    // It works on by the one before.
    desk.write("in/1.txt", text(1));
    daemon.until("a delivery", |daemon| {
        daemon.desk.delivered_so_far().len() == 1
    });
    configure(&desk, &[&source("in", ""), SINK]);
    daemon.until("it is mended", |daemon| {
        daemon.logged(&["it says the same as before"]) == 1
    });
    assert_eq!(status(&desk)["configuration"]["failed"], Value::Null);
    assert!(
        desk.asked("/metrics")
            .contains("newsloom_config_last_reload_successful 1")
    );
    let log = daemon.stop();
    assert_eq!(log.matches("config reload failed").count(), 1, "{log}");
}

#[test]
fn a_model_that_is_wrong_is_read_again_when_it_changes() {
    let desk = Desk::plain();
    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    desk.write("own.model", "no model");
    configure(
        &desk,
        &[
            &source("in", ""),
            SINK,
            "[labels]\ntopic_model = \"own.model\"\n",
        ],
    );
    daemon.until("what is wrong", |daemon| {
        daemon.logged(&["config reload failed"]) == 1
    });
    desk.write("own.model", "no model either");
    daemon.until("another look", |daemon| {
        daemon.logged(&["config reload failed"]) == 2
    });
    daemon.stop();
}

#[test]
fn a_sink_that_could_not_be_opened_is_opened_by_a_reload() {
    let desk = Desk::plain();
    desk.write("in/1.txt", text(1));
    let blocked = "[[sink]]\nid = \"second\"\nkind = \"jsonl\"\npath = \"blocked/second.jsonl\"\n";
    configure(&desk, &[&source("in", ""), SINK, blocked]);
    desk.write("blocked", "a file where a folder must be");
    let mut daemon = Daemon::start(&desk);
    daemon.until("the refusal", |daemon| {
        daemon.logged(&["cannot be opened", "until the next start or reload"]) == 1
    });
    fs::remove_file(desk.path("blocked")).unwrap();
    daemon.signal("-HUP");
    daemon.until("what it missed", |daemon| {
        delivered_to(daemon.desk, "blocked/second.jsonl").len() == 1
    });
    daemon.signal("-HUP");
    daemon.until("nothing more to do", |daemon| {
        daemon.logged(&["configuration reloaded: it says the same as before"]) == 2
    });
    daemon.stop();
}

#[test]
fn a_sink_that_is_changed_while_its_receiver_hangs_gets_all_when_that_has_ended() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (let_go, held) = mpsc::channel::<()>();
    let asked = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&asked);
    thread::spawn(move || {
        let (hanging, _) = listener.accept().unwrap();
        counting.fetch_add(1, Ordering::Relaxed);
        held.recv().ok();
        drop(hanging);
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            assert!(stream.read(&mut [0; 1 << 12]).unwrap() > 0);
            counting.fetch_add(1, Ordering::Relaxed);
            let answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let desk = Desk::plain();
    desk.write("in/1.txt", text(1));
    let hook = |events: &str| {
        format!(
            "[[sink]]\nid = \"hook\"\nkind = \"webhook\"\nurl = \"{url}\"\nevents = [{events}]\n"
        )
    };
    configure(&desk, &[&source("in", ""), &hook("\"item.*\"")]);
    let mut daemon = Daemon::start(&desk);
    daemon.until("the first request", |_| asked.load(Ordering::Relaxed) == 1);
    configure(&desk, &[&source("in", ""), &hook("\"item.new\"")]);
    daemon.until("the reload", |daemon| {
        daemon.logged(&["was changed while its receiver does not answer"]) == 1
    });
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    let_go.send(()).unwrap();
    daemon.until("the new delivery", |daemon| {
        daemon.logged(&["its former delivery has ended, the new one begins"]) == 1
            && asked.load(Ordering::Relaxed) == 2
    });
    daemon.stop();
}

#[test]
fn a_hangup_reads_it_anew_and_what_a_process_cannot_change_is_named() {
    let desk = Desk::plain();
    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    daemon.signal("-HUP");
    daemon.until("nothing", |daemon| {
        daemon.logged(&["it says the same as before"]) == 1
    });
    let text = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    let text = text.replace("dir = \"var\"", "dir = \"elsewhere\"\nkeep = \"90 days\"");
    let web = "[web]\nlisten = \"127.0.0.1:0\"\n";
    fs::write(desk.path("newsloom.toml"), text + web).unwrap();
    daemon.signal("-HUP");
    daemon.until("what is left for the next start", |daemon| {
        daemon.logged(&[
            "configuration reloaded: [state] keep changed; [state] dir, [web] listen: takes effect at the next start",
        ]) == 1
    });
    let waits = &status(&desk)["configuration"]["at_next_start"];
    assert_eq!(waits.as_array().unwrap().len(), 2);
    desk.write("in/1.txt", self::text(1));
    daemon.until("a delivery", |daemon| {
        daemon.desk.delivered_so_far().len() == 1
    });
    daemon.stop();
    assert!(!desk.path("elsewhere").exists());
}

#[test]
fn ten_reloads_while_items_flow_lose_and_double_nothing() {
    let desk = Desk::plain();
    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    let (rounds, per_round) = (10, 20);
    for round in 0..rounds {
        for number in 0..per_round {
            let number = round * per_round + number;
            desk.write(&format!("in/{number}.txt"), text(number));
            if number % per_round == per_round / 2 {
                // In the middle of it: another topic, another rhythm, a sink that changes, one that stays.
                let topic = format!("[[topic]]\nid = \"t\"\nany = [\"w{round}a\"]\n");
                let every = format!("every = \"{}s\"\n", round + 1);
                let tags = format!(
                    "{}events = [\"item.*\"{}]\n",
                    sink("second"),
                    ["", ", \"source.*\"",][round as usize % 2]
                );
                configure(&desk, &[&topic, &source("in", &every), SINK, &tags]);
                if round % 2 == 0 {
                    daemon.signal("-HUP");
                }
            }
        }
        daemon.until("the reload", |daemon| {
            daemon.logged(&["configuration reloaded", "`in`"]) == round as usize + 1
        });
    }
    let all = usize::try_from(rounds * per_round).unwrap();
    for file in ["out.jsonl", "second.jsonl"] {
        daemon.until("everything", |daemon| {
            delivered_to(daemon.desk, file).len() >= all
        });
    }
    daemon.stop();
    desk.run(&["state", "check"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    for file in ["out.jsonl", "second.jsonl"] {
        let lines = lines_of(&fs::read(desk.path(file)).unwrap());
        let ids: BTreeSet<&str> = lines.iter().map(Line::id).collect();
        assert_eq!(ids.len(), lines.len(), "{file} has an event twice");
        let keys = keys(&lines);
        let distinct: BTreeSet<&String> = keys.iter().collect();
        assert_eq!((distinct.len(), keys.len()), (all, all), "{file}");
        let sequences: Vec<u64> = lines.iter().map(Line::sequence).collect();
        assert!(sequences.is_sorted_by(|a, b| a < b), "{file}");
    }
}
