//! `newsloom train`, `newsloom eval` and `pipe item --topic-model`: topics learned from labelled items.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

fn newsloom(folder: &TempDir, args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_newsloom"))
        .args(args)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

/// Reports of two kinds in two languages, each of its own.
fn labelled() -> String {
    let kinds = [
        (
            "harbour",
            ["The ship lay at the quay", "Statek stał przy nabrzeżu"],
            ["sailed", "cumował", "unloaded crates", "docked"],
        ),
        (
            "bakery",
            ["The baker kneaded the dough", "Piekarz wyrabiał ciasto"],
            [
                "baked bread",
                "sprzedał bułki",
                "heated the oven",
                "mixed flour",
            ],
        ),
    ];
    let mut lines = String::new();
    for (topic, subjects, verbs) in kinds {
        for (number, verb) in verbs.iter().cycle().take(16).enumerate() {
            let text = format!("{} and {verb} on day {number}.", subjects[number % 2]);
            lines.push_str(&json!({ "text": text, "topic": topic }).to_string());
            lines.push('\n');
        }
    }
    lines
}

#[test]
fn a_model_of_labelled_items_labels_others_and_tells_why() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("items.jsonl"), labelled()).unwrap();
    let trained = newsloom(
        &folder,
        &["train", "--labels", "items.jsonl", "--out", "topics.model"],
        "",
    );
    assert!(trained.status.success(), "{trained:?}");
    assert!(folder.path().join("topics.model").metadata().unwrap().len() <= 5_000_000);
    let item =
        json!({ "id": 1, "title": "At the quay", "text": "The ship docked early." }).to_string();
    let piped = newsloom(
        &folder,
        &["pipe", "item", "--topic-model", "topics.model"],
        &item,
    );
    let answer: Value = serde_json::from_slice(&piped.stdout).unwrap();
    assert_eq!(answer["topics"][0]["id"], "harbour", "{answer}");
    assert!(
        !answer["topics"][0]["evidence"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let tried = newsloom(
        &folder,
        &[
            "eval",
            "--labels",
            "items.jsonl",
            "--model",
            "topics.model",
            "--json",
        ],
        "",
    );
    let tried: Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(tried["items"], 32);
    assert_eq!(tried["accuracy"], 1.0);
}

#[test]
fn eval_without_a_model_tries_texts_that_were_left_out() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("items.jsonl"), labelled()).unwrap();
    let tried = newsloom(
        &folder,
        &["eval", "--labels", "items.jsonl", "--folds", "4"],
        "",
    );
    let said = String::from_utf8(tried.stdout).unwrap();
    assert!(said.starts_with("32 items: accuracy "), "{said}");
    assert!(said.contains("harbour") && said.contains("what each topic (row) was taken for"));
}

#[test]
fn what_is_no_labelled_item_or_no_model_is_told_with_its_line() {
    let folder = TempDir::new().unwrap();
    std::fs::write(
        folder.path().join("items.jsonl"),
        "{\"text\": \"a\", \"topic\": \"b\"}\n{\"text\": \"a\"}\n",
    )
    .unwrap();
    let trained = newsloom(
        &folder,
        &["train", "--labels", "items.jsonl", "--out", "x"],
        "",
    );
    let said = String::from_utf8(trained.stderr).unwrap();
    assert_eq!(trained.status.code(), Some(64));
    assert!(
        said.contains("line 2") && said.contains("`topic`"),
        "{said}"
    );
    let piped = newsloom(
        &folder,
        &["pipe", "item", "--topic-model", "items.jsonl"],
        "",
    );
    let said = String::from_utf8(piped.stderr).unwrap();
    assert_eq!(piped.status.code(), Some(64));
    assert!(
        said.contains("not a topic model") && said.contains("newsloom train"),
        "{said}"
    );
}
