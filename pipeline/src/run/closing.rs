//! The end of a run: what the sinks have taken, and what the state need not keep any longer.

use std::time::Duration;

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
