//! When a page that was read is asked for again: pure decisions.
//!
//! Most edits come soon, so the waits grow threefold: after 1 h, 3 h, 9 h, 27 h, and so on within the window. What changed is
//! likely to change again: its waits begin anew, its window does not.

use config::{Recheck as Asked, Rechecking};
use jiff::{SignedDuration, Timestamp};
use state::Recheck;

/// The first wait after a page was read,
const FIRST: SignedDuration = SignedDuration::from_hours(1);

/// and by what each further one is longer.
const GROWTH: i32 = 3;

/// More turns would be waits of years.
const MOST_TURNS: u8 = 8;

/// The wait before a page that is still listed and was not there is looked for once more: caches and restarts of a
/// site's software last minutes.
const SECOND_LOOK: SignedDuration = SignedDuration::from_mins(15);

/// When a page is asked for next that was asked for at `row.asked`; none if it is not asked for any more.
pub fn next_recheck(asked: Asked, row: &Recheck) -> Option<Timestamp> {
    let after = |wait: SignedDuration| row.asked.checked_add(wait).unwrap_or(Timestamp::MAX);
    if row.missing {
        // Whatever the window says: a doubt is not left open.
        return Some(after(SECOND_LOOK));
    }
    let end = ends(asked, row);
    row.found?;
    match asked.when {
        Rechecking::Off | Rechecking::Vanished => None,
        // The polls of its source say when; at the end of its window it is forgotten.
        Rechecking::EveryPoll => Some(end),
        Rechecking::Decaying => {
            let wait = FIRST * GROWTH.pow(u32::from(row.turn.min(MOST_TURNS)));
            Some(after(wait)).filter(|due| *due <= end)
        }
    }
}

/// Until when a page is asked for again.
pub fn ends(asked: Asked, row: &Recheck) -> Timestamp {
    let end = row.since.checked_add(asked.window);
    end.unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(when: Rechecking, hours: i64) -> Asked {
        Asked {
            when,
            window: SignedDuration::from_hours(hours),
        }
    }

    fn row(turn: u8) -> Recheck {
        let start = Timestamp::UNIX_EPOCH;
        Recheck {
            source: 1,
            found: Some(1),
            since: start,
            asked: start,
            due: start,
            turn,
            absent: false,
            missing: false,
            strikes: 0,
            etag: None,
            last_modified: None,
        }
    }

    fn hours(asked: Asked, row: &Recheck) -> Option<i64> {
        next_recheck(asked, row).map(|due| due.as_second() / 3600)
    }

    #[test]
    fn the_waits_grow_within_the_window() {
        let decaying = asked(Rechecking::Decaying, 72);
        let mut row = row(0);
        let mut dues = Vec::new();
        while let Some(due) = next_recheck(decaying, &row) {
            dues.push(due.as_second() / 3600);
            row.asked = due;
            row.turn += 1;
        }
        assert_eq!(dues, [1, 4, 13, 40]);
        row.turn = u8::MAX;
        assert_eq!(next_recheck(asked(Rechecking::Decaying, 72), &row), None);
    }

    #[test]
    fn where_it_is_not_asked_for_only_a_doubt_is_cleared() {
        let mut row = row(0);
        assert_eq!(hours(asked(Rechecking::Vanished, 72), &row), None);
        assert_eq!(hours(asked(Rechecking::Off, 72), &row), None);
        assert_eq!(hours(asked(Rechecking::EveryPoll, 72), &row), Some(72));
        row.missing = true;
        let due = next_recheck(asked(Rechecking::Vanished, 72), &row);
        assert_eq!(due.map(Timestamp::as_second), Some(900));
    }

    #[test]
    fn what_was_only_to_be_confirmed_is_not_asked_for_again() {
        let confirmed = Recheck {
            found: None,
            ..row(0)
        };
        for when in [Rechecking::Decaying, Rechecking::EveryPoll] {
            assert_eq!(hours(asked(when, 72), &confirmed), None);
        }
    }
}
