//! The page and the API of a daemon, asked over the wire as browsers and programs ask.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::{fs::PermissionsExt, net::UnixStream},
    process::Stdio,
    time::Duration,
};

use serde_json::Value;

use crate::support::{Daemon, Desk};

const TOKEN: &str = "0123456789abcdef";

/// What came back.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// Asks once and reads to the end of the connection.
fn ask(mut wire: impl Read + Write, request: &str) -> Answer {
    wire.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    wire.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let is_chunked = head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked");
    assert!(!is_chunked, "answers have a length: {head}");
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// A daemon with a page.
struct Served<'d> {
    daemon: Daemon<'d>,
    address: SocketAddr,
}

impl<'d> Served<'d> {
    fn start(desk: &'d Desk) -> Self {
        let mut daemon = Daemon::start_with(desk, &["run"], Stdio::null());
        Self {
            address: daemon.page(),
            daemon,
        }
    }

    fn wire(&self) -> TcpStream {
        let wire = TcpStream::connect(self.address).unwrap();
        wire.set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        wire
    }

    fn ask(&self, path: &str, headers: &str) -> Answer {
        let host = self.address;
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
        ask(self.wire(), &request)
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(path, "")
    }

    /// Waits until so many items are known.
    fn until_items(&mut self, count: usize) {
        let address = self.address;
        self.daemon.until("the items are there", |daemon| {
            drop(daemon.log());
            let wire = TcpStream::connect(address).unwrap();
            let request = format!(
                "GET /api/v1/items HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n\r\n"
            );
            ask(wire, &request).json()["items"].as_array().unwrap().len() == count
        });
    }
}

fn desk(web: &str) -> Desk {
    Desk::new(&format!(
        "[web]\nlisten = \"127.0.0.1:0\"\n{web}\n[[source]]\nid = \"papers\"\nkind = \"files\"\npath = \"in\"\n\n\
         [[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n"
    ))
}

fn report(headline: &str) -> String {
    format!(
        "<html lang=en><head><title>{headline}</title></head><body><article><h1>{headline}</h1>\
         <p>The harbour of {headline} was closed on Monday after a storm, and twelve ships waited outside, the port said.</p>\
         <p>Nobody was hurt. The ferry will sail again on Wednesday morning, if the wind allows it, its captain told us.</p>\
         </article></body></html>"
    )
}

#[test]
fn the_river_the_report_and_the_source_are_pages_and_hostile_words_stay_words() {
    let desk = desk("");
    let hostile = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt; &quot;quoted&quot; tale";
    desk.write("in/a.html", report("Fair weather over the northern sea"));
    desk.write("in/b.html", report(hostile));
    let mut served = Served::start(&desk);
    served.until_items(2);
    assert!(served.get("/").body.contains("The latest stories"));
    let river = served.get("/items");
    assert_eq!(river.status, 200);
    assert!(river.body.contains("Fair weather over the northern sea"));
    assert!(
        river.body.contains("&lt;script&gt;alert(1)"),
        "{}",
        river.body
    );
    assert!(!river.body.contains("<script>alert") && !river.body.contains("<img"));
    let policy = river.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    for item in served.get("/api/v1/items").json()["items"]
        .as_array()
        .unwrap()
    {
        let id = item["id"].as_str().unwrap();
        let page = served.get(&format!("/item/{id}"));
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Labels and why") && !page.body.contains("<script>alert"));
        let again = served.get(&format!("/api/v1/items/{}", &id[..8]));
        assert_eq!(&again.json()["id"], &item["id"]);
    }
    assert!(served.get("/sources").body.contains("papers"));
    assert!(
        served
            .get("/sources/papers")
            .body
            .contains("Entries listed")
    );
    assert!(served.get("/status").body.contains("Running since"));
    assert!(served.get("/metrics").body.contains("\nnewsloom_items 2\n"));
    served.daemon.stop();
}

