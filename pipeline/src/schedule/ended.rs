//! What a poll leaves behind in what is known of its source.

use std::time::Duration;

use connectors::{Fault, Sign};
use item::Alarm;
use jiff::{SignedDuration, Timestamp};
use state::Health;

use super::{
    backoff::{is_quarantined, weight},
    gone::digest,
    learn::{Seen, learn},
    silent::silent,
    time::later,
};

/// A source that wants to be left alone for longer is asked all the same: nobody updates a feed less than daily
/// and means it.
const LONGEST_WISH: Duration = Duration::from_hours(24);

/// How a poll ended.
#[derive(Debug)]
pub enum Ended {
    /// It listed what there is, or said that nothing changed.
    Well {
        /// How long the source says that it stays as it is.
        wish: Option<Duration>,
        /// What it tells of when the source publishes; nothing, where that does not matter.
        seen: Option<Seen>,
    },
    /// It was not asked, or asked to be left alone: this says nothing of the source.
    Put {
        /// When to ask again.
        off_until: Timestamp,
    },
    /// It could not be read.
    Failed {
        /// What that says of the next attempt.
        fault: Fault,
        /// What happened, in words.
        words: String,
        /// Before when its host does not want to be asked.
        not_before: Option<Timestamp>,
    },
    /// Its host says that it is gone for good.
    Gone {
        /// The URL that is gone.
        url: String,
        /// What happened, in words.
        words: String,
    },
}

/// What is known of a source after a poll that began at `began` and ended at `now`, and what people are to be told.
pub fn after(
    before: Health,
    ended: Ended,
    began: Timestamp,
    now: Timestamp,
) -> (Health, Vec<Sign>) {
    match ended {
        Ended::Well { wish, seen } => {
            let fine = [Alarm::Gone, Alarm::Failing].into_iter();
            let fine = fine.filter(|alarm| before.alarms.contains(alarm));
            let mut signs: Vec<Sign> = fine.map(Sign::Fine).collect();
            let mut health = Health {
                last_poll: Some(began),
                last_success: Some(now),
                next_due: None,
                fresh_until: wish.map(|wish| plus(now, wish.min(LONGEST_WISH))),
                failures: 0,
                burden: 0,
                failing_since: None,
                last_error: None,
                gone: None,
                ..before
            };
            if let Some(seen) = seen {
                let has_new = seen.has_new();
                learn(&mut health.rhythm, seen, began);
                signs.extend(of_silence(&health, has_new, now));
            }
            (health, signs)
        }
        Ended::Put { off_until } => {
            let next_due = Some(off_until);
            (Health { next_due, ..before }, Vec::new())
        }
        Ended::Failed {
            fault,
            words,
            not_before,
        } => failed(before, (weight(fault), words), not_before, began),
        Ended::Gone { url, words } => {
            let sign = Sign::Raised {
                alarm: Alarm::Gone,
                detail: words.clone(),
                hint: Some(
                    "correct its `url`, or take it out; `newsloom fetch` with its name asks it once more"
                        .to_owned(),
                ),
            };
            let gone = Some(digest(&url));
            let (health, _) = failed(before, (0, words), None, began);
            (Health { gone, ..health }, vec![sign])
        }
    }
}

/// A silence ends when something new is listed: that it is no longer than the habit explains may only mean that the habit
/// itself has faded meanwhile.
fn of_silence(health: &Health, has_new: bool, now: Timestamp) -> Option<Sign> {
    match silent(&health.rhythm, now) {
        Some(detail) => Some(Sign::Raised {
            alarm: Alarm::Silent,
            detail,
            hint: Some(
                "look whether its site still publishes there, or has moved its listing".to_owned(),
            ),
        }),
        None => {
            (has_new && health.alarms.contains(&Alarm::Silent)).then_some(Sign::Fine(Alarm::Silent))
        }
    }
}

fn failed(
    before: Health,
    (weight, words): (u32, String),
    not_before: Option<Timestamp>,
    began: Timestamp,
) -> (Health, Vec<Sign>) {
    let health = Health {
        last_poll: Some(began),
        next_due: not_before,
        failures: before.failures.saturating_add(1),
        burden: before.burden.saturating_add(weight),
        failing_since: before.failing_since.or(Some(began)),
        last_error: Some(words),
        ..before
    };
    let mut signs = Vec::new();
    if is_quarantined(&health, began) {
        let words = health.last_error.as_deref().unwrap_or_default();
        signs.push(Sign::Raised {
            alarm: Alarm::Failing,
            detail: format!(
                "it has failed for a week, and is asked once a day from now on: {words}"
            ),
            hint: Some(
                "look whether its `url` still leads anywhere; it comes back by itself".to_owned(),
            ),
        });
    }
    (health, signs)
}

fn plus(time: Timestamp, wait: Duration) -> Timestamp {
    later(
        time,
        SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX),
    )
}

#[cfg(test)]
mod tests;
