//! Sending the past again, out of the journal, to one sink: beside whoever writes the journal, and without any cursor.
//!
//! What is sent is what the sink wants by its configuration, and of that what a person asks for. Events go in their order
//! and whole; a receiver that refuses one for good is told of, and the rest goes on.

use std::{sync::Mutex, time::Duration};

use connectors::{DeliverError, Sink};
use item::{Body, Event, Query};
use jiff::Timestamp;
use state::{JournalReader, StateError};

use super::outcome::report;

/// Events read from the journal at once.
const READ_AHEAD: usize = 256;

/// The waits between tries of one that is away; then a person is asked.
const WAITS: [u64; 6] = [1, 2, 4, 8, 16, 30];

/// Refusals that are shown; all are counted.
const SHOWN: usize = 5;

/// What is to be sent.
#[derive(Debug)]
pub struct Replay {
    /// What the sink wants by its configuration.
    pub wants: config::Sink,
    /// What a person asks for, of that.
    pub query: Option<Query>,
    /// The first that is sent.
    pub from: Bound,
    /// The last one, or the time before which it was journalled.
    pub until: Option<Bound>,
}

/// A place in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// An event.
    Sequence(u64),
    /// A moment.
    Time(Timestamp),
}

/// What was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The last event that was looked at and dealt with.
    pub read_to: u64,
    /// The first event that the journal still has, if it has not all that was asked for.
    pub begins_at: Option<u64>,
    /// The last event of the journal when it began.
    pub end: u64,
    /// Events that the journal lost, by damage or because they were dropped meanwhile.
    pub lost: u64,
    /// Events that the sink took.
    pub sent: u64,
    /// Events that its receiver refused.
    pub refused: u64,
    /// What it said of the first of them.
    pub refusals: Vec<String>,
    /// Items whose words the journal no longer keeps, which cannot be sent.
    pub emptied: u64,
}

/// Why it ended early.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The sink does not take it.
    #[error(transparent)]
    Sink(#[from] DeliverError),
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] StateError),
}

impl ReplayError {
    /// What a person can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Sink(error) => error.hint(),
            Self::Journal(error) => error.hint(),
        }
    }
}

/// Sends what is asked for to `sink`; where there is none, only counts it. `done` says at every moment how far it is.
pub async fn replay(
    asked: &Replay,
    mut sink: Option<Box<dyn Sink>>,
    journal: JournalReader,
    done: &Mutex<Replayed>,
) -> Result<(), ReplayError> {
    let end = journal.durable();
    let mut next = match asked.from {
        Bound::Sequence(sequence) => sequence.max(1),
        Bound::Time(_) => 1,
    };
    with(done, |done| done.end = end);
    let mut is_first = true;
    while next <= end {
        let events = read(journal.clone(), next).await?;
        let Some((first, last)) = events.first().zip(events.last()) else {
            let asked_to = match asked.until {
                Some(Bound::Sequence(until)) => until.min(end),
                _ => end,
            };
            let missing = (asked_to + 1).saturating_sub(next);
            with(done, |done| done.lost += missing);
            break;
        };
        let mut expected = next;
        if std::mem::take(&mut is_first) && first.sequence > next {
            expected = first.sequence;
            // What was before a time that is asked for is not asked for.
            let is_whole = matches!(asked.from, Bound::Time(_)) && !asked.has_begun(first);
            let begins_at = Some(expected).filter(|_| !is_whole);
            with(done, |done| done.begins_at = begins_at);
        }
        let holes = asked.holes(&events, expected);
        with(done, |done| done.lost += holes);
        let last = last.sequence.min(end);
        let is_over = events.iter().any(|event| asked.is_behind(event));
        let (chosen, emptied) = asked.choose(events, end);
        with(done, |done| done.emptied += emptied);
        match &mut sink {
            Some(sink) => send(sink.as_mut(), &chosen, done).await?,
            None => with(done, |done| done.sent += chosen.len() as u64),
        }
        with(done, |done| done.read_to = last);
        if is_over {
            break;
        }
        next = last + 1;
    }
    Ok(())
}

