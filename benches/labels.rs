//! What all labels of an article cost: CPU milliseconds for 4 KiB of text, and the memory of the tables.
//!
//! `cargo bench --bench labels -- FILE…` labels the articles in files of JSON lines (`title`, `text`), each as it is. Without a
//! file it labels the texts that the shipped topics are learned from, some of one language behind each other, so that each
//! article has about 4 KiB. CPU time is what the kernel counts for this thread, so that other guests of the machine do not
//! show; the median of the rounds counts.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark stops where something is wrong, and prints its table"
)]

use std::{env, fs, hint::black_box, path::PathBuf};

use item::Article;
use pipeline::classify::Classifier;
use serde_json::Value;

/// Rounds over all articles.
const ROUNDS: usize = 5;

/// Bytes of an article, as the cost is told for.
const ARTICLE: usize = 4096;

fn main() {
    let arguments = env::args().skip(1);
    let files: Vec<PathBuf> = arguments
        .filter(|argument| !argument.starts_with('-'))
        .map(PathBuf::from)
        .collect();
    let articles: Vec<Article> = if files.is_empty() {
        shipped_files()
            .iter()
            .flat_map(|file| joined(articles_in(file)))
            .collect()
    } else {
        files.iter().flat_map(articles_in).collect()
    };
    assert!(!articles.is_empty(), "there are articles to label");
    let bytes: usize = articles.iter().map(length).sum();
    let before = resident();
    let classifier = Classifier::default();
    let mut labels = 0;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let begin = cpu_seconds();
        labels = articles
            .iter()
            .map(|article| label(&classifier, article))
            .sum();
        rounds.push(cpu_seconds() - begin);
    }
    rounds.sort_by(f64::total_cmp);
    let pieces = bytes as f64 / ARTICLE as f64;
    let milliseconds = |seconds: f64| seconds * 1e3 / pieces;
    println!(
        "{} articles, {:.1} MB; {labels} labels\n",
        articles.len(),
        bytes as f64 / 1e6
    );
    println!(
        "all labels of 4 KiB: {:.3} ms of a CPU ({:.3} to {:.3})",
        milliseconds(rounds[ROUNDS / 2]),
        milliseconds(rounds[0]),
        milliseconds(rounds[ROUNDS - 1])
    );
    println!(
        "memory: {:.1} MB more than before the tables were read",
        resident().saturating_sub(before) as f64 / 1024.0
    );
}

fn label(classifier: &Classifier, article: &Article) -> usize {
    let labels = classifier.classify(black_box(article)).labels;
    labels.topics.len() + labels.countries.len() + labels.organisations.len() + labels.people.len()
}

fn length(article: &Article) -> usize {
    article.headline.as_ref().map_or(0, String::len) + article.text.len()
}

fn shipped_files() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pipeline/data/topics");
    let files = fs::read_dir(folder).expect("the texts are there");
    let files = files.map(|file| file.expect("it can be listed").path());
    let mut files: Vec<PathBuf> = files
        .filter(|file| file.extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    files.sort();
    files
}

fn articles_in(file: &PathBuf) -> Vec<Article> {
    let lines = fs::read_to_string(file).expect("the file can be read");
    let values = lines.lines().map(serde_json::from_str::<Value>);
    values
        .map(|value| {
            let value = value.expect("each line is JSON");
            Article {
                headline: value["title"].as_str().map(str::to_owned),
                text: value["text"].as_str().expect("it has a text").to_owned(),
                ..Article::default()
            }
        })
        .collect()
}

/// Articles of the usual length, of texts behind each other.
fn joined(texts: Vec<Article>) -> Vec<Article> {
    let mut articles: Vec<Article> = Vec::new();
    for text in texts {
        match articles
            .last_mut()
            .filter(|last| length(last) < ARTICLE - ARTICLE / 8)
        {
            Some(last) => {
                last.text.push_str("\n\n");
                last.text.push_str(&text.text);
            }
            None => articles.push(text),
        }
    }
    articles
}

/// The time that this thread has run, as `proc(5)` gives it in nanoseconds.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux has it");
    let nanoseconds = stat.split(' ').next().expect("it has a first field");
    nanoseconds.parse::<f64>().expect("it is a number") / 1e9
}

/// Kilobytes of this process that are in memory.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let words = line.expect("it says so").trim().trim_end_matches(" kB");
    words.parse().expect("it is a number")
}
