//! `newsloom fetch`: the one-shot, for people and for cron.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use config::Config;
use connectors::{Clock, JournalEnds, Web, all_acknowledged, open_sink, open_source};
use item::SourceId;
use jiff::{SignedDuration, Timestamp};
use pipeline::{
    classify::Classifier,
    run::{Delivery, End, Plan, Progress, RunError, SinkReport, Summary, run_once},
    schedule::{Runner, is_due},
};
use state::{JournalReader, State};
use tokio::{
    runtime::{Builder, Runtime},
    sync::watch,
};

use super::open::{load, open_state};
use crate::{cli::FetchArgs, clock, exit, exit::Exit, report, signals};

/// How long the runtime may take to end threads that are still at work after a second signal.
const LAST_GRACE: Duration = Duration::from_millis(200);

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
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            report::problem(&format!("cannot start the runtime: {error}"), None);
            Exit::Failed
        })?;
    let (state, opened) = open_state(&config, args.wait.unwrap_or_default())?;
    let plan = plan(&config, args, state, opened.suspects)?;
    let ended = carry_out(&runtime, plan, args);
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
        Some(Err(RunError::State(error))) => Err(exit::of_state(&error)),
        Some(Err(error)) => {
            report::failure(
                &error,
                Some("this is a fault of the program; nothing that was journalled is lost"),
            );
            Err(Exit::Failed)
        }
        None => Err(Exit::Interrupted),
    }
}

/// Runs the plan; none if a second signal cut it short.
fn carry_out(runtime: &Runtime, plan: Plan, args: &FetchArgs) -> Option<Result<Summary, RunError>> {
    let progress = Arc::clone(&plan.progress);
    let (stopper, stop) = watch::channel(false);
    runtime.block_on(async {
        let display = report::Display::new(args.quiet);
        tokio::select! {
            ended = run_once(plan, stop) => Some(ended),
            () = display.follow(progress) => None,
            () = signals::stop_at_first_end_at_second(&stopper, args.max_time) => None,
        }
    })
}

fn check_names(config: &Config, names: &[String]) -> Result<(), Exit> {
    for name in names {
        if !config
            .sources
            .iter()
            .any(|source| source.id.as_str() == name)
        {
            let known: Vec<_> = config
                .sources
                .iter()
                .map(|source| format!("`{}`", source.id))
                .collect();
            report::problem(
                &format!("there is no source `{name}`"),
                Some(&format!("the sources are {}", known.join(", "))),
            );
            return Err(Exit::Usage);
        }
    }
    Ok(())
}

fn plan(
    config: &Config,
    args: &FetchArgs,
    state: State,
    suspects: Vec<state::Suspect>,
) -> Result<Plan, Exit> {
    let clock = clock::system();
    let now = clock();
    let polled = due(config, args, &state, now).map_err(|error| exit::of_state(&error))?;
    let web = Web::new(config.http.clone(), Arc::clone(&clock));
    let connectors = config
        .sources
        .iter()
        .map(|source| {
            (
                source.id.clone(),
                open_source(source, &web, Arc::clone(&clock)),
            )
        })
        .collect::<HashMap<SourceId, _>>();
    let deadline = args
        .max_time
        .and_then(|time| SignedDuration::try_from(time).ok())
        .and_then(|time| now.checked_add(time).ok());
    let (deliveries, refused) = deliveries(config, &state, &web, &clock);
    let classifier = Classifier::new(config.topics.clone());
    Ok(Plan {
        state,
        suspects,
        connectors,
        polled,
        classifier,
        deliveries,
        refused,
        cursors: all_acknowledged(&cursors(config)),
        clock,
        deadline,
        progress: Arc::new(Progress::default()),
    })
}

/// The sources to poll: the named ones, all, or those that are due.
fn due(
    config: &Config,
    args: &FetchArgs,
    state: &State,
    now: Timestamp,
) -> Result<Vec<SourceId>, state::StateError> {
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

/// Opens the sinks. One that cannot be opened holds nobody else back: what it wants waits in the journal.
fn deliveries(
    config: &Config,
    state: &State,
    web: &Web,
    clock: &Clock,
) -> (Vec<Delivery>, Vec<SinkReport>) {
    let cursors = cursors(config);
    let journal = ends(&state.reader());
    let (mut deliveries, mut refused) = (Vec::new(), Vec::new());
    for wants in &config.sinks {
        match open_sink(wants, &cursors, journal, web, Arc::clone(clock)) {
            Ok(sink) => deliveries.push(Delivery {
                sink,
                wants: wants.clone(),
            }),
            Err(error) => refused.push(SinkReport::refused(&wants.id, &error)),
        }
    }
    (deliveries, refused)
}

/// What the journal holds. Where its first event cannot be read it counts as holding all: a sink is then careful.
fn ends(journal: &JournalReader) -> JournalEnds {
    let kept = journal.read_from(0, 1).unwrap_or_default();
    JournalEnds {
        first: kept.first().map_or(1, |event| event.sequence),
        last: journal.durable(),
    }
}

/// Where sinks keep how far they are.
fn cursors(config: &Config) -> PathBuf {
    config.state.dir.join("sinks")
}
