//! The sink `postgres` against a real server: what arrives, what is held while it is away, and what is said when it refuses.

use std::process::Stdio;

use crate::support::{
    Daemon, Desk, Line, Postgres, postgres,
    reports::{FILE, SOURCE, desk_of_three, report},
};

fn desk(sinks: &str) -> Desk {
    desk_of_three(&format!("{FILE}{sinks}"))
}

fn ids(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(Line::id).collect()
}

const EVENTS: &str = "SELECT id FROM newsloom.events ORDER BY sequence";

#[test]
fn every_event_arrives_once_and_every_item_is_there_as_it_is_now() {
    let server = Postgres::start();
    let desk = desk(&server.sink(""));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("3 events → pg");
    desk.write(
        "in/2.txt",
        report(2) + "\nMore was said later, and it was much more than before.\n",
    );
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0);
    let delivered = desk.delivered();
    assert_eq!(delivered.len(), 4);
    assert_eq!(server.query(EVENTS), ids(&delivered));
    let items = "SELECT version || ' ' || (item ->> 'id' = id) || ' ' || (text LIKE '%much more%') \
                 FROM newsloom.items ORDER BY version, id";
    assert_eq!(
        server.query(items),
        ["1 true false", "1 true false", "2 true true"]
    );
    let kinds = "SELECT DISTINCT event ->> 'type' FROM newsloom.events WHERE type = event ->> 'type' ORDER BY 1";
    assert_eq!(
        server.query(kinds),
        ["newsloom.item.new", "newsloom.item.updated"]
    );
    let first_seen =
        "SELECT count(*) FROM newsloom.items WHERE first_seen > now() - interval '1 hour'";
    assert_eq!(server.query(first_seen), ["3"]);
    // The database is believed before the cursor file.
    std::fs::remove_file(desk.path("var/sinks/pg.cursor")).unwrap();
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("0 events → pg");
    server.query("DROP SCHEMA newsloom CASCADE");
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("4 events → pg");
    assert_eq!(server.query(EVENTS), ids(&delivered));
}

#[test]
fn a_filter_chooses_and_several_sinks_share_tables() {
    let server = Postgres::start();
    let other = server
        .sink("where = '\"report 2\"'\n")
        .replace("\"pg\"", "\"two\"");
    let apart = server
        .sink("schema = \"apart\"\nwhere = 'report'\n")
        .replace("\"pg\"", "\"apart\"");
    let desk = desk(&format!("{other}{apart}"));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("1 event → two")
        .says("3 events → apart");
    assert_eq!(
        server.query("SELECT headline FROM newsloom.items"),
        ["Report 2 of the observer"]
    );
    assert_eq!(server.query("SELECT count(*) FROM apart.items"), ["3"]);
    let all = server.sink("");
    let both = format!("{SOURCE}{FILE}{other}{all}");
    std::fs::write(desk.path("newsloom.toml"), both).unwrap();
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("3 events → pg");
    assert_eq!(server.query("SELECT count(*) FROM newsloom.events"), ["3"]);
    assert_eq!(
        server.query("SELECT sink FROM newsloom.cursor ORDER BY 1"),
        ["pg", "two"]
    );
}

