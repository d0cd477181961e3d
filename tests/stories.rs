//! Stories from the command line: without a daemon and beside one, where both tell the same; and on the page.

use std::process::Stdio;

use serde_json::Value;

use crate::support::{Daemon, Desk};

fn report(outlet: &str, date: &str, headline: &str, text: &str) -> String {
    format!(
        "<html lang=en><head><title>{headline}</title><meta property=\"og:site_name\" content=\"{outlet}\">\
         <meta property=\"article:published_time\" content=\"{date}\"></head>\
         <body><article><h1>{headline}</h1><p>{text}</p></article></body></html>"
    )
}

const COLLAPSE: &str = "A road bridge collapsed near Valdoro on Monday after heavy rain, and 14 people were hurt, said mayor Lukas Brennik. Rescuers searched the river until the evening.";
const SEARCH: &str = "Rescuers searched the river near Valdoro, where a road bridge collapsed in heavy rain. Mayor Lukas Brennik said that 14 people were hurt and taken to the clinic.";
const VOTE: &str = "Members of parliament in Ostmark decided with 81 votes to hold an early election in June, said speaker Irma Salnik. The chancellor resigned after the vote.";

/// Two reports of a bridge, a copy of the first one, and one of a vote; read one after the other.
fn desk() -> Desk {
    let desk = Desk::plain();
    let files = [
        (
            "a",
            "Courier",
            "2026-01-05T08:00:00Z",
            "Bridge collapses in Valdoro after heavy rain",
            COLLAPSE,
        ),
        (
            "b",
            "Herald",
            "2026-01-05T10:30:00Z",
            "Fourteen hurt as Valdoro bridge collapses",
            SEARCH,
        ),
        (
            "c",
            "Mirror",
            "2026-01-05T09:15:00Z",
            "Valdoro: bridge down",
            COLLAPSE,
        ),
        (
            "d",
            "Herald",
            "2026-01-05T11:00:00Z",
            "Early election in Ostmark",
            VOTE,
        ),
    ];
    for (name, outlet, date, headline, text) in files {
        desk.write(
            &format!("in/{name}.html"),
            report(outlet, date, headline, text),
        );
        desk.run(&["fetch", "--all", "--quiet"]).expect(0);
    }
    desk
}

fn json(desk: &Desk, arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--json"]].concat();
    serde_json::from_str(&desk.run(&arguments).expect(0).stdout).unwrap()
}

#[test]
fn stories_are_listed_and_shown_with_who_told_them_first_and_who_copied_whom() {
    let desk = desk();
    let table = desk.run(&["stories"]).expect(0).stdout;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 2, "{table}");
    assert!(lines[1].contains("        3        3  "), "{table}");
    assert!(
        lines[1].ends_with("en           Bridge collapses in Valdoro after heavy rain"),
        "{table}"
    );
    let page = json(&desk, &["stories", "--least", "1"]);
    let headlines: Vec<&Value> = page["stories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["headline"])
        .collect();
    assert_eq!(
        headlines,
        [
            "Early election in Ostmark",
            "Bridge collapses in Valdoro after heavy rain"
        ]
    );
    assert_eq!(page["next"], Value::Null);
    let id = page["stories"][1]["id"].as_str().unwrap().to_owned();
    let told = desk.run(&["story", "show", &id[..8]]).expect(0).stdout;
    for words in [
        "first seen  20",
        "reports     3, 1 of them copies",
        "outlets     Courier, Mirror, Herald",
        "languages   en",
        "growth      ███ by the hour, from 2026-01-05 08:00:00Z",
        "2026-01-05 09:15:00Z  Mirror   en ",
        "· copies Courier (100 % of it)",
    ] {
        assert!(told.contains(words), "`{words}` in\n{told}");
    }
    // An item leads to its story, and each line of the sink names it.
    assert_eq!(
        desk.run(&["story", "show", "in/b.html"]).expect(0).stdout,
        told
    );
    let delivered = desk.delivered();
    let stories: Vec<Value> = delivered
        .iter()
        .map(|line| line.item()["story"].clone())
        .collect();
    assert!(
        stories[..3].iter().all(|story| *story == id.as_str()),
        "{stories:?}"
    );
    assert_ne!(stories[3], id.as_str());
}

