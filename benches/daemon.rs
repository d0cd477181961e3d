//! What a daemon over a large journal costs: how long its page and API take to answer, its memory, and the CPU of a start.
//!
//! `cargo bench --bench daemon -- 10000 1000000` writes a journal of so many generated items each time (in stories of three),
//! lets a daemon index it, starts it anew, and asks each path two hundred times over its socket, each time for something else
//! where the path names something. Generating and indexing a million takes a quarter of an hour and 5 GB of disk; with
//! `--in FOLDER` what was generated stays there for the next time.
//!
//! `cargo bench --bench daemon -- --load 10000` lets a daemon read so many files, alone and under load, in turn.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a benchmark stops where something is wrong, reads the clock, and prints its table"
)]

use std::{
    fs,
    io::{Read as _, Write as _},
    os::unix::net::UnixStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use item::{Body, Fingerprint, ItemId, NewsDate};
use jiff::{SignedDuration, tz::TimeZone};
use state::{Options, State};

use generated::{Random, item};

#[path = "generated/document.rs"]
mod document;
mod generated;
#[path = "daemon/load.rs"]
mod load;

/// Items where nobody says how many.
const USUAL: [u64; 2] = [10_000, 100_000];
/// Words of a text: with more, the disk is what is measured.
const WORDS: u64 = 150;
/// An item comes every ninety seconds, a thousand a day, the last of them now.
const EVERY: SignedDuration = SignedDuration::from_secs(90);
/// Each path is asked so often.
const ASKED: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let kept = arguments
        .iter()
        .position(|argument| argument == "--in")
        .and_then(|place| arguments.get(place + 1));
    let numbers = arguments
        .iter()
        .filter_map(|argument| argument.parse().ok());
    let counts: Vec<u64> = numbers.collect();
    if arguments.iter().any(|argument| argument == "--load") {
        load::compare(counts.first().copied().unwrap_or(load::USUAL));
        return;
    }
    let counts = if counts.is_empty() {
        USUAL.to_vec()
    } else {
        counts
    };
    for count in counts {
        match kept {
            Some(folder) => measure(&Path::new(folder).join(count.to_string()), count),
            None => measure(tempfile::tempdir().expect("a folder").path(), count),
        }
    }
}

fn measure(dir: &Path, count: u64) {
    let ids = generated(dir, count);
    let indexing = Instant::now();
    let daemon = Daemon::start(dir);
    daemon.wait_for_index();
    eprintln!("{count} items indexed in {:.0?}", indexing.elapsed());
    drop(daemon);
    let daemon = Daemon::start(dir);
    println!("{count} items: {:.1} CPU seconds to start", daemon.cpu());
    daemon.wait_for_index();
    let mut random = Random(11);
    let mut one = |prefix: &str| {
        let place = random.below(ids.len() as u64) as usize;
        format!("{prefix}{}", ids.get(place).expect("one of them"))
    };
    let paths: [(&str, Vec<String>); 11] = [
        ("river", same("/")),
        ("stories", same("/stories")),
        ("reports", same("/items")),
        (
            "river, one language and country",
            same("/?q=lang%3Ait+country%3ARU"),
        ),
        ("search, a rare word", same("/items?q=kazemu")),
        ("search, a frequent word", same("/items?q=kaze")),
        ("API search", same("/api/v1/items?q=kaze+lang%3Ait")),
        ("report", (0..ASKED).map(|_| one("/item/")).collect()),
        (
            "API report",
            (0..ASKED).map(|_| one("/api/v1/items/")).collect(),
        ),
        ("sources", same("/sources")),
        ("status", same("/status")),
    ];
    for (name, paths) in paths {
        let mut times: Vec<f64> = paths.iter().map(|path| daemon.ask(path)).collect();
        let first = times.first().copied().unwrap_or_default();
        times.sort_by(f64::total_cmp);
        let at = |share: usize| {
            times
                .get(times.len() * share / 100)
                .copied()
                .unwrap_or_default()
        };
        println!(
            "{name:<32} p50 {:>6.1} ms  p95 {:>6.1} ms  first {first:>6.1} ms",
            at(50),
            at(95)
        );
    }
    println!(
        "memory: {} MB, at most {} MB",
        daemon.memory("VmRSS:"),
        daemon.memory("VmHWM:")
    );
}

fn same(path: &str) -> Vec<String> {
    vec![path.to_owned(); ASKED]
}

