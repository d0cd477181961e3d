//! How a story grows: its items, counted by the hour or by the day. Pure.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Up to so long a story is counted by the hour, and longer ones by the day,
const BY_THE_HOUR: SignedDuration = SignedDuration::from_hours(48);
/// of which the last ones are shown.
const MOST_STEPS: usize = 60;

/// Items over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Growth {
    /// How long a step is, in seconds: an hour or a day.
    pub step_seconds: i64,
    /// When the first step begins.
    #[schema(value_type = String, format = DateTime)]
    pub begins: Timestamp,
    /// The items of each step.
    pub counts: Vec<u32>,
}

impl Growth {
    /// Counts items by when they were told; none of none. Where there are more steps than are shown, the last ones are.
    pub fn of(times: &[Timestamp]) -> Option<Self> {
        let (first, last) = (*times.iter().min()?, *times.iter().max()?);
        let step_seconds = if last.duration_since(first) <= BY_THE_HOUR {
            3600
        } else {
            86400
        };
        let step = |time: Timestamp| time.as_second().div_euclid(step_seconds);
        let shown = i64::try_from(MOST_STEPS).unwrap_or(i64::MAX);
        let begins = step(first).max(step(last) - shown + 1);
        let length = usize::try_from(step(last) - begins + 1).unwrap_or(1);
        let mut counts = vec![0; length];
        for time in times {
            let at = usize::try_from(step(*time) - begins).ok();
            if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        }
        Some(Self {
            step_seconds,
            begins: Timestamp::from_second(begins * step_seconds).ok()?,
            counts,
        })
    }
}

/// The counts as bars; nothing is a space.
pub fn sparkline(counts: &[u32]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().max().copied().unwrap_or_default().max(1);
    let bar = |count: &u32| {
        let height = (u64::from(*count) * 8).div_ceil(u64::from(most));
        let height = usize::try_from(height).unwrap_or(BARS.len());
        let bar = height.checked_sub(1).and_then(|at| BARS.get(at));
        bar.copied().unwrap_or(' ')
    };
    counts.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    #[test]
    fn a_short_story_is_counted_by_the_hour_and_a_long_one_by_the_day() {
        let check = |minutes: &[i64], step: i64, expect: &[u32]| {
            let times: Vec<Timestamp> = minutes.iter().map(|minute| at(*minute)).collect();
            let growth = Growth::of(&times).unwrap();
            assert_eq!((growth.step_seconds, &*growth.counts), (step, expect));
        };
        check(&[30], 3600, &[1]);
        check(&[30, 59, 61, 200], 3600, &[2, 1, 0, 1]);
        check(&[200, 30], 3600, &[1, 0, 0, 1]);
        check(&[0, 60, 3 * 1440], 86400, &[2, 0, 0, 1]);
        assert_eq!(Growth::of(&[]), None);
    }

    #[test]
    fn of_a_story_of_years_the_last_days_are_shown() {
        let growth = Growth::of(&[at(0), at(1440 * 999), at(1440 * 1000)]).unwrap();
        assert_eq!(growth.counts.len(), MOST_STEPS);
        assert_eq!(growth.counts.iter().sum::<u32>(), 2);
        assert_eq!(growth.begins, at(1440 * 941));
    }

    #[test]
    fn bars_are_as_high_as_their_share_of_the_highest_and_nothing_is_no_bar() {
        assert_eq!(sparkline(&[0, 1, 4, 8]), " ▁▄█");
        assert_eq!(sparkline(&[1, 100, 0]), "▁█ ");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[u32::MAX, 1]), "█▁");
    }
}
