//! What the near-duplicate index costs: CPU per document (one lookup and one insert), memory and disk.
//!
//! `cargo run --release -p newsloom-state --example shingle_bench [DOCUMENTS…]`. Each size runs in a process of
//! its own, so that one does not pay for another's memory. Nine documents in ten are new, one repeats parts of
//! an earlier one, and every document carries one of a thousand set phrases.

use std::{env, fs, path::Path, process::Command};

use item::{Fingerprint, ItemId};
use jiff::{SignedDuration, Timestamp};
use state::{ShingleSettings, Shingles};

/// Sampled shingles of a document: an article of about 240 words.
const SHINGLES: u64 = 60;
const SIZES: [&str; 3] = ["10000", "100000", "1000000"];
/// Documents whose cost is shown for themselves: the last ones, when the index is at its largest.
const LAST: u64 = 5_000;
/// One document every 2.5 seconds fills the window of 30 days with a million.
const SPACING_MS: i64 = 2_500;

type Failure = Box<dyn std::error::Error>;

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, size] = arguments.as_slice()
        && flag == "--one"
    {
        println!("{}", measure(size.parse()?)?);
        return Ok(());
    }
    println!(
        "documents | CPU µs/document | CPU µs/document, last {LAST} | RSS MB | peak RSS MB | disk MB | open CPU ms | found of repeats"
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
    let (mut index, _) = Shingles::open(dir.path(), ShingleSettings::default())?;
    let start = cpu_seconds()?;
    let mut before_last = start;
    let (mut repeats, mut found) = (0, 0);
    for number in 1..=documents {
        if number == documents.saturating_sub(LAST) {
            before_last = cpu_seconds()?;
        }
        let fingerprint = fingerprint(number);
        let now = time(number)?;
        let candidates = index.candidates(&fingerprint, now)?;
        if let Some(of) = repeats_of(number) {
            repeats += 1;
            found += u64::from(candidates.first().is_some_and(|best| best.sequence == of));
        }
        index.insert(number, id(number), now, &fingerprint)?;
    }
    let end = cpu_seconds()?;
    let (rss, peak) = (memory_mb("VmRSS:")?, memory_mb("VmHWM:")?);
    index.persist()?;
    drop(index);
    let before_open = cpu_seconds()?;
    let (_index, folded_to) = Shingles::open(dir.path(), ShingleSettings::default())?;
    let open = cpu_seconds()? - before_open;
    assert_eq!(folded_to, documents);
    Ok(format!(
        "{documents} | {:.1} | {:.1} | {rss} | {peak} | {} | {:.0} | {found} of {repeats}",
        (end - start) * 1e6 / as_f64(documents),
        (end - before_last) * 1e6 / as_f64(LAST.min(documents)),
        disk_mb(dir.path())?,
        open * 1e3,
    ))
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

fn memory_mb(name: &str) -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .ok_or("no such line in the process status")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kilobytes / 1024)
}

fn disk_mb(dir: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes >> 20)
}
