//! Polling: one task per source asks its connector for batches and hands them to the desk.

use std::sync::Arc;

use connectors::{Connector, FetchError};
use item::{Cursor, SourceId};
use tokio::sync::{Semaphore, watch};

use super::{
    message::{DeskGone, DeskHandle},
    outcome::report,
};

/// Warnings kept of one source for the summary; all of them are logged.
const KEPT_WARNINGS: usize = 20;

/// How the polling of one source went.
#[derive(Debug)]
pub struct PollReport {
    /// Which source.
    pub source: SourceId,
    /// How it ended.
    pub end: PollEnd,
    /// The first warnings.
    pub warnings: Vec<connectors::Warning>,
    /// How many warnings there were in all.
    pub warned: usize,
    /// What is worth knowing though nothing went wrong.
    pub notes: Vec<connectors::Warning>,
}

/// How the polling of a source ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PollEnd {
    /// It was read to its end.
    Complete,
    /// The run was stopped before its end; the next one goes on there.
    Stopped,
    /// It cannot be read.
    Failed {
        /// Why.
        message: String,
        /// What a person can do.
        hint: Option<String>,
    },
}

/// What a poll needs.
#[derive(Debug)]
pub(super) struct Poll {
    pub(super) source: SourceId,
    pub(super) connector: Arc<dyn Connector>,
    pub(super) cursor: Cursor,
    pub(super) permits: Arc<Semaphore>,
    pub(super) stop: watch::Receiver<bool>,
}

/// Reads a source to its end, batch by batch. The desk answers a batch when the next one may be asked for.
pub(super) async fn poll(poll: Poll, desk: DeskHandle) -> Result<PollReport, DeskGone> {
    let Poll {
        source,
        connector,
        mut cursor,
        permits,
        stop,
    } = poll;
    // The semaphore is never closed, so a failure here means the same as its closing would: go on alone.
    let permit = permits.acquire().await.ok();
    let mut report = PollReport {
        source: source.clone(),
        end: PollEnd::Complete,
        warnings: Vec::new(),
        warned: 0,
        notes: Vec::new(),
    };
    loop {
        if *stop.borrow() {
            report.end = PollEnd::Stopped;
            desk.polled(source, Ok(())).await?;
            break;
        }
        let batch = match connector.fetch(&cursor).await {
            Ok(batch) => batch,
            Err(error) => {
                report.end = failed(&source, &error);
                desk.polled(source, Err(error)).await?;
                break;
            }
        };
        note(&mut report, &batch.warnings);
        report.notes.extend(
            batch
                .notes
                .iter()
                .take(KEPT_WARNINGS.saturating_sub(report.notes.len()))
                .cloned(),
        );
        let more = batch.more;
        cursor = batch.cursor.clone();
        desk.admit(source.clone(), batch).await?;
        if !more {
            desk.polled(source, Ok(())).await?;
            break;
        }
    }
    drop(permit);
    Ok(report)
}

fn failed(source: &SourceId, error: &FetchError) -> PollEnd {
    let message = report(error);
    tracing::debug!(%source, "cannot be polled: {message}");
    PollEnd::Failed {
        message,
        hint: error.hint(),
    }
}

fn note(report: &mut PollReport, warnings: &[connectors::Warning]) {
    for warning in warnings {
        tracing::debug!(source = %report.source, entry = warning.what, "{}", warning.message);
        report.warned += 1;
        if report.warnings.len() < KEPT_WARNINGS {
            report.warnings.push(warning.clone());
        }
    }
}
