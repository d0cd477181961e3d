//! New events for those who follow: each reads the journal by itself, woken when there is more.
//!
//! What must hold: a slow follower holds nobody up and costs no memory but its own place in the journal.

use std::{sync::Arc, time::Duration};

use item::Event;
use state::{JournalReader, StateError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// How often the journal is asked whether there is more: what a person does not notice.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Followers at once; each holds a connection for hours.
const MOST_FOLLOWERS: usize = 512;

/// Events that are read for a follower at once.
pub(crate) const STEP: usize = 64;

/// The end of the journal, as it moves.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    journal: JournalReader,
    end: watch::Sender<u64>,
    followers: Arc<Semaphore>,
}

impl Live {
    pub(crate) fn new(journal: JournalReader) -> Self {
        let (end, _) = watch::channel(journal.durable());
        Self {
            journal,
            end,
            followers: Arc::new(Semaphore::new(MOST_FOLLOWERS)),
        }
    }

    /// Watches the journal; never returns.
    pub(crate) async fn watch(&self) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            ticks.tick().await;
            let durable = self.journal.durable();
            self.end
                .send_if_modified(|end| std::mem::replace(end, durable) != durable);
        }
    }

    /// Follows the journal from behind an event; `None` while too many follow.
    pub(crate) fn follow(&self, after: u64) -> Option<Follower> {
        let place = Arc::clone(&self.followers).try_acquire_owned().ok()?;
        Some(Follower {
            journal: self.journal.clone(),
            end: self.end.subscribe(),
            after,
            _place: place,
        })
    }

    /// How many follow.
    pub(crate) fn followers(&self) -> usize {
        MOST_FOLLOWERS - self.followers.available_permits()
    }
}

/// One who follows.
#[derive(Debug)]
pub(crate) struct Follower {
    journal: JournalReader,
    end: watch::Receiver<u64>,
    after: u64,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    /// The next events, when there are any; `None` at the end of the run.
    pub(crate) async fn next(&mut self) -> Option<Result<Vec<Event>, StateError>> {
        let after = self.after;
        self.end.wait_for(|end| *end > after).await.ok()?;
        let journal = self.journal.clone();
        let read = tokio::task::spawn_blocking(move || journal.read_from(after + 1, STEP));
        let events = read.await.ok()?;
        if let Ok(events) = &events {
            // Nothing readable follows: what was lost is passed over.
            let last = events.last().map(|event| event.sequence);
            self.after = last.unwrap_or(*self.end.borrow());
        }
        Some(events)
    }
}
