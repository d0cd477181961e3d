//! What a person is to be told of beside the sources: a disk that fills, a journal that cannot shrink, sinks that are behind
//! or refuse. Each is told once when it begins and once when it ends, as an event, in the log, in the status and as a metric.
//!
//! What must hold: an alarm is raised while there is still room to write it down, and where there is none the run does not
//! end because of it. No alarm of a sink is given to that sink (`config::Sink::wants`), so none can cause the next one.

mod judge;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use config::AlarmSettings;
use item::{Body, SinkAlarm, StateAlarm};
use jiff::{SignedDuration, Timestamp};
use state::{About, Alarms, Raised, State, StateError, free_space};
use tokio::time::Instant;

use self::judge::{Verdict, of_disk, of_lag, of_refusal, of_size};
use super::{acknowledged::SinkNow, progress::Progress};

/// How often is looked.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// A sink must have been well for so long: one that takes an event now and then is not.
const CALM: SignedDuration = SignedDuration::from_mins(5);

/// With less than this free, nothing is journalled that need not be: a commit, and what the store makes of it, must fit.
const LEAST_ROOM: u64 = 16 << 20;

/// Whoever watches, and what was told.
#[derive(Debug)]
pub(super) struct Watch {
    limits: AlarmSettings,
    /// The configured sinks.
    sinks: BTreeSet<String>,
    raised: Vec<Standing>,
    /// Since when a sink has not dealt with everything, in this run.
    behind_since: BTreeMap<String, Timestamp>,
    /// Since when nothing is wrong any more.
    fine_since: BTreeMap<About, Timestamp>,
    looked: Option<Instant>,
}

/// An alarm that lasts.
#[derive(Debug)]
struct Standing {
    raised: Raised,
    /// Whether the journal tells it.
    is_told: bool,
}

/// What was seen at one moment.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Free bytes on the disk, where the system tells.
    pub(super) free: Option<u64>,
    /// What the journal is too large by, where retention has just been at it.
    pub(super) excess: Option<u64>,
    pub(super) sinks: Vec<SinkNow>,
}

/// Whether a run looks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Again,
    /// What is well now is well.
    Last,
}

impl Watch {
    /// Goes on where an earlier run of this state was.
    pub(super) fn of(
        state: &State,
        limits: AlarmSettings,
        sinks: BTreeSet<String>,
    ) -> Result<Self, StateError> {
        let told = |raised| Standing {
            raised,
            is_told: true,
        };
        Ok(Self {
            limits,
            sinks,
            raised: state.alarms()?.0.into_iter().map(told).collect(),
            behind_since: BTreeMap::new(),
            fine_since: BTreeMap::new(),
            looked: None,
        })
    }

    pub(super) fn limits(&self) -> AlarmSettings {
        self.limits
    }

    /// How long until the next look.
    pub(super) fn until_look(&self) -> Duration {
        let since = self.looked.map(|looked| looked.elapsed());
        since.map_or(Duration::ZERO, |since| LOOK_EVERY.saturating_sub(since))
    }

    /// Looks, and gives what is to be journalled; it is noted as told.
    pub(super) fn look(
        &mut self,
        state: &mut State,
        progress: &Progress,
        excess: Option<u64>,
        (look, now): (Look, Timestamp),
    ) -> Vec<Body> {
        self.looked = Some(Instant::now());
        let seen = Seen {
            free: free_space(state.dir()),
            excess,
            sinks: progress.sinks(),
        };
        let news = self.news(&seen, look, now);
        let all = self.raised.iter().map(|one| one.raised.clone()).collect();
        progress.alarms(all);
        if !news.is_empty() {
            let told = self.raised.iter().filter(|one| one.is_told);
            let told = told.map(|one| one.raised.clone()).collect();
            state.set_alarms(Alarms(told));
        }
        news
    }

