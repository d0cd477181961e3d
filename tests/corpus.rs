//! The user's own five documents, which the example reads, and what must come out of them.

use std::{fs, io::Write, process::Stdio};

use serde_json::{Value, json};

use crate::support::Desk;

fn folder(name: &str) -> String {
    format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn documents(paths: &[String]) -> Vec<Value> {
    let desk = Desk::plain();
    let mut child = desk
        .command(&["pipe", "document"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input: String = paths
        .iter()
        .map(|path| json!({ "id": path, "path": path }).to_string() + "\n")
        .collect();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one.as_str().or(one["name"].as_str()).unwrap())
        .collect()
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_five_seeds_come_out_as_their_gold_says() {
    let gold: Vec<Value> = fs::read_to_string(folder("tests/corpus/seeds.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let paths: Vec<String> = gold
        .iter()
        .map(|gold| {
            format!(
                "{}/{}",
                folder("examples/seeds"),
                gold["file"].as_str().unwrap()
            )
        })
        .collect();
    for (gold, got) in gold.iter().zip(documents(&paths)) {
        let file = &gold["file"];
        assert_eq!(got["title"], gold["title"], "{file}");
        assert_eq!(got["lang"], gold["language"], "{file}");
        assert_eq!(
            plain(got["text"].as_str().unwrap()),
            plain(gold["text"].as_str().unwrap()),
            "{file}"
        );
        assert_eq!(got["date"], gold["published"], "{file}");
        assert_eq!(texts(&got["author"]), texts(&gold["authors"]), "{file}");
        assert_eq!(texts(&got["credits"]), texts(&gold["credits"]), "{file}");
        assert_eq!(
            got["dateline"]["place"], gold["dateline"]["place"],
            "{file}"
        );
        let countries = texts(&got["countries"]);
        assert!(
            texts(&gold["countries"])
                .iter()
                .all(|country| countries.contains(country)),
            "{file}: {countries:?}"
        );
        assert!(
            texts(&gold["not_countries"])
                .iter()
                .all(|country| !countries.contains(country)),
            "{file}: {countries:?}"
        );
        let organisations = texts(&got["organisations"]);
        assert!(
            texts(&gold["organisations"])
                .iter()
                .all(|name| organisations.contains(name)),
            "{file}: {organisations:?}"
        );
        assert!(
            texts(&got["people"]).len() >= texts(&gold["people"]).len(),
            "{file}: {:?}",
            got["people"]
        );
    }
}
