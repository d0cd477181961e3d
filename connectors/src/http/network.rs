//! Whether anybody can be reached from here at all: where every host fails to connect at once, it is not the hosts.
//!
//! What must hold: an outage of this machine's own network is told apart from hosts that are down, so that it never
//! counts against them; while it lasts one request at a time finds out whether it is over; and one answer, whatever it
//! says, ends it.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

/// So many hosts at least must fail, and all that were asked: two may be down by chance.
const LEAST_HOSTS: usize = 3;

/// Hosts that fail are remembered up to this number: more change nothing.
const MOST_HOSTS: usize = 64;

/// Failures that are further apart have not happened at once.
const AT_ONCE: Duration = Duration::from_mins(5);

/// Hosts that never answered since this program began may be down for good. They prove nothing while others answered
/// that recently.
const RECENTLY: Duration = Duration::from_mins(10);

/// After a failure so long is waited for others to fail or to answer: a connection may be refused before the next one
/// is begun.
const SETTLES: Duration = Duration::from_millis(500);

/// The longest wait for what those say who are being asked at the same time: a connection takes no longer.
const LONGEST_VERDICT: Duration = Duration::from_secs(15);

/// After a first outage nobody is asked for so long; doubled each time that it turns out to last.
const PAUSE: (Duration, Duration) = (Duration::from_mins(1), Duration::from_mins(5));

/// The network as the requests of a run find it.
#[derive(Debug, Default)]
pub(crate) struct Network {
    state: Mutex<State>,
    /// Something was found out.
    news: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Requests that ever began; each is known by its number.
    begun: u64,
    running: BTreeSet<u64>,
    /// Answers that ever came, and when the last one did.
    answers: u64,
    answered: Option<Instant>,
    /// Hosts that could not be connected to since the last answer, and when the last one was found so.
    failing: BTreeSet<String>,
    failed: Option<Instant>,
    /// Of these, how many had answered before.
    knew: usize,
    /// Until when nobody is asked, and how often in a row that was found necessary.
    offline: Option<Instant>,
    outages: u32,
}

/// A request under way.
#[derive(Debug)]
pub(crate) struct Attempt<'n> {
    network: &'n Network,
    number: u64,
    answers_before: u64,
}

impl Network {
    /// Begins a request, or says when to come back. After an outage the first one finds out whether it is over, and the
    /// others wait for that.
    pub(crate) fn begin(&self) -> Result<Attempt<'_>, Instant> {
        let now = Instant::now();
        let mut state = self.state();
        match state.offline {
            Some(until) if until > now => return Err(until),
            Some(_) => {
                state.outages = state.outages.saturating_add(1);
                state.offline = Some(now + state.pause());
            }
            None => {}
        }
        state.begun += 1;
        let number = state.begun;
        state.running.insert(number);
        Ok(Attempt {
            network: self,
            number,
            answers_before: state.answers,
        })
    }

    /// When somebody answered last, if anybody did.
    pub(crate) fn answered(&self) -> Option<Instant> {
        self.state().answered
    }

    /// Whether a host that is known to be down is so because nobody can be reached; until when, if so.
    pub(crate) async fn is_out(&self, has_answered: bool) -> Option<Instant> {
        let answers = self.state().answers;
        self.verdict(answers, has_answered).await
    }

    /// Waits for what those say who are being asked when a connection fails, or begin to be.
    async fn verdict(&self, answers_before: u64, has_answered: bool) -> Option<Instant> {
        let failed = Instant::now();
        let (settled, patience) = (failed + SETTLES, failed + LONGEST_VERDICT);
        let mut horizon = None;
        loop {
            let mut news = std::pin::pin!(self.news.notified());
            news.as_mut().enable();
            let now = Instant::now();
            {
                let mut state = self.state();
                let proves_nothing = !has_answered && !state.is_silent(now);
                if state.answers > answers_before || proves_nothing {
                    return None;
                }
                if let Some(until) = state.offline.filter(|_| state.failing.len() >= LEAST_HOSTS) {
                    return Some(until);
                }
                if now >= settled {
                    let horizon = *horizon.get_or_insert(state.begun);
                    let others = state.running.first().is_some_and(|first| *first <= horizon);
                    if !others || now >= patience {
                        return state.is_out(now).then(|| state.go_offline(now));
                    }
                }
            }
            let next = if now < settled { settled } else { patience };
            // Whether it was news or patience that ended is seen above.
            timeout_at(next, news).await.ok();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether nobody can be reached, as far as is known.
    fn is_out(&self, now: Instant) -> bool {
        self.knew >= LEAST_HOSTS || (self.is_silent(now) && self.failing.len() >= LEAST_HOSTS)
    }

    fn is_silent(&self, now: Instant) -> bool {
        let since = |answered| now.saturating_duration_since(answered);
        self.answered
            .is_none_or(|answered| since(answered) > RECENTLY)
    }

    fn go_offline(&mut self, now: Instant) -> Instant {
        let until = now + self.pause();
        self.offline = Some(until);
        tracing::warn!(
            "nobody on the web can be reached from here; the sources are left alone for a while"
        );
        until
    }

    fn pause(&self) -> Duration {
        let (first, most) = PAUSE;
        let doubled = first.saturating_mul(1_u32.checked_shl(self.outages).unwrap_or(u32::MAX));
        doubled.min(most)
    }
}

impl Attempt<'_> {
    /// Somebody answered, with whatever.
    pub(crate) fn answered(self) {
        let mut state = self.network.state();
        state.answers += 1;
        state.answered = Some(Instant::now());
        state.failing.clear();
        state.knew = 0;
        if state.offline.take().is_some() {
            tracing::info!("the web can be reached again");
        }
        state.outages = 0;
        drop(state);
        self.network.news.notify_waiters();
    }

    /// No connection to a host came about. Gives until when nobody is asked, if nobody can be reached.
    pub(crate) async fn unconnected(self, host: &str, has_answered: bool) -> Option<Instant> {
        let (network, answers) = (self.network, self.answers_before);
        {
            let now = Instant::now();
            let mut state = network.state();
            let is_old = state.failed.is_some_and(|failed| failed + AT_ONCE < now);
            if is_old && state.offline.is_none() {
                state.failing.clear();
                state.knew = 0;
            }
            state.failed = Some(now);
            if state.failing.len() < MOST_HOSTS && state.failing.insert(host.to_owned()) {
                state.knew += usize::from(has_answered);
            }
        }
        drop(self);
        network.verdict(answers, has_answered).await
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.network.state().running.remove(&self.number);
        self.network.news.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
