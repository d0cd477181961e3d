//! Polling: one task per source asks its connector for batches and hands them to the desk.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use connectors::{Batch, Clock, Connector, FetchError};
use futures::FutureExt;
use item::{Cursor, SourceId};
use tokio::sync::{Semaphore, watch};

use super::{
    message::{DeskGone, DeskHandle, Polled},
    outcome::{panic_text, report},
    progress::{PollCount, Progress},
    remarks::Remarks,
};

/// How the polling of one source went.
#[derive(Debug)]
pub struct PollReport {
    /// Which source.
    pub source: SourceId,
    /// How it ended.
    pub end: PollEnd,
    /// Entries that it listed.
    pub listed: u64,
    /// Events that they made: what was new, had changed, or had gone.
    pub brought: u64,
    /// What was said of it.
    pub remarks: Remarks,
}

/// How the polling of a source ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PollEnd {
    /// It was read to its end.
    Complete,
    /// It had nothing to list: nothing changed since it was last read.
    Unchanged,
    /// The run was stopped before its end; the next one goes on there.
    Stopped,
    /// Its host is not to be asked before a certain time, so it was not.
    Deferred {
        /// When, and why not now.
        message: String,
    },
    /// It cannot be read.
    Failed {
        /// Why.
        message: String,
        /// What a person can do.
        hint: Option<String>,
    },
}

/// What a poll needs.
pub(super) struct Poll {
    pub(super) source: SourceId,
    pub(super) connector: Arc<dyn Connector>,
    pub(super) cursor: Cursor,
    pub(super) permits: Arc<Semaphore>,
    pub(super) clock: Clock,
    pub(super) progress: Arc<Progress>,
    pub(super) stop: watch::Receiver<bool>,
}

/// Reads a source to its end, batch by batch. The desk answers a batch when the next one may be asked for.
pub(super) async fn poll(poll: Poll, desk: DeskHandle) -> Result<PollReport, DeskGone> {
    let mut report = PollReport {
        source: poll.source.clone(),
        end: PollEnd::Complete,
        listed: 0,
        brought: 0,
        remarks: Remarks::default(),
    };
    let began = (poll.clock)();
    let result = read(&poll, &desk, &mut report).await?;
    poll.progress.polled(match (&result, &report.end) {
        (Err(_), _) => PollCount::Failed,
        (Ok(_), PollEnd::Unchanged) => PollCount::Unchanged,
        (Ok(_), _) => PollCount::Done,
    });
    if let Err(error) = &result {
        report.end = failed(&poll.source, error);
    }
    let polled = (report.end != PollEnd::Stopped).then_some(Polled { began, result });
    desk.polled(poll.source.clone(), polled).await?;
    Ok(report)
}

/// Reads to the end; gives how long the source wants to be left alone, or why it cannot be read.
async fn read(
    poll: &Poll,
    desk: &DeskHandle,
    report: &mut PollReport,
) -> Result<Result<Option<Duration>, FetchError>, DeskGone> {
    let mut cursor = poll.cursor.clone();
    loop {
        let fetched = tokio::select! {
            // Nothing new is asked for once a stop is wanted, and nobody waits for a slow answer then.
            biased;
            () = stopped(poll.stop.clone()) => {
                report.end = PollEnd::Stopped;
                return Ok(Ok(None));
            }
            fetched = fetch(poll, &cursor) => fetched,
        };
        let batch = match fetched {
            Ok(batch) => batch,
            Err(error) => return Ok(Err(error)),
        };
        let (warnings, notes) = (&batch.warnings, &batch.notes);
        report.remarks.add(&poll.source, warnings, notes);
        report.listed += batch.entries.len() as u64;
        let (more, poll_after) = (batch.more, batch.poll_after);
        let (next, unless_new) = (batch.cursor.clone(), batch.unless_new.clone());
        let brought = desk.admit(poll.source.clone(), batch).await?;
        report.brought += brought;
        cursor = unless_new.filter(|_| brought == 0).unwrap_or(next);
        if !more {
            if report.listed == 0 {
                report.end = PollEnd::Unchanged;
            }
            return Ok(Ok(poll_after));
        }
    }
}

/// Asks the connector, once a permit is free; while the desk makes a poll wait, it holds none. A panic in it is a
/// failure of its source alone.
async fn fetch(poll: &Poll, cursor: &Cursor) -> Result<Batch, FetchError> {
    // The semaphore is never closed, so a failure here means the same as its closing would: go on alone.
    let _permit = poll.permits.acquire().await.ok();
    let fetching = AssertUnwindSafe(async { poll.connector.fetch(cursor).await }).catch_unwind();
    fetching.await.unwrap_or_else(|panic| {
        Err(FetchError::Panicked {
            what: poll.source.to_string(),
            message: panic_text(panic.as_ref()),
        })
    })
}

pub(super) async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that nobody can ask for a stop any more; then there is none.
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn failed(source: &SourceId, error: &FetchError) -> PollEnd {
    let message = report(error);
    tracing::debug!(%source, "cannot be polled: {message}");
    if matches!(error, FetchError::Deferred { .. }) {
        return PollEnd::Deferred { message };
    }
    PollEnd::Failed {
        message,
        hint: error.hint(),
    }
}

#[cfg(test)]
mod tests {
    use futures::future::BoxFuture;
    use item::Entry;

    use super::*;
    use crate::run::message::Message;

    #[derive(Debug)]
    struct Unasked;

    impl Connector for Unasked {
        fn fetch<'a>(&'a self, _from: &'a Cursor) -> BoxFuture<'a, Result<Batch, FetchError>> {
            panic!("nobody is asked without a permit")
        }

        fn open<'a>(
            &'a self,
            _entry: &'a Entry,
        ) -> BoxFuture<'a, Result<connectors::Opened, FetchError>> {
            panic!("nobody opens anything")
        }
    }

    #[tokio::test]
    async fn a_poll_that_is_stopped_while_it_waits_for_its_turn_says_nothing_of_its_source() {
        let (stopper, stop) = watch::channel(false);
        let (desk, mut inbox) = DeskHandle::new();
        let one = Poll {
            source: SourceId::new("s"),
            connector: Arc::new(Unasked),
            cursor: Cursor::start(),
            permits: Arc::new(Semaphore::new(0)),
            clock: Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
            progress: Arc::default(),
            stop,
        };
        let stopping = async {
            tokio::task::yield_now().await;
            stopper.send_replace(true);
        };
        let (report, ()) = tokio::join!(poll(one, desk), stopping);
        assert_eq!(report.unwrap().end, PollEnd::Stopped);
        let said = inbox.recv().await;
        assert!(
            matches!(said, Some(Message::Polled { polled: None, .. })),
            "{said:?}"
        );
    }
}
