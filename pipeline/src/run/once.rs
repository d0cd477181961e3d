//! The one-shot: poll each source once, drain what is pending, deliver, end.

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    fmt,
    sync::Arc,
    thread::available_parallelism,
    time::Duration,
};

use connectors::{Clock, Connector};
use item::SourceId;
use jiff::Timestamp;
use state::{JournalReader, Retained, SinkFloor, State, StateError, Suspect};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{
    deliver::{Delivery, SinkEnd, SinkReport, deliver},
    desk::{Desk, Start},
    message::DeskHandle,
    poll::{Poll, PollEnd, PollReport, poll},
    progress::{Counts, Progress},
    work::{Tools, work},
};
use crate::classify::Classifier;

/// How long sinks may go on after a stop was asked for; what they have not taken waits in the journal.
const GRACE: Duration = Duration::from_secs(10);

/// Sources that are polled at the same time.
const POLLS_AT_ONCE: usize = 16;

/// Everything that a one-shot needs, opened and checked.
pub struct Plan {
    /// The state, with its lock held.
    pub state: State,
    /// What was being prepared when the last run ended suddenly.
    pub suspects: Vec<Suspect>,
    /// All configured sources: pending entries of any of them are worked on.
    pub connectors: HashMap<SourceId, Arc<dyn Connector>>,
    /// The sources to poll.
    pub polled: Vec<SourceId>,
    /// The tables of classification.
    pub classifier: Classifier,
    /// The sinks.
    pub deliveries: Vec<Delivery>,
    /// Sinks that could not be opened: they get nothing in this run, and what they still want is kept.
    pub refused: Vec<SinkReport>,
    /// How far every sink was that ever had a cursor, configured or not: what one still wants is kept.
    pub cursors: Vec<(String, u64)>,
    /// The clock.
    pub clock: Clock,
    /// Retries due until then are waited for; no work begins after it.
    pub deadline: Option<Timestamp>,
    /// Where to count.
    pub progress: Arc<Progress>,
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("polled", &self.polled)
            .field("deliveries", &self.deliveries)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// What a one-shot did.
#[derive(Debug)]
pub struct Summary {
    /// How each source went.
    pub polls: Vec<PollReport>,
    /// How each sink went.
    pub sinks: Vec<SinkReport>,
    /// The counts at the end.
    pub counts: Counts,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// What retention dropped.
    pub retained: Retained,
}

/// How a one-shot ended, for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Everything was done.
    Done,
    /// Some sources or entries could not be read.
    SomeFailed,
    /// A sink did not take what was offered.
    NotDelivered,
}

impl Summary {
    /// How it ended.
    pub fn end(&self) -> End {
        let undelivered = self
            .sinks
            .iter()
            .any(|sink| matches!(sink.end, SinkEnd::Failed { .. }));
        let failed = self
            .polls
            .iter()
            .any(|poll| matches!(poll.end, PollEnd::Failed { .. }) || poll.warned > 0);
        match (undelivered, failed || !self.counts.troubles.is_empty()) {
            (true, _) => End::NotDelivered,
            (false, true) => End::SomeFailed,
            (false, false) => End::Done,
        }
    }
}

