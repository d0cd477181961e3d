//! An original and all that copies it, read from the journal.

use std::collections::{BTreeMap, BTreeSet};

use item::{Event, Item, ItemId, Standing};
use state::StateError;

use super::reading::Lookup;

/// The most copies that are told of one original; more of one report nobody reads.
const MOST_COPIES: usize = 1000;

/// Copies of copies are followed so far up; the journal's own chains are shorter, damage may make a circle.
const MOST_STEPS: usize = 64;

/// The journal is read so many times at most: each time copies of those are found that were found before.
const MOST_PASSES: usize = 4;

/// Events held at once.
const READ_AT_ONCE: usize = 256;

/// An original with its copies; the words of their texts are left out.
#[derive(Debug)]
pub(super) struct Family {
    /// The original, if the journal still keeps it.
    pub(super) original: Option<Item>,
    /// Its copies, in no order.
    pub(super) copies: Vec<Item>,
    /// Whether there are more than are told.
    pub(super) more: bool,
}

/// The family of an item.
pub(super) fn family(state: &impl Lookup, item: &Item) -> Result<Family, StateError> {
    let (root, original) = root(state, item)?;
    let mut members = Members {
        root,
        found: BTreeMap::new(),
        more: false,
    };
    members.note(item.clone());
    for _ in 0..MOST_PASSES {
        let before: BTreeSet<ItemId> = members.found.keys().copied().collect();
        members.pass(state)?;
        if before.len() == members.found.len() && members.found.keys().all(|id| before.contains(id))
        {
            break;
        }
    }
    Ok(Family {
        original,
        copies: members.found.into_values().collect(),
        more: members.more,
    })
}

/// The item at the end of the chain of copies, as far up as the journal tells.
fn root(state: &impl Lookup, item: &Item) -> Result<(ItemId, Option<Item>), StateError> {
    let mut id = item.id;
    let mut newest = Some(item.clone());
    for _ in 0..MOST_STEPS {
        let Some(item) = &newest else { break };
        let Standing::Copy { of, .. } = state.journal()?.told_standing(item, u64::MAX)? else {
            break;
        };
        id = of;
        let row = state.item(id)?;
        let event = row.map(|row| state.event(row.seq)).transpose()?;
        newest = event.flatten().and_then(|event| event.body.into_item());
    }
    Ok((id, newest))
}

#[derive(Debug)]
struct Members {
    root: ItemId,
    found: BTreeMap<ItemId, Item>,
    more: bool,
}

impl Members {
    fn pass(&mut self, state: &impl Lookup) -> Result<(), StateError> {
        let reader = state.journal()?;
        let mut next = 1;
        loop {
            let events = reader.read_from(next, READ_AT_ONCE)?;
            let Some(last) = events.last() else {
                return Ok(());
            };
            next = last.sequence + 1;
            for event in events {
                self.event(event);
            }
        }
    }

    fn event(&mut self, event: Event) {
        if let Some(item) = event.body.into_item() {
            self.note(item);
        }
    }

    /// What is told last of an item counts.
    fn note(&mut self, mut item: Item) {
        if item.id == self.root {
            return;
        }
        let belongs = match &item.standing {
            Standing::Copy { of, .. } => *of == self.root || self.found.contains_key(of),
            Standing::Revision { .. } => self.found.contains_key(&item.id),
            Standing::Original => false,
        };
        if !belongs {
            self.found.remove(&item.id);
        } else if let Some(known) = self.found.get_mut(&item.id) {
            // A new version tells no shares; those of the copy stay.
            if !matches!(item.standing, Standing::Revision { .. }) {
                item.article.text.clear();
                *known = item;
            }
        } else if self.found.len() < MOST_COPIES {
            item.article.text.clear();
            self.found.insert(item.id, item);
        } else {
            self.more = true;
        }
    }
}
