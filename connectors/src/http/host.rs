//! One host and how it is treated: how many requests at once, how far apart, and when it is left alone.
//!
//! A request waits for three things, in this order and each first come, first served: one of the host's permits, the
//! host's gate, and a permit of all requests together. Whoever holds the gate waits out the host's delay and backoff,
//! and leaves the gate when its request begins; after a failure it keeps the gate to the end of its request, so that
//! a host in trouble is asked by one alone. Nothing that is held here is needed by a request under way, and a
//! request needs one host at a time, so none waits for another in a circle.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use config::PerHost;
use item::digest64;
use tokio::{
    sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

use super::robots::Robots;

/// Who would have to wait longer for a host that is left alone is sent away with a time to come back. Waiting for one's
/// turn among others is another thing: the host is being asked, so everybody comes nearer.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// Requests that wait for a host at once: as many as a run has open, so that none is sent away for the queue alone.
const MAX_WAITING: usize = 1024;

/// After a first refusal (429, 503) without `Retry-After`; doubled with each one more, at most to an hour.
const REFUSED_BACKOFF: (Duration, Duration) = (Duration::from_secs(10), Duration::from_hours(1));

/// After answers that broke off or never came, from the third in a row on.
const BROKEN_BACKOFF: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(10));
const BROKEN_PATIENCE: u32 = 2;

/// A first connection that fails may be chance. After the second the host is down, and its other URLs need not find
/// that out one by one.
const FIRST_DOWN: Duration = Duration::from_secs(5);
const DOWN: Duration = Duration::from_mins(10);

/// After an outage of the own network hosts are asked again within this time, not all at once.
const STAGGER: Duration = Duration::from_secs(30);

/// How much the newest answer weighs in how long a host takes to answer.
const NEWEST: f64 = 0.2;

/// A host that takes long to answer is given as long between two requests, up to this.
const LONGEST_RESPITE: Duration = Duration::from_secs(10);

/// One host: scheme, name and port.
pub(crate) struct Host {
    name: String,
    permits: Arc<Semaphore>,
    gate: Arc<tokio::sync::Mutex<()>>,
    state: Mutex<State>,
    /// What its robots.txt allows. Whoever holds this is reading it; the others wait.
    pub(crate) robots: tokio::sync::Mutex<Option<Robots>>,
}

struct State {
    running: usize,
    waiting: usize,
    delay: Duration,
    next_start: Instant,
    /// How long it takes to answer, in the mean of the last answers; none before the first one.
    latency: Option<Duration>,
    /// Failures in a row.
    failures: u32,
    /// Failures ever.
    all_failures: u64,
    block: Option<NotNow>,
}

/// A host is not to be asked before a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotNow {
    pub(crate) until: Instant,
    /// Why, in words.
    pub(crate) why: String,
    /// Whether it could not be reached at all: then this is a failure like the one that showed it.
    pub(crate) down: bool,
}

/// How a request went, as far as it matters to its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome<'a> {
    /// It answered.
    Answered,
    /// It wants to be left alone (429, 503), perhaps for so long.
    Refused(u16, Option<Duration>),
    /// No connection came about, for this reason.
    Down(&'a str),
    /// The answer broke off or did not come, for this reason.
    Broken(&'a str),
}

/// How a host stands, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostStatus {
    /// Scheme, name and port.
    pub host: String,
    /// Requests under way.
    pub running: usize,
    /// Requests that wait for their turn.
    pub waiting: usize,
    /// How long until the next one may begin.
    pub next_in: Duration,
    /// Why the host is left alone until then, if it is.
    pub left_alone: Option<String>,
}

impl Host {
    pub(crate) fn new(name: String, limits: PerHost) -> Self {
        Self {
            name,
            permits: Arc::new(Semaphore::new(limits.concurrency.max(1))),
            gate: Arc::default(),
            state: Mutex::new(State {
                running: 0,
                waiting: 0,
                delay: limits.delay,
                next_start: Instant::now(),
                latency: None,
                failures: 0,
                all_failures: 0,
                block: None,
            }),
            robots: tokio::sync::Mutex::default(),
        }
    }

