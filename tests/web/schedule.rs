//! When sources are asked again: those that are gone, those that nobody could reach, and what is planned.

use std::net::SocketAddr;

use serde_json::Value;

use super::newsroom::{Paper, desk, feed, reading};
use crate::support::{
    Desk,
    web::{Answer, Host},
};

fn sources(desk: &Desk, arguments: &[&str]) -> Vec<Value> {
    let listed = desk.run(&[&["sources", "--json"], arguments].concat());
    let lines = listed.expect(0).stdout;
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

/// The alarms that the journal has of a kind.
fn alarms(desk: &Desk, kind: &str) -> usize {
    let lines = desk.journal();
    let of_kind = lines.iter().filter(|line| line.kind() == kind);
    let gone = of_kind.filter(|line| line.0["data"]["alarm"] == "gone");
    gone.count()
}

#[test]
fn a_source_that_is_gone_for_good_is_not_asked_any_more_until_somebody_asks_for_it_by_name() {
    let paper = Paper::new(700..702);
    paper.host.put("/feed.xml", Answer::status(410));
    let desk = reading(&[&paper]);
    desk.run(&["fetch"]).expect(2).says("410").says("paper-1");
    assert_eq!(alarms(&desk, "newsloom.source.alarmed"), 1);
    paper.host.visits();
    desk.run(&["fetch"]).expect(0);
    assert!(paper.host.visits().paths().is_empty(), "it is left alone");
    let listed = &sources(&desk, &[])[0];
    assert_eq!(
        (&listed["state"], &listed["next_due"]),
        (&"gone".into(), &Value::Null)
    );
    let words = desk.run(&["sources"]).expect(0).stdout;
    assert!(words.contains("newsloom fetch paper-1"), "{words}");
    let planned = &sources(&desk, &["--plan"])[0];
    assert_eq!(
        (&planned["polls"], &planned["why"]),
        (&0.into(), &"gone".into())
    );
    // It has come back, and nobody knows before somebody asks.
    paper
        .host
        .put("/feed.xml", Answer::feed(paper.feed().rss()));
    desk.run(&["fetch"]).expect(0).says("0 items new");
    desk.run(&["fetch", "paper-1"])
        .expect(0)
        .says("2 items new");
    assert_eq!(alarms(&desk, "newsloom.source.cleared"), 1);
    assert_eq!(sources(&desk, &[])[0]["state"], "ok");
}

#[test]
fn a_source_that_is_gone_is_asked_again_under_another_url() {
    let paper = Paper::new(702..704);
    paper.host.put("/old.xml", Answer::status(410));
    let desk = desk(&[feed("paper", &paper.host.url("/old.xml"))]);
    desk.run(&["fetch"]).expect(2);
    let path = desk.path("newsloom.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("/old.xml", "/feed.xml")).unwrap();
    // As any failed source, it is taken up again when its pause is over.
    assert_eq!(sources(&desk, &[])[0]["state"], "backing_off");
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
}

#[test]
fn an_outage_of_the_own_network_counts_against_no_source() {
    let addresses: Vec<SocketAddr> = (0..4).map(|_| Host::nobody()).collect();
    let source = |(number, address): (usize, &SocketAddr)| {
        feed(&format!("s{number}"), &format!("http://{address}/feed.xml"))
    };
    let desk = desk(&addresses.iter().enumerate().map(source).collect::<Vec<_>>());
    desk.run(&["fetch"])
        .expect(2)
        .says("nobody on the web can be reached from here");
    for one in sources(&desk, &[]) {
        assert_eq!(
            (&one["failures"], &one["last_error"]),
            (&0.into(), &Value::Null),
            "{one}"
        );
    }
}

#[test]
fn the_plan_says_what_each_host_will_be_asked_and_why() {
    let (one, other) = (Paper::new(704..706), Paper::new(706..708));
    let desk = desk(&[
        feed("one", &one.url()),
        feed("written", &one.host.url("/other.xml")) + "every = \"6h\"\n",
        feed("other", &other.url()),
    ]);
    one.host.put("/other.xml", Answer::feed(one.feed().rss()));
    let why = |lines: &[Value], source: &str| {
        let line = lines.iter().find(|line| line["source"] == source).unwrap();
        line["why"].as_str().unwrap().to_owned()
    };
    let before = sources(&desk, &["--plan"]);
    assert_eq!(before.len(), 5, "three sources on two hosts");
    assert_eq!(why(&before, "one"), "new");
    desk.run(&["fetch"]).expect(0);
    let after = sources(&desk, &["--plan"]);
    assert_eq!(why(&after, "written"), "written");
    let polls = |host: &Value| {
        let of_host = after.iter().filter(|line| line["host"] == *host);
        let of_sources = of_host.filter(|line| !line["source"].is_null());
        of_sources
            .map(|line| line["polls"].as_u64().unwrap())
            .sum::<u64>()
    };
    let totals: Vec<&Value> = after
        .iter()
        .filter(|line| line["source"].is_null())
        .collect();
    assert_eq!(totals.len(), 2);
    for total in totals {
        assert_eq!(total["polls"], polls(&total["host"]), "{total}");
    }
    let written = after
        .iter()
        .find(|line| line["source"] == "written")
        .unwrap();
    assert_eq!(
        (&written["polls"], &written["interval_s"]),
        (&4.into(), &21_600.into())
    );
    let table = desk.run(&["sources", "--plan"]).expect(0).stdout;
    assert!(table.contains("as it is written"), "{table}");
}
