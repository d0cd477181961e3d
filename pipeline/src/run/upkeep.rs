//! What the desk does beside its work: soft rows reach the disk though nothing is journalled, old segments of the journal
//! go, and a person is told what is wrong.

use std::time::Duration;

use state::StateError;
use tokio::time::Instant;

use super::{
    desk::{Desk, Ends},
    watch::Look,
};

/// How often the store is made to reach the disk, so that a start after a sudden end has little to fold again.
const FLUSH_EVERY: Duration = Duration::from_secs(30);

/// How often a run without an end drops what the journal need not keep any longer; others do it at their end.
const RETAIN_EVERY: Duration = Duration::from_hours(1);

/// The same while more of it is to be done: a part takes some seconds, in which nothing else is written.
const RETAIN_AGAIN: Duration = Duration::from_mins(1);

/// When what was last done.
#[derive(Debug)]
pub(super) struct Upkeep {
    /// Whether anything was changed since the store last reached the disk.
    pub(super) unflushed: bool,
    begun: Instant,
    flushed: Instant,
    retained: Instant,
    retain_after: Duration,
}

impl Upkeep {
    /// Upkeep of a process that last dropped old segments then.
    pub(super) fn begin(retained: Instant) -> Self {
        Self {
            unflushed: false,
            begun: Instant::now(),
            flushed: Instant::now(),
            retained,
            retain_after: RETAIN_EVERY,
        }
    }

    /// How long the run lasts already.
    pub(super) fn age(&self) -> Duration {
        self.begun.elapsed()
    }
}

impl Desk {
    /// Does what is due.
    pub(super) fn keep_up(&mut self) -> Result<(), StateError> {
        if self.until_flush() == Some(Duration::ZERO) {
            self.commit()?;
            self.state.flush()?;
            self.telling.write(self.journal.durable())?;
            self.upkeep.flushed = Instant::now();
            self.upkeep.unflushed = false;
        }
        if self.until_retention() == Some(Duration::ZERO) {
            self.upkeep.retained = Instant::now();
            self.progress.retained(self.upkeep.retained);
            self.retain()?;
        }
        if self.watch.until_look() == Duration::ZERO {
            self.look(None)?;
        }
        Ok(())
    }

    /// How long until something is due; none if nothing ever is.
    pub(super) fn until_upkeep(&self) -> Option<Duration> {
        let (flush, retention) = (self.until_flush(), self.until_retention());
        let look = (self.ends == Ends::Stopped && !self.stopping).then(|| self.watch.until_look());
        flush.into_iter().chain(retention).chain(look).min()
    }

    /// Journals what is new of what a person is to be told of.
    fn look(&mut self, excess: Option<u64>) -> Result<(), StateError> {
        let when = (Look::Again, self.now());
        let news = self
            .watch
            .look(&mut self.state, &self.progress, excess, when);
        for body in news {
            self.push(body)?;
        }
        Ok(())
    }

    fn until_flush(&self) -> Option<Duration> {
        let left = FLUSH_EVERY.saturating_sub(self.upkeep.flushed.elapsed());
        self.upkeep.unflushed.then_some(left)
    }

    fn until_retention(&self) -> Option<Duration> {
        let upkeep = &self.upkeep;
        let left = upkeep
            .retain_after
            .saturating_sub(upkeep.retained.elapsed());
        (self.ends == Ends::Stopped && !self.stopping).then_some(left)
    }

    fn retain(&mut self) -> Result<(), StateError> {
        self.commit()?;
        let floors = self.progress.sinks.floors();
        let retained = self.state.retain(&floors, self.now())?;
        // Gaps were journalled and committed on the way.
        self.announce(self.journal.durable());
        self.upkeep.retain_after = if retained.more {
            RETAIN_AGAIN
        } else {
            RETAIN_EVERY
        };
        if retained.emptied > 0 {
            tracing::info!(
                segments = retained.emptied,
                "words that are older than their sources' `keep` were taken out of the journal"
            );
        }
        if retained.segments > 0 {
            tracing::info!(
                segments = retained.segments,
                bytes = retained.bytes,
                "old segments of the journal were dropped"
            );
        }
        for sink in &retained.gaps {
            tracing::warn!(
                sink,
                "will never see some events: `[state] hard_max_size` dropped them; a `sink.gap` event says which"
            );
        }
        self.look(Some(retained.excess))
    }
}