    /// Waits until the host may be asked; `all` are the permits of all hosts together.
    pub(crate) async fn turn(self: Arc<Self>, all: &Arc<Semaphore>) -> Result<Turn, NotNow> {
        let waiting = Waiting::begin(&self)?;
        let permit = acquired(&self.permits).await;
        let gate = Arc::clone(&self.gate).lock_owned().await;
        let everybody = loop {
            self.pause().await?;
            let everybody = acquired(all).await;
            // While this waited for the others, one that was under way may have been refused.
            if self.state().wait(Instant::now()).is_zero() {
                break everybody;
            }
        };
        drop(waiting);
        let started = Instant::now();
        let mut state = self.state();
        state.running += 1;
        state.next_start = started + state.pace();
        let alone = (state.failures > 0).then_some(gate);
        let failures_before = state.all_failures;
        drop(state);
        Ok(Turn {
            host: self,
            started,
            failures_before,
            _permits: (permit, everybody),
            _alone: alone,
        })
    }

    /// Lets at least so much time pass between two requests, from the last one on.
    /// Gives whether that is news.
    pub(crate) fn slow_down(&self, delay: Duration) -> bool {
        let mut state = self.state();
        let longer = delay.saturating_sub(state.delay);
        state.delay += longer;
        state.next_start += longer;
        !longer.is_zero()
    }

    /// Scheme, name and port.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it ever answered.
    pub(crate) fn has_answered(&self) -> bool {
        self.state().latency.is_some()
    }

    /// Forgets that it could not be connected to: it was not its fault.
    pub(crate) fn forgive(&self) {
        let mut state = self.state();
        if state.block.as_ref().is_some_and(|block| block.down) {
            state.block = None;
            state.failures = 0;
        }
    }

    /// How much later than others it is asked again after an outage of the own network.
    pub(crate) fn stagger(&self) -> Duration {
        STAGGER.mul_f64(self.jitter(0))
    }

    /// Whether forgetting it loses nothing but what a request finds out again.
    pub(crate) fn is_idle(&self) -> bool {
        let state = self.state();
        state.running + state.waiting == 0 && state.wait(Instant::now()).is_zero()
    }

    /// How it stands.
    pub(crate) fn status(&self) -> HostStatus {
        let now = Instant::now();
        let state = self.state();
        let block = state.block.as_ref().filter(|block| block.until > now);
        HostStatus {
            host: self.name.clone(),
            running: state.running,
            waiting: state.waiting,
            next_in: state.wait(now),
            left_alone: block.map(|block| block.why.clone()),
        }
    }

