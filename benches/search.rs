//! What searching costs: CPU and bytes of the index for each item, and how long answers take.
//!
//! `cargo bench --bench search -- 100000` writes a journal of so many generated items (20,000 without a number), indexes it,
//! asks each query a hundred times and prints the table.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a benchmark stops where something is wrong, reads the clock, and prints its table"
)]

use std::{fs, path::Path, time::Instant};

use item::{Body, Fingerprint, Query};
use pipeline::search::{Caught, FOLDER, Order, Page, SearchIndex, facets, search};
use state::{Options, State};

use generated::{Random, item};

mod generated;

/// Items where nobody says how many.
const USUAL: u64 = 20_000;
/// Words of a text: a report of a usual length.
const WORDS: u64 = 400;
/// Each query is asked so often.
const ASKED: usize = 100;

const QUERIES: [&str; 6] = [
    "",
    "kaze",
    "kaze mumobo lang:it",
    "\"kaze kazi\"",
    "lang:pl country:RU after:2021-06-01",
    "topic:nato-russia -kaze",
];

/// CPU seconds of this process, all threads.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux tells it");
    let (_, fields) = stat.rsplit_once(')').expect("the name ends");
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: f64 = ticks
        .map(|ticks| ticks.parse::<f64>().expect("a number"))
        .sum();
    ticks / 100.0
}

fn size(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).expect("the folder is there");
    let sizes = files.map(|file| file.and_then(|file| file.metadata()).expect("a file").len());
    sizes.sum()
}

fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok());
    let count: u64 = count.unwrap_or(USUAL);
    let dir = tempfile::tempdir().expect("a folder");
    let (mut state, _) = State::open(dir.path(), &Options::default()).expect("a new state");
    let mut random = Random(7);
    for number in 0..count {
        let body = Body::ItemNew {
            item: item(number, WORDS, &mut random),
            keys: Vec::new(),
            fingerprint: Fingerprint::default(),
        };
        state
            .push(body, jiff::Timestamp::now())
            .expect("it is taken");
        if number % 200 == 199 {
            state.commit().expect("it is written");
        }
    }
    state.commit().expect("it is written");
    let journal = state.reader();
    let index = SearchIndex::open(dir.path()).expect("a new index");
    let (before, began) = (cpu(), Instant::now());
    while index.catch_up(&journal).expect("it is taken in") == Caught::More {}
    println!(
        "{count} items: {:.0} µs of CPU and {:.0} µs each to index, {} bytes of index each",
        (cpu() - before) * 1e6 / count as f64,
        began.elapsed().as_secs_f64() * 1e6 / count as f64,
        size(&dir.path().join(FOLDER)) / count,
    );
    for query in QUERIES {
        let parsed = Query::parse(query).expect("a query");
        for order in [Order::Relevance, Order::Newest] {
            let page = Page {
                order,
                after: None,
                limit: 10,
            };
            let ask = || {
                search(&index, &journal, &parsed, page)
                    .expect("an answer")
                    .total
            };
            let (p50, p95, total) = timed(ask);
            println!("{order:?} `{query}`: {total} found, p50 {p50:.1} ms, p95 {p95:.1} ms");
        }
        let (p50, p95, _) = timed(|| facets(&index, &parsed).expect("counts").sources.len() as u64);
        println!("counts `{query}`: p50 {p50:.1} ms, p95 {p95:.1} ms");
    }
}

/// Milliseconds: the median, the 95th of a hundred, and what came out.
fn timed(mut ask: impl FnMut() -> u64) -> (f64, f64, u64) {
    let mut times = Vec::new();
    let mut total = 0;
    for _ in 0..ASKED {
        let began = Instant::now();
        total = ask();
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(ASKED * share / 100).copied().unwrap_or_default();
    (at(50), at(95), total)
}
