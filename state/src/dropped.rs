//! Entries that were dropped, taken up again: each becomes pending by an event that repeats the one that listed it.
//!
//! The store says which entries were dropped for which reason, the journal what they were. What must hold: an entry is
//! taken up once, as its source listed it last; memory is bounded however many there are.

use std::collections::{BTreeMap, HashMap};

use item::{Body, DropReason, Event, Locator, SourceId};
use jiff::Timestamp;

use crate::{
    error::StateError,
    journal::JournalReader,
    state::State,
    store::{EntryKey, Known, Status},
};

/// Dropped entries that are looked for in one reading of the journal: 16 MiB of them.
const SOUGHT_AT_ONCE: u64 = 1 << 18;
/// Events read backwards in one step,
const READ_BACK: u64 = 4096;
/// and held at once.
const READ_AT_ONCE: usize = 256;
/// Events and bytes of JSON in a commit, as the desk has them.
const COMMIT_EVENTS: usize = 256;
const COMMIT_BYTES: usize = 256 * 1024;
/// Digests in one event.
const RECALLED_AT_ONCE: usize = 1000;
/// Entries that are shown by name.
const MOST_EXAMPLES: usize = 10;

/// Which dropped entries are meant.
#[derive(Debug, Clone, Default)]
pub struct Dropped {
    /// Dropped for one of these reasons,
    pub reasons: Vec<DropReason>,
    /// listed by one of these sources,
    pub sources: Vec<SourceId>,
    /// dropped then or later,
    pub since: Option<Timestamp>,
    /// and before this.
    pub before: Option<Timestamp>,
}

/// What was found of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Retaken {
    /// How many, by source and reason.
    pub counts: BTreeMap<(SourceId, &'static str), Tally>,
    /// The last ones that were dropped, the newest first.
    pub examples: Vec<Example>,
}

/// How many entries of one source were dropped for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// They can be read again.
    pub again: u64,
    /// The journal no longer holds what would be needed.
    pub lost: u64,
}

/// A dropped entry, to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// When it was dropped.
    pub time: Timestamp,
    /// Its source.
    pub source: SourceId,
    /// Its key there.
    pub key: String,
    /// Why, in words.
    pub detail: String,
}

/// What becomes of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Count,
    TakeUp(Timestamp),
}

impl State {
    /// Counts dropped entries, and shows some of them.
    pub fn dropped(&mut self, which: &Dropped) -> Result<Retaken, StateError> {
        self.go_through(which, Then::Count)
    }

    /// Makes dropped entries pending again, those that were listed last first, and commits that. What the journal no
    /// longer holds is read when its source lists it again.
    pub fn take_up_dropped(
        &mut self,
        which: &Dropped,
        now: Timestamp,
    ) -> Result<Retaken, StateError> {
        let retaken = self.go_through(which, Then::TakeUp(now));
        self.commit()?;
        retaken
    }

    fn go_through(&mut self, which: &Dropped, then: Then) -> Result<Retaken, StateError> {
        self.commit()?;
        let names = self.numbered(&which.sources)?;
        let mut total = 0;
        for source in names.values() {
            for entry in self.entries_of(source)? {
                total += u64::from(reason_of(&entry?.1, which).is_some());
            }
        }
        let mut retaken = Retaken::default();
        let parts = total.div_ceil(SOUGHT_AT_ONCE);
        // What is taken up while one part is gone through is not met by the next: it is pending then.
        let (first, end) = (self.stats()?.first_event, self.reader().durable());
        for part in 0..parts {
            let mut search = Search {
                journal: self.reader(),
                which,
                names: &names,
                numbers: names.iter().map(|(number, name)| (name, *number)).collect(),
                sought: self.sought(which, names.values(), (part, parts))?,
                first,
                end,
            };
            while let Some(found) = search.step(&mut retaken)? {
                if let Then::TakeUp(now) = then {
                    self.take_up(&found, now)?;
                }
            }
            let lost = search.lost(&mut retaken);
            if let Then::TakeUp(now) = then {
                self.recall(lost, now)?;
            }
        }
        Ok(retaken)
    }

