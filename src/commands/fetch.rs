//! `newsloom fetch`: the one-shot, for people and for cron.

use std::path::Path;

use config::Config;
use item::SourceId;
use jiff::Timestamp;
use pipeline::schedule::{Runner, is_due};
use state::{State, StateError};

use super::{
    one_shot::{Bounds, carry_out, check_names},
    open::{load, open_state},
    plan::{plan, runtime, web},
};
use crate::{cli::FetchArgs, clock, exit, exit::Exit, report};

/// Fetches once.
pub(crate) fn fetch(path: &Path, args: &FetchArgs) -> Exit {
    fetched(path, args).unwrap_or_else(|exit| exit)
}

fn fetched(path: &Path, args: &FetchArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    if !config.warnings.problems.is_empty() {
        report::say(config.warnings.render(report::colours()).trim_end());
    }
    check_names(&config, &args.sources)?;
    let runtime = runtime()?;
    let (state, opened) = open_state(&config, args.wait.unwrap_or_default())?;
    let now = clock::now();
    let polled = due(&config, args, &state, now).map_err(|error| exit::of_state(&error))?;
    let bounds = Bounds {
        max_time: args.max_time,
        quiet: args.quiet,
    };
    let deadline = bounds.deadline(now);
    let web = web(&config);
    let plan = plan(&config, &web, state, opened.suspects, polled, deadline);
    carry_out(runtime, plan, bounds, web)
}

/// The sources to poll: the named ones, all, or those that are due.
fn due(
    config: &Config,
    args: &FetchArgs,
    state: &State,
    now: Timestamp,
) -> Result<Vec<SourceId>, StateError> {
    let mut due = Vec::new();
    for source in &config.sources {
        let named = args.sources.iter().any(|name| name == source.id.as_str());
        let by_time = args.sources.is_empty()
            && (args.all || is_due(source, &state.health(&source.id)?, Runner::OneShot, now));
        if named || by_time {
            due.push(source.id.clone());
        }
    }
    Ok(due)
}
