//! Delivery: one task per sink drains the journal from the sink's own cursor, at the sink's own pace.

use std::{sync::Arc, time::Duration};

use connectors::{DeliverError, Sink};
use item::Event;
use state::{JournalReader, StateError};
use tokio::{sync::watch, time::Instant};

use super::{outcome::report, progress::Progress};

/// Events read from the journal at once.
const READ_AHEAD: usize = 256;

/// The first wait after a failed delivery; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// The longest wait that a receiver may ask for; what asks for more is not in its right mind.
const LONGEST_ASKED: Duration = Duration::from_hours(24);

/// How often a receiver that refuses what it is offered is asked again while a run lasts: somebody may have mended it.
const DECLINED_WAIT: Duration = Duration::from_mins(15);

/// How long a receiver that does not answer is tried again when all else has ended: it may be restarting.
const LAST_TRIES: Duration = Duration::from_secs(10);

/// How the delivery to one sink went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkReport {
    /// Which sink.
    pub sink: String,
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
            delivered: 0,
            end,
        }
    }
}

impl SinkReport {
    /// A sink that was changed while its former delivery cannot be ended.
    pub fn not_let_go(sink: &str) -> Self {
        let message = "it was changed, and still takes what it was offered before".to_owned();
        let hint =
            "when its receiver is well again, reload the configuration once more, or restart";
        Self {
            sink: sink.to_owned(),
            delivered: 0,
            end: SinkEnd::Failed {
                message,
                hint: Some(hint.to_owned()),
            },
        }
    }

    /// A sink that was still delivering when the run had to end. What it has acknowledged is in its cursor.
    pub(super) fn unfinished(sink: String) -> Self {
        Self {
            sink,
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
    let mut patience = Patience::new();
    progress.sinks.is_open(delivery.sink.id(), true);
    let end = loop {
        let desk_ended = durable.has_changed().is_err();
        durable.borrow_and_update();
        let halt = match drain(&mut delivery, &journal, &mut delivered, &progress).await {
            Ok(()) if desk_ended => break SinkEnd::Complete,
            Ok(()) => {
                patience = Patience::new();
                // An error means that the desk has ended: the next round is the last.
                durable.changed().await.ok();
                continue;
            }
            Err(Halt::Sink(DeliverError::Closed { .. })) => break SinkEnd::Closed,
            Err(halt) => halt,
        };
        let waited = match &halt {
            Halt::Sink(error) => patience.wait(delivery.sink.id(), error, &mut durable).await,
            Halt::Journal(_) => false,
        };
        if !waited {
            break failed(&halt);
        }
    };
    progress.sinks.is_open(delivery.sink.id(), false);
    SinkReport {
        sink: delivery.sink.id().to_owned(),
        delivered,
        end,
    }
}

/// How long a sink that failed is waited for.
struct Patience {
    next: Duration,
    /// When the last try is, known once the desk has ended.
    last_try: Option<Instant>,
}

impl Patience {
    fn new() -> Self {
        Self {
            next: FIRST_WAIT,
            last_try: None,
        }
    }

    /// Waits for the time to try again; `false` if there is none in this run.
    async fn wait(
        &mut self,
        sink: &str,
        error: &DeliverError,
        durable: &mut watch::Receiver<u64>,
    ) -> bool {
        let desk_ended = durable.has_changed().is_err();
        let asked = match error {
            DeliverError::Temporary { .. } if !desk_ended => Duration::ZERO,
            DeliverError::NotNow { wait, .. } => wait.unwrap_or_default().min(LONGEST_ASKED),
            DeliverError::Declined {
                for_good: false, ..
            } if !desk_ended => DECLINED_WAIT,
            _ => return false,
        };
        let wait = self.next.max(asked);
        let due = Instant::now() + wait;
        self.next = (self.next * 2).min(LONGEST_WAIT);
        if desk_ended && !self.may_wait_until(due) {
            return false;
        }
        tracing::warn!(
            sink,
            wait_s = wait.as_secs_f64(),
            hint = error.hint(),
            "delivery failed, will be tried again: {}",
            report(error)
        );
        let desk_ends = async { while durable.changed().await.is_ok() {} };
        if tokio::time::timeout_at(due, desk_ends).await.is_err() {
            return true;
        }
        if !desk_ended && asked.is_zero() {
            self.next = FIRST_WAIT; // nothing else is left to wait for
            return true;
        }
        if !self.may_wait_until(due) {
            return false;
        }
        tokio::time::sleep_until(due).await;
        true
    }

    /// Whether a try at this time comes before the last one, now that the desk has ended.
    fn may_wait_until(&mut self, due: Instant) -> bool {
        due <= *self.last_try.get_or_insert(Instant::now() + LAST_TRIES)
    }
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
        let handed_over = hand_over(&mut *delivery.sink, &wanted, last).await;
        // A sink may have taken some of them before it failed.
        let next = delivery.sink.resume();
        progress
            .sinks
            .reached(delivery.sink.id(), next.saturating_sub(1));
        let taken = wanted.iter().filter(|event| event.sequence < next).count() as u64;
        *delivered += taken;
        progress.delivered(taken);
        handed_over?;
    }
    delivery.sink.settled().await?;
    progress.sinks.saved(delivery.sink.id());
    Ok(())
}

async fn hand_over(sink: &mut dyn Sink, wanted: &[Event], last: u64) -> Result<(), DeliverError> {
    if !wanted.is_empty() {
        sink.deliver(wanted).await?;
    }
    sink.acknowledge(last).await
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

#[cfg(test)]
mod tests;