    /// Waits out the delay and a short backoff. Called by the holder of the gate.
    async fn pause(&self) -> Result<(), NotNow> {
        loop {
            let now = Instant::now();
            let wait = {
                let state = self.state();
                state.blocked(now)?;
                state.wait(now)
            };
            if wait.is_zero() {
                return Ok(());
            }
            tokio::time::sleep(wait).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A share from 0 to 1 that is another for every host and failure, and the same in every run: hosts that failed
    /// together do not come back together.
    fn jitter(&self, failures: u32) -> f64 {
        let digest = digest64(format!("{} {failures}", self.name).as_bytes());
        f64::from(u32::try_from(digest >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

impl State {
    /// The least time between two requests: what was set or asked for, or what it takes to answer where that is longer.
    /// Who set it to nothing wants none.
    fn pace(&self) -> Duration {
        let respite = self.latency.filter(|_| !self.delay.is_zero());
        respite.map_or(self.delay, |respite| {
            self.delay.max(respite.min(LONGEST_RESPITE))
        })
    }

    fn answered_after(&mut self, took: Duration) {
        let mean = self.latency.map_or(took, |mean| {
            mean.mul_f64(1.0 - NEWEST) + took.mul_f64(NEWEST)
        });
        self.latency = Some(mean);
    }

    /// How long until the next request may begin.
    fn wait(&self, now: Instant) -> Duration {
        let blocked = self.block.as_ref().map_or(now, |block| block.until);
        self.next_start.max(blocked).saturating_duration_since(now)
    }

    /// Whether it is left alone for longer than somebody waits.
    fn blocked(&self, now: Instant) -> Result<(), NotNow> {
        match &self.block {
            Some(block) if block.until > now + MAX_WAIT => Err(block.clone()),
            _ => Ok(()),
        }
    }

    fn left_alone(&mut self, until: Instant, why: String, down: bool) {
        if self.block.as_ref().is_none_or(|block| block.until < until) {
            self.block = Some(NotNow { until, why, down });
        }
    }
}

/// A place in a host's queue.
struct Waiting<'h>(&'h Host);

impl<'h> Waiting<'h> {
    fn begin(host: &'h Host) -> Result<Self, NotNow> {
        let now = Instant::now();
        let mut state = host.state();
        state.blocked(now)?;
        if state.waiting >= MAX_WAITING {
            let turns = u32::try_from(state.waiting).unwrap_or(u32::MAX);
            let wait = state.delay.saturating_mul(turns).min(DOWN);
            return Err(NotNow {
                until: now + wait.max(Duration::from_secs(1)),
                why: format!(
                    "{} other requests to this host wait their turn",
                    state.waiting + state.running
                ),
                down: false,
            });
        }
        state.waiting += 1;
        Ok(Self(host))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state().waiting -= 1;
    }
}

/// The right to one request, for as long as it takes. The host's delay begins when this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    host: Arc<Host>,
    started: Instant,
    /// The host's failures when this began.
    failures_before: u64,
    _permits: (OwnedSemaphorePermit, OwnedSemaphorePermit),
    /// The gate, while the host is in trouble.
    _alone: Option<OwnedMutexGuard<()>>,
}

impl Turn {
    /// Ends it; gives the time before which the host is left alone because of how it went.
    pub(crate) fn end(self, outcome: Outcome<'_>) -> Option<Instant> {
        let now = Instant::now();
        let mut state = self.host.state();
        // What began before the last failure knows nothing of how the host is since then.
        let is_news = state.all_failures == self.failures_before;
        if outcome == Outcome::Answered {
            state.answered_after(now.saturating_duration_since(self.started));
            if is_news {
                state.failures = 0;
                state.block = None;
            }
            return None;
        }
        if is_news {
            state.failures = state.failures.saturating_add(1);
        }
        state.all_failures += 1;
        let jitter = self.host.jitter(state.failures);
        let (wait, why, down) = backoff(outcome, state.failures, jitter)?;
        state.left_alone(now + wait, why, down);
        state.block.as_ref().map(|block| block.until)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let now = Instant::now();
        let mut state = self.host.state();
        state.running -= 1;
        state.next_start = now + state.pace();
    }
}

/// How long a host is left alone after failures in a row, why, and whether it is down.
fn backoff(outcome: Outcome<'_>, failures: u32, jitter: f64) -> Option<(Duration, String, bool)> {
    let doubled = |(first, most): (Duration, Duration), times: u32| {
        let wait = first.saturating_mul(1_u32.checked_shl(times.min(16)).unwrap_or(1));
        wait.min(most).mul_f64(0.75 + jitter / 2.0)
    };
    Some(match outcome {
        Outcome::Answered => return None,
        Outcome::Refused(status, Some(asked)) => {
            let later = asked.mul_f64(jitter / 10.0).min(MAX_WAIT);
            (
                asked + later,
                format!("it answered {status} and asked for this pause"),
                false,
            )
        }
        Outcome::Refused(status, None) => {
            let wait = doubled(REFUSED_BACKOFF, failures.saturating_sub(1));
            (wait, format!("it answered {status}"), false)
        }
        Outcome::Down(why) if failures <= 1 => (
            FIRST_DOWN.mul_f64(0.75 + jitter / 2.0),
            why.to_owned(),
            true,
        ),
        Outcome::Down(why) => (DOWN.mul_f64(1.0 + jitter / 10.0), why.to_owned(), true),
        Outcome::Broken(_) if failures <= BROKEN_PATIENCE => return None,
        Outcome::Broken(why) => {
            let wait = doubled(BROKEN_BACKOFF, failures - BROKEN_PATIENCE - 1);
            (wait, why.to_owned(), false)
        }
    })
}

/// A permit. These semaphores are never closed, so it comes.
async fn acquired(semaphore: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    #[expect(
        clippy::expect_used,
        reason = "nothing in this crate closes a semaphore"
    )]
    Arc::clone(semaphore)
        .acquire_owned()
        .await
        .expect("semaphores of hosts are never closed")
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
