//! When an entry that could not be read is tried again, and when it is given up: pure decisions.

use std::time::Duration;

use item::{DropReason, digest64};
use jiff::{SignedDuration, Timestamp};
use state::Retry;

/// The first wait before a local file is read again; it doubles with every attempt,
const FIRST_LOCAL_WAIT: Duration = Duration::from_secs(10);
/// up to this. A local file costs nothing to try again, so it is never given up.
const LONGEST_LOCAL_WAIT: Duration = Duration::from_hours(1);

/// The first wait before a page is asked for again; it doubles with every attempt,
const FIRST_WEB_WAIT: Duration = Duration::from_mins(1);
/// up to this.
const LONGEST_WEB_WAIT: Duration = Duration::from_hours(6);
/// A page is never given up before so many attempts, however old: a run after a long pause finds only old entries.
const LEAST_WEB_ATTEMPTS: u32 = 8;

/// The wait before a page that was not there is looked for once more: listings run ahead of caches.
const SECOND_LOOK: Duration = Duration::from_mins(15);

/// The wait before a page that was refused is asked for once more: guards against robots are nervous for a while.
const SECOND_REQUEST: Duration = Duration::from_hours(1);

/// How long an entry waits for a host that is down, or never lets itself be asked: longer than a bad weekend.
const LONGEST_OUTAGE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Why an entry could not be read now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The machine refused, and only a person can say that it always will.
    Local,
    /// The web did not give it; its host may not want to be asked before a certain time.
    Unreachable { not_before: Option<Timestamp> },
    /// The web says that it is not there, or not for us. It is asked once more, then that is the reason for the drop.
    Refused(DropReason),
    /// Its host is not to be asked before then, so it was not.
    Deferred { until: Timestamp },
}

/// What becomes of an entry that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It is tried again.
    Again(Retry),
    /// It is given up.
    GiveUp(DropReason),
}

impl Trouble {
    /// What becomes of an entry that waits since `found`, after `attempts` earlier ones.
    pub(super) fn next(
        self,
        sequence: u64,
        attempts: u32,
        found: Timestamp,
        now: Timestamp,
    ) -> Next {
        let tried = attempts.saturating_add(1);
        let again = |due| {
            Next::Again(Retry {
                attempts: tried,
                due,
            })
        };
        let is_old = now.duration_since(found) > LONGEST_OUTAGE;
        match self {
            Self::Deferred { .. } if is_old => Next::GiveUp(DropReason::Unreachable),
            Self::Deferred { until: due } => Next::Again(Retry { attempts, due }),
            Self::Local => again(later(
                now,
                doubled(FIRST_LOCAL_WAIT, attempts, LONGEST_LOCAL_WAIT),
            )),
            Self::Refused(reason) if attempts > 0 => Next::GiveUp(reason),
            Self::Refused(DropReason::NotFound) => again(later(now, SECOND_LOOK)),
            Self::Refused(_) => again(later(now, spread(SECOND_REQUEST, sequence))),
            Self::Unreachable { .. } if is_old && tried >= LEAST_WEB_ATTEMPTS => {
                Next::GiveUp(DropReason::Unreachable)
            }
            Self::Unreachable { not_before } => {
                let wait = doubled(FIRST_WEB_WAIT, attempts, LONGEST_WEB_WAIT);
                let due = later(now, spread(wait, sequence));
                again(not_before.map_or(due, |earliest| earliest.max(due)))
            }
        }
    }
}

fn doubled(first: Duration, attempts: u32, longest: Duration) -> Duration {
    first
        .saturating_mul(2_u32.saturating_pow(attempts.min(16)))
        .min(longest)
}

/// Up to a tenth longer, differently for each entry, so that what failed together does not come back together.
fn spread(wait: Duration, sequence: u64) -> Duration {
    let parts = digest64(&sequence.to_le_bytes()) % 1024;
    wait + wait / 10 * u32::try_from(parts).unwrap_or(0) / 1024
}

/// That much later, as far as time goes.
pub(super) fn later(now: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or_default();
    now.saturating_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn wait(trouble: Trouble, attempts: u32) -> Option<(u32, i64)> {
        match trouble.next(1, attempts, NOW, NOW) {
            Next::Again(retry) => Some((retry.attempts, retry.due.as_second())),
            Next::GiveUp(_) => None,
        }
    }

    fn check(trouble: Trouble, attempts: u32, least_wait: i64) {
        let (tried, wait) = wait(trouble, attempts).unwrap();
        assert_eq!(tried, attempts + 1, "{trouble:?} after {attempts}");
        let most = least_wait + least_wait / 10;
        assert!(
            (least_wait..=most).contains(&wait),
            "{trouble:?} after {attempts}: {wait} s"
        );
    }

    #[test]
    fn waits_double_up_to_a_longest_one() {
        let web = Trouble::Unreachable { not_before: None };
        check(web, 0, 60);
        check(web, 1, 120);
        check(web, 6, 3840);
        check(web, 60, 6 * 3600);
        check(Trouble::Local, 0, 10);
        check(Trouble::Local, 60, 3600);
    }

    #[test]
    fn a_page_is_given_up_after_a_week_of_attempts_and_a_file_never() {
        let web = Trouble::Unreachable { not_before: None };
        let after = |attempts, hours| {
            let now = NOW + SignedDuration::from_hours(hours);
            web.next(1, attempts, NOW, now)
        };
        assert!(matches!(after(1000, 7 * 24), Next::Again(_)));
        assert_eq!(after(7, 7 * 24 + 1), Next::GiveUp(DropReason::Unreachable));
        // Nobody has looked at it for weeks: one failure says little.
        assert!(matches!(after(0, 1000), Next::Again(_)));
        assert!(wait(Trouble::Local, u32::MAX).is_some());
    }

    #[test]
    fn a_page_that_is_missing_or_refused_is_asked_for_once_more() {
        for (reason, wait) in [
            (DropReason::NotFound, 900),
            (DropReason::Forbidden, 3600),
            (DropReason::Walled, 3600),
        ] {
            let refused = Trouble::Refused(reason);
            check(refused, 0, wait);
            assert_eq!(refused.next(1, 1, NOW, NOW), Next::GiveUp(reason));
        }
    }

    #[test]
    fn what_a_host_wishes_is_kept_and_a_wait_for_it_is_no_attempt() {
        let hour = Timestamp::from_second(3600).unwrap();
        let until = Trouble::Deferred { until: hour };
        assert_eq!(wait(until, 3), Some((3, 3600)));
        let wished = Trouble::Unreachable {
            not_before: Some(hour),
        };
        assert_eq!(wait(wished, 0), Some((1, 3600)));
        assert!(wait(wished, 6).unwrap().1 > 3600);
    }

    #[test]
    fn a_host_that_is_never_to_be_asked_is_waited_for_a_week() {
        let trouble = Trouble::Deferred { until: NOW };
        let after = |days: i64| {
            let now = NOW + SignedDuration::from_hours(24 * days + 1);
            trouble.next(1, 0, NOW, now)
        };
        assert!(matches!(after(6), Next::Again(_)));
        assert_eq!(after(7), Next::GiveUp(DropReason::Unreachable));
    }

    #[test]
    fn entries_that_fail_together_do_not_come_back_together() {
        let web = Trouble::Unreachable { not_before: None };
        let mut dues: Vec<_> = (0..50)
            .map(|sequence| web.next(sequence, 4, NOW, NOW))
            .collect();
        dues.dedup();
        assert!(dues.len() > 40);
    }
}
