//! Labelling anew what was read before: the words of the journal's items through today's rules and tables; and, where that is
//! asked for, cleaning anew what the kept raw responses hold.
//!
//! It works on a state that no desk is at work on. What must hold: an item that says what it said and whose labels are those
//! that it has is not written; what was written is not written again, so that a run that was cut short is finished by the
//! next; only the newest version of an item is looked at, and nothing of it changes but how it is read: its entry, its
//! standing, its story and when its words were told stay.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    thread::{available_parallelism, scope},
};

use connectors::Clock;
use item::{Body, Change, Event, Fingerprint, Flips, Item, ItemId, Query, Relabelled, SourceId};
use jiff::Timestamp;
use state::{State, StateError};

use super::{
    furniture::Furniture,
    reread::{Changed, Reread, Rereading},
};
use crate::classify::{Classified, Classifier};

/// Events that are in memory at once, and most that are in one commit.
const READ_AT_ONCE: usize = 256;

/// Bytes of JSON in a commit, as the desk has them.
const COMMIT_BYTES: usize = 256 * 1024;

/// Items that are shown by name.
const MOST_EXAMPLES: usize = 10;

/// Labels that are counted one by one: more than a configuration changes, and little memory.
const MOST_LABELS: usize = 10_000;

/// Which items are meant.
#[derive(Debug, Default)]
pub struct Meant {
    /// Those that this query finds,
    pub query: Option<Query>,
    /// whose sources first brought them, if any are named,
    pub sources: Vec<SourceId>,
    /// and that were first seen then or later.
    pub since: Option<Timestamp>,
}

impl Meant {
    fn is(&self, item: &Item) -> bool {
        (self.sources.is_empty() || self.sources.contains(&item.source))
            && self.since.is_none_or(|since| item.first_seen >= since)
            && self
                .query
                .as_ref()
                .is_none_or(|query| query.matches_item(item))
    }
}

/// What items are taken through.
#[derive(Debug)]
pub struct Anew {
    /// What labels them.
    pub classifier: Classifier,
    /// What cleans them, where that is asked for.
    pub rereading: Option<Rereading>,
}

/// What becomes of what is found.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a clock has nothing to show")]
pub enum Then {
    /// It is counted.
    Count,
    /// It is journalled too, with the time of this clock.
    Journal(Clock),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reprocessed {
    /// How far the journal was read, and where its end was when this began.
    pub read_to: u64,
    /// The last event that is read.
    pub end: u64,
    /// Items whose words were labelled.
    pub labelled: u64,
    /// Those of them that are told anew: for their words, their labels or their statements.
    pub changed: u64,
    /// Those that were cleaned anew and say something else.
    pub cleaned: u64,
    /// What was not cleaned anew though that was asked for.
    pub uncleaned: Uncleaned,
    /// Those whose statements alone differ, or differ too.
    pub statements: u64,
    /// How often each label is added and removed, as far as so many are counted.
    pub labels: BTreeMap<String, Turned>,
    /// The first items that are told anew.
    pub examples: Vec<Example>,
    /// Items on which labelling failed, as a fault of the program; they stay as they are.
    pub failed: u64,
    /// Items of which the journal no longer keeps the words; they stay as they are, whatever is asked for.
    pub gone: u64,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

/// In how many items a label comes and goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turned {
    /// It is new there.
    pub added: u64,
    /// It is gone there.
    pub removed: u64,
}

/// Items that were not cleaned anew, and stay as they were read; each is labelled all the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uncleaned {
    /// Their responses are not kept: any more, or because they came otherwise than as pages of the web.
    pub not_kept: u64,
    /// Their sources are not configured any more.
    pub unconfigured: u64,
    /// In their responses no article is found any more.
    pub lost: u64,
    /// Their responses cannot be read.
    pub unreadable: u64,
    /// Why the first of those cannot.
    pub why: Option<String>,
}

