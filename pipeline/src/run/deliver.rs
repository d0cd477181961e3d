//! Delivery: one task per sink drains the journal from the sink's own cursor, at the sink's own pace.

mod offer;

use std::{sync::Arc, time::Duration};

use connectors::{Clock, DeadLetters, DeliverError, Sink};
use item::Event;
use state::{JournalReader, StateError};
use tokio::{sync::watch, time::Instant};

use self::offer::offer;
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
    /// Events that its receiver refused, and that were set aside.
    pub set_aside: u64,
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
            set_aside: 0,
            end,
        }
    }

    /// A sink that was still delivering when the run had to end. What it has acknowledged is in its cursor.
    pub(super) fn unfinished(sink: String) -> Self {
        Self {
            sink,
            delivered: 0,
            set_aside: 0,
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
pub struct Delivery {
    /// The sink.
    pub sink: Box<dyn Sink>,
    /// Which events it wants.
    pub wants: config::Sink,
    /// Where events are set aside that its receiver refuses.
    pub dead: DeadLetters,
    /// Says when that was.
    pub clock: Clock,
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery")
            .field("sink", &self.sink)
            .finish_non_exhaustive()
    }
}

/// What a sink was rid of in a run.
#[derive(Debug, Default)]
struct Rid {
    delivered: u64,
    set_aside: u64,
}

/// Why a round of delivery ended early.
enum Halt {
    Sink(DeliverError),
    Journal(StateError),
}

impl Halt {
    fn said(&self) -> String {
        match self {
            Self::Sink(error) => report(error),
            Self::Journal(error) => report(error),
        }
    }

    /// Whether it will not pass by itself.
    fn is_refusal(&self) -> bool {
        !matches!(
            self,
            Self::Sink(
                DeliverError::Temporary { .. }
                    | DeliverError::NotNow { .. }
                    | DeliverError::Closed { .. }
            )
        )
    }
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
    let mut rid = Rid::default();
    let mut patience = Patience::new();
    progress.sinks.is_open(delivery.sink.id(), true);
    let end = loop {
        let desk_ended = durable.has_changed().is_err();
        durable.borrow_and_update();
        let halt = match drain(&mut delivery, &journal, &mut rid, &mut patience, &progress).await {
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
        let refuses = halt.is_refusal();
        progress
            .sinks
            .fails(delivery.sink.id(), halt.said(), refuses);
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
        delivered: rid.delivered,
        set_aside: rid.set_aside,
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
            }
            | DeliverError::Unfit { .. }
                if !desk_ended =>
            {
                DECLINED_WAIT
            }
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
    rid: &mut Rid,
    patience: &mut Patience,
    progress: &Progress,
) -> Result<(), Halt> {
    let id = delivery.sink.id().to_owned();
    progress.sinks.dead_letters(&id, counted(delivery).await);
    if let Err(error) = delivery.sink.ready().await {
        let waiting = read(journal.clone(), delivery.sink.resume(), 1).await;
        if let Some(first) = waiting.map_err(Halt::Journal)?.first() {
            progress.sinks.waits_since(&id, first.time);
        }
        return Err(error.into());
    }
    loop {
        let events = read(journal.clone(), delivery.sink.resume(), READ_AHEAD)
            .await
            .map_err(Halt::Journal)?;
        let Some((first, last)) = events.first().zip(events.last()) else {
            break;
        };
        progress.sinks.waits_since(&id, first.time);
        let last = last.sequence;
        let wanted: Vec<Event> = events
            .into_iter()
            .filter(|event| delivery.wants.wants(event))
            .map(Event::for_sinks)
            .collect();
        let (handed_over, set_aside) = offer(delivery, &wanted, last).await;
        // A sink may have taken some of them before it failed.
        let next = delivery.sink.resume();
        progress.sinks.reached(&id, next.saturating_sub(1));
        let dealt_with = wanted.iter().filter(|event| event.sequence < next).count() as u64;
        let taken = dealt_with.saturating_sub(set_aside);
        rid.delivered += taken;
        rid.set_aside += set_aside;
        progress.delivered(taken);
        if set_aside > 0 {
            progress.sinks.set_aside(&id, set_aside);
            progress.sinks.dead_letters(&id, counted(delivery).await);
        }
        handed_over?;
        if !wanted.is_empty() {
            progress.sinks.took(&id, delivery.sink.saved());
            patience.next = FIRST_WAIT;
        }
    }
    delivery.sink.settled().await?;
    progress.sinks.is_through(&id);
    Ok(())
}

/// How many dead letters the sink has. A person may have taken some away.
async fn counted(delivery: &mut Delivery) -> u64 {
    let mut dead = delivery.dead.clone();
    let counting = tokio::task::spawn_blocking(move || (dead.count(), dead));
    match counting.await {
        Ok((letters, dead)) => {
            delivery.dead = dead;
            letters
        }
        Err(_gone) => 0,
    }
}

async fn read(journal: JournalReader, from: u64, most: usize) -> Result<Vec<Event>, StateError> {
    match tokio::task::spawn_blocking(move || journal.read_from(from, most)).await {
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
