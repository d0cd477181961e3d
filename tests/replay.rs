//! `newsloom replay`, and the dead letters that it sends again: the real binary and a receiver on the loopback.

use std::fs;

use serde_json::Value;

use crate::support::{
    Daemon, Line, Receiver,
    reports::{DATABASE, FILE, desk_of_three, report},
};

#[test]
fn what_a_receiver_refuses_is_set_aside_and_sent_again_when_it_takes_it() {
    let receiver = Receiver::start("Report 2");
    let desk = desk_of_three(&receiver.sink());
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("2 events → hook")
        .says("its receiver refuses 1 event; they are set aside")
        .says("replay --dead --to hook");
    assert_eq!(receiver.headlines(), ["Report 1", "Report 3"]);
    let file = desk.path("var/sinks/hook.dead.jsonl");
    let dead: Value = serde_json::from_str(fs::read_to_string(&file).unwrap().trim()).unwrap();
    let why = dead["why"].as_str().unwrap();
    assert!(why.contains("with 422 (`no thanks`)"), "{dead}");
    assert_eq!(
        (&dead["attempts"], &dead["event"]["replayed"]),
        (&3.into(), &Value::Null)
    );
    assert!(dead["when"].is_string(), "{dead}");
    // It moved on: nothing is offered again by itself.
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("0 events → hook");
    let again = ["replay", "--dead", "--to", "hook"];
    desk.run(&again)
        .expect(2)
        .says("0 events sent again")
        .says("422");
    let dead: Value = serde_json::from_str(fs::read_to_string(&file).unwrap().trim()).unwrap();
    assert_eq!(dead["attempts"], 4);
    desk.run(&[&again[..], &["--dry-run"]].concat())
        .expect(0)
        .says("1 event would be sent");
    *receiver.refuses.lock().unwrap() = None;
    desk.run(&again)
        .expect(0)
        .says("1 event sent again → `hook`");
    assert_eq!(receiver.headlines(), ["Report 1", "Report 3", "Report 2"]);
    let last = receiver.taken.lock().unwrap().last().cloned().unwrap();
    assert!(
        last["replayed"].is_string() && last["id"] == dead["event"]["id"],
        "{last}"
    );
    assert!(!file.exists() && !desk.path("var/sinks/hook.dead.taken.jsonl").exists());
    desk.run(&again).expect(0).says("0 events sent again");
}

#[test]
fn the_past_is_sent_again_beside_a_daemon_and_no_cursor_moves() {
    let receiver = Receiver::start("no such word");
    let desk = desk_of_three(&format!("{FILE}{}", receiver.sink()));
    let mut daemon = Daemon::start(&desk);
    daemon.until("the first delivery", |_| receiver.headlines().len() == 3);
    daemon.until("the cursor", |daemon| {
        daemon.desk.path("var/sinks/hook.cursor").exists()
    });
    let replay = ["replay", "--to", "hook", "--from", "1 hour"];
    desk.run(&[&replay[..], &["--dry-run"]].concat())
        .expect(0)
        .says("3 events would be sent");
    assert_eq!(receiver.headlines().len(), 3);
    desk.run(&[&replay[..], &["--where", "\"report 2\""]].concat())
        .expect(0)
        .says("1 event sent again → `hook`");
    assert_eq!(receiver.headlines()[3..], ["Report 2"]);
    let (first, again) = {
        let taken = receiver.taken.lock().unwrap();
        let of = |event: &&Value| event["id"] == taken[3]["id"];
        (taken.iter().find(of).cloned().unwrap(), taken[3].clone())
    };
    assert!(again["replayed"].is_string() && first["replayed"].is_null());
    assert_eq!(
        (&first["sequence"], &first["data"]),
        (&again["sequence"], &again["data"])
    );
    let sequence = again["sequence"].to_string();
    desk.run(&[
        "replay", "--to", "hook", "--from", &sequence, "--until", &sequence,
    ])
    .expect(0)
    .says("1 event sent again");
    daemon.stop();
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("0 events → hook");
    assert_eq!(receiver.headlines().len(), 5);
}

