//! What readers cost ingestion: a daemon reads the same files alone and while many follow its stream and ask for pages.

use std::{
    fs,
    io::{Read as _, Write as _},
    os::unix::net::UnixStream,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread::{self, sleep},
    time::{Duration, Instant},
};

use super::{Daemon, document::document, is_well};

/// Files where nobody says how many.
pub(super) const USUAL: u64 = 10_000;
/// Those who follow the stream: half as the page does, half every event whole.
const FOLLOWERS: usize = 200;
/// How often a page is asked for.
const EVERY: Duration = Duration::from_millis(20);
/// Rounds, each once alone and once under load.
const ROUNDS: usize = 3;
const PATHS: [&str; 6] = [
    "/",
    "/items",
    "/items?q=council",
    "/api/v1/items?q=minister+lang%3Aen",
    "/sources",
    "/api/v1/status",
];

/// One reading of all files.
struct Reading {
    seconds: f64,
    cpu: f64,
    asked: u64,
    slowest: f64,
    told: u64,
}

pub(super) fn compare(files: u64) {
    println!(
        "| | files per second | daemon's CPU s | pages asked for | slowest ms | MB told |\n|---|---|---|---|---|---|"
    );
    let (mut alone, mut under_load) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        for is_loaded in [false, true] {
            let reading = read(files, is_loaded);
            let sum = if is_loaded {
                &mut under_load
            } else {
                &mut alone
            };
            *sum += reading.seconds;
            println!(
                "| {} | {:.0} | {:.1} | {} | {:.0} | {} |",
                if is_loaded { "under load" } else { "alone" },
                files as f64 / reading.seconds,
                reading.cpu,
                reading.asked,
                reading.slowest * 1e3,
                reading.told >> 20,
            );
        }
    }
    println!("under load it takes {:.2} of the time", under_load / alone);
}

fn read(files: u64, is_loaded: bool) -> Reading {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(dir.path().join("in")).expect("a folder");
    let configuration = "[state]\ndir = \"var\"\n[web]\nlisten = \"127.0.0.1:0\"\n\
        [[source]]\nid = \"in\"\nkind = \"files\"\npath = \"in\"\nevery = \"1s\"\n\
        [[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n";
    fs::write(dir.path().join("newsloom.toml"), configuration).expect("a file");
    let daemon = Daemon::start(dir.path());
    let (ends, asked, slowest, told) = (
        AtomicBool::new(false),
        AtomicU64::new(0),
        AtomicU64::new(0),
        AtomicU64::new(0),
    );
    thread::scope(|scope| {
        if is_loaded {
            for number in 0..FOLLOWERS {
                let (daemon, ends, told) = (&daemon, &ends, &told);
                scope.spawn(move || follow(daemon, number % 2 == 0, ends, told));
            }
            scope.spawn(|| ask(&daemon, &ends, &asked, &slowest));
            while daemon.count("followers") < FOLLOWERS as u64 {
                sleep(Duration::from_millis(10));
            }
        }
        let before = daemon.cpu();
        for number in 0..files {
            write(dir.path(), number);
        }
        let began = Instant::now();
        while daemon.count("items") < files {
            sleep(Duration::from_millis(50));
        }
        let seconds = began.elapsed().as_secs_f64();
        let cpu = daemon.cpu() - before;
        ends.store(true, Ordering::Relaxed);
        Reading {
            seconds,
            cpu,
            asked: asked.load(Ordering::Relaxed),
            slowest: slowest.load(Ordering::Relaxed) as f64 / 1e6,
            told: told.load(Ordering::Relaxed),
        }
    })
}

fn write(dir: &Path, number: u64) {
    let folder = dir.join(format!("in/{:03}", number % 100));
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{number}.txt")), document(number)).expect("a file");
}

/// Follows the stream until the end.
fn follow(daemon: &Daemon, is_brief: bool, ends: &AtomicBool, told: &AtomicU64) {
    let mut stream = UnixStream::connect(&daemon.socket).expect("it listens");
    let path = format!("/api/v1/events/stream?brief={is_brief}");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it listens");
    let patience = Some(Duration::from_millis(200));
    stream.set_read_timeout(patience).expect("a socket");
    let mut buffer = vec![0; 64 << 10];
    while !ends.load(Ordering::Relaxed) {
        if let Ok(bytes) = stream.read(&mut buffer) {
            assert!(bytes > 0, "the stream ended");
            told.fetch_add(bytes as u64, Ordering::Relaxed);
        }
    }
}

/// Asks for pages at a steady pace.
fn ask(daemon: &Daemon, ends: &AtomicBool, asked: &AtomicU64, slowest: &AtomicU64) {
    let began = Instant::now();
    let mut times = 0;
    for path in PATHS.iter().cycle() {
        if ends.load(Ordering::Relaxed) {
            return;
        }
        let asks = Instant::now();
        let answer = daemon.answer(path).expect("it answers");
        assert!(is_well(&answer), "{path}: {answer}");
        let took = u64::try_from(asks.elapsed().as_micros()).unwrap_or(u64::MAX);
        slowest.fetch_max(took, Ordering::Relaxed);
        asked.fetch_add(1, Ordering::Relaxed);
        times += 1;
        sleep((EVERY * times).saturating_sub(began.elapsed()));
    }
}
