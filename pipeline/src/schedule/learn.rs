//! What a poll tells of when its source publishes.
//!
//! At first sight a source's own dates tell; later an item counts where its date says, if that lies between the last
//! look and this one, and otherwise somewhere between the two. So dates that are missing, wrong, back-dated or ahead
//! of their time do no harm.

use item::Quiet;
use jiff::Timestamp;
use state::Rhythm;

use super::{
    rates::{KEPT, PARTS},
    time::{DAY, HOUR, float, hour_of, whole},
};

/// Older dates say nothing of today, and after so long a pause a watch begins anew.
const LOOK_BACK: i64 = 14 * DAY;

/// Of what one poll lists, so many entries are counted: more would fill any hour's count.
const MOST_COUNTED: usize = 2048;

/// By how much the reach of a source grows back in an hour: by a fifth in a day.
const REACH_GROWS: f64 = 1.0 + 0.2 / 24.0;

/// Beyond every interval: a reach that is longer restrains nothing.
const LONGEST_REACH: u32 = 4 * 3600;

/// What one poll saw, as far as it tells when its source publishes.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The dates of what is new, where it has one.
    new: Vec<Option<Timestamp>>,
    /// The dates of all that is listed.
    dates: Vec<Timestamp>,
    /// How many entries the listing holds before it drops its oldest.
    window: Option<usize>,
    /// When the source says that it publishes nothing.
    quiet: Option<Quiet>,
}

impl Seen {
    /// Counts an entry with its date.
    pub fn entry(&mut self, is_new: bool, date: Option<Timestamp>) {
        if self.dates.len() < MOST_COUNTED {
            self.dates.extend(date);
        }
        if is_new && self.new.len() < MOST_COUNTED {
            self.new.push(date);
        }
    }

    /// Whether anything was listed that was not before.
    pub(super) fn has_new(&self) -> bool {
        !self.new.is_empty()
    }

    /// Notes what the listing is and says of itself.
    pub fn listing(&mut self, window: Option<usize>, quiet: Option<Quiet>) {
        self.window = window.or(self.window);
        self.quiet = quiet.or(self.quiet);
    }
}

/// Takes in what a poll saw that began at `now`.
pub(super) fn learn(rhythm: &mut Rhythm, mut seen: Seen, now: Timestamp) {
    if let Some(quiet) = seen.quiet {
        rhythm.quiet = quiet;
    }
    let last = rhythm.until.filter(|_| rhythm.since.is_some());
    let pause = last.map(|last| now.as_second().saturating_sub(last.as_second()));
    match (last, pause) {
        // A clock that was set back; the watch goes on where it was.
        (Some(_), Some(..=0)) => {}
        (Some(last), Some(pause)) if pause <= LOOK_BACK => {
            reach(rhythm, (last, now), seen.new.len(), seen.window);
            if !seen.new.is_empty() {
                rhythm.last_item = Some(now);
            }
            fill(
                rhythm,
                last.as_second(),
                now.as_second(),
                &between(&seen.new, last, now),
            );
        }
        _ => first_sight(rhythm, &mut seen.dates, now),
    }
}

