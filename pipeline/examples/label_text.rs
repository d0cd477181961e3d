//! Labels the texts of a gold file and says which of its checks hold.
//!
//!     cargo run --release -p newsloom-pipeline --example label_text -- GOLD.jsonl [--show]
//!
//! A line of the file has `title`, `text`, `language`, `countries`, `organisations`, `people`, `not_countries`
//! (all optional but the text). People are compared by surname, as transliterations differ in given names.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool that talks to people"
)]
#![expect(clippy::indexing_slicing, reason = "indexing a JSON value gives null")]

use std::{env, fs, process::ExitCode};

use item::{Article, Label};
use pipeline::{classify::Classifier, text::fold};
use serde_json::Value;

#[expect(
    clippy::too_many_lines,
    reason = "one list of checks, read from top to bottom"
)]
fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(Ok(gold)) = arguments.next().map(fs::read_to_string) else {
        eprintln!("usage: label_text GOLD.jsonl [--show]");
        return ExitCode::from(64);
    };
    let show = arguments.any(|argument| argument == "--show");
    let classifier = Classifier::default();
    let (mut held, mut total) = (0, 0);
    for line in gold.lines() {
        let Ok(gold) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let article = Article {
            headline: gold["title"].as_str().map(str::to_owned),
            text: gold["text"].as_str().unwrap_or_default().to_owned(),
            ..Article::default()
        };
        let found = classifier.classify(&article);
        if show {
            println!(
                "{}",
                serde_json::to_string_pretty(&found.labels).unwrap_or_default()
            );
            println!(
                "{}",
                serde_json::to_string_pretty(&found.statements).unwrap_or_default()
            );
        }
        let labels = found.labels;
        let language = labels.language.map(|label| label.id).unwrap_or_default();
        let mut checks = vec![(
            format!("language {language}"),
            gold["language"].is_null() || gold["language"] == *language,
        )];
        let has = |list: &[Label], id: &str| list.iter().any(|label| label.id == id);
        for code in strings(&gold["countries"]) {
            checks.push((format!("country {code}"), has(&labels.countries, code)));
        }
        for code in strings(&gold["not_countries"]) {
            checks.push((format!("no country {code}"), !has(&labels.countries, code)));
        }
        for name in strings(&gold["organisations"]) {
            checks.push((
                format!("organisation {name}"),
                named(&labels.organisations, &fold(name)),
            ));
        }
        for name in strings(&gold["people"]) {
            let surname = fold(name.rsplit(' ').next().unwrap_or_default());
            checks.push((format!("person {name}"), named(&labels.people, &surname)));
        }
        total += checks.len();
        held += checks.iter().filter(|(_, holds)| *holds).count();
        let missed: Vec<&str> = checks
            .iter()
            .filter(|(_, holds)| !holds)
            .map(|(name, _)| &**name)
            .collect();
        if !missed.is_empty() {
            println!("{}: misses {}", gold["title"], missed.join(", "));
        }
    }
    println!("{held} of {total} checks hold");
    ExitCode::from(u8::from(held != total))
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn named(labels: &[Label], name: &str) -> bool {
    labels
        .iter()
        .filter_map(|label| label.name.as_deref())
        .any(|known| fold(known).contains(name))
}
