//! What a daemon says of itself in its log.

use std::time::Duration;

use config::Config;
use pipeline::run::{Counts, Progress, SinkEnd, SinkReport, Summary};
use web::Server;

/// How often a line tells what was done since the last one.
const SUMMED_UP_EVERY: Duration = Duration::from_mins(5);

/// What a run does, in short.
pub(super) fn reads(config: &Config) -> String {
    let counted = |number: usize, name: &str| match number {
        1 => format!("1 {name}"),
        _ => format!("{number} {name}s"),
    };
    let sources = counted(config.sources.len(), "source");
    format!(
        "reading {sources} into {}",
        counted(config.sinks.len(), "sink")
    )
}

pub(super) fn started(config: &Config, server: &Server) {
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
pub(super) async fn sum_up(progress: &Progress) {
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

pub(super) fn refused(report: &SinkReport) {
    if let SinkEnd::Failed { message, hint } = &report.end {
        let sink = report.sink.as_str();
        tracing::error!(
            sink,
            hint,
            "cannot be opened, and gets nothing until the next start or reload: {message}"
        );
    }
}

pub(super) fn stopped(summary: &Summary) {
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
