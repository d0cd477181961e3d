//! Asking a running daemon over its API and its page to poll a source now, to leave it alone, and to poll it again.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
};

use serde_json::Value;

use crate::support::{Daemon, Desk};

/// What a request over the daemon's socket gives: status, head and body.
fn sent(desk: &Desk, method: &str, path: &str, headers: &str) -> (u16, String, String) {
    let mut wire = UnixStream::connect(desk.path("var/api.sock")).unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n"
    );
    wire.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    wire.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_owned(), body.to_owned())
}

fn post(desk: &Desk, path: &str) -> (u16, Value) {
    let (status, _, body) = sent(desk, "POST", path, "");
    (status, serde_json::from_str(&body).unwrap())
}

fn get(desk: &Desk, path: &str) -> String {
    sent(desk, "GET", path, "").2
}

fn lasting(every: &str) -> Desk {
    Desk::new(&format!(
        "[state]\ndir = \"var\"\n[[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\ncron = \"{every}\"\n\
         [[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n"
    ))
}

fn polled(daemon: &mut Daemon, count: usize) {
    daemon.until("a delivery", |daemon| {
        daemon.desk.delivered_so_far().len() == count
    });
}

const WORDS: &str = "The harbour was closed on Monday after a storm, and twelve ships waited outside, said the port.";

#[test]
fn a_source_is_polled_at_once_when_somebody_asks_for_it() {
    // Fixed times that do not come while the test lasts, and no watching either.
    let desk = lasting("0 0 29 2 *");
    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    daemon.until("the run", |daemon| {
        post(daemon.desk, "/api/v1/sources/in/poll").0 == 202
    });
    daemon.until("the poll", |daemon| {
        !get(daemon.desk, "/api/v1/sources/in").contains("\"last_poll\":null")
    });
    desk.write("in/1.txt", WORDS);
    let (status, answer) = post(&desk, "/api/v1/sources/in/poll");
    assert_eq!((status, &answer["source"]), (202, &Value::from("in")));
    assert_eq!(answer["done"], "it is polled now");
    polled(&mut daemon, 1);
    let (status, problem) = post(&desk, "/api/v1/sources/nobody/poll");
    assert_eq!(
        (status, &problem["title"]),
        (404, &Value::from("not found"))
    );
    daemon.stop();
}

#[test]
fn a_paused_source_is_left_alone_over_restarts_until_it_is_resumed() {
    let desk = Desk::plain();
    desk.write("in/1.txt", format!("One\n\n{WORDS}"));
    let mut daemon = Daemon::start(&desk);
    polled(&mut daemon, 1);
    let (status, answer) = post(&desk, "/api/v1/sources/in/pause");
    assert_eq!((status, &answer["done"]), (202, &Value::from("paused")));
    assert!(answer["paused"].is_string());
    daemon.stop();
    desk.run(&["sources"]).expect(0);
    let said = desk.run(&["sources", "in"]).expect(0).stdout;
    assert!(said.contains("paused        since"), "{said}");
    desk.write(
        "in/2.txt",
        format!("Two of them\n\n{WORDS} It was the second storm of the week."),
    );
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");

    let mut daemon = Daemon::start(&desk);
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 2);
    daemon.until("the run", |daemon| {
        // A restart in place leaves it paused, too.
        post(daemon.desk, "/api/v1/sources/in/pause").0 == 202
    });
    let text = std::fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    let topic = "[[topic]]\nid = \"t\"\nany = [\"x\"]\n";
    std::fs::write(desk.path("newsloom.toml"), text + topic).unwrap();
    daemon.until("the reload", |daemon| {
        daemon.logged(&["configuration reloaded: 1 topic added"]) == 1
    });
    let shown = get(&desk, "/api/v1/sources/in");
    assert!(shown.contains("\"paused\":\"20"), "{shown}");
    assert!(get(&desk, "/metrics").contains("newsloom_source_paused{source=\"in\"} 1"));
    let page = get(&desk, "/sources");
    assert!(page.contains("action=\"/sources/in/resume\""), "{page}");
    assert_eq!(desk.delivered_so_far().len(), 1);

    // The page's own form, as a browser sends it.
    let own = "Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n";
    let (status, head, _) = sent(&desk, "POST", "/sources/in/resume", own);
    assert_eq!(status, 303, "{head}");
    assert!(
        head.to_lowercase().contains("location: /sources/in"),
        "{head}"
    );
    polled(&mut daemon, 2);
    assert!(get(&desk, "/api/v1/sources/in").contains("\"paused\":null"));
    daemon.stop();
    assert_eq!(
        std::fs::read_to_string(desk.path("var/paused")).unwrap(),
        ""
    );
}

#[test]
fn pages_of_other_sites_cannot_ask_for_anything() {
    let desk = Desk::plain();
    let mut daemon = Daemon::start(&desk);
    daemon.until("the run", |daemon| daemon.logged(&["started"]) == 1);
    for headers in [
        "Sec-Fetch-Site: cross-site\r\n",
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
    ] {
        for path in ["/api/v1/sources/in/pause", "/sources/in/pause", "/login"] {
            let (status, _, body) = sent(&desk, "POST", path, headers);
            assert_eq!(status, 403, "{path} {headers} {body}");
        }
    }
    let (status, ..) = sent(&desk, "GET", "/api/v1/sources/in/pause", "");
    assert_eq!(status, 405);
    let described = get(&desk, "/api/v1/openapi.json");
    for order in ["poll", "pause", "resume"] {
        let path = format!("\"/api/v1/sources/{{id}}/{order}\"");
        assert!(described.contains(&path), "{path}");
    }
    daemon.stop();
}
