//! `newsloom sources`: what is configured and how it is doing.

use std::{io, path::Path};

use config::{Config, Source, SourceKind};
use pipeline::schedule::{Runner, next_due};
use serde_json::json;
use state::{Health, State, StateError};

use super::open::{READERS_WAIT, load, open_state};
use crate::{exit, exit::Exit, report};

/// Lists the sources.
pub(crate) fn sources(path: &Path, as_json: bool) -> Exit {
    let listed = load(path).and_then(|config| {
        let (state, _) = open_state(&config, READERS_WAIT)?;
        rows(&config, &state).map_err(|error| exit::of_state(&error))
    });
    let said = match listed {
        Ok(rows) if as_json => rows.iter().try_for_each(|row| report::line(row.json())),
        Ok(rows) => table(&rows),
        Err(exit) => return exit,
    };
    Exit::said(&said)
}

struct Row {
    source: Source,
    health: Health,
}

fn rows(config: &Config, state: &State) -> Result<Vec<Row>, StateError> {
    let row = |source: &Source| {
        Ok(Row {
            source: source.clone(),
            health: state.health(&source.id)?,
        })
    };
    config.sources.iter().map(row).collect()
}

impl Row {
    fn kind(&self) -> &'static str {
        match self.source.kind {
            SourceKind::Files(_) => "files",
            SourceKind::Page(_) => "page",
        }
    }

    fn every(&self) -> String {
        self.source.every.to_string()
    }

    fn standing(&self) -> String {
        match (&self.health.last_error, self.health.last_poll) {
            (Some(error), _) => format!("failed {} times: {error}", self.health.failures),
            (None, Some(_)) => "ok".to_owned(),
            (None, None) => "never polled".to_owned(),
        }
    }

    fn json(&self) -> serde_json::Value {
        let health = &self.health;
        json!({
            "id": self.source.id, "kind": self.kind(), "every": self.every(),
            "last_poll": health.last_poll, "last_success": health.last_success,
            "next_due": next_due(&self.source, health, Runner::OneShot),
            "failures": health.failures, "last_error": health.last_error,
        })
    }
}

fn table(rows: &[Row]) -> io::Result<()> {
    let widest = |title: &str, cell: &dyn Fn(&Row) -> usize| {
        rows.iter().map(cell).max().unwrap_or(0).max(title.len())
    };
    let width = widest("source", &|row| row.source.id.as_str().chars().count());
    let every_width = widest("every", &|row| row.every().chars().count());
    report::line(format_args!(
        "{:<width$}  {:<6}  {:<every_width$}  {:<20}  health",
        "source", "kind", "every", "last success"
    ))?;
    for row in rows {
        let success = row.health.last_success.map_or("–".to_owned(), |time| {
            time.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
        });
        report::line(format_args!(
            "{:<width$}  {:<6}  {:<every_width$}  {success:<20}  {}",
            row.source.id.as_str(),
            row.kind(),
            row.every(),
            row.standing()
        ))?;
    }
    Ok(())
}
