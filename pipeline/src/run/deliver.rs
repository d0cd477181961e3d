//! Delivery: one task per sink drains the journal from the sink's own cursor, at the sink's own pace.

use std::{sync::Arc, time::Duration};

use connectors::{DeliverError, Sink};
use item::Event;
use state::{JournalReader, StateError};
use tokio::sync::watch;

use super::{outcome::report, progress::Progress};

/// Events read from the journal at once.
const READ_AHEAD: usize = 256;

/// The first wait after a failed delivery; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// How the delivery to one sink went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkReport {
    /// Which sink.
    pub sink: String,
    /// The last sequence that it has acknowledged; `None` where only its cursor can tell.
    pub acknowledged: Option<u64>,
    /// Events that it acknowledged in this run.
    pub delivered: u64,
    /// How it ended.
    pub end: SinkEnd,
}

impl SinkReport {
    /// A sink that could not even be opened.
    pub fn refused(sink: &str, error: &DeliverError) -> Self {
        let end = SinkEnd::Failed {
            message: report(error),
            hint: error.hint(),
        };
        Self {
            sink: sink.to_owned(),
            acknowledged: None,
            delivered: 0,
            end,
        }
    }
}

impl SinkReport {
    /// A sink that was still delivering when the run had to end. What it has acknowledged is in its cursor.
    pub(super) fn unfinished(sink: String) -> Self {
        Self {
            sink,
            acknowledged: None,
            delivered: 0,
            end: SinkEnd::Stopped,
        }
    }
}

/// How the delivery to a sink ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SinkEnd {
    /// It has everything.
    Complete,
    /// Its reader went away, as `head` does.
    Closed,
    /// It was still delivering when the run had to end; the next run goes on there.
    Stopped,
    /// It did not take what was offered; nothing is lost, the next run offers it again.
    Failed {
        /// Why.
        message: String,
        /// What a person can do.
        hint: Option<String>,
    },
}

/// A sink with what it wants.
#[derive(Debug)]
pub struct Delivery {
    /// The sink.
    pub sink: Box<dyn Sink>,
    /// Which events it wants.
    pub wants: config::Sink,
}

/// Why a round of delivery ended early.
enum Halt {
    Sink(DeliverError),
    Journal(StateError),
}

impl From<DeliverError> for Halt {
    fn from(error: DeliverError) -> Self {
        Self::Sink(error)
    }
}

/// Delivers until the desk has ended and everything durable is delivered, or the sink cannot go on.
pub(super) async fn deliver(
    mut delivery: Delivery,
    journal: JournalReader,
    mut durable: watch::Receiver<u64>,
    progress: Arc<Progress>,
) -> SinkReport {
    let mut delivered = 0;
    let mut wait = FIRST_WAIT;
    let end = loop {
        let desk_ended = durable.has_changed().is_err();
        durable.borrow_and_update();
        match drain(&mut delivery, &journal, &mut delivered, &progress).await {
            Ok(()) if desk_ended => break SinkEnd::Complete,
            Ok(()) => {
                wait = FIRST_WAIT;
                // An error means that the desk has ended: the next round is the last.
                durable.changed().await.ok();
            }
            Err(Halt::Sink(DeliverError::Closed { .. })) => break SinkEnd::Closed,
            Err(Halt::Sink(error @ DeliverError::Temporary { .. })) if !desk_ended => {
                tracing::warn!(
                    sink = delivery.sink.id(),
                    wait_ms = wait.as_millis(),
                    "delivery failed, will be tried again: {}",
                    report(&error)
                );
                pause(wait, &mut durable).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
            Err(halt) => break failed(&halt),
        }
    };
    SinkReport {
        sink: delivery.sink.id().to_owned(),
        acknowledged: Some(delivery.sink.resume().saturating_sub(1)),
        delivered,
        end,
    }
}

/// Waits, but not longer than the desk lives.
async fn pause(wait: Duration, durable: &mut watch::Receiver<u64>) {
    let desk_ends = async { while durable.changed().await.is_ok() {} };
    // Both ends of the race mean the same: try again.
    tokio::time::timeout(wait, desk_ends).await.ok();
}

async fn drain(
    delivery: &mut Delivery,
    journal: &JournalReader,
    delivered: &mut u64,
    progress: &Progress,
) -> Result<(), Halt> {
    loop {
        let events = read(journal.clone(), delivery.sink.resume())
            .await
            .map_err(Halt::Journal)?;
        let Some(last) = events.last().map(|event| event.sequence) else {
            break;
        };
        let wanted: Vec<Event> = events
            .into_iter()
            .filter(|event| delivery.wants.wants(event))
            .map(Event::for_sinks)
            .collect();
        if !wanted.is_empty() {
            delivery.sink.deliver(&wanted).await?;
        }
        delivery.sink.acknowledge(last).await?;
        *delivered += wanted.len() as u64;
        progress.delivered(wanted.len() as u64);
    }
    Ok(delivery.sink.settled().await?)
}

async fn read(journal: JournalReader, from: u64) -> Result<Vec<Event>, StateError> {
    match tokio::task::spawn_blocking(move || journal.read_from(from, READ_AHEAD)).await {
        Ok(read) => read,
        // The runtime is going down: what is not delivered now is delivered at the next start.
        Err(_gone) => Ok(Vec::new()),
    }
}

fn failed(halt: &Halt) -> SinkEnd {
    let (message, hint) = match halt {
        Halt::Sink(error) => (report(error), error.hint()),
        Halt::Journal(error) => (report(error), error.hint()),
    };
    SinkEnd::Failed { message, hint }
}