/// An item that is told anew, to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its name.
    pub id: ItemId,
    /// Its headline, as it is now.
    pub headline: Option<String>,
    /// What it says that it did not.
    pub change: Option<Change>,
    /// What it changes of its labels.
    pub relabelled: Relabelled,
}

/// What is made of one item; nothing if that panicked.
type Made = Option<One>;

enum One {
    /// It says what it said, whatever came of reading it anew.
    Labelled(Box<Classified>, Option<Reread>),
    /// It says something else.
    Reread(Box<Changed>),
}

/// Labels the items that are meant anew, and tells after each step how far it is; that says whether to go on.
pub fn reprocess(
    state: &mut State,
    anew: &Anew,
    meant: &Meant,
    then: &Then,
    mut go_on: impl FnMut(&Reprocessed) -> bool,
) -> Result<Reprocessed, StateError> {
    state.commit()?;
    let furniture = Furniture::of(state)?;
    let journal = state.reader();
    let mut done = Reprocessed {
        end: journal.durable(),
        ..Reprocessed::default()
    };
    let mut kept = 0;
    while done.read_to < done.end {
        if !go_on(&done) {
            done.stopped = true;
            return Ok(done);
        }
        let events = journal.read_from(done.read_to + 1, READ_AT_ONCE)?;
        let Some(last) = events.last().map(|event| event.sequence) else {
            break; // what is missing there is lost
        };
        let mut newest = Vec::new();
        for event in events {
            if event.sequence <= done.end && is_newest(state, &event)? {
                newest.push(event);
            }
        }
        kept += newest.len() as u64;
        newest.retain(|event| event.body.item().is_some_and(|item| meant.is(item)));
        let made = make_all(anew, &furniture, &newest);
        for (event, made) in newest.into_iter().zip(made) {
            done.labelled += 1;
            if let Some(body) = done.note(event, made)
                && let Then::Journal(clock) = then
            {
                state.push(body, clock())?;
            }
            if state.staged().1 >= COMMIT_BYTES {
                state.commit()?;
            }
        }
        state.commit()?;
        done.read_to = last;
    }
    done.read_to = done.end;
    done.gone = state.stats()?.items.saturating_sub(kept);
    Ok(done)
}

/// Whether an event holds an item as it is now.
fn is_newest(state: &State, event: &Event) -> Result<bool, StateError> {
    let Some(item) = event.body.item() else {
        return Ok(false);
    };
    let row = state.item(item.id)?;
    Ok(row.is_some_and(|row| row.seq == event.sequence))
}

/// On all cores, in the order of the events.
fn make_all(anew: &Anew, furniture: &Furniture, events: &[Event]) -> Vec<Made> {
    let cores = available_parallelism().map_or(2, usize::from);
    let share = events.len().div_ceil(cores).max(1);
    scope(|scope| {
        let workers: Vec<_> = events
            .chunks(share)
            .map(|events| scope.spawn(move || make_some(anew, furniture, events)))
            .collect();
        let shares = workers.into_iter().zip(events.chunks(share));
        shares
            .flat_map(|(worker, events)| {
                let lost = |_| events.iter().map(|_| None).collect();
                worker.join().unwrap_or_else(lost)
            })
            .collect()
    })
}

fn make_some(anew: &Anew, furniture: &Furniture, events: &[Event]) -> Vec<Made> {
    events
        .iter()
        .map(|event| {
            let item = event.body.item()?;
            let made = || make(anew, furniture, item);
            catch_unwind(AssertUnwindSafe(made)).ok()
        })
        .collect()
}

fn make(anew: &Anew, furniture: &Furniture, item: &Item) -> One {
    let classifier = &anew.classifier;
    let rereading = anew.rereading.as_ref();
    let reread = rereading.map(|rereading| rereading.read(item, classifier, furniture));
    match reread {
        Some(Reread::Changed(changed)) => One::Reread(changed),
        reread => {
            let labelled = Box::new(classifier.classify(&item.article));
            One::Labelled(labelled, reread)
        }
    }
}