#[test]
fn a_database_has_each_event_once_and_a_file_is_left_to_its_writer() {
    let desk = desk_of_three(&format!("{FILE}{DATABASE}"));
    desk.run(&["fetch", "--all"]).expect(0);
    desk.write(
        "in/2.txt",
        report(2) + "\nMore was said later, and it was much more than before.\n",
    );
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["replay", "--to", "db", "--where", "type:no"])
        .expect(64);
    desk.run(&["replay", "--to", "db"])
        .expect(0)
        .says("4 events sent again → `db`");
    let database = rusqlite::Connection::open(desk.path("out.db")).unwrap();
    let told = |sql: &str| -> String { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    let events = "SELECT count(*) || ' ' || count(event ->> '$.replayed') FROM events";
    assert_eq!(told(events), "4 4");
    let items =
        "SELECT count(*) || ' ' || max(version) || ' ' || sum(text LIKE '%much more%') FROM items";
    assert_eq!(told(items), "3 2 1", "no item goes back");
    let before = fs::read(desk.path("out.jsonl")).unwrap();
    desk.run(&["replay", "--to", "out"])
        .expect(0)
        .says("4 events sent again → `");
    assert_eq!(fs::read(desk.path("out.jsonl")).unwrap(), before);
    let beside = fs::read_dir(desk.path(""))
        .unwrap()
        .map(|file| file.unwrap().path());
    let beside = beside.filter(|path| path.to_string_lossy().contains("out.replayed-"));
    let written = fs::read_to_string(beside.last().unwrap()).unwrap();
    let ids = |text: &str| -> Vec<String> {
        let line = |line| Line(serde_json::from_str(line).unwrap()).id().to_owned();
        text.lines().map(line).collect()
    };
    assert_eq!(ids(&written), ids(std::str::from_utf8(&before).unwrap()));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("0 events → out");
}

#[test]
fn what_cannot_be_replayed_is_told() {
    let desk = desk_of_three(&format!(
        "{FILE}[[sink]]\nid = \"hook\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:9/\"\n"
    ));
    desk.run(&["replay", "--to", "hok"])
        .expect(64)
        .says("there is no sink `hok`")
        .says("did you mean `hook`?");
    desk.run(&["replay", "--to", "out", "--from", "yesteryear"])
        .expect(64);
    desk.run(&["replay", "--to", "out", "--where", "lang:"])
        .expect(64);
}

#[test]
fn a_letter_that_cannot_be_read_stays_for_a_person_and_half_a_line_does_not() {
    let receiver = Receiver::start("observer");
    let desk = desk_of_three(&receiver.sink());
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("its receiver refuses 3 events");
    let file = desk.path("var/sinks/hook.dead.jsonl");
    let letters = fs::read_to_string(&file).unwrap();
    let newer = letters.lines().next().unwrap();
    let newer = newer.replace("\"attempts\":", "\"tries\":");
    let last = letters.lines().last().unwrap();
    let half = &last[..last.len() / 2];
    fs::write(&file, format!("{newer}\n{letters}{half}")).unwrap();
    *receiver.refuses.lock().unwrap() = None;
    let again = ["replay", "--dead", "--to", "hook"];
    desk.run(&again)
        .expect(2)
        .says("3 events sent again")
        .says("cannot be read and stays")
        .says("half a line");
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{newer}\n"));
    desk.run(&again).expect(2).says("0 events sent again");
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{newer}\n"));
}

#[test]
fn what_is_forgotten_leaves_the_dead_letters_and_the_others_stay() {
    let receiver = Receiver::start("observer");
    let desk = desk_of_three(&format!("{}{DATABASE}", receiver.sink()));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("its receiver refuses 3 events");
    let file = desk.path("var/sinks/hook.dead.jsonl");
    let letters = fs::read_to_string(&file).unwrap();
    let of = |report: &str| -> String {
        let mut lines = letters.lines();
        lines.find(|line| line.contains(report)).unwrap().to_owned()
    };
    let (first, second, third) = (of("Report 1"), of("Report 2"), of("Report 3"));
    desk.run(&["forget", "in/2.txt", "--dry-run"]).expect(0);
    assert_eq!(fs::read_to_string(&file).unwrap(), letters);
    desk.run(&["forget", "in/2.txt"])
        .expect(0)
        .says("1 dead letter of it erased");
    let left = fs::read_to_string(&file).unwrap();
    let left: Vec<&str> = left.lines().collect();
    assert_eq!(left, [first, third]);
    // One that somebody kept does not come back into the database.
    fs::write(desk.path("var/sinks/db.dead.jsonl"), format!("{second}\n")).unwrap();
    desk.run(&["replay", "--dead", "--to", "db"]).expect(0);
    let database = rusqlite::Connection::open(desk.path("out.db")).unwrap();
    let told = |sql: &str| -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(told("SELECT count(*) FROM items"), 2);
    let words = "SELECT count(*) FROM events WHERE event LIKE '%Report 2%'";
    assert_eq!(told(words), 0);
    // What is being sent again by somebody else is not touched, and told.
    let taken = fs::File::create(desk.path("var/sinks/hook.dead.taken.jsonl")).unwrap();
    taken.lock().unwrap();
    desk.run(&["forget", "in/3.txt"])
        .expect(2)
        .says("may hold it still");
    drop(taken);
    desk.run(&["forget", "in/3.txt"]).expect(0);
    assert!(!fs::read_to_string(&file).unwrap().contains("Report 3"));
}