impl Replay {
    /// The events that are sent, and how many items there are that cannot be.
    fn choose(&self, events: Vec<Event>, end: u64) -> (Vec<Event>, u64) {
        let asked = |event: &Event| {
            event.sequence <= end && self.has_begun(event) && !self.is_behind(event)
        };
        let asked: Vec<Event> = events.into_iter().filter(asked).collect();
        let emptied = |event: &&Event| matches!(event.body, Body::ItemEmptied { .. });
        let emptied = asked.iter().filter(emptied).count() as u64;
        let wanted = |event: &Event| {
            let query = self.query.as_ref();
            self.wants.wants(event) && query.is_none_or(|query| query.matches(event))
        };
        let chosen = asked.into_iter().filter(wanted).map(Event::for_sinks);
        (chosen.collect(), emptied)
    }

    /// How many events are not there between these, of those that are asked for; the first one is to be `next`.
    fn holes(&self, events: &[Event], mut next: u64) -> u64 {
        let mut holes = 0;
        for event in events {
            if self.has_begun(event) && !self.is_behind(event) {
                holes += event.sequence.saturating_sub(next);
            }
            next = event.sequence + 1;
        }
        holes
    }

    fn has_begun(&self, event: &Event) -> bool {
        match self.from {
            Bound::Sequence(sequence) => event.sequence >= sequence,
            Bound::Time(time) => event.time >= time,
        }
    }

    /// Whether an event and all that follow it are no longer asked for.
    fn is_behind(&self, event: &Event) -> bool {
        match self.until {
            None => false,
            Some(Bound::Sequence(sequence)) => event.sequence > sequence,
            Some(Bound::Time(time)) => event.time >= time,
        }
    }
}

/// Hands events over, waiting for a sink that is away.
pub async fn send(
    sink: &mut dyn Sink,
    events: &[Event],
    done: &Mutex<Replayed>,
) -> Result<(), DeliverError> {
    let mut rest = events;
    let mut waits = WAITS.into_iter();
    while !rest.is_empty() {
        let ready = sink.ready().await;
        let before = sink.resume();
        let sent = match ready {
            Ok(()) => sink.deliver(rest).await,
            away => away,
        };
        let error = match sent {
            Ok(()) => {
                with(done, |done| done.sent += rest.len() as u64);
                break;
            }
            Err(error) => error,
        };
        if let DeliverError::Unfit { sequence, .. } = &error {
            let taken = rest.iter().take_while(|event| event.sequence < *sequence);
            let taken = taken.count();
            rest = rest.get(taken + 1..).unwrap_or_default();
            with(done, |done| done.refuse(taken as u64, report(&error)));
            continue;
        }
        // Where it stood before may be behind these events: dead letters come in no order.
        let taken = match sink.resume() {
            next if next > before => rest
                .iter()
                .take_while(|event| event.sequence < next)
                .count(),
            _ => 0,
        };
        rest = rest.get(taken..).unwrap_or_default();
        with(done, |done| done.sent += taken as u64);
        let wait = match &error {
            DeliverError::Temporary { .. } | DeliverError::NotNow { .. } => waits.next(),
            _ => None,
        };
        let Some(wait) = wait else {
            return Err(error);
        };
        tracing::warn!(
            hint = error.hint(),
            "will be tried again: {}",
            report(&error)
        );
        tokio::time::sleep(Duration::from_secs(wait)).await;
    }
    Ok(())
}

impl Replayed {
    fn refuse(&mut self, taken: u64, why: String) {
        self.sent += taken;
        self.refused += 1;
        if self.refusals.len() < SHOWN {
            self.refusals.push(why);
        }
    }
}

fn with(done: &Mutex<Replayed>, change: impl FnOnce(&mut Replayed)) {
    change(
        &mut done
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner),
    );
}

async fn read(journal: JournalReader, from: u64) -> Result<Vec<Event>, StateError> {
    let reading = tokio::task::spawn_blocking(move || journal.read_from(from, READ_AHEAD));
    // Where the runtime is going down there is nothing left to send.
    reading.await.unwrap_or_else(|_gone| Ok(Vec::new()))
}

#[cfg(test)]
mod tests;
