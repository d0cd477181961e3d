//! The error budget of a source: for how long of the last week it could not be read.
//!
//! What is counted is time and not polls, because a source that fails is asked ever less often: of the polls of a day that
//! it was down for half of, one in twenty failed. From a failed poll on it counts as unread until one goes well, but never
//! for longer than the pause that the schedule makes: a machine that is switched off says nothing of a source.

use connectors::Sign;
use item::Alarm;
use jiff::{SignedDuration, Timestamp};
use state::{Health, Unread};

use super::{
    backoff::longest_pause,
    time::{DAY, HOUR},
};

/// The parts of a week in which it is counted, in seconds: the week moves on by a part at a time.
const PART: i64 = 6 * HOUR;

/// The minutes of one.
const MOST_MINUTES: u16 = 360;

/// So many make a week.
const PARTS: u32 = 28;

/// How a poll went, for its source's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    /// It could be read.
    Well,
    /// It could not.
    Wrong,
}

/// What is counted after a poll that began at `began`, of a source that stood like `before` until then.
pub fn counted(mut unread: Unread, before: &Health, went: Went, began: Timestamp) -> Unread {
    let since = before.last_poll.filter(|_| before.failures > 0);
    let passed = since.map_or(0, |since| seconds(began.duration_since(since)));
    let longest = longest_pause(before, began).as_secs();
    let passed = u32::try_from(passed.min(longest)).unwrap_or_default();
    unread.open = unread.open.saturating_add(passed);
    if went == Went::Well {
        let open = std::mem::take(&mut unread.open);
        spread(&mut unread, began, open.into());
    }
    unread
}

/// For how long of the last week it could not be read.
pub fn unread_for(unread: &Unread, now: Timestamp) -> SignedDuration {
    let oldest = part_of(now).saturating_sub(PARTS - 1);
    let parts = (0..=unread.newest).rev().zip(&unread.minutes);
    let kept = parts.take_while(|(part, _)| *part >= oldest);
    let minutes: i64 = kept.map(|(_, minutes)| i64::from(*minutes)).sum();
    let all = minutes * 60 + i64::from(unread.open);
    SignedDuration::from_secs(all.min(7 * DAY))
}

/// Whether the budget is spent, or half of it is there again.
pub fn of_budget(unread: SignedDuration, budget: SignedDuration) -> Option<Sign> {
    if unread >= budget {
        let hours = |span: SignedDuration| span.as_secs() / HOUR;
        let (unread, budget) = (hours(unread), hours(budget));
        return Some(Sign::Raised {
            alarm: Alarm::Budget,
            detail: format!(
                "of the last seven days it could not be read for {unread} hours; {budget} are allowed"
            ),
            hint: Some(
                "`newsloom sources` with its name shows its last failures; `error_budget` in [alarms] says what is allowed"
                    .to_owned(),
            ),
        });
    }
    (unread <= budget / 2).then_some(Sign::Fine(Alarm::Budget))
}

/// Counts so many seconds before `end`.
fn spread(unread: &mut Unread, end: Timestamp, seconds: i64) {
    let newest = part_of(end);
    for _ in unread.newest..newest.min(unread.newest + PARTS) {
        unread.minutes.push_front(0);
    }
    unread.newest = newest.max(unread.newest);
    unread.minutes.resize(PARTS as usize, 0);
    let mut left = seconds;
    let mut room = end.as_second().rem_euclid(PART);
    for minutes in &mut unread.minutes {
        let here = left.min(room);
        let here_minutes = u16::try_from((here + 30) / 60).unwrap_or_default();
        *minutes = minutes.saturating_add(here_minutes).min(MOST_MINUTES);
        left -= here;
        room = PART;
    }
}

fn part_of(time: Timestamp) -> u32 {
    u32::try_from(time.as_second() / PART).unwrap_or_default()
}

fn seconds(span: SignedDuration) -> i64 {
    span.as_secs().max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        let start: Timestamp = "2026-11-01T03:00:00Z".parse().unwrap();
        start + SignedDuration::from_hours(hour)
    }

    /// A source that was polled at these hours, some of them in vain, and what is counted at `now`.
    fn hours_unread(polls: &[(i64, Went)], now: i64) -> i64 {
        let mut health = Health::default();
        let mut unread = Unread::default();
        for (hour, went) in polls {
            unread = counted(unread, &health, *went, at(*hour));
            health.last_poll = Some(at(*hour));
            health.failures = match went {
                Went::Well => 0,
                Went::Wrong => health.failures + 1,
            };
            health.failing_since =
                (health.failures > 0).then(|| health.failing_since.unwrap_or(at(*hour)));
        }
        unread_for(&unread, at(now)).as_hours()
    }

    #[test]
    fn what_is_counted_is_the_time_until_it_can_be_read_again() {
        use Went::{Well, Wrong};
        assert_eq!(hours_unread(&[(0, Well), (1, Well)], 1), 0);
        assert_eq!(hours_unread(&[(0, Wrong), (2, Wrong)], 3), 2, "so far");
        assert_eq!(hours_unread(&[(0, Wrong), (2, Wrong), (5, Well)], 6), 5);
        let twice = [(0, Wrong), (2, Well), (50, Wrong), (53, Well)];
        assert_eq!(hours_unread(&twice, 60), 5);
        assert_eq!(
            hours_unread(&[(0, Wrong), (200, Well)], 200),
            6,
            "the machine was off"
        );
    }

    #[test]
    fn what_is_older_than_a_week_is_forgotten_by_and_by() {
        let down: Vec<(i64, Went)> = (0..24)
            .map(|hour| (hour, Went::Wrong))
            .chain([(24, Went::Well)])
            .collect();
        assert_eq!(hours_unread(&down, 24), 24);
        assert_eq!(hours_unread(&down, 6 * 24), 24);
        let left = hours_unread(&down, 7 * 24 + 12);
        assert!((6..=18).contains(&left), "{left}");
        assert_eq!(hours_unread(&down, 8 * 24 + 6), 0);
        let long: Vec<(i64, Went)> = (0..24 * 20).map(|hour| (hour, Went::Wrong)).collect();
        assert_eq!(hours_unread(&long, 24 * 20), 7 * 24, "no more than a week");
        let ended: Vec<_> = long.into_iter().chain([(24 * 20, Went::Well)]).collect();
        assert!(hours_unread(&ended, 24 * 20) > 6 * 24);
        assert_eq!(hours_unread(&ended, 24 * 60), 0);
    }

    #[test]
    fn a_spent_budget_is_told_and_is_there_again_when_half_of_it_is() {
        let sign = |hours: i64| {
            of_budget(
                SignedDuration::from_hours(hours),
                SignedDuration::from_hours(17),
            )
        };
        assert!(
            matches!(sign(17), Some(Sign::Raised { detail, .. }) if detail.contains("17 hours"))
        );
        assert_eq!((sign(16), sign(9)), (None, None), "it does not flutter");
        assert_eq!(sign(8), Some(Sign::Fine(Alarm::Budget)));
    }
}
