//! A week of two thousand sources with hidden rhythms, lived through by the real scheduler: how many reports are seen in
//! time, how many are missed, and how many polls that costs. `docs/scheduling.md` tells what the figures mean.
//!
//! `cargo bench --bench week -- 2000 1 3` (sources, weeks, worlds)

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark stops where something is wrong, and prints its table"
)]

#[path = "../tests/support/week/mod.rs"]
mod week;

use std::env;

use week::{Figures, Policy, World, live};

fn main() {
    let numbers: Vec<u32> = env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let number = |at: usize, otherwise: u32| numbers.get(at).copied().unwrap_or(otherwise);
    let (sources, weeks, worlds) = (number(0, 2000), number(1, 1), number(2, 3));
    for seed in 1..=u64::from(worlds) {
        let world = World::new(seed, sources as usize, f64::from(weeks));
        println!("\n## World {seed}: {sources} sources, {weeks} weeks\n");
        for policy in [Policy::Every(10), Policy::Every(30), Policy::Auto] {
            let figures = live(&world, policy, seed);
            println!("{policy:?}: {}", in_short(&figures));
            if policy == Policy::Auto {
                println!("\n{figures}");
            }
        }
    }
}

fn in_short(figures: &Figures) -> String {
    format!(
        "{:.2} % of {} items in time, {:.3} % missed, {:.2} times fewer polls than every ten minutes; in the mean over the sources {:.1} %",
        100.0 * figures.in_time(),
        figures.all.seen + figures.all.missed,
        100.0 * figures.missed(),
        figures.fewer(),
        100.0 * figures.mean_share()
    )
}
