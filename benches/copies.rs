//! What recognising copies costs: CPU per document for its fingerprint, its lookup and its insertion, memory and disk.
//!
//! `cargo bench --bench copies -- [DOCUMENTS…]`. Each size runs in a process of its own, so that one does not pay for
//! another's memory. Nine documents in ten are new, one repeats parts of an earlier one, and every document carries one
//! of a thousand set phrases. The figures and what they say are in `docs/state-layout.md`.

#![allow(clippy::print_stdout, reason = "the table is what this program is for")]

use std::{env, fmt::Write as _, fs, path::Path, process::Command};

use item::{Fingerprint, ItemId};
use jiff::{SignedDuration, Timestamp};
use pipeline::dedup;
use state::{ShingleSettings, Shingles};

/// Sampled shingles of a document: an article of about 240 words.
const SHINGLES: u64 = 60;
const WORDS: u64 = 240;
const SIZES: [&str; 3] = ["10000", "100000", "1000000"];
/// Documents that are only looked up when the index is full, and those whose texts are fingerprinted.
const LOOKED_UP: u64 = 20_000;
/// Documents that are inserted between two looks at the clock, which counts in hundredths of a second.
const BATCH: usize = 10_000;
/// One document every 2.5 seconds fills the window of 30 days with a million.
const SPACING_MS: i64 = 2_500;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [flag, size] = arguments.as_slice()
        && flag == "--one"
    {
        println!("{}", measure(size.parse()?)?);
        return Ok(());
    }
    println!(
        "documents | fingerprint µs | lookup µs | insert µs | CPU µs/document | resident MB | peak MB | memory B/document | disk B/document | open ms | found of repeats"
    );
    let sizes: Vec<&str> = arguments.iter().map(String::as_str).collect();
    for size in if sizes.is_empty() {
        &SIZES
    } else {
        sizes.as_slice()
    } {
        let output = Command::new(env::current_exe()?)
            .args(["--one", size])
            .output()?;
        print!("{}", String::from_utf8_lossy(&output.stdout));
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
    }
    Ok(())
}

fn measure(documents: u64) -> Result<String, Failure> {
    let dir = tempfile::tempdir()?;
    let before = memory_kb("VmRSS:")?;
    let (mut index, _) = Shingles::open(dir.path(), ShingleSettings::default())?;
    let mut inserting = 0.0;
    for first in (1..=documents).step_by(BATCH) {
        let batch: Vec<u64> = (first..=documents).take(BATCH).collect();
        let made: Vec<Fingerprint> = batch.iter().map(|number| fingerprint(*number)).collect();
        let start = cpu_seconds()?;
        for (number, fingerprint) in batch.iter().zip(&made) {
            index.insert(*number, id(*number), time(*number)?, fingerprint)?;
        }
        inserting += cpu_seconds()? - start;
    }
    let (resident, peak) = (memory_kb("VmRSS:")?, memory_kb("VmHWM:")?);
    let next: Vec<u64> = (documents + 1..=documents + LOOKED_UP).collect();
    let made: Vec<Fingerprint> = next.iter().map(|number| fingerprint(*number)).collect();
    let mut best = Vec::with_capacity(next.len());
    let start = cpu_seconds()?;
    for (number, fingerprint) in next.iter().zip(&made) {
        let candidates = index.candidates(fingerprint, time(*number)?)?;
        best.push(candidates.first().map(|candidate| candidate.sequence));
    }
    let looking = cpu_seconds()? - start;
    let of = next.iter().map(|number| repeats_of(*number));
    let of: Vec<_> = of.map(|of| of.filter(|of| *of <= documents)).collect();
    let repeats = of.iter().flatten().count();
    let found = of
        .iter()
        .zip(&best)
        .filter(|(of, best)| of.is_some() && of == best);
    let found = found.count();
    let texts: Vec<String> = next.iter().map(|number| text(*number)).collect();
    let start = cpu_seconds()?;
    for text in &texts {
        assert!(!dedup::fingerprint(None, text).is_empty());
    }
    let printing = cpu_seconds()? - start;
    index.persist()?;
    drop(index);
    let before_open = cpu_seconds()?;
    let (_index, folded_to) = Shingles::open(dir.path(), ShingleSettings::default())?;
    let open = cpu_seconds()? - before_open;
    assert_eq!(folded_to, documents);
    let micros = |seconds: f64, of: u64| seconds * 1e6 / as_f64(of);
    let (printing, looking) = (micros(printing, LOOKED_UP), micros(looking, LOOKED_UP));
    let inserting = micros(inserting, documents);
    Ok(format!(
        "{documents} | {printing:.1} | {looking:.1} | {inserting:.1} | {:.1} | {} | {} | {:.0} | {:.0} | {:.0} | {found} of {repeats}",
        printing + looking + inserting,
        resident / 1024,
        peak / 1024,
        as_f64(resident.saturating_sub(before)) * 1024.0 / as_f64(documents),
        as_f64(disk_kb(dir.path())?) * 1024.0 / as_f64(documents),
        open * 1e3,
    ))
}

/// A text of words that news would have: few are frequent, most are rare.
fn text(number: u64) -> String {
    let mut text = String::new();
    for n in 0..WORDS {
        let roll = random(number << 16 | n);
        let word = (roll % 50_000).min((roll >> 20) % 5_000);
        write!(text, "{}{:x} ", if n % 15 == 0 { "W" } else { "w" }, word).ok();
    }
    text
}

/// Which earlier document this one repeats half of, if any.
fn repeats_of(number: u64) -> Option<u64> {
    (number.is_multiple_of(10))
        .then(|| number - 1 - random(number) % number.min(50_000))
        .filter(|of| *of > 0 && !of.is_multiple_of(10))
}

fn fingerprint(number: u64) -> Fingerprint {
    let own = |document: u64, n: u64| low(random(document * 1_000 + n));
    let mut shingles: Vec<u32> = (0..SHINGLES - 4)
        .map(|n| match repeats_of(number) {
            Some(of) if n < SHINGLES / 2 => own(of, n),
            _ => own(number, n),
        })
        .collect();
    let phrase = random(number) % 1_000;
    shingles.extend((0..4).map(|n| low(random(1 << 60 | phrase << 8 | n))));
    shingles.sort_unstable();
    shingles.dedup();
    Fingerprint {
        version: 1,
        exact: random(number << 32),
        shingles,
    }
}

fn id(number: u64) -> ItemId {
    ItemId::of_url(&number.to_string())
}

fn time(number: u64) -> Result<Timestamp, Failure> {
    let passed = SignedDuration::from_millis(i64::try_from(number)? * SPACING_MS);
    Ok(Timestamp::from_second(1_700_000_000)?.checked_add(passed)?)
}

/// A fixed scrambling of numbers: the finaliser of `SplitMix64` (Steele, Lea, Flood 2014).
fn random(number: u64) -> u64 {
    let word = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

fn low(word: u64) -> u32 {
    u32::try_from(word & u64::from(u32::MAX)).unwrap_or(0)
}

fn as_f64(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// User and system time of this process, in seconds (proc(5): the 14th and 15th fields, in hundredths).
fn cpu_seconds() -> Result<f64, Failure> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat
        .rsplit_once(')')
        .ok_or("no process name in its status")?;
    let ticks: u64 = fields
        .split_ascii_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<u64>)
        .sum::<Result<u64, _>>()?;
    Ok(as_f64(ticks) / 100.0)
}

fn memory_kb(name: &str) -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .ok_or("no such line in the process status")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kilobytes)
}

fn disk_kb(dir: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes >> 10)
}
