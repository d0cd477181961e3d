//! The week as the scheduler lives through it: its real decisions, on a clock that jumps from poll to poll.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    path::Path,
    time::Duration,
};

use config::Source;
use connectors::Fault;
use jiff::{SignedDuration, Timestamp};
use pipeline::schedule::{Ended, Runner, Seen, after, next_due};
use state::Health;

use super::{
    count::{Figures, Tally, tolerance},
    hidden::{Hidden, World},
    luck::Luck,
};

/// How sources are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// As their rhythm suggests.
    Auto,
    /// Every so many minutes.
    Every(u32),
}

/// From the end of one request to the beginning of the next at one host, in milliseconds: the client's own delay.
const DELAY: i64 = 1000;

/// The large platform bears less.
const PLATFORM_DELAY: i64 = 5000;

/// How long an answer takes, in milliseconds.
const ANSWER: i64 = 300;

/// One poll in so many gets no answer.
const FAILS: f64 = 0.01;

/// A Monday.
pub(crate) fn monday() -> Timestamp {
    Timestamp::from_second(1_795_996_800).unwrap_or_default()
}

/// The configuration of these sources.
pub(crate) fn configured(world: &World, policy: Policy) -> Vec<Source> {
    use std::fmt::Write as _;
    let every = match policy {
        Policy::Auto => String::new(),
        Policy::Every(minutes) => format!("every = \"{minutes}m\"\n"),
    };
    let mut text = String::from("[[sink]]\nkind = \"stdout\"\n");
    for source in &world.sources {
        let (id, host) = (&source.id, source.host);
        write!(
            text,
            "[[source]]\nid = \"{id}\"\nkind = \"feed\"\nurl = \"https://h{host}.example/{id}\"\n{every}"
        )
        .expect("text can be written");
    }
    let config = config::parse(&text, Path::new("/newsloom.toml"), &|_| None);
    config.expect("the configuration is right").sources
}

/// Lives through the time of a world.
pub(crate) fn live(world: &World, policy: Policy, seed: u64) -> Figures {
    let sources = configured(world, policy);
    let mut luck = Luck::new(seed);
    let mut hosts = HashMap::new();
    let mut lives: Vec<Life<'_>> = world
        .sources
        .iter()
        .map(|hidden| Life::new(hidden, world))
        .collect();
    let mut due: BinaryHeap<Reverse<(i64, usize)>> =
        (0..lives.len()).map(|at| Reverse((0, at))).collect();
    let end = milliseconds(world.end());
    while let Some(Reverse((wanted, at))) = due.pop() {
        let (Some(life), Some(source)) = (lives.get_mut(at), sources.get(at)) else {
            break;
        };
        // Whoever comes to a host that is busy waits there, first come, first served.
        let free = hosts.entry(life.hidden.host).or_insert(0);
        if *free > wanted {
            due.push(Reverse((*free, at)));
            continue;
        }
        if wanted >= end {
            break;
        }
        *free = wanted
            + ANSWER
            + if life.hidden.host == 0 {
                PLATFORM_DELAY
            } else {
                DELAY
            };
        life.poll(wanted, luck.happens(FAILS));
        let next = next_due(source, &life.health, Runner::Daemon);
        let next = next.map_or(wanted, |next| {
            next.as_millisecond() - monday().as_millisecond()
        });
        due.push(Reverse((next.max(wanted + ANSWER), at)));
    }
    let tallies: Vec<Tally> = lives.iter().map(|life| life.tally).collect();
    Figures::of(world, &tallies)
}

/// A source and what is known of it.
struct Life<'w> {
    hidden: &'w Hidden,
    tolerance: f64,
    health: Health,
    /// Items before this one were seen, or missed.
    next: usize,
    tally: Tally,
}

impl<'w> Life<'w> {
    fn new(hidden: &'w Hidden, world: &World) -> Self {
        Self {
            hidden,
            tolerance: tolerance(hidden, world),
            health: Health::default(),
            next: 0,
            tally: Tally::default(),
        }
    }

    fn poll(&mut self, at: i64, fails: bool) {
        self.tally.polls += 1;
        let began = monday() + SignedDuration::from_millis(at);
        let now = began + SignedDuration::from_millis(ANSWER);
        let ended = if fails {
            Ended::Failed {
                fault: Fault::Temporary,
                words: "no answer".to_owned(),
                not_before: None,
            }
        } else {
            Ended::Well {
                wish: self.hidden.says.map(Duration::from_secs),
                seen: Some(self.look(at)),
            }
        };
        let health = std::mem::take(&mut self.health);
        (self.health, _) = after(health, ended, began, now);
    }

    /// What the list shows now; its items are counted.
    fn look(&mut self, at: i64) -> Seen {
        let time = Duration::from_millis(u64::try_from(at).unwrap_or_default()).as_secs_f64();
        let items = &self.hidden.items;
        let end = items.partition_point(|item| item.appears <= time);
        let shown = end.saturating_sub(self.hidden.window);
        let is_first = self.health.last_success.is_none();
        let mut seen = Seen::default();
        // What has not changed since is not listed: the host says so.
        if end > self.next || is_first {
            seen.listing(Some(end - shown), None);
            for (number, item) in items.iter().enumerate().take(end).skip(shown) {
                let date = item
                    .dated
                    .map(|date| monday() + SignedDuration::from_millis(milliseconds(date)));
                seen.entry(number >= self.next, date);
            }
        }
        for item in items.iter().take(end).skip(self.next.max(shown)) {
            if item.appears > 0.0 {
                self.tally.saw(time - item.appears, self.tolerance);
            }
        }
        let rolled = items.iter().take(shown).skip(self.next);
        let rolled = rolled.filter(|item| item.appears > 0.0).count();
        self.tally.missed += u64::try_from(rolled).unwrap_or_default();
        self.next = end;
        seen
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "times of a simulated week are small"
)]
fn milliseconds(seconds: f64) -> i64 {
    (seconds * 1000.0) as i64
}
