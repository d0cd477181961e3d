//! The end of a run: what the sinks have taken, and what the state need not keep any longer.

use std::{fmt, sync::Arc, time::Duration};

use connectors::Clock;
use jiff::Timestamp;
use state::{Retained, SinkFloor, State, StateError};
use tokio::{sync::watch, task::JoinSet};

use super::{
    deliver::SinkReport,
    deliveries::Deliveries,
    desk::Ends,
    plan::{Reports, RunError, Summary},
    progress::Progress,
    watch::{Look, Watch},
};

/// How long sinks may go on after a stop was asked for; what they have not taken waits in the journal.
const GRACE: Duration = Duration::from_secs(10);

/// What a run leaves behind: for the next one in this process, or to be closed.
pub struct Left {
    /// The state; everything is committed.
    pub state: State,
    /// The deliveries, which go on.
    pub deliveries: Deliveries,
    pub(super) ends: Ends,
    pub(super) watch: Watch,
    pub(super) reports: Reports,
    pub(super) refused: Vec<SinkReport>,
    pub(super) clock: Clock,
    pub(super) progress: Arc<Progress>,
}

impl fmt::Debug for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Left")
            .field("deliveries", &self.deliveries)
            .finish_non_exhaustive()
    }
}

impl Left {
    /// Delivers what there is, drops what need not be kept, and closes the state.
    pub async fn close(self, stop: watch::Receiver<bool>) -> Result<Summary, RunError> {
        let asked = stop.clone();
        let mut sinks = self.deliveries.end(stop).await;
        sinks.extend(self.refused);
        let floors = self.progress.sinks.floors();
        let look = match self.ends {
            Ends::Drained { .. } => Look::Last,
            Ends::Stopped => Look::Again,
        };
        let (progress, when) = (Arc::clone(&self.progress), (look, (self.clock)()));
        let retained = retain(self.state, floors, self.watch, progress, when).await?;
        Ok(Summary {
            polls: self.reports.polls,
            back: self.reports.back,
            sinks,
            counts: self.progress.counts(),
            stopped: *asked.borrow(),
            retained,
        })
    }
}

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

/// Drops what is older than the configuration wants to keep, journals what a person is to be told of, and closes the state.
async fn retain(
    mut state: State,
    floors: Vec<SinkFloor>,
    mut watch: Watch,
    progress: Arc<Progress>,
    when: (Look, Timestamp),
) -> Result<Retained, RunError> {
    let (_, now) = when;
    let closing = tokio::task::spawn_blocking(move || {
        let retained = state.retain(&floors, now)?;
        // What the sinks came to is known only now; they hear of it in the next run.
        for body in watch.look(&mut state, &progress, Some(retained.excess), when) {
            state.push(body, now)?;
        }
        state.close()?;
        Ok::<_, StateError>(retained)
    });
    Ok(closing.await??)
}
