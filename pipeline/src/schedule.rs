//! When a source is to be asked again: pure decisions from what is known of it and `now`.

use config::Every;
use jiff::Timestamp;
use state::Health;

/// Whether a source is due. What was never polled is due; `auto` is due at every one-shot, since asking
/// local files costs no server anything.
pub fn is_due(every: Every, health: &Health, now: Timestamp) -> bool {
    next_due(every, health).is_none_or(|due| due <= now)
}

/// When a source is due next; `None` means at once.
pub fn next_due(every: Every, health: &Health) -> Option<Timestamp> {
    let last = health.last_poll?;
    match every {
        Every::Auto => None,
        Every::Interval(interval) => last.checked_add(interval).ok(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn check(every: Every, minutes_since_last_poll: Option<i64>, expect: bool) {
        let now: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let polled =
            minutes_since_last_poll.map(|minutes| now - SignedDuration::from_mins(minutes));
        let health = Health {
            last_poll: polled,
            ..Health::default()
        };
        assert_eq!(
            is_due(every, &health, now),
            expect,
            "{every:?} {minutes_since_last_poll:?}"
        );
    }

    #[test]
    fn a_source_is_due_when_its_interval_has_passed() {
        let ten_minutes = Every::Interval(SignedDuration::from_mins(10));
        check(ten_minutes, None, true);
        check(ten_minutes, Some(9), false);
        check(ten_minutes, Some(10), true);
        check(Every::Auto, Some(0), true);
    }
}
