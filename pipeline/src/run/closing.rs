//! The end of a run: what the sinks have taken, and what the state need not keep any longer.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use state::{Retained, SinkFloor, State, StateError};
use tokio::{sync::watch, task::JoinSet};

use super::{deliver::SinkReport, plan::RunError};

/// How long sinks may go on after a stop was asked for; what they have not taken waits in the journal.
const GRACE: Duration = Duration::from_secs(10);

/// Waits for the sinks: as long as they need, or for a grace time once a stop was asked for.
pub(super) async fn collect(
    mut sinks: JoinSet<SinkReport>,
    names: Vec<String>,
    mut stop: watch::Receiver<bool>,
) -> Vec<SinkReport> {
    let grace = async {
        // An error means that nobody can ask for a stop any more.
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(GRACE).await;
    };
    tokio::pin!(grace);
    let mut reports: Vec<SinkReport> = Vec::new();
    loop {
        tokio::select! {
            joined = sinks.join_next() => match joined {
                Some(Ok(report)) => reports.push(report),
                Some(Err(error)) => tracing::error!("a delivery ended unexpectedly: {error}"),
                None => break,
            },
            () = &mut grace => break,
        }
    }
    // In the order of the configuration, whoever was ready first.
    names
        .into_iter()
        .map(|name| {
            let told = reports.iter().position(|report| report.sink == name);
            told.map_or_else(
                || SinkReport::unfinished(name),
                |at| reports.swap_remove(at),
            )
        })
        .collect()
}

/// How far each sink is: by its own word in this run, else by its cursor; one of neither wants everything.
pub(super) fn floors(sinks: &[SinkReport], cursors: Vec<(String, u64)>) -> Vec<SinkFloor> {
    let mut floors: BTreeMap<String, u64> = cursors.into_iter().collect();
    for report in sinks {
        let floor = floors.entry(report.sink.clone()).or_default();
        *floor = report.acknowledged.unwrap_or(*floor);
    }
    let floor = |(sink, sequence)| SinkFloor { sink, sequence };
    floors.into_iter().map(floor).collect()
}

/// Drops what is older than the configuration wants to keep, and closes the state.
pub(super) async fn retain(
    mut state: State,
    floors: Vec<SinkFloor>,
    now: Timestamp,
) -> Result<Retained, RunError> {
    let closing = tokio::task::spawn_blocking(move || {
        let retained = state.retain(&floors, now)?;
        state.close()?;
        Ok::<_, StateError>(retained)
    });
    Ok(closing.await??)
}
