//! The sources: what each publishes and when, as a person would meet them on the web.

use item::SourceId;

use super::luck::Luck;

pub(crate) const HOUR: f64 = 3600.0;
pub(crate) const DAY: f64 = 24.0 * HOUR;

/// How far back their past goes: what a list shows at first sight.
const PAST: f64 = 60.0 * DAY;

/// The most items of that past that anybody sees.
const PAST_ITEMS: f64 = 400.0;

/// Kinds of rhythms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// By day more than by night, somewhere on earth.
    Daily,
    /// The same, and next to nothing at the weekend.
    Office,
    /// Silence, then many at once.
    Bursts,
    /// All that came in an hour, at one minute of it.
    Hourly,
    /// All that came in a day, about one time of it.
    Digest,
    /// One to four a week.
    Weekly,
    /// Nothing for a month or more.
    Dead,
    /// As daily, until it changes within the week to five times as much, or a fifth.
    Shift,
    /// Around the clock, and much.
    Agency,
}

/// One item: when it appears in the list, and the date that it bears.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Published {
    pub(crate) appears: f64,
    pub(crate) dated: Option<f64>,
}

/// One source. Times are seconds from the beginning of the week, a Monday in UTC.
#[derive(Debug)]
pub(crate) struct Hidden {
    pub(crate) id: SourceId,
    pub(crate) kind: Kind,
    /// The number of its host.
    pub(crate) host: usize,
    pub(crate) items: Vec<Published>,
    /// How many items its list holds.
    pub(crate) window: usize,
    /// How long it says that it stays as it is, in seconds.
    pub(crate) says: Option<u64>,
}

/// All sources.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) sources: Vec<Hidden>,
    pub(crate) weeks: f64,
}

impl World {
    /// So many sources, and all that they publish in so many weeks.
    pub(crate) fn new(seed: u64, count: usize, weeks: f64) -> Self {
        let mut luck = Luck::new(seed);
        let source = |number: usize| source(number, count, weeks * 7.0 * DAY, &mut luck);
        Self {
            sources: (0..count).map(source).collect(),
            weeks,
        }
    }

    /// When it ends.
    pub(crate) fn end(&self) -> f64 {
        self.weeks * 7.0 * DAY
    }
}

fn source(number: usize, count: usize, end: f64, luck: &mut Luck) -> Hidden {
    let kind = kind(luck.between(0.0, 100.0));
    let maker = Maker {
        // Half of them publish fewer than eight items a day, one in a hundred more than 250.
        per_day: (2.1 + 1.5 * luck.normal()).exp().clamp(0.15, 700.0),
        zone: luck.of(&[-8.0, -5.0, 0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 9.0]),
        night: luck.of(&[0.0, 0.02, 0.05, 0.15]),
        end,
    };
    let (mut times, batch) = maker.times(kind, luck);
    times.sort_unstable_by(f64::total_cmp);
    let window = luck.of(&[10, 10, 15, 20, 20, 25, 30, 50, 100]);
    let has_dates = luck.happens(0.8);
    let back_dates = luck.happens(0.06);
    let mut dated = |appears: f64| {
        has_dates.then(|| match luck.share() {
            share if back_dates && share < 0.3 => appears - luck.between(0.0, 12.0) * HOUR,
            share if share > 0.98 => appears + luck.between(0.0, 3.0) * HOUR,
            _ => appears - luck.between(0.0, 120.0),
        })
    };
    let published = times.into_iter().map(|appears| Published {
        appears,
        dated: dated(appears),
    });
    Hidden {
        id: SourceId::new(&format!("s{number}")),
        kind,
        items: published.collect(),
        // Whoever publishes in batches has a list that holds one.
        window: window.max(batch + batch / 3),
        // A third shares few hosts, one of them a large platform.
        host: match number % 9 {
            0 => 0,
            1 | 2 => 1 + number % 20,
            _ => 21 + number % count.max(1),
        },
        says: luck
            .happens(0.35)
            .then(|| 60 * luck.of(&[5, 15, 30, 60, 60, 60, 1440])),
    }
}

fn kind(percent: f64) -> Kind {
    let kinds = [
        (42.0, Kind::Daily),
        (54.0, Kind::Office),
        (63.0, Kind::Bursts),
        (71.0, Kind::Hourly),
        (79.0, Kind::Digest),
        (84.0, Kind::Weekly),
        (90.0, Kind::Dead),
        (96.0, Kind::Shift),
    ];
    let found = kinds.iter().find(|(below, _)| percent < *below);
    found.map_or(Kind::Agency, |(_, kind)| *kind)
}

/// What makes the times of one source.
struct Maker {
    per_day: f64,
    /// Hours ahead of UTC.
    zone: f64,
    /// The share of a full hour that is left at night.
    night: f64,
    end: f64,
}

