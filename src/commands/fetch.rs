//! `newsloom fetch`: the one-shot, for people and for cron.

use std::path::Path;

use config::{Config, Source};
use connectors::{Web, open_source};
use item::{Cursor, SourceId};
use jiff::Timestamp;
use pipeline::{
    run::{Back, BackFrom},
    schedule::{Runner, is_due},
};
use state::{State, StateError};

use super::{
    one_shot::{Bounds, carry_out, check_names},
    open::{classifier, load, open_state},
    plan::{Asked, Basis, plan, runtime, web},
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
    let web = web(&config);
    let back = match args.since {
        Some(since) => back(&config, args, since, &web)?,
        None => Vec::new(),
    };
    let classifier = classifier(&config)?;
    let runtime = runtime()?;
    let (state, opened) = open_state(&config, args.wait.unwrap_or_default())?;
    let now = clock::now();
    let polled = match args.since {
        Some(_) => Vec::new(),
        None => due(&config, args, &state, now).map_err(|error| exit::of_state(&error))?,
    };
    let bounds = Bounds {
        max_time: args.max_time,
        quiet: args.quiet,
    };
    let deadline = bounds.deadline(now);
    let asked = Asked { polled, back };
    let plan = plan(
        &config,
        &web,
        Basis::new(state, opened.suspects),
        classifier,
        asked,
        deadline,
    );
    carry_out(runtime, plan, bounds, web)
}

/// The ways back that are wanted: of the named sources, or of all that have a past.
fn back(config: &Config, args: &FetchArgs, since: Timestamp, web: &Web) -> Result<Vec<Back>, Exit> {
    let has_past = |source: &Source| {
        let connector = open_source(source, web, clock::system());
        connector.back(&Cursor::start(), since).is_some()
    };
    let named = |source: &&Source| args.sources.iter().any(|name| name == source.id.as_str());
    let sources = config.sources.iter();
    let without = sources
        .clone()
        .filter(named)
        .find(|source| !has_past(source));
    if let Some(source) = without {
        report::problem(
            &format!(
                "source `{}` has no past to read: its kind `{}` lists all there is",
                source.id,
                source.kind.name()
            ),
            Some("leave `--since` out"),
        );
        return Err(Exit::Usage);
    }
    let from = if args.anew {
        BackFrom::Today
    } else {
        BackFrom::Reached
    };
    let chosen = sources.filter(|source| named(source) || args.all && has_past(source));
    let back = chosen.map(|source| Back {
        source: source.id.clone(),
        since,
        from,
    });
    let back: Vec<Back> = back.collect();
    if back.is_empty() {
        let hint = "name them, or take `--all`";
        report::problem("which sources are to be read back in time?", Some(hint));
        return Err(Exit::Usage);
    }
    Ok(back)
}

/// The sources to poll: the named ones, all, or those that are due; a paused one only if it is named.
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
            && state.paused(&source.id).is_none()
            && (args.all || is_due(source, &state.health(&source.id)?, Runner::OneShot, now));
        if named || by_time {
            due.push(source.id.clone());
        }
    }
    Ok(due)
}