/// A folder with a journal of so many items and a configuration; gives some of their ids.
fn generated(dir: &Path, count: u64) -> Vec<ItemId> {
    let listed = dir.join("ids.json");
    if let Ok(ids) = fs::read(&listed) {
        return serde_json::from_slice(&ids).expect("what was written");
    }
    let ids = generate(&dir.join("var"), count);
    let configuration = "[state]\ndir = \"var\"\n[web]\nlisten = \"127.0.0.1:0\"\n\
        [[source]]\nid = \"source-1\"\nkind = \"files\"\npath = \"in\"\n";
    fs::create_dir(dir.join("in")).expect("a folder");
    fs::write(dir.join("newsloom.toml"), configuration).expect("a file");
    fs::write(&listed, serde_json::to_vec(&ids).expect("JSON")).expect("a file");
    ids
}

fn generate(dir: &Path, count: u64) -> Vec<ItemId> {
    let (mut state, _) = State::open(dir, &Options::default()).expect("a new state");
    let now = jiff::Timestamp::now();
    let mut random = Random(7);
    let (mut ids, mut story) = (Vec::new(), None);
    for number in 0..count {
        let mut item = item(number, WORDS, &mut random);
        let before = i32::try_from(count - number).expect("not so many");
        let seen = now - EVERY * before;
        item.first_seen = seen;
        let day = seen.to_zoned(TimeZone::UTC).date();
        item.article.date_published = Some(NewsDate::day(day));
        story = story.filter(|_| number % 3 != 0).or(Some(item.id));
        item.story = story;
        item.article.url = Some(format!("https://source-{}.example/{number}", number % 40));
        if number % (count / 1000).max(1) == 0 {
            ids.push(item.id);
        }
        let body = Body::ItemNew {
            item,
            keys: Vec::new(),
            fingerprint: Fingerprint::default(),
        };
        state.push(body, seen).expect("it is taken");
        if number % 200 == 199 {
            state.commit().expect("it is written");
        }
        if number % 100_000 == 99_999 {
            eprintln!("{} items written", number + 1);
        }
    }
    state.close().expect("it is written");
    ids
}

fn is_well(answer: &str) -> bool {
    answer.get(8..13) == Some(" 200 ")
}

/// The release build over a folder.
struct Daemon {
    process: Child,
    socket: std::path::PathBuf,
}

impl Daemon {
    fn start(dir: &Path) -> Self {
        let process = Command::new(env!("CARGO_BIN_EXE_newsloom"))
            .args(["run", "--quiet"])
            .current_dir(dir)
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let daemon = Self {
            process,
            socket: dir.join("var/api.sock"),
        };
        while daemon
            .answer("/readyz")
            .is_none_or(|answer| !is_well(&answer))
        {
            sleep(Duration::from_millis(20));
        }
        daemon
    }

    /// Waits until the index holds what the journal does.
    fn wait_for_index(&self) {
        while self.count("search_behind") > 0 {
            sleep(Duration::from_millis(200));
        }
    }

    /// A number of its status.
    fn count(&self, name: &str) -> u64 {
        let answer = self.answer("/api/v1/status").expect("it answers");
        let (_, json) = answer.split_once("\r\n\r\n").expect("a head ends");
        let status: serde_json::Value = serde_json::from_str(json).expect("JSON");
        let count = status.get(name).and_then(serde_json::Value::as_u64);
        count.expect("a count")
    }

    /// Milliseconds until the whole answer is there.
    fn ask(&self, path: &str) -> f64 {
        let began = Instant::now();
        let answer = self.answer(path).expect("it answers");
        assert!(is_well(&answer), "{path}: {answer}");
        began.elapsed().as_secs_f64() * 1e3
    }

    fn answer(&self, path: &str) -> Option<String> {
        let mut stream = UnixStream::connect(&self.socket).ok()?;
        let request = format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    /// CPU seconds so far, all threads.
    fn cpu(&self) -> f64 {
        let path = format!("/proc/{}/stat", self.process.id());
        let stat = fs::read_to_string(path).expect("Linux tells it");
        let (_, fields) = stat.rsplit_once(')').expect("the name ends");
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: f64 = ticks
            .map(|ticks| ticks.parse::<f64>().expect("a number"))
            .sum();
        ticks / 100.0
    }

    /// Megabytes.
    fn memory(&self, which: &str) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(path).expect("Linux tells it");
        let line = status.lines().find(|line| line.starts_with(which));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        kilobytes
            .and_then(|number| number.parse::<u64>().ok())
            .expect("a number")
            / 1024
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let pid = self.process.id().to_string();
        Command::new("kill").arg(pid).status().ok();
        self.process.wait().ok();
    }
}
