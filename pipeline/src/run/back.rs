//! Walking back: one task per source asks its connector for what the source listed before, one step after the other.
//!
//! A step is one commit, so that a stop or a sudden end costs at most the step that was under way. The desk answers one
//! when nearly all that it brought is read: so the newest are read first, and little waits when the run is stopped.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use connectors::{Clock, Connector, FetchError, Step};
use futures::FutureExt;
use item::{Cursor, Past, PastEnd, SourceId};
use jiff::Timestamp;
use tokio::{sync::Semaphore, sync::watch, time::sleep};

use super::{
    message::{DeskGone, DeskHandle},
    outcome::{panic_text, report},
    poll::stopped,
    progress::Progress,
    remarks::Remarks,
};

/// Steps that fail in a row before the way is left to a later run: a walk lasts for hours, and a host has its moments.
const MOST_FAILURES: u32 = 5;

/// The first wait after a step that failed; it doubles with every further one.
const FIRST_WAIT: Duration = Duration::from_secs(30);

/// Who wants to be left alone for longer is left to a later run.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// A way back that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    /// Of which source.
    pub source: SourceId,
    /// Down to which moment.
    pub since: Timestamp,
    /// Where the way begins.
    pub from: BackFrom,
}

/// Where a way back begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackFrom {
    /// Where the last one came to.
    Reached,
    /// With what the source lists today, though it was walked before.
    Today,
}

/// How the way back of one source went.
#[derive(Debug)]
pub struct BackReport {
    /// Which source.
    pub source: SourceId,
    /// Down to which moment it was to go.
    pub since: Timestamp,
    /// How it ended.
    pub end: BackEnd,
    /// Steps that it made in this run.
    pub steps: u64,
    /// Entries that they listed,
    pub listed: u64,
    /// and how many of these were not known.
    pub brought: u64,
    /// Everything later was listed, in this run or before.
    pub reached: Option<Timestamp>,
    /// What was said of it.
    pub remarks: Remarks,
}

/// How a way back ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackEnd {
    /// The moment that was asked for is reached.
    Reached,
    /// The source lists nothing before.
    Exhausted,
    /// The run was stopped before; the next one goes on there.
    Stopped,
    /// Its host wants to be left alone; a later run goes on there.
    Deferred {
        /// Until when, and why.
        message: String,
    },
    /// It cannot go on.
    Failed {
        /// Why.
        message: String,
        /// What a person can do.
        hint: Option<String>,
    },
}

/// What a walk needs.
pub(super) struct Walk {
    pub(super) back: Back,
    /// How far it has come already.
    pub(super) past: Option<Past>,
    pub(super) connector: Arc<dyn Connector>,
    pub(super) permits: Arc<Semaphore>,
    pub(super) clock: Clock,
    pub(super) progress: Arc<Progress>,
    pub(super) stop: watch::Receiver<bool>,
}

/// Walks back until the moment is reached or the source lists nothing before it.
pub(super) async fn walk(walk: Walk, desk: DeskHandle) -> Result<BackReport, DeskGone> {
    let mut report = BackReport {
        source: walk.back.source.clone(),
        since: walk.back.since,
        end: BackEnd::Stopped,
        steps: 0,
        listed: 0,
        brought: 0,
        reached: walk.past.as_ref().and_then(|past| past.reached),
        remarks: Remarks::default(),
    };
    report.end = go_on(&walk, &desk, &mut report).await?;
    // Nothing is known of the source's polls by this.
    desk.polled(walk.back.source.clone(), None).await?;
    Ok(report)
}

