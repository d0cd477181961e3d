//! How long a source that answers well is left alone, from its own rhythm.
//!
//! A report is in time if it is seen within twice the mean time between two of its source, or half an hour if that is
//! less: the *tolerance*. Each look gathers what came within one tolerance before it in time, so a look is worth the
//! items that are expected in that stretch. Where they are worth their price, the source is asked once a tolerance;
//! elsewhere the next look waits for a stretch that is, but never for longer than a reader of rare reports would.

use jiff::Timestamp;
use state::Rhythm;

use super::{
    rates::Rates,
    time::{DAY, HOUR, float, whole},
};

/// A look is made for so many items: one look in eight then meets something new.
const PRICE: f64 = 0.125;

/// No report need be seen sooner, however rare its source publishes.
const LONGEST_TOLERANCE: i64 = HOUR / 2;

/// No source is asked more often by itself, however much it publishes.
pub(super) const SHORTEST: i64 = 60;

/// A reader of a source that publishes once a week may wait so long for it, not for hours.
const LONGEST: i64 = HOUR;

/// The same for a source that seems to sleep, or says that it does.
pub(super) const LONGEST_ASLEEP: i64 = 3 * HOUR;

/// A source that has brought nothing for so long seems to sleep.
const ASLEEP_AFTER: i64 = 30 * DAY;

/// The first pause after which a source that gives no dates is looked at again; later ones are never longer than what
/// was watched of it, for nobody knows how soon its list rolls over.
const FIRST: i64 = 600;

/// Looks of a source are at least this part of the mean time between two of its items apart: what comes in one burst
/// cannot be outrun.
const LEAST_OF_GAP: f64 = 0.5;

/// What a source says of how long it stays as it is is believed up to this,
const LONGEST_WISH: i64 = HOUR;

/// and only if no more items than this come within that time.
const WISH_ITEMS: f64 = 0.33;

/// Seconds from a good look at `from` to the next one. `wish` is for how long the source said that it stays as it is.
pub(super) fn interval(rhythm: &Rhythm, wish: Option<i64>, from: Timestamp) -> i64 {
    let rates = Rates::of(rhythm);
    let gap = rates.gap();
    let tolerance = whole(2.0 * gap).clamp(SHORTEST, LONGEST_TOLERANCE);
    let restraint = restraint(rhythm, gap);
    let now = from.as_second();
    let wish = wish.map(|wish| wish.min(LONGEST_WISH));
    let wish = wish.filter(|wish| float(*wish) / gap < WISH_ITEMS);
    let mut wait = tolerance.max(wish.unwrap_or_default());
    let step = (tolerance / 4).max(SHORTEST);
    let asleep = is_asleep(rhythm, from);
    let mut was_quiet = false;
    loop {
        let then = now + wait;
        let is_quiet = rates.is_quiet(then);
        was_quiet |= is_quiet;
        let longest = if asleep || was_quiet {
            LONGEST_ASLEEP
        } else {
            LONGEST
        };
        let longest = restraint.map_or(longest, |restraint| restraint.min(longest));
        if wait >= longest {
            return longest;
        }
        // What waited through quiet hours is looked for as soon as they are over.
        if (was_quiet && !is_quiet) || rates.expected(then - tolerance, then) >= PRICE {
            return wait;
        }
        wait += step;
    }
}

/// Before what time a source must be looked at again, or its list may have rolled over: what its reach says or, of a
/// source that was hardly watched, how long it was.
fn restraint(rhythm: &Rhythm, gap: f64) -> Option<i64> {
    let watched = match (rhythm.since, rhythm.until) {
        (Some(since), Some(until)) => until.as_second().saturating_sub(since.as_second()),
        _ => 0,
    };
    let hardly = (watched < LONGEST_ASLEEP).then(|| watched.max(FIRST));
    let reach = rhythm.reach.map(|reach| {
        let least = whole(gap * LEAST_OF_GAP).max(SHORTEST);
        i64::from(reach).max(least)
    });
    hardly.into_iter().chain(reach).min()
}

pub(super) fn is_asleep(rhythm: &Rhythm, now: Timestamp) -> bool {
    let last = rhythm.last_item.map(Timestamp::as_second);
    last.is_some_and(|last| now.as_second().saturating_sub(last) > ASLEEP_AFTER)
}

#[cfg(test)]
mod tests;