impl Maker {
    /// The times at which items appear, and how many appear at once at most where that is more than a few.
    fn times(&self, kind: Kind, luck: &mut Luck) -> (Vec<f64>, usize) {
        let daily = |time: f64| self.daily(time);
        match kind {
            Kind::Daily => (self.by_rate(self.per_day, &daily, luck), 0),
            Kind::Office => {
                let office = |time: f64| {
                    let day = ((time / HOUR + self.zone) / 24.0).floor().rem_euclid(7.0);
                    daily(time) * if day >= 5.0 { 0.05 } else { 1.0 }
                };
                (self.by_rate(self.per_day, &office, luck), 0)
            }
            Kind::Weekly => {
                let per_day = luck.between(1.0, 4.0) / 7.0;
                (self.by_rate(per_day, &daily, luck), 0)
            }
            Kind::Agency => {
                let per_day = (self.per_day * 8.0).min(1200.0);
                (self.by_rate(per_day, &|_| 1.0, luck), 0)
            }
            Kind::Dead => {
                let times = (0..20).map(|_| -luck.between(40.0, 360.0) * DAY);
                (times.collect(), 0)
            }
            Kind::Bursts => (self.bursts(luck), 0),
            Kind::Hourly => self.hourly(luck),
            Kind::Digest => self.digests(luck),
            Kind::Shift => (self.shift(luck), 0),
        }
    }

    /// The share of a full hour at a time: highest at one o'clock in the afternoon, local time.
    fn daily(&self, time: f64) -> f64 {
        let hour = (time / HOUR + self.zone).rem_euclid(24.0);
        let height = ((hour - 13.0) / 24.0 * std::f64::consts::TAU).cos();
        let day = (height * 1.6 + 0.4).clamp(0.0, 1.0);
        self.night + (1.0 - self.night) * day
    }

    fn begins(per_day: f64) -> f64 {
        -PAST.min(PAST_ITEMS / per_day * DAY)
    }

    /// Items that know nothing of each other (a Poisson process, thinned to its shape: Lewis and Shedler 1979).
    fn by_rate(&self, per_day: f64, shape: &dyn Fn(f64) -> f64, luck: &mut Luck) -> Vec<f64> {
        let heights: Vec<f64> = (0..336)
            .map(|half| shape(f64::from(half) * HOUR / 2.0))
            .collect();
        let mean = heights.iter().sum::<f64>() / 336.0;
        let highest = heights.iter().copied().fold(0.0, f64::max);
        let pause = DAY / per_day * mean / highest;
        let mut times = Vec::new();
        let mut time = Self::begins(per_day);
        loop {
            time += luck.wait() * pause;
            if time > self.end {
                return times;
            }
            if luck.share() * highest < shape(time) {
                times.push(time);
            }
        }
    }

    fn bursts(&self, luck: &mut Luck) -> Vec<f64> {
        let size = luck.between(3.0, 23.0);
        let per_day = (self.per_day * 2.0 / size).max(0.3);
        let mut times = Vec::new();
        for mut time in self.by_rate(per_day, &|time| self.daily(time), luck) {
            for _ in 0..=luck.count(size) {
                time += luck.wait() * 5.0 * 60.0;
                times.push(time);
            }
        }
        times.retain(|time| *time <= self.end);
        times
    }

    fn hourly(&self, luck: &mut Luck) -> (Vec<f64>, usize) {
        let minute = luck.between(0.0, 60.0).floor() * 60.0;
        let (size, mut most) = ((self.per_day / 16.0).max(0.3), 0);
        let mut time = (Self::begins(self.per_day) / HOUR).floor() * HOUR + minute;
        let mut times = Vec::new();
        while time < self.end {
            let count = luck.count(size * self.daily(time));
            most = most.max(count);
            times.extend((0..count).map(|_| time));
            time += HOUR;
        }
        (times, most)
    }

    fn digests(&self, luck: &mut Luck) -> (Vec<f64>, usize) {
        let (hour, size) = (luck.between(0.0, 24.0), luck.between(1.0, 26.0).floor());
        let mut day = (Self::begins(size) / DAY).floor();
        let (mut times, mut most) = (Vec::new(), 0);
        while day * DAY < self.end {
            let time = day * DAY + hour * HOUR + luck.normal() * 400.0;
            let count = 1 + luck.count(size - 1.0);
            most = most.max(count);
            times.extend((0..count).map(|_| time));
            day += 1.0;
        }
        times.retain(|time| *time <= self.end);
        (times, most)
    }

    fn shift(&self, luck: &mut Luck) -> Vec<f64> {
        let at = luck.between(2.0, 5.0) * DAY;
        let (before, behind) = luck.of(&[(0.4, 2.0), (2.0, 0.4)]);
        let daily = |time: f64| self.daily(time);
        let mut times = self.by_rate(self.per_day * before, &daily, luck);
        times.retain(|time| *time < at);
        let later = self.by_rate(self.per_day * behind, &daily, luck);
        times.extend(later.into_iter().filter(|time| *time >= at));
        times
    }
}
