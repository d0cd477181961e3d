//! How long the cleaning of plain text takes: cleans the files of the command line again and again.
//!
//! `cargo run --release -p newsloom-pipeline --example clean_text -- ROUNDS FILE…` prints the CPU time per document.
//! It is no test: nothing fails when it gets slower. Linux only, because the CPU time is read from `/proc`.
#![expect(clippy::print_stdout, reason = "the figures are the output")]

use std::error::Error;
use std::fs;

use item::Hints;
use pipeline::clean::plain;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rounds: u32 = arguments
        .next()
        .ok_or("usage: clean_text ROUNDS FILE…")?
        .parse()?;
    let texts: Vec<String> = arguments
        .map(fs::read_to_string)
        .collect::<Result<_, _>>()?;
    let hints = Hints::default();
    // The tables are compiled at their first use.
    let kept = texts
        .iter()
        .filter(|text| plain::clean_text(text, None, &hints).is_ok())
        .count();
    let before = cpu_nanoseconds()?;
    for _ in 0..rounds {
        for text in &texts {
            let cleaned = plain::clean_text(text, None, &hints);
            std::hint::black_box(cleaned.is_ok());
        }
    }
    let spent = cpu_nanoseconds()? - before;
    let bytes: usize = texts.iter().map(String::len).sum();
    let cleanings = u64::from(rounds) * u64::try_from(texts.len())?;
    let each = spent / 1000 / cleanings.max(1);
    println!(
        "{each} µs of CPU per document of {} bytes; {kept} of {} are articles",
        bytes / texts.len().max(1),
        texts.len()
    );
    Ok(())
}

/// The time that this process, which has one thread, spent on a processor.
fn cpu_nanoseconds() -> Result<u64, Box<dyn Error>> {
    let statistics = fs::read_to_string("/proc/self/schedstat")?;
    let spent = statistics.split(' ').next().unwrap_or_default();
    Ok(spent.parse()?)
}