#[test]
fn a_server_that_goes_away_holds_nobody_up_and_gets_everything_when_it_is_back() {
    let mut server = Postgres::start();
    let desk = desk(&server.sink(""));
    let mut daemon = Daemon::start_with(&desk, &["run"], Stdio::null());
    daemon.until("the first events", |_| {
        server.query("SELECT to_regclass('newsloom.events')") != [""]
            && server.query(EVENTS).len() == 3
    });
    server.stop("fast");
    for number in 4..=6 {
        desk.write(&format!("in/{number}.txt"), report(number));
    }
    daemon.until("the file, which does not wait", |daemon| {
        daemon.desk.delivered_so_far().len() == 6
    });
    daemon.until("a word on the server", |daemon| {
        daemon.logged(&["delivery failed, will be tried again", "127.0.0.1"]) > 0
    });
    server.run();
    daemon.until("the rest", |_| server.query(EVENTS).len() == 6);
    server.stop("immediate");
    for number in 7..=8 {
        desk.write(&format!("in/{number}.txt"), report(number));
    }
    daemon.until("the file again", |daemon| {
        daemon.desk.delivered_so_far().len() == 8
    });
    server.run();
    daemon.until("the rest again", |_| server.query(EVENTS).len() == 8);
    let log = daemon.stop();
    assert_eq!(server.query(EVENTS), ids(&desk.delivered()));
    for secret in [postgres::PASSWORD, "kaź", "ka%C5%BA"] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn a_server_that_was_away_for_a_whole_run_gets_everything_at_the_next() {
    let mut server = Postgres::start();
    let desk = desk(&server.sink("from = \"now\"\n"));
    server.stop("fast");
    desk.run(&["fetch", "--all"])
        .expect(1)
        .says("sink `pg`: `127.0.0.1:")
        .says("connect");
    assert_eq!(desk.delivered().len(), 3);
    server.run();
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("3 events → pg");
    assert_eq!(server.query(EVENTS), ids(&desk.delivered()));
}

/// A sink that cannot deliver says this, in one run, and the file beside it has everything.
fn told(sink: &str, words: &[&str]) {
    let desk = desk(sink);
    let mut ended = desk.run(&["fetch", "--all"]).expect(1);
    for word in words {
        ended = ended.says(word);
    }
    assert!(!ended.stderr.contains("kaź"), "{}", ended.stderr);
    assert_eq!(desk.delivered().len(), 3);
}

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let server = Postgres::start();
    let (sink, port) = (server.sink(""), server.port());
    let wrong = sink.replace("ka%C5%BA", "kaz");
    told(
        &wrong,
        &["password authentication failed", "check the user in `url`"],
    );
    let none = sink.replace(":ka%C5%BA%2Fmierz%20%401@", "@");
    told(&none, &["password", "give `password`"]);
    told(
        &sink.replace("/news", "/olds"),
        &["database \"olds\" does not exist", "createdb"],
    );
    told(
        &sink.replace("/news\"", "/news?sslmode=require\""),
        &["does not support TLS", "sslmode=disable"],
    );
    let reader = format!(
        "[[sink]]\nid = \"pg\"\nkind = \"postgres\"\nurl = \"postgres://reader@127.0.0.1:{port}/news\"\npassword = \"r\"\n"
    );
    server.query("CREATE USER reader PASSWORD 'r'");
    told(&reader, &["permission denied", "GRANT CREATE"]);
    server.query("CREATE SCHEMA newsloom; CREATE TABLE newsloom.events (a int)");
    told(
        &sink,
        &[
            "a table `newsloom.events` that this sink has not made",
            "another `schema`",
        ],
    );
    server.query("DROP SCHEMA newsloom CASCADE");
}

#[test]
fn tables_that_are_not_whole_are_told() {
    let server = Postgres::start();
    let sink = server.sink("");
    desk(&sink).run(&["fetch", "--all"]).expect(0);
    server.query("CREATE USER reader PASSWORD 'r'");
    let reader = sink.replace("desk:ka%C5%BA%2Fmierz%20%401@", "reader:r@");
    told(&reader, &["permission denied for schema newsloom", "GRANT"]);
    server.query("DELETE FROM newsloom.cursor; ALTER TABLE newsloom.items DROP COLUMN story");
    told(
        &sink,
        &[
            "no column `story` in the table `newsloom.items`",
            "put it back",
        ],
    );
    server.query("UPDATE newsloom.schema_version SET version = 7");
    told(&sink, &["has version 7 of the tables", "a newer program"]);
}

#[test]
fn another_state_is_not_mixed_in() {
    let server = Postgres::start();
    desk(&server.sink("")).run(&["fetch", "--all"]).expect(0);
    let young = Desk::new(&format!("{SOURCE}{}", server.sink("")));
    young
        .run(&["fetch", "--all"])
        .expect(1)
        .says("it was written from another state");
}

#[test]
fn what_is_forgotten_leaves_the_tables_and_is_not_put_back() {
    let server = Postgres::start();
    let desk = desk(&server.sink(""));
    desk.run(&["fetch", "--all"]).expect(0);
    let delivered = desk.delivered();
    let told = delivered
        .iter()
        .find(|line| line.item()["article"]["headline"] == "Report 2 of the observer");
    let told = told.unwrap();
    let id = told.item()["id"].as_str().unwrap();
    desk.run(&["forget", "in/2.txt"])
        .expect(0)
        .says("1 event → pg");
    assert_eq!(
        server.query("SELECT headline FROM newsloom.items ORDER BY 1"),
        ["Report 1 of the observer", "Report 3 of the observer"]
    );
    let of_it = format!("SELECT type FROM newsloom.events WHERE item = '{id}'");
    assert_eq!(server.query(&of_it), ["newsloom.item.forgotten"]);
    let words = "SELECT count(*) FROM newsloom.events WHERE event::text LIKE '%Report 2%'";
    assert_eq!(server.query(words), ["0"]);
    assert_eq!(server.query("SELECT count(*) FROM newsloom.events"), ["3"]);
    // A letter that was set aside before, and that somebody puts back.
    let event = &told.0;
    let letter =
        serde_json::json!({"event": event, "why": "w", "when": event["time"], "attempts": 1});
    std::fs::write(desk.path("var/sinks/pg.dead.jsonl"), format!("{letter}\n")).unwrap();
    desk.run(&["replay", "--dead", "--to", "pg"]).expect(0);
    desk.run(&["replay", "--to", "pg"]).expect(0);
    assert_eq!(server.query(&of_it), ["newsloom.item.forgotten"]);
    assert_eq!(server.query("SELECT count(*) FROM newsloom.items"), ["2"]);
}