impl Reprocessed {
    fn count(&mut self, name: &str, add: impl FnOnce(&mut Turned)) {
        if self.labels.len() < MOST_LABELS || self.labels.contains_key(name) {
            add(self.labels.entry(name.to_owned()).or_default());
        }
    }

    /// Counts what came of one item, and gives the event that tells it, if there is something to tell.
    fn note(&mut self, event: Event, made: Made) -> Option<Body> {
        let told = event.told();
        let (item, flips) = match event.body {
            Body::ItemUpdated { item, flips, .. } => (item, flips),
            body => (body.into_item()?, Flips::default()),
        };
        let body = match made {
            None => {
                tracing::error!(item = %item.id, "labelling it panicked; it stays as it is");
                self.failed += 1;
                return None;
            }
            Some(One::Labelled(classified, reread)) => {
                self.uncleaned.note(item.id, reread);
                labelled(item, *classified, flips, told)?
            }
            Some(One::Reread(changed)) => {
                self.cleaned += 1;
                cleaned(&item, *changed, flips, told)
            }
        };
        self.tell(&body);
        Some(body)
    }

    /// Counts an item that is told anew.
    fn tell(&mut self, told: &Body) {
        let Body::ItemUpdated {
            item,
            change,
            relabelled: Some(relabelled),
            ..
        } = told
        else {
            return;
        };
        self.changed += 1;
        self.statements += u64::from(relabelled.statements);
        for name in &relabelled.added {
            self.count(name, |turned| turned.added += 1);
        }
        for name in &relabelled.removed {
            self.count(name, |turned| turned.removed += 1);
        }
        if self.examples.len() < MOST_EXAMPLES {
            self.examples.push(Example {
                id: item.id,
                headline: item.article.headline.clone(),
                change: change.clone(),
                relabelled: relabelled.clone(),
            });
        }
    }
}

/// The event of an item that says what it said, if it is labelled otherwise.
fn labelled(item: Item, classified: Classified, flips: Flips, told: Timestamp) -> Option<Body> {
    let Classified { labels, statements } = classified;
    let before = (&item.labels, &*item.statements);
    let relabelled = Relabelled::between(before, (&labels, &statements), told)?;
    let version = item.version.saturating_add(1);
    let item = Item {
        version,
        labels,
        statements,
        ..item
    };
    Some(Body::ItemUpdated {
        item,
        change: None,
        keys: Vec::new(),
        fingerprint: Fingerprint::default(),
        flips,
        relabelled: Some(relabelled),
    })
}

/// The event of an item that says something else.
fn cleaned(before: &Item, changed: Changed, flips: Flips, told: Timestamp) -> Body {
    let Changed {
        item,
        change,
        fingerprint,
    } = changed;
    let (had, has) = (
        (&before.labels, &*before.statements),
        (&item.labels, &*item.statements),
    );
    let none = Relabelled {
        told,
        ..Relabelled::default()
    };
    let relabelled = Relabelled::between(had, has, told).unwrap_or(none);
    Body::ItemUpdated {
        item,
        change: Some(change),
        keys: Vec::new(),
        fingerprint,
        flips,
        relabelled: Some(relabelled),
    }
}

impl Uncleaned {
    fn note(&mut self, item: ItemId, reread: Option<Reread>) {
        match reread {
            None | Some(Reread::Same | Reread::Changed(_)) => {}
            Some(Reread::NotKept) => self.not_kept += 1,
            Some(Reread::Unconfigured) => self.unconfigured += 1,
            Some(Reread::Lost(why)) => {
                tracing::debug!(%item, "is not cleaned anew: {why}");
                self.lost += 1;
            }
            Some(Reread::Unreadable(why)) => {
                tracing::debug!(%item, "is not cleaned anew: {why}");
                self.unreadable += 1;
                self.why.get_or_insert(why);
            }
        }
    }
}
