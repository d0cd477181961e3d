//! `newsloom run`: the daemon.

use std::{path::Path, sync::Arc, time::Duration};

use config::Config;
use pipeline::{
    run::{Counts, Plan, Progress, RunError, SinkEnd, SinkReport, Summary, run_forever},
    search::SearchIndex,
};
use tokio::{runtime::Runtime, sync::watch};
use web::{Room, Server};

use super::{
    open::{classifier, load, open_state},
    plan::{Asked, LAST_GRACE, failed, plan, runtime, web},
};
use crate::{
    cli::RunArgs,
    clock,
    exit::Exit,
    report,
    signals::{Signals, Voice, stop_at_first_end_at_second},
};

/// How often a line tells what was done since the last one.
const SUMMED_UP_EVERY: Duration = Duration::from_mins(5);

/// Runs until a signal ends it.
pub(crate) fn daemon(path: &Path, args: &RunArgs) -> Exit {
    ran(path, args).unwrap_or_else(|exit| exit)
}

fn ran(path: &Path, args: &RunArgs) -> Result<Exit, Exit> {
    let config = load(path)?;
    if !config.warnings.problems.is_empty() {
        report::say(config.warnings.render(report::colours()).trim_end());
    }
    let classifier = classifier(&config)?;
    let runtime = runtime()?;
    let (state, opened) = open_state(&config, args.wait.unwrap_or_default())?;
    let view = state.view();
    let index = SearchIndex::open(&config.state.dir).map_err(|error| {
        let advice = "its folder `search` in that of the state may be removed: it is built anew";
        report::failure(&error, Some(advice));
        Exit::Failed
    })?;
    let web = web(&config);
    let plan = plan(
        &config,
        &web,
        state,
        opened.suspects,
        classifier,
        Asked::default(),
        None,
    );
    plan.refused.iter().for_each(refused);
    let config = Arc::new(config);
    let room = Room::new(
        view,
        index,
        Arc::clone(&config),
        clock::system(),
        Arc::clone(&plan.progress),
    );
    let server = runtime.block_on(Server::bind(room)).map_err(|error| {
        let advice = "set `listen` in [web] to another port, or end the program that has it";
        report::failure(&error, Some(advice));
        Exit::Failed
    })?;
    let ended = carry_out(&runtime, plan, server, &config);
    runtime.shutdown_timeout(LAST_GRACE);
    match ended {
        Some(Ok(summary)) => {
            stopped(&summary);
            Ok(Exit::Done)
        }
        Some(Err(error)) => Err(failed(&error)),
        None => Err(Exit::Interrupted),
    }
}

/// Runs until a stop has come to its end; none if a second signal cut it short.
fn carry_out(
    runtime: &Runtime,
    plan: Plan,
    server: Server,
    config: &Config,
) -> Option<Result<Summary, RunError>> {
    let progress = Arc::clone(&plan.progress);
    let (stopper, stop) = watch::channel(false);
    runtime.block_on(async {
        let signals = Signals::catch();
        started(config, &server);
        let until = stop.clone();
        let serve = async {
            server.serve(until).await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            ended = run_forever(plan, config.sources.clone(), stop) => Some(ended),
            () = sum_up(&progress) => None,
            () = serve => None,
            () = stop_at_first_end_at_second(signals, &stopper, None, &progress, Voice::Log) => None,
        }
    })
}

fn started(config: &Config, server: &Server) {
    tracing::info!(
        sources = config.sources.len(),
        sinks = config.sinks.len(),
        state = %config.state.dir.display(),
        "started"
    );
    if let Some(address) = server.address() {
        tracing::info!("the page is at http://{address}/");
    }
}

/// Never returns.
async fn sum_up(progress: &Progress) {
    let mut before = Counts::default();
    loop {
        tokio::time::sleep(SUMMED_UP_EVERY).await;
        let now = progress.counts();
        let since = |count: fn(&Counts) -> u64| count(&now).saturating_sub(count(&before));
        tracing::info!(
            polls = since(|counts| counts.polls.ended()),
            polls_failed = since(|counts| counts.polls.failed),
            items = since(|counts| counts.originals),
            copies = since(|counts| counts.copies),
            updates = since(|counts| counts.updated),
            dropped = since(|counts| counts.dropped.values().sum()),
            delivered = since(|counts| counts.delivered),
            pending = now.pending,
            "in the last 5 minutes"
        );
        for trouble in progress.take_troubles() {
            tracing::warn!("{trouble}");
        }
        before = now;
    }
}

fn refused(report: &SinkReport) {
    if let SinkEnd::Failed { message, hint } = &report.end {
        let sink = report.sink.as_str();
        tracing::error!(
            sink,
            hint,
            "cannot be opened, and gets nothing until the next start: {message}"
        );
    }
}

fn stopped(summary: &Summary) {
    for sink in &summary.sinks {
        let id = sink.sink.as_str();
        if sink.end == SinkEnd::Stopped {
            tracing::warn!(
                sink = id,
                "was still delivering; the next run goes on there"
            );
        }
    }
    let counts = &summary.counts;
    tracing::info!(
        items = counts.originals,
        copies = counts.copies,
        updates = counts.updated,
        delivered = counts.delivered,
        pending = counts.pending,
        "stopped; the next start goes on from here"
    );
}
