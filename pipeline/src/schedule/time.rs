//! Whole seconds: what schedules are made of.

use item::{SourceId, digest64};
use jiff::{SignedDuration, Timestamp};

/// An hour, in seconds.
pub(super) const HOUR: i64 = 3600;

/// A day, in seconds.
pub(super) const DAY: i64 = 24 * HOUR;

/// The hour of the day (UTC) of a second of Unix time.
pub(super) fn hour_of(second: i64) -> usize {
    usize::try_from(second.rem_euclid(DAY) / HOUR).unwrap_or_default()
}

/// Seconds as a number to reckon with.
#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of a schedule have far fewer digits than a float holds"
)]
pub(super) fn float(seconds: i64) -> f64 {
    seconds as f64
}

/// A reckoned number of seconds, rounded down.
#[expect(
    clippy::cast_possible_truncation,
    reason = "it is clamped to what seconds of a schedule can be"
)]
pub(super) fn whole(seconds: f64) -> i64 {
    seconds.clamp(0.0, float(366 * DAY)) as i64
}

/// That much later, as far as time goes.
pub(super) fn later(time: Timestamp, wait: SignedDuration) -> Timestamp {
    time.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

/// A share from 0 to 1 that is another for every source and turn, and the same in every run: what happened together
/// does not happen together again.
pub(super) fn share(id: &SourceId, turn: i64) -> f64 {
    let digest = digest64(format!("{id} {turn}").as_bytes());
    f64::from(u32::try_from(digest >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}