/// The first attribute of this name in each row of a page.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let begins = format!(" {name}=\"");
    let starts = page.split(begins.as_str()).skip(1);
    starts.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_river_has_each_story_once_over_all_its_pages_with_and_without_a_query() {
    let desk = desk("");
    for number in 0..5 {
        let town = ["Ostrel", "Valdoro", "Kamenik", "Birstad", "Quenza"][number];
        let text = format!(
            "Market day in {town}: {} farmers of {town} sold {} tonnes of pears, said the mayor of {town}.",
            31 * (number + 3),
            17 * (number + 2)
        );
        let page = |headline: &str| {
            format!(
                "<html lang=en><head><title>{headline}</title></head><body><article><h1>{headline}</h1><p>{text}</p></article></body></html>"
            )
        };
        desk.write(
            &format!("in/{number}.html"),
            page(&format!("Pears sell in {town}")),
        );
        desk.write(
            &format!("in/{number}-again.html"),
            page(&format!("Pears of {town} sell")),
        );
    }
    let mut served = Served::start(&desk);
    served.until_items(10);
    let walk = |first: &str| {
        let (mut stories, mut next) = (Vec::new(), first.to_owned());
        loop {
            let page = served.get(&next.replace("&amp;", "&"));
            assert_eq!(page.status, 200, "{next}: {}", page.body);
            stories.extend(
                attributes(&page.body, "data-story")
                    .into_iter()
                    .map(str::to_owned),
            );
            let Some((_, older)) = page.body.split_once("rel=\"next\" href=\"") else {
                return stories;
            };
            let (older, _) = older.split_once('"').unwrap();
            next = format!("{older}&limit=2");
        }
    };
    let all = walk("/?limit=2");
    let found = walk("/?q=pears&limit=2");
    let sorted = |stories: &[String]| {
        let mut stories = stories.to_vec();
        stories.sort();
        stories
    };
    let mut once = sorted(&all);
    once.dedup();
    assert!(all.len() >= 5 && once.len() == all.len(), "{all:?}");
    assert_eq!(sorted(&found), once);
    assert!(
        served
            .get("/?q=pears+lang:fi")
            .body
            .contains("Take away one")
    );
    assert_eq!(served.get("/?cursor=nowhere").status, 400);
    served.daemon.stop();
}

#[test]
fn what_is_asked_wrongly_is_told_as_a_problem() {
    let desk = desk("");
    let served = Served::start(&desk);
    let check = |path: &str, status: u16, words: &str| {
        let answer = served.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
        assert!(answer.body.contains(words), "{path}: {}", answer.body);
    };
    check("/api/v1/items?q=lng:pl", 400, "\"column\":1");
    check("/api/v1/items?limit=some", 400, "bad request");
    check("/api/v1/items?lmit=1", 400, "unknown field `lmit`");
    check("/api/v1/items/ffffffff", 404, "nothing is known");
    check("/api/v1/items/zz", 404, "nothing is known");
    check("/api/v1/sources/nobody", 404, "there is no source `nobody`");
    check("/api/v2", 404, "/api/v1/openapi.json");
    assert!(
        served
            .get("/item/ffffffff")
            .body
            .contains("<h1>not found</h1>")
    );
    assert_eq!(
        served.get("/api/v1/openapi.json").json()["openapi"],
        "3.1.0"
    );
    served.daemon.stop();
}

#[test]
fn a_report_that_was_edited_shows_what_its_versions_changed() {
    let desk = desk("");
    let first = report("Calm seas off the western cape");
    desk.write("in/a.html", &first);
    desk.run(&["fetch"]).expect(0);
    desk.write("in/a.html", first.replace("twelve ships", "fourteen ships"));
    desk.run(&["fetch", "--all"]).expect(0).says("1 update");
    let mut served = Served::start(&desk);
    served.until_items(1);
    let items = served.get("/api/v1/items").json();
    let id = items["items"][0]["id"].as_str().unwrap().to_owned();
    let page = served.get(&format!("/item/{id}")).body;
    let edited = "<del>twelve</del> <ins>fourteen</ins>";
    assert!(
        page.contains("Version 2") && page.contains(edited),
        "{page}"
    );
    served.daemon.stop();
}