/// Begins a watch: with the dates of what is listed, the newest first, back to the one before which they grow thin.
/// Something old that was pinned to the end of a listing would make a daily out of an agency.
fn first_sight(rhythm: &mut Rhythm, dates: &mut Vec<Timestamp>, now: Timestamp) {
    let second = now.as_second();
    let since = |date: &Timestamp| second - date.as_second();
    for date in &mut *dates {
        *date = now.min(*date);
    }
    dates.sort_unstable_by(|a, b| b.cmp(a));
    rhythm.last_item = dates.first().copied().or(Some(now)).max(rhythm.last_item);
    let known = dates.iter().filter(|date| since(date) <= LOOK_BACK);
    let known: Vec<i64> = known.map(since).collect();
    let density = |(before, age): (usize, &i64)| {
        let items = float(i64::try_from(before).unwrap_or(i64::MAX));
        (items / float(age + 60), *age)
    };
    let half = dates.len() / 2;
    let stretches = known.iter().enumerate().skip(half.max(1)).map(density);
    // Where most dates are older, the few that are not are all that came since then.
    let are_few = known.len() <= half && known.len() < dates.len();
    let whole = are_few.then_some((0.0, LOOK_BACK));
    let densest = stretches.chain(whole).max_by(|a, b| a.0.total_cmp(&b.0));
    let age = densest.map_or(0, |(_, age)| age);
    rhythm.since = Timestamp::from_second(second - age).ok();
    (rhythm.until, rhythm.hours, rhythm.reach) = (rhythm.since, [0; 24], None);
    // The oldest one marks the beginning.
    let items: Vec<i64> = known
        .iter()
        .rev()
        .filter(|one| **one < age)
        .map(|one| second - one)
        .collect();
    fill(rhythm, second - age, second, &items);
}

/// When what is new came: as dated, or else evenly between the last look and this one.
fn between(new: &[Option<Timestamp>], last: Timestamp, now: Timestamp) -> Vec<i64> {
    let (from, to) = (last.as_second(), now.as_second());
    let parts = i64::try_from(2 * new.len()).unwrap_or(i64::MAX);
    let middles =
        (0..).map(|number: i64| from + (to - from).saturating_mul(2 * number + 1) / parts);
    let dated = |date: &&Timestamp| **date > last && **date <= now;
    let one = |(date, middle): (&Option<Timestamp>, i64)| {
        date.as_ref()
            .filter(dated)
            .map_or(middle, |date| date.as_second())
    };
    let mut times: Vec<i64> = new.iter().zip(middles).map(one).collect();
    times.sort_unstable();
    times
}

/// Counts what came from one second to another; each hour that begins fades first.
fn fill(rhythm: &mut Rhythm, from: i64, to: i64, times: &[i64]) {
    let mut times = times.iter().peekable();
    let mut second = from;
    while second < to {
        let edge = (second.div_euclid(HOUR) + 1) * HOUR;
        let hour = rhythm.hours.get_mut(hour_of(second));
        if let Some(parts) = hour {
            if second.rem_euclid(HOUR) == 0 {
                *parts = u16::try_from(u32::from(*parts) * KEPT / 65_536).unwrap_or(u16::MAX);
            }
            while times.next_if(|time| **time < edge || edge >= to).is_some() {
                *parts = parts.saturating_add(PARTS);
            }
        }
        second = edge.min(to);
    }
    rhythm.until = Timestamp::from_second(to).ok();
}

/// Adapts the longest pause after which a listing has surely not rolled over: never so long that, as fast as now, more
/// than half of it would be new. After a strain it grows back slowly.
fn reach(
    rhythm: &mut Rhythm,
    (last, now): (Timestamp, Timestamp),
    new: usize,
    window: Option<usize>,
) {
    let (from, to) = (last.as_second(), now.as_second());
    let hours = i32::try_from(to.div_euclid(HOUR) - from.div_euclid(HOUR)).unwrap_or(i32::MAX);
    let grown = rhythm
        .reach
        .map(|reach| f64::from(reach) * REACH_GROWS.powi(hours));
    let count = |number: usize| float(i64::try_from(number).unwrap_or(i64::MAX));
    let safe = window.filter(|_| new > 0);
    let safe = safe.map(|window| float(to - from) / 2.0 * count(window) / count(new));
    let reach = grown.into_iter().chain(safe).reduce(f64::min);
    // Rounded up, or a short one would never grow.
    let reach = reach.map(|reach| u32::try_from(whole(reach.ceil())).unwrap_or(u32::MAX));
    rhythm.reach = reach.filter(|reach| *reach < LONGEST_REACH);
}

#[cfg(test)]
mod tests;
