//! Measures the state as it is: entries found and settled through `State`, a SIGKILL, an opening, lookups, and
//! an opening without the store.
//!
//! `state_load run DIR ENTRIES` prints a few lines of figures; `docs/state-layout.md` has them. The sibling of
//! `row_layout`, which asked the same of bare sled before there was a state.

#![expect(
    clippy::print_stdout,
    reason = "printing figures is what this program is for"
)]

use std::{
    error::Error,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use item::{
    Article, Body, Cursor, DropReason, Entry, Fingerprint, Hints, Item, ItemId, Labels, Locator,
    SourceId, Standing,
};
use jiff::Timestamp;
use state::{Options, State};

/// Sources that share the entries.
const SOURCES: u64 = 200;
/// Entries a poll.
const POLL: u64 = 256;
/// One item for so many entries; the others are dropped.
const ENTRIES_PER_ITEM: u64 = 10;
/// Lookups to measure one by.
const READS: u64 = 100_000;
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

type Failure = Box<dyn Error + Send + Sync>;

fn source(number: u64) -> SourceId {
    let poll = number / POLL;
    SourceId::new(&format!(
        "source-{}",
        poll.wrapping_mul(0x9E37_79B9) % SOURCES
    ))
}

fn entry(number: u64) -> Entry {
    Entry {
        source: source(number),
        key: format!("https://example.org/{number:x}/some-article-about-something"),
        version: number.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        locator: Locator::Url {
            url: format!("https://example.org/{number:x}/some-article-about-something"),
        },
        hints: Hints::default(),
    }
}

fn settled(number: u64) -> Body {
    let entry = entry(number).reference();
    if !number.is_multiple_of(ENTRIES_PER_ITEM) {
        return Body::EntryDropped {
            entry,
            reason: DropReason::Empty,
            item: None,
            keys: Vec::new(),
            detail: String::new(),
        };
    }
    let key = entry.key.clone();
    Body::ItemNew {
        item: Item {
            id: ItemId::of_url(&key),
            source: entry.source.clone(),
            entry,
            tags: Vec::new(),
            first_seen: NOW,
            version: 1,
            story: None,
            read_from: None,
            captured: None,
            raw: None,
            article: Article {
                text: "a few words ".repeat(20),
                ..Article::default()
            },
            overrides: Vec::new(),
            cleaning: item::Cleaning::default(),
            labels: Labels::default(),
            statements: Vec::new(),
            standing: Standing::Original,
        },
        keys: vec![key],
        fingerprint: Fingerprint::default(),
    }
}

fn load(dir: &Path, entries: u64) -> Result<(), Failure> {
    let (mut state, _) = State::open(dir, &Options::default())?;
    let mut first = 0;
    while first < entries {
        let last = entries.min(first + POLL);
        for number in first..last {
            let entry = entry(number);
            if state.known_entry(&entry.source, &entry.key)?.is_none() {
                state.push(Body::EntryFound { entry }, NOW)?;
            }
        }
        let cursor = Cursor::new(last.to_string())?;
        let source = source(first);
        state.push(Body::SourcePolled { source, cursor }, NOW)?;
        state.commit()?;
        for number in first..last {
            state.push(settled(number), NOW)?;
        }
        state.commit()?;
        first = last;
    }
    println!(
        "load: {:.1} CPU-s, {} MB at most, {} MB at the end",
        cpu()?,
        memory("VmHWM:")?,
        memory("VmRSS:")?
    );
    io::stdout().flush()?;
    io::stdin().read_exact(&mut [0])?; // the parent kills this process here: nothing is closed
    Ok(())
}

fn open(dir: &Path, entries: u64) -> Result<(), Failure> {
    let (state, opened) = State::open(dir, &Options::default())?;
    let (after_open, rss) = (cpu()?, memory("VmRSS:")?);
    let mut hits = 0_u64;
    for turn in 0..READS {
        let entry = entry(turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) % entries);
        hits += u64::from(state.known_entry(&entry.source, &entry.key)?.is_some());
    }
    let after_hits = cpu()?;
    for turn in 0..READS {
        let entry = entry(entries + turn);
        hits += u64::from(state.known_entry(&entry.source, &entry.key)?.is_some());
    }
    let sizes = state.stats()?;
    println!(
        "open: {after_open:.2} CPU-s, {rss} MB; hit {:.2} us, miss {:.2} us ({hits} hits), then {} MB; {sizes:?} {:?}",
        per_read(after_hits - after_open),
        per_read(cpu()? - after_hits),
        memory("VmRSS:")?,
        opened.notes
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
fn per_read(seconds: f64) -> f64 {
    seconds * 1e6 / READS as f64
}

/// CPU seconds of this process, user and system, in ticks of 10 ms.
fn cpu() -> Result<f64, Failure> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').ok_or("no process name")?;
    let ticks = |at: usize| after_name.split(' ').nth(at).unwrap_or("0").parse::<f64>();
    Ok((ticks(12)? + ticks(13)?) / 100.0)
}

fn memory(field: &str) -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(field));
    let kb = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(kb.ok_or("no such field")?.parse::<u64>()? / 1024)
}

fn child(mode: &str, dir: &str, entries: &str) -> io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args([mode, dir, entries])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
}

fn print_first_line(child: &mut Child) -> Result<(), Failure> {
    let mut line = String::new();
    BufReader::new(child.stdout.take().ok_or("no pipe")?).read_line(&mut line)?;
    print!("{line}");
    Ok(())
}

fn run(dir: &str, entries: &str) -> Result<(), Failure> {
    let mut loading = child("load", dir, entries)?;
    print_first_line(&mut loading)?;
    loading.kill()?; // SIGKILL
    loading.wait()?;
    for _ in 0..2 {
        let mut opening = child("open", dir, entries)?;
        print_first_line(&mut opening)?;
        opening.wait()?;
        fs::remove_dir_all(Path::new(dir).join("store"))?;
    }
    Ok(())
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, dir, entries] = arguments.as_slice() else {
        return Err("usage: state_load run DIR ENTRIES".into());
    };
    match mode.as_str() {
        "load" => load(Path::new(dir), entries.parse()?),
        "open" => open(Path::new(dir), entries.parse()?),
        _ => run(dir, entries),
    }
}
