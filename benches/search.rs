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

use item::{
    Article, Body, EntryRef, Fingerprint, Item, ItemId, Label, Labels, NewsDate, Query, SourceId,
    Standing,
};
use pipeline::search::{Caught, FOLDER, Order, Page, SearchIndex, facets, search};
use state::{Options, State};

/// Items where nobody says how many.
const USUAL: u64 = 20_000;
/// Words of a text: a report of a usual length.
const WORDS: u64 = 400;
/// Different words: as many as a newspaper uses in a year.
const VOCABULARY: u64 = 60_000;
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

/// The same numbers every time (`SplitMix64`, <https://prng.di.unimi.it/splitmix64.c>).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Few words are frequent, as in every language: the product of two shares leans to the small.
    fn word(&mut self) -> String {
        let number = self.below(VOCABULARY) * self.below(VOCABULARY) / VOCABULARY;
        let mut word = String::new();
        let mut rest = number + 20;
        while rest > 0 {
            let (consonants, vowels) = (
                ["k", "m", "b", "t", "r", "z", "n", "s"],
                ["a", "e", "i", "o", "u"],
            );
            word.push_str(consonants.get((rest % 8) as usize).expect("one of eight"));
            word.push_str(vowels.get((rest / 8 % 5) as usize).expect("one of five"));
            rest /= 40;
        }
        word
    }

    fn words(&mut self, count: u64) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }
}

fn label(id: &str) -> Label {
    Label {
        id: id.to_owned(),
        name: None,
        score: 1.0,
        evidence: Vec::new(),
    }
}

fn item(number: u64, random: &mut Random) -> Item {
    let source = SourceId::new(&format!("source-{}", number % 40));
    let key = number.to_string();
    let mut one_of = |values: &[&'static str]| {
        let place = random.below(values.len() as u64);
        label(values.get(place as usize).expect("one of them"))
    };
    let labels = Labels {
        language: Some(one_of(&["it", "pl", "en", "de", "fr", "es", "ru", "uk"])),
        topics: vec![one_of(&[
            "nato-russia",
            "medtop:11000000",
            "medtop:04000000",
            "cyber",
        ])],
        countries: vec![one_of(&["RU", "PL", "IT", "US", "DE"])],
        people: vec![one_of(&["person:a-b", "person:c-d", "person:e-f"])],
        ..Labels::default()
    };
    let day = jiff::civil::date(2020, 1, 1) + jiff::Span::new().days((number % 2000) as i64);
    Item {
        id: ItemId::of_entry(&source, &key),
        entry: EntryRef {
            source: source.clone(),
            key,
            version: 1,
        },
        source,
        tags: Vec::new(),
        first_seen: "2026-11-22T03:00:00Z".parse().expect("a moment"),
        version: 1,
        story: None,
        read_from: None,
        captured: None,
        raw: None,
        article: Article {
            headline: Some(random.words(9)),
            text: random.words(WORDS),
            date_published: Some(NewsDate::day(day)),
            ..Article::default()
        },
        labels,
        overrides: Vec::new(),
        cleaning: item::Cleaning::default(),
        statements: Vec::new(),
        standing: Standing::Original,
    }
}

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
            item: item(number, &mut random),
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