    /// The sources that the journal ever named, by their numbers.
    fn numbered(&self, sources: &[SourceId]) -> Result<BTreeMap<u32, SourceId>, StateError> {
        let mut names = BTreeMap::new();
        for source in sources {
            if let Some(number) = self.source_number(source)? {
                names.insert(number, source.clone());
            }
        }
        Ok(names)
    }

    /// The dropped entries of one part of them all.
    fn sought<'a>(
        &self,
        which: &Dropped,
        sources: impl Iterator<Item = &'a SourceId>,
        (part, parts): (u64, u64),
    ) -> Result<HashMap<EntryKey, Sought>, StateError> {
        let mut sought = HashMap::new();
        for source in sources {
            for entry in self.entries_of(source)? {
                let (key, known) = entry?;
                if let Some(reason) = reason_of(&known, which)
                    && key.digest % parts == part
                {
                    let one = Sought {
                        reason,
                        version: known.version,
                        when: None,
                    };
                    sought.insert(key, one);
                }
            }
        }
        Ok(sought)
    }

    fn take_up(&mut self, sequences: &[u64], now: Timestamp) -> Result<(), StateError> {
        let journal = self.reader();
        for &sequence in sequences {
            if let Some(Event {
                body: Body::EntryFound { entry } | Body::EntryChanged { entry },
                ..
            }) = journal.get(sequence)?
            {
                self.push(Body::EntryChanged { entry }, now)?;
            }
            let (events, bytes) = self.staged();
            if events >= COMMIT_EVENTS || bytes >= COMMIT_BYTES {
                self.commit()?;
            }
        }
        Ok(())
    }

    fn recall(
        &mut self,
        lost: BTreeMap<SourceId, Vec<u64>>,
        now: Timestamp,
    ) -> Result<(), StateError> {
        for (source, digests) in lost {
            for digests in digests.chunks(RECALLED_AT_ONCE) {
                let body = Body::EntryRecalled {
                    source: source.clone(),
                    digests: digests.to_vec(),
                };
                self.push(body, now)?;
                self.commit()?;
            }
        }
        Ok(())
    }
}

fn reason_of(known: &Known, which: &Dropped) -> Option<DropReason> {
    match known.status {
        Status::Dropped { reason } if which.reasons.contains(&reason) => Some(reason),
        _ => None,
    }
}

/// A dropped entry that was not met in the journal yet.
#[derive(Debug, Clone, Copy)]
struct Sought {
    reason: DropReason,
    version: u64,
    /// When it was dropped, once that was met.
    when: Option<Timestamp>,
}

/// The journal read from its end for what was dropped.
struct Search<'a> {
    journal: JournalReader,
    which: &'a Dropped,
    names: &'a BTreeMap<u32, SourceId>,
    numbers: HashMap<&'a SourceId, u32>,
    sought: HashMap<EntryKey, Sought>,
    /// The first event that the journal holds.
    first: u64,
    /// The last event that was not looked at yet.
    end: u64,
}

/// An event about an entry that is sought.
struct Met {
    sequence: u64,
    key: EntryKey,
    version: u64,
    what: What,
}

enum What {
    Listed,
    Dropped(DropReason, Example),
}

