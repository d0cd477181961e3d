//! `newsloom sources`: what is configured and how it is doing.

mod one;
mod plan;
mod table;

use std::path::Path;

use state::StateError;

use pipeline::schedule::Runner;
use web::SourceRow as Row;

use self::plan::Plan;
use super::{open::load, reading::Reading};
use crate::{cli::SourcesArgs, clock, exit, exit::Exit, report};

/// Lists the sources, or tells all about one.
pub(crate) fn sources(path: &Path, args: &SourcesArgs) -> Exit {
    listed(path, args).unwrap_or_else(|exit| exit)
}

fn listed(path: &Path, args: &SourcesArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    let chosen = |source: &&config::Source| {
        let name = args.source.as_deref();
        name.is_none_or(|name| source.id.as_str() == name)
    };
    let chosen: Vec<_> = config.sources.iter().filter(chosen).collect();
    if chosen.is_empty() {
        let known = config.sources.iter().map(|source| source.id.to_string());
        report::problem(
            &format!(
                "there is no source `{}`",
                args.source.as_deref().unwrap_or_default()
            ),
            Some(&format!(
                "the sources are {}",
                known.collect::<Vec<_>>().join(", ")
            )),
        );
        return Err(Exit::Usage);
    }
    let state = Reading::begin(&config)?;
    let now = clock::now();
    if args.plan {
        let plan = Plan::of(&chosen, &state, now).map_err(|error| exit::of_state(&error))?;
        return Ok(Exit::said(&plan.tell(now, args.json)));
    }
    let runner = match state {
        Reading::Open(_) => Runner::OneShot,
        Reading::Beside(_) => Runner::Daemon,
    };
    let rows = chosen
        .into_iter()
        .map(|source| Ok(Row::of(source, state.source(&source.id)?, now, runner)))
        .collect::<Result<Vec<Row>, StateError>>()
        .map_err(|error| exit::of_state(&error))?;
    let said = match rows.as_slice() {
        [row] if args.source.is_some() => {
            let troubles = one::troubles(row, &state).map_err(|error| exit::of_state(&error))?;
            one::tell(row, &troubles, now, args.json)
        }
        rows if args.json => rows.iter().try_for_each(|row| report::line(row.json())),
        rows => table::lines(rows, now).iter().try_for_each(report::line),
    };
    Ok(Exit::said(&said))
}
