//! `newsloom fetch`: the one-shot, for people and for cron.

use std::{path::Path, sync::Arc};

use config::Config;
use connectors::Web;
use item::SourceId;
use jiff::{SignedDuration, Timestamp};
use pipeline::{
    run::{End, Plan, RunError, Summary, run_once},
    schedule::{Runner, is_due},
};
use state::{State, StateError};
use tokio::{runtime::Runtime, sync::watch};

use super::{
    open::{load, one_source, open_state},
    plan::{LAST_GRACE, failed, plan, runtime, web},
};
use crate::{
    cli::FetchArgs,
    clock, exit,
    exit::Exit,
    report,
    signals::{Voice, stop_at_first_end_at_second},
};

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
    let deadline = args
        .max_time
        .and_then(|time| SignedDuration::try_from(time).ok())
        .and_then(|time| now.checked_add(time).ok());
    let web = web(&config);
    let plan = plan(&config, &web, state, opened.suspects, polled, deadline);
    let ended = carry_out(&runtime, plan, args, web);
    runtime.shutdown_timeout(LAST_GRACE);
    match ended {
        Some(Ok(summary)) => {
            report::summary(&summary, args.quiet);
            Ok(match summary.end() {
                End::Done => Exit::Done,
                End::SomeFailed => Exit::SomeFailed,
                End::NotDelivered => Exit::Failed,
            })
        }
        Some(Err(error)) => Err(failed(&error)),
        None => Err(Exit::Interrupted),
    }
}

/// Runs the plan; none if a second signal cut it short.
fn carry_out(
    runtime: &Runtime,
    plan: Plan,
    args: &FetchArgs,
    web: Web,
) -> Option<Result<Summary, RunError>> {
    let progress = Arc::clone(&plan.progress);
    let (stopper, stop) = watch::channel(false);
    runtime.block_on(async {
        let display = report::Display::new(args.quiet);
        tokio::select! {
            ended = run_once(plan, stop) => Some(ended),
            () = display.follow(Arc::clone(&progress), web) => None,
            () = stop_at_first_end_at_second(&stopper, args.max_time, &progress, Voice::Notes) => None,
        }
    })
}

fn check_names(config: &Config, names: &[String]) -> Result<(), Exit> {
    names
        .iter()
        .try_for_each(|name| one_source(config, name).map(drop))
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