/// A one-shot could not go on.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The state could not be written or read: stop, and look at the disk.
    #[error(transparent)]
    State(#[from] StateError),
    /// A part of the program ended in a way that it must not: this is a fault of the program.
    #[error("a part of the run ended unexpectedly: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// Runs once. When `stop` turns true, no more work is begun, what was received is settled and delivered.
pub async fn run_once(plan: Plan, stop: watch::Receiver<bool>) -> Result<Summary, RunError> {
    let Plan {
        state,
        suspects,
        connectors,
        polled,
        classifier,
        deliveries,
        refused,
        cursors,
        clock,
        deadline,
        progress,
    } = plan;
    let now = clock();
    let (durable, watched) = watch::channel(state.reader().durable());
    let journal = state.reader();
    let polls = plan_polls(&state, &connectors, polled, &stop)?;
    let sources = connectors.keys().cloned().collect();
    let tools = Arc::new(Tools {
        connectors,
        classifier,
    });

    let (handle, inbox) = DeskHandle::new();
    let start = Start {
        state,
        sources,
        suspects,
        clock: Arc::clone(&clock),
        progress: Arc::clone(&progress),
        durable,
        polling: polls.len(),
        deadline: deadline.unwrap_or(now),
    };
    let runtime = Handle::current();
    let mut desk = JoinSet::new();
    desk.spawn_blocking(move || Desk::new(start).serve(inbox, &runtime));
    let names = deliveries.iter().map(|one| one.wants.id.clone()).collect();
    let sinks = spawn_deliveries(deliveries, &journal, &watched, &progress);
    drop(watched);

    let reports = attend(handle, polls, &tools, stop.clone()).await?;
    let state = match desk.join_next().await {
        Some(ended) => ended??,
        None => return Err(StateError::Poisoned.into()),
    };
    let mut sinks = collect(sinks, names, stop.clone()).await;
    sinks.extend(refused);
    let retained = retain(state, floors(&sinks, cursors), clock()).await?;
    let stopped = *stop.borrow();
    Ok(Summary {
        polls: reports,
        sinks,
        counts: progress.counts(),
        stopped,
        retained,
    })
}

fn plan_polls(
    state: &State,
    connectors: &HashMap<SourceId, Arc<dyn Connector>>,
    polled: Vec<SourceId>,
    stop: &watch::Receiver<bool>,
) -> Result<Vec<Poll>, StateError> {
    let permits = Arc::new(Semaphore::new(POLLS_AT_ONCE));
    let mut polls = Vec::new();
    for source in polled {
        let Some(connector) = connectors.get(&source) else {
            continue;
        };
        let cursor = state.cursor(&source)?;
        polls.push(Poll {
            source,
            connector: Arc::clone(connector),
            cursor,
            permits: Arc::clone(&permits),
            stop: stop.clone(),
        });
    }
    Ok(polls)
}

fn spawn_deliveries(
    deliveries: Vec<Delivery>,
    journal: &JournalReader,
    durable: &watch::Receiver<u64>,
    progress: &Arc<Progress>,
) -> JoinSet<SinkReport> {
    let mut sinks = JoinSet::new();
    for delivery in deliveries {
        sinks.spawn(deliver(
            delivery,
            journal.clone(),
            durable.clone(),
            Arc::clone(progress),
        ));
    }
    sinks
}

/// Polls and works until both are done, or the desk is gone; then nobody holds the desk any more.
async fn attend(
    desk: DeskHandle,
    polls: Vec<Poll>,
    tools: &Arc<Tools>,
    mut stop: watch::Receiver<bool>,
) -> Result<Vec<PollReport>, RunError> {
    let mut polling = JoinSet::new();
    for one in polls {
        polling.spawn(poll(one, desk.clone()));
    }
    let mut working = JoinSet::new();
    for _ in 0..available_parallelism().map_or(2, usize::from) {
        working.spawn(work(desk.clone(), Arc::clone(tools)));
    }
    let stopping = async move {
        // An error means that nobody can ask for a stop any more; then there is none.
        if stop.wait_for(|stop| *stop).await.is_ok() {
            desk.stop().await.ok();
        }
        std::future::pending::<Infallible>().await
    };
    let joined = async {
        let mut reports = Vec::new();
        while let Some(report) = polling.join_next().await {
            // A desk that is gone says why itself.
            reports.extend(report?);
        }
        while let Some(worker) = working.join_next().await {
            worker?.ok();
        }
        Ok(reports)
    };
    tokio::select! {
        reports = joined => reports,
        never = stopping => match never {},
    }
}

/// Waits for the sinks: as long as they need, or for a grace time once a stop was asked for.
async fn collect(
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
fn floors(sinks: &[SinkReport], cursors: Vec<(String, u64)>) -> Vec<SinkFloor> {
    let mut floors: BTreeMap<String, u64> = cursors.into_iter().collect();
    for report in sinks {
        let floor = floors.entry(report.sink.clone()).or_default();
        *floor = report.acknowledged.unwrap_or(*floor);
    }
    let floor = |(sink, sequence)| SinkFloor { sink, sequence };
    floors.into_iter().map(floor).collect()
}

/// Drops what is older than the configuration wants to keep, and closes the state.
async fn retain(
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
