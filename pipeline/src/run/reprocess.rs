//! Labelling anew what was read before: the words of the journal's items through today's rules and tables.
//!
//! It works on a state that no desk is at work on. What must hold: an item whose labels are those that it has is not
//! written; what was written is not written again, so that a run that was cut short is finished by the next; only the
//! newest version of an item is looked at, and nothing of it changes but its labels and statements.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    thread::{available_parallelism, scope},
};

use connectors::Clock;
use item::{Body, Event, Flips, Item, ItemId, Query, Relabelled, SourceId};
use jiff::Timestamp;
use state::{State, StateError};

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
    /// Those of them that have other labels now.
    pub changed: u64,
    /// Those whose statements alone differ, or differ too.
    pub statements: u64,
    /// How often each label is added and removed, as far as so many are counted.
    pub labels: BTreeMap<String, Turned>,
    /// The first items with other labels.
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

/// An item with other labels, to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its name.
    pub id: ItemId,
    /// Its headline.
    pub headline: Option<String>,
    /// What it changes.
    pub relabelled: Relabelled,
}

/// Labels the items that are meant anew, and tells after each step how far it is; that says whether to go on.
pub fn reprocess(
    state: &mut State,
    classifier: &Classifier,
    meant: &Meant,
    then: &Then,
    mut go_on: impl FnMut(&Reprocessed) -> bool,
) -> Result<Reprocessed, StateError> {
    state.commit()?;
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
        let labelled = classify_all(classifier, &newest);
        for (event, classified) in newest.into_iter().zip(labelled) {
            done.labelled += 1;
            if let Some(body) = done.note(event, classified)
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

/// On all cores, in the order of the events; none where it panicked.
fn classify_all(classifier: &Classifier, events: &[Event]) -> Vec<Option<Classified>> {
    let cores = available_parallelism().map_or(2, usize::from);
    let share = events.len().div_ceil(cores).max(1);
    scope(|scope| {
        let workers: Vec<_> = events
            .chunks(share)
            .map(|events| scope.spawn(move || classify_some(classifier, events)))
            .collect();
        let shares = workers.into_iter().zip(events.chunks(share));
        shares
            .flat_map(|(worker, events)| worker.join().unwrap_or_else(|_| vec![None; events.len()]))
            .collect()
    })
}

fn classify_some(classifier: &Classifier, events: &[Event]) -> Vec<Option<Classified>> {
    let items = events.iter().map(|event| event.body.item());
    items
        .map(|item| {
            let article = &item?.article;
            catch_unwind(AssertUnwindSafe(|| classifier.classify(article))).ok()
        })
        .collect()
}

impl Reprocessed {
    fn count(&mut self, name: &str, add: impl FnOnce(&mut Turned)) {
        if self.labels.len() < MOST_LABELS || self.labels.contains_key(name) {
            add(self.labels.entry(name.to_owned()).or_default());
        }
    }

    /// Counts what came of one item, and gives the event that tells it, if there is something to tell.
    fn note(&mut self, event: Event, classified: Option<Classified>) -> Option<Body> {
        let told = event.told();
        let (item, flips) = match event.body {
            Body::ItemUpdated { item, flips, .. } => (item, flips),
            body => (body.into_item()?, Flips::default()),
        };
        let Some(Classified { labels, statements }) = classified else {
            tracing::error!(item = %item.id, "labelling it panicked; it stays as it is");
            self.failed += 1;
            return None;
        };
        let before = (&item.labels, &*item.statements);
        let relabelled = Relabelled::between(before, (&labels, &statements), told)?;
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
                relabelled: relabelled.clone(),
            });
        }
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
            fingerprint: item::Fingerprint::default(),
            flips,
            relabelled: Some(relabelled),
        })
    }
}