    fn news(&mut self, seen: &Seen, look: Look, now: Timestamp) -> Vec<Body> {
        let has_room = seen.free.is_none_or(|free| free >= LEAST_ROOM);
        let verdicts = self.verdicts(seen, now);
        let mut news = Vec::new();
        for (about, verdict) in verdicts {
            match verdict {
                Verdict::Bad { detail, hint } => self.raise(about, detail, hint, now),
                Verdict::Between => drop(self.fine_since.remove(&about)),
                Verdict::Fine => {
                    let since = *self.fine_since.entry(about.clone()).or_insert(now);
                    let is_calm = match &about {
                        About::Sink(sink, _) if self.sinks.contains(sink) => {
                            look == Look::Last || now.duration_since(since) >= CALM
                        }
                        About::State(_) | About::Sink(..) => true,
                    };
                    if is_calm && has_room {
                        news.extend(self.clear(&about));
                    }
                }
            }
        }
        let untold = self.raised.iter_mut().filter(|one| !one.is_told);
        for one in untold.filter(|_| has_room) {
            one.is_told = true;
            news.push(alarmed(&one.raised));
        }
        news
    }

    fn verdicts(&mut self, seen: &Seen, now: Timestamp) -> Vec<(About, Verdict)> {
        let mut verdicts = Vec::new();
        if let Some(free) = seen.free {
            let verdict = of_disk(free, self.limits.disk_free);
            verdicts.push((About::State(StateAlarm::Disk), verdict));
        }
        if let Some(excess) = seen.excess {
            verdicts.push((About::State(StateAlarm::Size), of_size(excess)));
        }
        for sink in &seen.sinks {
            if !self.sinks.contains(&sink.sink) {
                continue;
            }
            let is_through = sink.waits_since.is_none() || sink.behind == 0;
            let since = if is_through {
                self.behind_since.remove(&sink.sink);
                now
            } else {
                *self.behind_since.entry(sink.sink.clone()).or_insert(now)
            };
            let lag = of_lag(sink, since, now, self.limits.sink_behind);
            let about = |alarm| About::Sink(sink.sink.clone(), alarm);
            verdicts.push((about(SinkAlarm::Behind), lag));
            verdicts.push((about(SinkAlarm::Refusing), of_refusal(sink)));
        }
        // What is configured no more needs nobody.
        let gone = self.raised.iter().map(|one| &one.raised.about);
        let gone = gone
            .filter(|about| matches!(about, About::Sink(sink, _) if !self.sinks.contains(sink)));
        verdicts.extend(gone.map(|about| (about.clone(), Verdict::Fine)));
        verdicts
    }

    fn raise(&mut self, about: About, detail: String, hint: String, now: Timestamp) {
        self.fine_since.remove(&about);
        if self.raised.iter().any(|one| one.raised.about == about) {
            return;
        }
        match &about {
            About::State(alarm) => tracing::warn!(alarm = alarm.name(), hint, "{detail}"),
            About::Sink(sink, alarm) => {
                tracing::warn!(sink, alarm = alarm.name(), hint, "{detail}");
            }
        }
        self.raised.push(Standing {
            raised: Raised {
                about,
                since: now,
                detail,
                hint,
            },
            is_told: false,
        });
    }

    /// What ends it in the journal, if that tells of it.
    fn clear(&mut self, about: &About) -> Option<Body> {
        self.fine_since.remove(about);
        let at = self
            .raised
            .iter()
            .position(|one| one.raised.about == *about)?;
        let was_told = self.raised.remove(at).is_told;
        match about {
            About::State(alarm) => tracing::info!(alarm = alarm.name(), "right again"),
            About::Sink(sink, alarm) => tracing::info!(sink, alarm = alarm.name(), "right again"),
        }
        was_told.then(|| match about.clone() {
            About::State(alarm) => Body::StateCleared { alarm },
            About::Sink(sink, alarm) => Body::SinkCleared { sink, alarm },
        })
    }
}

fn alarmed(raised: &Raised) -> Body {
    let (detail, hint) = (raised.detail.clone(), raised.hint.clone());
    match raised.about.clone() {
        About::State(alarm) => Body::StateAlarmed {
            alarm,
            detail,
            hint,
        },
        About::Sink(sink, alarm) => Body::SinkAlarmed {
            sink,
            alarm,
            detail,
            hint,
        },
    }
}

#[cfg(test)]
mod tests;
