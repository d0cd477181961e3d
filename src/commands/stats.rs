//! `newsloom stats`: who copies whom, how soon and how much of it; how many items each source and language has.

use std::{collections::BTreeMap, fmt::Write as _, io, path::Path};

use item::{Event, Item};
use jiff::Timestamp;
use state::{JournalReader, StateError};

use super::{
    copying::{Copying, Row},
    open::load,
    outlet::{Moment, outlet},
};
use crate::{cli::StatsArgs, exit, exit::Exit, report};

/// So many items are remembered to tell whom a copy is of: some 100 bytes each.
const MOST_ITEMS: usize = 1_000_000;

/// So many sources and languages are counted.
const MOST_NAMES: usize = 10_000;

/// Pairs of outlets that people are shown; programs get all.
const SHOWN: usize = 30;

/// Events held at once.
const READ_AT_ONCE: usize = 256;

/// What is counted.
#[derive(Debug, Default)]
struct Counts {
    since: Option<Timestamp>,
    items: u64,
    sources: BTreeMap<String, u64>,
    languages: BTreeMap<String, u64>,
    copying: Copying,
    /// Whether the journal holds more than is counted.
    more: bool,
}

/// Prints the figures.
pub(crate) fn stats(path: &Path, args: &StatsArgs) -> Exit {
    let counts = load(path).and_then(|config| {
        // The journal alone is counted, and it needs no lock.
        let journal = JournalReader::beside(&config.state.dir);
        journal
            .and_then(|journal| count(&journal, args.since))
            .map_err(|error| exit::of_state(&error))
    });
    match counts {
        Err(exit) => exit,
        Ok(counts) => Exit::said(&tell(&counts, args.json)),
    }
}

fn count(reader: &JournalReader, since: Option<Timestamp>) -> Result<Counts, StateError> {
    let mut counts = Counts {
        since,
        ..Counts::default()
    };
    let mut next = 1;
    loop {
        let events = reader.read_from(next, READ_AT_ONCE)?;
        let Some(last) = events.last() else {
            return Ok(counts);
        };
        next = last.sequence + 1;
        for event in events {
            counts.event(event);
        }
    }
}

impl Counts {
    /// What is told last of an item counts; an item counts from when it was first told.
    fn event(&mut self, event: Event) {
        let Some(item) = event.body.into_item() else {
            return;
        };
        let wanted = self.since.is_none_or(|since| item.first_seen >= since);
        let known = self.copying.knows(item.id);
        if !known && self.copying.len() >= MOST_ITEMS {
            self.more = true;
            return;
        }
        self.copying
            .note(&item, outlet(&item), moment(&item), wanted);
        if wanted && !known {
            self.items += 1;
            self.more |= !tally(&mut self.sources, item.source.as_str());
            let language = item.labels.language.as_ref();
            let language = language.map_or("und", |label| label.id.as_str());
            self.more |= !tally(&mut self.languages, language);
        }
    }
}

fn moment(item: &Item) -> Option<Moment> {
    item.article.date_published.as_ref().and_then(Moment::of)
}

/// Counts one more; says whether there was room for it.
fn tally(counts: &mut BTreeMap<String, u64>, name: &str) -> bool {
    if let Some(count) = counts.get_mut(name) {
        *count += 1;
        return true;
    }
    let room = counts.len() < MOST_NAMES;
    if room {
        counts.insert(name.to_owned(), 1);
    }
    room
}

fn tell(counts: &Counts, json: bool) -> io::Result<()> {
    let pairs = counts.copying.pairs();
    if json {
        return report::line(serde_json::json!({
            "items": counts.items,
            "sources": counts.sources,
            "languages": counts.languages,
            "copying": pairs,
            "more": counts.more,
        }));
    }
    report::line(format!("{} items", counts.items))?;
    list("source", &counts.sources)?;
    list("language", &counts.languages)?;
    if pairs.is_empty() {
        report::line("\nnobody copies anybody")?;
    } else {
        report::line("\nwho copies whom")?;
    }
    for pair in pairs.iter().take(SHOWN) {
        report::line(sentence(pair))?;
    }
    if pairs.len() > SHOWN {
        report::note(&format!(
            "{} more pairs; `--json` prints them",
            pairs.len() - SHOWN
        ));
    }
    if counts.more {
        report::note("there are more items, sources or languages than are counted here");
    }
    Ok(())
}

fn list(name: &str, counts: &BTreeMap<String, u64>) -> io::Result<()> {
    let mut counts: Vec<(&String, &u64)> = counts.iter().collect();
    counts.sort_by_key(|(name, count)| (u64::MAX - **count, *name));
    report::line(format!("\nby {name}"))?;
    for (name, count) in counts {
        report::line(format!("{count:>8}  {name}"))?;
    }
    Ok(())
}

fn sentence(row: &Row) -> String {
    let mut text = format!(
        "{:>8}  {} copies {} · {:.0} % of its text on average",
        row.count,
        row.outlet,
        row.of,
        row.mean_share * 100.0
    );
    if let Some(seconds) = row.median_delay_seconds {
        let delay = jiff::SignedDuration::from_secs(seconds.abs());
        let side = if seconds < 0 { "before" } else { "after" };
        // Writing to a string cannot fail.
        write!(text, " · {delay:#} {side}, in the median").ok();
    }
    text
}
