//! The deliveries of a process: one task for each sink. They may outlive the run that they began in, so that a new
//! configuration interrupts no sink that stays as it is.
//!
//! What must hold: no sink has two deliveries at once. One that was let go and has not ended keeps its name.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use config::Sink;
use state::JournalReader;
use tokio::{
    sync::watch,
    task::{AbortHandle, JoinSet},
    time::{Instant, sleep_until},
};

use super::{
    closing::collect,
    deliver::{Delivery, SinkEnd, SinkReport, deliver},
    desk::Ends,
    poll::stopped,
    postponed::Postponed,
    progress::Progress,
};

/// How long is waited for sinks that are let go, to take what is journalled already.
const GRACE: Duration = Duration::from_secs(10);

/// The deliveries that are under way.
#[derive(Debug)]
pub struct Deliveries {
    /// The last durable sequence; a delivery ends once nobody can announce another.
    durable: watch::Sender<u64>,
    delivering: JoinSet<SinkReport>,
    relaying: JoinSet<()>,
    begun: Vec<Begun>,
}

/// What deliveries read, where they count, and how the run ends that begins them.
type Way<'w> = (&'w JournalReader, &'w Arc<Progress>, Ends);

/// A delivery that was begun.
#[derive(Debug)]
struct Begun {
    wants: Sink,
    task: AbortHandle,
    /// Dropped at its other end when the delivery ends.
    ended: watch::Receiver<()>,
    /// What tells it of new events; without it, it takes what there is and ends.
    relay: AbortHandle,
    was_let_go: bool,
}

impl Deliveries {
    /// None yet; the journal is durable up to there.
    pub(super) fn new(durable: u64) -> Self {
        Self {
            durable: watch::Sender::new(durable),
            delivering: JoinSet::new(),
            relaying: JoinSet::new(),
            begun: Vec::new(),
        }
    }

    /// What announces new events to all of them.
    pub(super) fn announcer(&self) -> watch::Sender<u64> {
        self.durable.clone()
    }

    /// Begins these.
    pub(super) fn begin(&mut self, deliveries: Vec<Delivery>, way: Way<'_>) {
        for delivery in deliveries {
            let wants = delivery.wants.clone();
            self.begin_one(wants, way, move |_| std::future::ready(Ok(delivery)));
        }
    }

    /// Begins each of these once all of its name that were let go have ended.
    pub(super) fn begin_behind(&mut self, deliveries: Vec<Postponed>, way: Way<'_>) {
        for postponed in deliveries {
            let wants = postponed.wants.clone();
            tracing::warn!(
                sink = wants.id,
                "was changed while its receiver does not answer: it gets nothing until that has ended, and is opened then"
            );
            let before = self.begun.iter().filter(|begun| begun.wants.id == wants.id);
            let before = before.map(|begun| begun.ended.clone()).collect();
            self.begin_one(wants, way, move |told| postponed.open_behind(before, told));
        }
    }

    fn begin_one<O>(
        &mut self,
        wants: Sink,
        (journal, progress, ends): Way<'_>,
        open: impl FnOnce(watch::Receiver<u64>) -> O,
    ) where
        O: Future<Output = Result<Delivery, SinkReport>> + Send + 'static,
    {
        let (tell, told) = watch::channel(*self.durable.borrow());
        let relay = self.relaying.spawn(relay(self.durable.subscribe(), tell));
        let (end, ended) = watch::channel(());
        let opening = open(told.clone());
        let (journal, progress) = (journal.clone(), Arc::clone(progress));
        let task = self.delivering.spawn(async move {
            let report = match opening.await {
                Ok(delivery) => deliver(delivery, journal, told, progress).await,
                Err(report) => report,
            };
            if ends == Ends::Stopped {
                // Nobody sees the report of a run without an end before it is stopped.
                told_of(&report);
            }
            drop(end);
            report
        });
        self.begun.push(Begun {
            wants,
            task,
            ended,
            relay,
            was_let_go: false,
        });
    }

    /// Lets go of all that are not to stay, and waits a while for them to end. A stop ends the waiting.
    pub async fn let_go(&mut self, stays: impl Fn(&Sink) -> bool, stop: watch::Receiver<bool>) {
        for begun in &mut self.begun {
            if !stays(&begun.wants) {
                begun.relay.abort();
                begun.was_let_go = true;
            }
        }
        let end = Instant::now() + GRACE;
        while self.begun.iter().any(Begun::is_ending) {
            tokio::select! {
                ended = self.delivering.join_next() => if ended.is_none() { break },
                () = sleep_until(end) => break,
                () = stopped(stop.clone()) => break,
            }
        }
        // Those that have ended were told when they did.
        self.begun.retain(|begun| !begun.task.is_finished());
        while self.delivering.try_join_next().is_some() {}
        while self.relaying.try_join_next().is_some() {}
    }

    /// Whether this sink, as it is, has a delivery that goes on.
    pub fn goes_on(&self, sink: &Sink) -> bool {
        let mut begun = self.begun.iter().filter(|begun| !begun.was_let_go);
        begun.any(|begun| begun.wants == *sink && !begun.task.is_finished())
    }

    /// Whether a sink of this name was let go and has not ended.
    pub fn is_ending(&self, sink: &str) -> bool {
        let mut ending = self.begun.iter().filter(|begun| begun.is_ending());
        ending.any(|begun| begun.wants.id == sink)
    }

    /// The names of all that have not ended.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        let going = self.begun.iter().filter(|begun| !begun.task.is_finished());
        going.map(|begun| begun.wants.id.as_str()).collect()
    }

    /// Waits until all have taken everything, or for a grace time once a stop was asked for.
    pub(super) async fn end(self, stop: watch::Receiver<bool>) -> Vec<SinkReport> {
        drop(self.durable);
        let names = self.begun.into_iter().map(|begun| begun.wants.id);
        collect(self.delivering, names.collect(), stop).await
    }
}

impl Begun {
    fn is_ending(&self) -> bool {
        self.was_let_go && !self.task.is_finished()
    }
}

/// Hands on what is announced until nobody announces any more; then whoever is told hears nothing more either.
async fn relay(mut from: watch::Receiver<u64>, to: watch::Sender<u64>) {
    while from.changed().await.is_ok() {
        let sequence = *from.borrow_and_update();
        to.send_replace(sequence);
    }
}

fn told_of(report: &SinkReport) {
    let sink = report.sink.as_str();
    match &report.end {
        SinkEnd::Failed { message, hint } => {
            tracing::error!(
                sink,
                hint,
                "gets nothing more until the next start: {message}"
            );
        }
        SinkEnd::Closed => tracing::info!(sink, "its reader has gone away; it gets nothing more"),
        SinkEnd::Complete | SinkEnd::Stopped => {}
    }
}

#[cfg(test)]
mod tests;