#[test]
fn without_the_token_nothing_is_told_and_a_browser_is_asked_for_it() {
    let desk = desk(&format!("token = \"{TOKEN}\""));
    let served = Served::start(&desk);
    let refused = served.get("/api/v1/items");
    assert_eq!(refused.status, 401);
    assert_eq!(served.get("/metrics").status, 401);
    let page = served.get("/");
    assert_eq!(
        (page.status, page.header("location")),
        (303, Some("/login"))
    );
    assert_eq!(served.get("/healthz").status, 200);
    assert!(served.get("/login").body.contains("type=\"password\""));
    let bearer = format!("Authorization: Bearer {TOKEN}\r\n");
    assert_eq!(served.ask("/api/v1/items", &bearer).status, 200);
    assert_eq!(
        served
            .ask("/", "Authorization: Bearer 0123456789abcdeF\r\n")
            .status,
        303
    );
    let log_in = |token: &str| {
        let form = format!("token={token}");
        let request = format!(
            "POST /login HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        ask(served.wire(), &request)
    };
    assert_eq!(log_in("guessed-wrongly-").status, 403);
    let let_in = log_in(TOKEN);
    let cookie = let_in.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    let (cookie, _) = cookie.split_once(';').unwrap();
    assert_eq!(
        served.ask("/", &format!("Cookie: {cookie}\r\n")).status,
        200
    );
    served.daemon.stop();
}

#[test]
fn a_page_of_somebody_else_cannot_ask_through_the_browser_of_a_person_here() {
    let desk = desk("");
    let served = Served::start(&desk);
    let request = "GET /api/v1/items HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(ask(served.wire(), request).status, 421);
    served.daemon.stop();
}

#[test]
fn what_a_client_has_is_not_sent_again() {
    let desk = desk("");
    desk.write("in/a.html", report("A quiet day at the market hall"));
    let mut served = Served::start(&desk);
    served.until_items(1);
    let first = served.get("/api/v1/items");
    let tag = first.header("etag").unwrap();
    let again = served.ask("/api/v1/items", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(
        served
            .ask("/api/v1/items", "If-None-Match: \"x\"\r\n")
            .status,
        200
    );
    served.daemon.stop();
}

#[test]
fn events_come_page_by_page_and_as_they_happen() {
    let desk = desk("");
    desk.write("in/a.html", report("The first tale of the evening"));
    let mut served = Served::start(&desk);
    served.until_items(1);
    let follow = |path: &str| {
        let mut wire = served.wire();
        let host = served.address;
        write!(wire, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        let mut lines = BufReader::new(wire).lines();
        let head = lines.find(|line| line.as_ref().unwrap().contains("text/event-stream"));
        assert!(head.is_some());
        lines.filter_map(|line| {
            let line = line.unwrap();
            let data = line.strip_prefix("data:")?.trim();
            Some(serde_json::from_str::<Value>(data).unwrap())
        })
    };
    let mut whole = follow("/api/v1/events/stream");
    // From the beginning: first what the journal has, then what comes.
    let mut brief = follow("/api/v1/events/stream?brief=true&after=0&q=lang:en");
    assert_eq!(
        brief.next().unwrap()["headline"],
        "The first tale of the evening"
    );
    desk.write("in/b.html", report("A second tale, told in the morning"));
    let told = whole.next().unwrap();
    let (item, outlet) = (&told["data"]["item"]["id"], "papers");
    let headline = "A second tale, told in the morning";
    let story = &told["data"]["item"]["story"];
    let expect =
        serde_json::json!({"item": item, "story": story, "headline": headline, "outlet": outlet});
    assert_eq!(brief.next().unwrap(), expect);
    // All but its headline was told before.
    assert_eq!(told["type"], "newsloom.item.copy");
    let headline = &told["data"]["item"]["article"]["headline"];
    assert_eq!(headline, "A second tale, told in the morning");
    let (mut after, mut paged) = (0, Vec::new());
    loop {
        let page = served
            .get(&format!("/api/v1/events?after={after}&limit=2"))
            .json();
        let events = page["events"].as_array().unwrap();
        paged.extend(events.iter().map(|event| event["id"].clone()));
        let next = page["next"].as_u64().unwrap();
        if next == after {
            break;
        }
        after = next;
    }
    let delivered: Vec<Value> = desk
        .delivered()
        .iter()
        .map(|line| line.id().into())
        .collect();
    served.daemon.stop();
    assert_eq!(paged.len(), 2);
    assert!(delivered.iter().all(|id| paged.contains(id)));
}

#[test]
fn commands_on_this_machine_may_ask_over_the_socket_of_the_state() {
    let desk = desk(&format!("token = \"{TOKEN}\""));
    let served = Served::start(&desk);
    let path = desk.path("var/api.sock");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let wire = UnixStream::connect(&path).unwrap();
    let request = "GET /api/v1/status HTTP/1.1\r\nHost: newsloom\r\nConnection: close\r\n\r\n";
    assert_eq!(ask(wire, request).json()["items"], 0);
    served.daemon.stop();
    assert!(
        !path.exists(),
        "a socket that nobody answers on is taken away"
    );
}

#[test]
fn an_address_that_is_taken_is_told_and_the_daemon_does_not_begin() {
    let desk = desk("");
    let served = Served::start(&desk);
    let other = Desk::new(&format!(
        "[web]\nlisten = \"{}\"\n[[source]]\nid = \"papers\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nid='o'\nkind='stdout'\n",
        served.address
    ));
    let ended = other.run(&["run"]).expect(1);
    assert!(
        ended.stderr.contains("cannot listen on"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("another port"), "{}", ended.stderr);
    served.daemon.stop();
}

#[test]
fn stories_are_a_page_a_list_and_one_each_and_hostile_words_stay_words() {
    let desk = desk("");
    let told = |headline: &str, text: &str| {
        format!(
            "<html lang=en><head><title>{headline}</title></head><body><article><h1>{headline}</h1><p>{text}</p></article></body></html>"
        )
    };
    let hostile = "&lt;script&gt;alert(1)&lt;/script&gt; bridge collapses in Valdoro";
    desk.write(
        "in/a.html",
        told(hostile, "A road bridge collapsed near Valdoro on Monday after heavy rain, and 14 people were hurt, said mayor Lukas Brennik. Rescuers searched the river until the evening."),
    );
    desk.run(&["fetch", "--quiet"]).expect(0);
    desk.write(
        "in/b.html",
        told("Fourteen hurt as Valdoro bridge collapses", "Rescuers searched the river near Valdoro, where a road bridge collapsed in heavy rain. Mayor Lukas Brennik said that 14 people were hurt and taken to the clinic."),
    );
    let mut served = Served::start(&desk);
    served.until_items(2);
    let listed = served.get("/api/v1/stories").json();
    let story = &listed["stories"][0];
    assert_eq!(
        (&story["items"], &story["copies"]),
        (&2.into(), &0.into()),
        "{listed}"
    );
    let id = story["id"].as_str().unwrap();
    let page = served.get("/stories");
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains(&format!("href=\"/stories/{id}\"")),
        "{}",
        page.body
    );
    assert!(page.body.contains("&lt;script&gt;alert(1)") && !page.body.contains("<script>alert"));
    let one = served.get(&format!("/stories/{id}"));
    assert_eq!(one.status, 200);
    assert!(
        one.body
            .contains("Fourteen hurt as Valdoro bridge collapses"),
        "{}",
        one.body
    );
    let item = served.get(&format!("/item/{id}"));
    assert!(item.body.contains(&format!("href=\"/stories/{id}\"")));
    assert!(one.body.contains("2 reports") && !one.body.contains("<script>alert"));
    let shown = served.get(&format!("/api/v1/stories/{}", &id[..9])).json();
    assert_eq!(shown["members"].as_array().unwrap().len(), 2);
    assert_eq!(served.get("/stories?least=3").status, 200);
    assert_eq!(served.get("/api/v1/stories?q=lagn:it").status, 400);
    assert_eq!(served.get("/stories/0123456789abcdef").status, 404);
    let paths = served.get("/api/v1/openapi.json").json();
    assert!(paths["paths"]["/api/v1/stories/{id}"].is_object());
}
