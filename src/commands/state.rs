//! `newsloom state`: counting, checking and rebuilding what is kept.

use std::{io, path::Path};

use config::Config;
use state::{Finding, FindingKind, State, Stats};

use super::{
    open::{self, READERS_WAIT, load, open_state},
    reading::Reading,
};
use crate::{cli::StateCommand, exit, exit::Exit, report};

/// Looks after the state.
pub(crate) fn state(path: &Path, command: &StateCommand) -> Exit {
    let config = match load(path) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    match command {
        StateCommand::Stats(args) => stats(&config, args.json),
        StateCommand::Check => check(&config),
        StateCommand::Rebuild => rebuild(&config),
    }
}

fn stats(config: &Config, as_json: bool) -> Exit {
    let state = match Reading::begin(config) {
        Ok(state) => state,
        Err(exit) => return exit,
    };
    let said = match state.stats() {
        Ok(counts) if as_json => report::line(json(&counts)),
        Ok(counts) => table(&counts),
        Err(error) => return exit::of_state(&error),
    };
    Exit::said(&said)
}

fn table(stats: &Stats) -> io::Result<()> {
    let row = |name: &str, value: String| report::line(format_args!("{name:<22}{value:>14}"));
    row("events", stats.last_event.to_string())?;
    row("first event kept", stats.first_event.to_string())?;
    row("items", stats.items.to_string())?;
    row("known entries and URLs", stats.known.to_string())?;
    row("pending entries", stats.pending.to_string())?;
    row("journal segments", stats.segments.to_string())?;
    row("journal size", report::bytes(stats.journal_bytes))?;
    row("store size", report::bytes(stats.store_bytes))?;
    row(
        "newest checkpoint",
        stats
            .checkpoint
            .map_or("none".to_owned(), |sequence| sequence.to_string()),
    )
}

fn json(stats: &Stats) -> serde_json::Value {
    serde_json::json!({
        "events": stats.last_event, "first_event_kept": stats.first_event, "items": stats.items, "known": stats.known,
        "pending": stats.pending, "segments": stats.segments, "journal_bytes": stats.journal_bytes,
        "store_bytes": stats.store_bytes, "checkpoint": stats.checkpoint,
    })
}

fn check(config: &Config) -> Exit {
    let (state, _) = match open_state(config, READERS_WAIT) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let findings = match state.check() {
        Ok(findings) => findings,
        Err(error) => return exit::of_state(&error),
    };
    if findings.is_empty() {
        let said = report::line("the journal is whole, and the store is what the journal says");
        return Exit::said(&said);
    }
    for finding in &findings {
        report::problem(&finding.to_string(), None);
    }
    report::problem(
        &format!("{} findings", findings.len()),
        Some(advice(&findings)),
    );
    Exit::Failed
}

/// What helps depends on what is damaged: a rebuild mends the store, and forgets what the journal has lost.
fn advice(findings: &[Finding]) -> &'static str {
    let of_journal = findings
        .iter()
        .any(|finding| finding.kind == FindingKind::Journal);
    if of_journal {
        "what the journal has lost no rebuild brings back; go on with `newsloom fetch`, and look at the disk"
    } else {
        "`newsloom state rebuild` builds the store anew from the journal"
    }
}

fn rebuild(config: &Config) -> Exit {
    let options = open::options(config);
    match State::rebuild_waiting(&config.state.dir, &options, READERS_WAIT, open::say_waiting) {
        Ok((state, opened)) => {
            open::say_repairs(&opened);
            let said = report::line(format_args!(
                "the store is built anew; it knows {} events",
                state.reader().durable()
            ));
            Exit::said(&said)
        }
        Err(error) => exit::of_state(&error),
    }
}
