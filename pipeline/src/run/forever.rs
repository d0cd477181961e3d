//! The daemon's run: every source is polled when it is due or says that it has changed, until a stop is asked for.
//!
//! One task for each source polls it, one poll after the other, so that none ever overlaps itself. What is found goes
//! the same way as in the one-shot; what failed is tried again when it is due. The task of a source that meets a fault
//! of the program begins again; only a failed write of the state ends the run.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use config::{Every, Source};
use connectors::{Clock, Connector};
use futures::FutureExt;
use jiff::Timestamp;
use state::Health;
use tokio::{
    sync::{Notify, Semaphore, watch},
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};

use super::{
    closing::Left,
    control::{Control, Nudge},
    crew::Crew,
    desk::Ends,
    message::{DeskGone, DeskHandle, Standing},
    once::POLLS_AT_ONCE,
    outcome::panic_text,
    plan::{Plan, Reports, RunError},
    poll::{Poll, poll, stopped},
    progress::Progress,
    tell::Told,
};
use crate::schedule::{Runner, next_due};

/// From the end of one poll to the beginning of the next, whatever the schedule says: a guard against a source that
/// is always due.
const LEAST_PAUSE: Duration = Duration::from_secs(1);

/// The longest sleep before the clock is asked again: it may be set, and time passes while a machine sleeps.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// The first wait after a fault of the program; it doubles up to [`LONGEST_RESTART`].
const FIRST_RESTART: Duration = Duration::from_secs(1);
const LONGEST_RESTART: Duration = Duration::from_mins(5);

/// Runs until `stop` turns true; then no more work is begun, and what was received is settled. What is left goes on in
/// the next run, or is closed. `sources` are those that are polled, with their rhythms.
pub async fn run_forever(
    plan: Plan,
    sources: Vec<Source>,
    control: &Control,
    stop: watch::Receiver<bool>,
) -> Result<Left, RunError> {
    let permits = Arc::new(Semaphore::new(POLLS_AT_ONCE));
    let followed: Vec<Followed> = sources
        .into_iter()
        .filter_map(|source| {
            let connector = Arc::clone(plan.connectors.get(&source.id)?);
            Some(Followed {
                nudge: control.nudge_of(&source.id),
                source,
                connector,
                permits: Arc::clone(&permits),
                clock: Arc::clone(&plan.clock),
                progress: Arc::clone(&plan.progress),
                stop: stop.clone(),
            })
        })
        .collect();
    let (crew, desk) = Crew::start(plan, Ends::Stopped, 0, stop)?;
    let nudges = followed.iter().map(|one| (&one.source.id, &one.nudge));
    control.is_for(&desk, nudges);
    crew.run(desk.clone(), follow_all(followed, desk)).await
}

async fn follow_all(sources: Vec<Followed>, desk: DeskHandle) -> Result<Reports, RunError> {
    let mut following = JoinSet::new();
    for source in sources {
        following.spawn(source.follow(desk.clone()));
    }
    drop(desk);
    while let Some(ended) = following.join_next().await {
        ended?;
    }
    // Each was told when it ended; kept, they would grow for ever.
    Ok(Reports::default())
}

/// A poll that was asked for: it is asked for once more where it does not come about.
struct Heard<'n>(Option<&'n Notify>);

impl Drop for Heard<'_> {
    fn drop(&mut self) {
        if let Some(now) = self.0 {
            now.notify_one();
        }
    }
}

/// A source and what polling it needs.
struct Followed {
    source: Source,
    connector: Arc<dyn Connector>,
    permits: Arc<Semaphore>,
    clock: Clock,
    progress: Arc<Progress>,
    nudge: Arc<Nudge>,
    stop: watch::Receiver<bool>,
}

impl Followed {
    /// Polls the source until the run ends, and begins again after a fault of the program.
    async fn follow(self, desk: DeskHandle) {
        let mut wait = FIRST_RESTART;
        loop {
            let began = Instant::now();
            let fault = match AssertUnwindSafe(self.poll_when_due(&desk))
                .catch_unwind()
                .await
            {
                // A stop, or a desk that is gone and says why itself.
                Ok(Ok(()) | Err(DeskGone)) => return,
                Err(panic) => panic_text(panic.as_ref()),
            };
            if began.elapsed() > LONGEST_RESTART {
                wait = FIRST_RESTART;
            }
            tracing::error!(
                source = %self.source.id,
                wait_s = wait.as_secs_f64(),
                "following it met a fault of the program, it begins again: {fault}"
            );
            tokio::select! {
                () = stopped(self.stop.clone()) => return,
                () = desk.gone() => return,
                () = sleep(wait) => {}
            }
            wait = (wait * 2).min(LONGEST_RESTART);
        }
    }

    async fn poll_when_due(&self, desk: &DeskHandle) -> Result<(), DeskGone> {
        let mut told = Told::default();
        let mut earliest = Instant::now();
        loop {
            let standing = desk.standing(self.source.id.clone()).await?;
            tokio::select! {
                biased;
                () = stopped(self.stop.clone()) => return Ok(()),
                () = desk.gone() => return Err(DeskGone),
                () = self.nudge.look.notified() => continue,
                () = self.is_wanted(&standing, earliest) => {}
            }
            let began = Instant::now();
            let one = Poll {
                source: self.source.id.clone(),
                connector: Arc::clone(&self.connector),
                cursor: standing.cursor,
                permits: Arc::clone(&self.permits),
                clock: Arc::clone(&self.clock),
                progress: Arc::clone(&self.progress),
                stop: self.stop.clone(),
            };
            self.progress.to_poll(1);
            let report = poll(one, desk.clone()).await?;
            told.tell(&report, standing.health.failures, began.elapsed());
            earliest = Instant::now() + LEAST_PAUSE;
        }
    }

    /// Returns when the source is to be polled.
    async fn is_wanted(&self, standing: &Standing, earliest: Instant) {
        tokio::select! {
            biased; // one poll answers whoever asks, so what is forgotten by being heard comes first
            () = self.nudge.now.notified() => {
                let mut heard = Heard(Some(&self.nudge.now));
                sleep_until(earliest).await;
                heard.0 = None;
            }
            () = self.due_or_changed(&standing.health), if !standing.is_paused => {
                sleep_until(earliest).await;
            }
        }
    }

    async fn due_or_changed(&self, health: &Health) {
        let due = next_due(&self.source, health, Runner::Daemon);
        tokio::select! {
            biased;
            () = self.changed() => {}
            () = self.due(due) => {}
        }
    }

    async fn due(&self, due: Option<Timestamp>) {
        let Some(due) = due else { return };
        loop {
            let left = due.duration_since((self.clock)());
            // What is past cannot be turned into a wait.
            let Ok(left) = Duration::try_from(left) else {
                return;
            };
            if left.is_zero() {
                return;
            }
            sleep(left.min(LOOK_AGAIN)).await;
        }
    }

    /// Who wrote down fixed times wants them, and nothing in between.
    async fn changed(&self) {
        if matches!(self.source.every, Every::Cron(_)) {
            return std::future::pending().await;
        }
        self.connector.changed().await;
    }
}

#[cfg(test)]
mod tests;
