//! How much longer a source is left alone that fails, and when it counts as failing for good.
//!
//! Failures weigh by what they say of the next attempt: a name that does not exist will hardly exist in an hour, while
//! a timeout says nothing. The pause doubles with each hard failure, or with two soft or four temporary ones. Whatever
//! fails is asked at least once a day, so everything comes back.

use connectors::Fault;
use item::SourceId;
use jiff::{SignedDuration, Timestamp};
use state::Health;

use super::time::{DAY, share};

/// The longest pause of a source that fails, unless its own interval is longer: what is down overnight is back by
/// breakfast.
const LONGEST: SignedDuration = SignedDuration::from_hours(6);

/// The pause of one that has failed for [`QUARANTINED_AFTER`].
const QUARANTINED: SignedDuration = SignedDuration::from_hours(24);

/// The longest pause of files that cannot be read: asking again burdens nobody.
const LONGEST_LOCAL: SignedDuration = SignedDuration::from_mins(10);

/// A source that has failed for so long is asked once a day,
const QUARANTINED_AFTER: i64 = 7 * DAY;

/// if that is not only because hardly anybody asked.
const QUARANTINED_LEAST: u32 = 8;

/// The share by which pauses are shortened at most, so that what failed together does not come back together.
const JITTER: f64 = 0.2;

/// Whom a pause is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// This machine.
    Local,
    /// Somebody else's.
    Web,
}

/// What a failure weighs, in quarters of a hard one.
pub(super) fn weight(fault: Fault) -> u32 {
    match fault {
        Fault::Temporary => 1,
        Fault::Soft => 2,
        Fault::Hard => 4,
    }
}

/// Whether a source has failed for so long that a person should look at it.
pub(super) fn is_quarantined(health: &Health, now: Timestamp) -> bool {
    let since = health.failing_since.map(Timestamp::as_second);
    let long =
        since.is_some_and(|since| now.as_second().saturating_sub(since) >= QUARANTINED_AFTER);
    long && health.failures >= QUARANTINED_LEAST
}

/// The longest pause after a failed poll of a source on the web.
pub(super) fn longest_pause(health: &Health, now: Timestamp) -> SignedDuration {
    if is_quarantined(health, now) {
        QUARANTINED
    } else {
        LONGEST
    }
}

/// The interval of a source, or the pause that took its place at its last failures; never shorter than the interval.
pub(super) fn grown(
    interval: SignedDuration,
    health: &Health,
    last: Timestamp,
    patience: Patience,
    id: &SourceId,
) -> SignedDuration {
    if health.failures == 0 {
        return interval;
    }
    let doublings = f64::from(health.burden.min(4 * 30)) / 4.0;
    let wait = interval.as_secs_f64() * doublings.exp2();
    let wait = match patience {
        Patience::Local => wait.min(LONGEST_LOCAL.as_secs_f64()),
        Patience::Web if is_quarantined(health, last) => QUARANTINED.as_secs_f64(),
        Patience::Web => wait.min(LONGEST.as_secs_f64()),
    };
    let earlier = JITTER * share(id, i64::from(health.failures));
    SignedDuration::from_secs_f64(wait * (1.0 - earlier)).max(interval)
}