async fn go_on(
    walk: &Walk,
    desk: &DeskHandle,
    report: &mut BackReport,
) -> Result<BackEnd, DeskGone> {
    let mut cursor = walk
        .past
        .as_ref()
        .map_or_else(Cursor::start, |past| past.cursor.clone());
    let mut failures = 0;
    loop {
        let stepped = tokio::select! {
            // Nothing new is asked for once a stop is wanted, and nobody waits for a slow answer then.
            biased;
            () = stopped(walk.stop.clone()) => return Ok(BackEnd::Stopped),
            stepped = step(walk, &cursor) => stepped,
        };
        let step = match stepped {
            Ok(step) => step,
            Err(error) => {
                failures += 1;
                let Some(wait) = wait(&error, failures, (walk.clock)()) else {
                    return Ok(failed(&error));
                };
                tracing::info!(source = %walk.back.source, wait_s = wait.as_secs_f64(), "the way back waits: {}", self::report(&error));
                tokio::select! {
                    () = stopped(walk.stop.clone()) => return Ok(BackEnd::Stopped),
                    () = desk.gone() => return Err(DeskGone),
                    () = sleep(wait) => continue,
                }
            }
        };
        failures = 0;
        note(report, &step);
        cursor = step.past.cursor.clone();
        let end = step.past.end;
        walk.progress
            .walked(&walk.back.source, report.steps, report.reached);
        report.brought += desk.reach_back(walk.back.source.clone(), step).await?;
        match end {
            Some(PastEnd::Since) => return Ok(BackEnd::Reached),
            Some(PastEnd::Source) => return Ok(BackEnd::Exhausted),
            None => {}
        }
    }
}

/// Asks the connector, once a permit is free. A panic in it is a failure of its source alone.
async fn step(walk: &Walk, cursor: &Cursor) -> Result<Step, FetchError> {
    // The semaphore is never closed, so a failure here means the same as its closing would: go on alone.
    let _permit = walk.permits.acquire().await.ok();
    let source = &walk.back.source;
    let stepping = AssertUnwindSafe(async {
        match walk.connector.back(cursor, walk.back.since) {
            Some(step) => step.await,
            None => Err(FetchError::Malformed {
                what: source.to_string(),
                reason: "its kind has no past beyond what it lists".to_owned(),
            }),
        }
    });
    let stepped = stepping.catch_unwind().await;
    stepped.unwrap_or_else(|panic| {
        Err(FetchError::Panicked {
            what: source.to_string(),
            message: panic_text(panic.as_ref()),
        })
    })
}

/// How long to wait before a step is tried again; none if it is not worth it in this run.
fn wait(error: &FetchError, failures: u32, now: Timestamp) -> Option<Duration> {
    let until = |time: &Timestamp| Duration::try_from(time.duration_since(now)).unwrap_or_default();
    let least = match error {
        FetchError::Deferred { until: time, .. } | FetchError::Offline { until: time, .. } => {
            until(time)
        }
        FetchError::Unreachable { not_before, .. } | FetchError::Unconnected { not_before, .. } => {
            not_before.as_ref().map(until).unwrap_or_default()
        }
        _ => return None,
    };
    let doubled = FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let wait = match error {
        FetchError::Deferred { .. } | FetchError::Offline { .. } => {
            least.max(Duration::from_secs(1))
        }
        _ => least.max(doubled),
    };
    (failures < MOST_FAILURES && wait <= LONGEST_WAIT).then_some(wait)
}

fn failed(error: &FetchError) -> BackEnd {
    let message = report(error);
    if matches!(error, FetchError::Deferred { .. }) {
        return BackEnd::Deferred { message };
    }
    BackEnd::Failed {
        message,
        hint: error.hint(),
    }
}

fn note(report: &mut BackReport, step: &Step) {
    let (warnings, notes) = (&step.warnings, &step.notes);
    report.remarks.add(&report.source, warnings, notes);
    report.steps += 1;
    report.listed += step.entries.len() as u64;
    report.reached = step.past.reached;
    tracing::info!(
        source = %report.source,
        entries = step.entries.len(),
        reached = step.past.reached.map(|reached| reached.to_string()),
        "one step back"
    );
}

#[cfg(test)]
mod tests;
