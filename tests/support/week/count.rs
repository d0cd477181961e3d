//! What a week brought: what was in time, what was missed, and what it cost the hosts.

use std::{collections::BTreeMap, fmt};

use super::hidden::{DAY, HOUR, Hidden, Kind, World};

/// Nobody asks for more than this (the goal's cap), in seconds.
const LONGEST_TOLERANCE: f64 = HOUR / 2.0;

/// Polls a day of who asks every ten minutes.
const EVERY_TEN_MINUTES: f64 = 144.0;

/// What became of one source's items, and how often it was asked.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) polls: u64,
    pub(crate) seen: u64,
    pub(crate) in_time: u64,
    /// Items that were gone from the list before anybody looked.
    pub(crate) missed: u64,
    pub(crate) longest_delay: f64,
}

impl Tally {
    /// Counts an item that was seen so long after it appeared.
    pub(crate) fn saw(&mut self, delay: f64, tolerance: f64) {
        self.seen += 1;
        self.in_time += u64::from(delay <= tolerance);
        self.longest_delay = self.longest_delay.max(delay);
    }

    fn items(&self) -> u64 {
        self.seen + self.missed
    }

    fn add(&mut self, other: &Self) {
        self.polls += other.polls;
        self.seen += other.seen;
        self.in_time += other.in_time;
        self.missed += other.missed;
        self.longest_delay = self.longest_delay.max(other.longest_delay);
    }
}

/// Twice the mean time between two items of a source in the whole time, or half an hour.
pub(crate) fn tolerance(source: &Hidden, world: &World) -> f64 {
    let items = source
        .items
        .iter()
        .filter(|item| item.appears > 0.0)
        .count();
    (2.0 * world.end() / number(items.max(1) as u64)).min(LONGEST_TOLERANCE)
}

/// The figures of all sources.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) all: Tally,
    sources: u64,
    days: f64,
    kinds: BTreeMap<Kind, (u64, Tally)>,
    classes: BTreeMap<usize, (u64, Tally)>,
    /// Shares of items in time, of sources that had any.
    shares: Vec<f64>,
}

/// Items a day of the classes of sources.
const CLASSES: [(f64, &str); 6] = [
    (1.0, "fewer than 1 a day"),
    (5.0, "1 to 5"),
    (20.0, "5 to 20"),
    (96.0, "20 to 96"),
    (300.0, "96 to 300"),
    (f64::MAX, "more than 300"),
];

impl Figures {
    pub(crate) fn of(world: &World, tallies: &[Tally]) -> Self {
        let mut figures = Self {
            days: world.end() / DAY,
            ..Self::default()
        };
        for (source, tally) in world.sources.iter().zip(tallies) {
            figures.sources += 1;
            figures.all.add(tally);
            let per_day = number(tally.items()) / figures.days;
            let class = CLASSES.iter().position(|(below, _)| per_day < *below);
            let of_kind = figures.kinds.entry(source.kind).or_default();
            let of_class = figures
                .classes
                .entry(class.unwrap_or_default())
                .or_default();
            for (count, sum) in [of_kind, of_class] {
                *count += 1;
                sum.add(tally);
            }
            if tally.items() > 0 {
                let share = number(tally.in_time) / number(tally.items());
                figures.shares.push(share);
            }
        }
        figures
    }

    /// The share of all items that were seen in time.
    pub(crate) fn in_time(&self) -> f64 {
        number(self.all.in_time) / number(self.all.items().max(1))
    }

    /// The share of all items that were never seen.
    pub(crate) fn missed(&self) -> f64 {
        number(self.all.missed) / number(self.all.items().max(1))
    }

    /// How many times fewer polls these were than every ten minutes.
    pub(crate) fn fewer(&self) -> f64 {
        EVERY_TEN_MINUTES * self.days * number(self.sources) / number(self.all.polls.max(1))
    }

    /// The mean share in time over the sources, whatever each publishes.
    pub(crate) fn mean_share(&self) -> f64 {
        self.shares.iter().sum::<f64>() / number(self.shares.len().max(1) as u64)
    }

    fn row(&self, f: &mut fmt::Formatter<'_>, name: &str, count: u64, sum: &Tally) -> fmt::Result {
        let share = |part: u64| match sum.items() {
            0 => "–".to_owned(),
            items => format!("{:.2}", 100.0 * number(part) / number(items)),
        };
        writeln!(
            f,
            "| {name} | {count} | {} | {:.1} | {} | {} | {:.0} |",
            sum.items(),
            number(sum.polls) / number(count.max(1)) / self.days,
            share(sum.in_time),
            share(sum.missed),
            sum.longest_delay / 60.0
        )
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| sources | number | items | polls a day | in time % | missed % | longest delay min |\n|---|---|---|---|---|---|---|"
        )?;
        for (class, (count, sum)) in &self.classes {
            self.row(f, CLASSES[*class].1, *count, sum)?;
        }
        for (kind, (count, sum)) in &self.kinds {
            self.row(f, &format!("{kind:?}").to_lowercase(), *count, sum)?;
        }
        self.row(f, "**all**", self.sources, &self.all)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of a simulated week are small"
)]
fn number(count: u64) -> f64 {
    count as f64
}