impl Search<'_> {
    /// Goes one step back and gives the events that listed what was dropped, the newest first; none at the end.
    fn step(&mut self, retaken: &mut Retaken) -> Result<Option<Vec<u64>>, StateError> {
        if self.end < self.first || self.sought.is_empty() {
            return Ok(None);
        }
        let begin = self.end.saturating_sub(READ_BACK).max(self.first - 1);
        let mut met = Vec::new();
        let mut next = begin + 1;
        while next <= self.end {
            let events = self.journal.read_from(next, READ_AT_ONCE)?;
            let Some(last) = events.last().map(|event| event.sequence) else {
                break;
            };
            let inside = events
                .into_iter()
                .filter(|event| event.sequence <= self.end);
            met.extend(inside.filter_map(|event| self.met(event)));
            next = last + 1;
        }
        self.end = begin;
        let found = met.into_iter().rev();
        Ok(Some(
            found.filter_map(|met| self.found(met, retaken)).collect(),
        ))
    }

    fn met(&self, event: Event) -> Option<Met> {
        let (key, version, what) = match event.body {
            Body::EntryFound { entry } | Body::EntryChanged { entry } => {
                let is_empty =
                    matches!(&entry.locator, Locator::Inline(inline) if inline.content.is_empty());
                if is_empty {
                    return None; // its text was taken out of the journal
                }
                let key = self.key(&entry.source, &entry.key)?;
                (key, entry.version, What::Listed)
            }
            Body::EntryDropped {
                entry,
                reason,
                detail,
                ..
            } => {
                let key = self.key(&entry.source, &entry.key)?;
                let example = Example {
                    time: event.time,
                    source: entry.source,
                    key: entry.key,
                    detail,
                };
                (key, entry.version, What::Dropped(reason, example))
            }
            _ => return None,
        };
        self.sought.contains_key(&key).then_some(Met {
            sequence: event.sequence,
            key,
            version,
            what,
        })
    }

    fn key(&self, source: &SourceId, key: &str) -> Option<EntryKey> {
        Some(EntryKey::new(*self.numbers.get(source)?, key))
    }

    /// The event, if it listed what is to be taken up.
    fn found(&mut self, met: Met, retaken: &mut Retaken) -> Option<u64> {
        let sought = self.sought.get_mut(&met.key)?;
        if sought.version != met.version {
            return None;
        }
        match met.what {
            What::Dropped(reason, example) => {
                if reason != sought.reason || sought.when.is_some() {
                    return None;
                }
                if is_between(example.time, self.which) {
                    sought.when = Some(example.time);
                    if retaken.examples.len() < MOST_EXAMPLES {
                        retaken.examples.push(example);
                    }
                } else {
                    self.sought.remove(&met.key);
                }
                None
            }
            What::Listed => {
                if sought.when.is_none() && is_bounded(self.which) {
                    return None;
                }
                let reason = sought.reason;
                self.sought.remove(&met.key);
                self.count(retaken, met.key, reason, |tally| tally.again += 1);
                Some(met.sequence)
            }
        }
    }

    /// Counts what was not found, and gives the digests of what may be read when it is listed again.
    fn lost(self, retaken: &mut Retaken) -> BTreeMap<SourceId, Vec<u64>> {
        let mut lost: BTreeMap<SourceId, Vec<u64>> = BTreeMap::new();
        for (key, sought) in &self.sought {
            self.count(retaken, *key, sought.reason, |tally| tally.lost += 1);
            // Otherwise when it was dropped is not known, and it may not be meant.
            if (sought.when.is_some() || !is_bounded(self.which))
                && let Some(source) = self.names.get(&key.source)
            {
                lost.entry(source.clone()).or_default().push(key.digest);
            }
        }
        for digests in lost.values_mut() {
            digests.sort_unstable();
        }
        lost
    }

    fn count(
        &self,
        retaken: &mut Retaken,
        key: EntryKey,
        reason: DropReason,
        add: impl FnOnce(&mut Tally),
    ) {
        if let Some(source) = self.names.get(&key.source) {
            let place = (source.clone(), reason.name());
            add(retaken.counts.entry(place).or_default());
        }
    }
}

fn is_bounded(which: &Dropped) -> bool {
    which.since.is_some() || which.before.is_some()
}

fn is_between(time: Timestamp, which: &Dropped) -> bool {
    which.since.is_none_or(|since| time >= since) && which.before.is_none_or(|before| time < before)
}