#[test]
fn a_query_a_moment_and_a_page_choose_among_them() {
    let desk = desk();
    let count = |arguments: &[&str]| {
        let arguments = [&["stories", "--least", "1"], arguments].concat();
        json(&desk, &arguments)["stories"].as_array().unwrap().len()
    };
    assert_eq!(count(&[]), 2);
    assert_eq!(count(&["searched", "lang:en"]), 1);
    assert_eq!(count(&["lang:it"]), 0);
    assert_eq!(count(&["--since", "1h"]), 2);
    let first = json(&desk, &["stories", "--least", "1", "--limit", "1"]);
    let next = first["next"].as_str().unwrap();
    let second = json(&desk, &["stories", "--least", "1", "--after", next]);
    assert_eq!(second["stories"].as_array().unwrap().len(), 1);
    assert_ne!(second["stories"][0]["id"], first["stories"][0]["id"]);
    desk.run(&["stories", "lagn:it"])
        .expect(64)
        .says("did you mean `lang:`?");
    desk.run(&["stories", "lang:it"])
        .expect(0)
        .says("there is no such story");
    desk.run(&["story", "show", "in/nothing"])
        .expect(1)
        .says("no story is told");
}

#[test]
fn beside_a_daemon_the_same_is_told() {
    let desk = desk();
    let list = ["stories", "--least", "1", "bridge,election"];
    let page = json(&desk, &list);
    let id = page["stories"][1]["id"].as_str().unwrap().to_owned();
    let shown = json(&desk, &["story", "show", &id]);
    let mut daemon = Daemon::start_with(&desk, &["run"], Stdio::null());
    daemon.until("the start", |daemon| daemon.logged(&["started"]) == 1);
    assert_eq!(json(&desk, &list), page);
    assert_eq!(json(&desk, &["story", "show", &id]), shown);
    desk.run(&["story", "show", "0123456789"])
        .expect(1)
        .says("nothing is known of");
    daemon.stop();
    assert_eq!(
        json(&desk, &list),
        page,
        "a socket that is left leads nowhere"
    );
}

#[test]
fn a_store_that_is_built_anew_tells_the_same_stories() {
    let desk = desk();
    let list = ["stories", "--least", "1"];
    let page = json(&desk, &list);
    desk.run(&["state", "rebuild"]).expect(0);
    desk.run(&["state", "check"]).expect(0);
    assert_eq!(json(&desk, &list), page);
}

#[test]
fn a_story_of_many_reports_is_found_once_however_many_pages_there_are() {
    let desk = Desk::plain();
    for number in 0..40 {
        let outlet = format!("Outlet {number}");
        let date = format!("2026-01-05T{:02}:{:02}:00Z", 8 + number / 10, number % 10);
        let page = report(&outlet, &date, "Valdoro: bridge down", COLLAPSE);
        desk.write(&format!("in/{number:02}.html"), page);
    }
    let vote = report("Herald", "2026-01-04T11:00:00Z", "Early election", VOTE);
    desk.write("in/vote.html", vote);
    desk.run(&["fetch", "--all", "--quiet"]).expect(0);
    let asked = ["stories", "lang:en", "--least", "1", "--limit", "1"];
    let mut page = json(&desk, &asked);
    let mut reports = Vec::new();
    loop {
        let stories = page["stories"].as_array().unwrap();
        reports.extend(stories.iter().map(|story| story["items"].as_u64().unwrap()));
        let Some(next) = page["next"].as_str() else {
            break;
        };
        page = json(&desk, &[&asked[..], &["--after", next]].concat());
    }
    assert_eq!(reports, [40, 1]);
}
