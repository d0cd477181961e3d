//! The store equals a model under whatever happens, in whatever order, and however often it is opened anew.

use item::{Body, Cursor, DropReason, Event, ItemId, Past, SourceId};
use proptest::{collection::vec, prelude::*};
use tempfile::TempDir;

use super::script::{
    NOW, death_of, dropped, entry, found, item, member, new_item, open, polled, rows, story_of,
};
use crate::{
    fold::fold,
    state::State,
    store::{EntryKey, Health, Memory, Retry, Status, Tree},
};

#[derive(Debug, Clone, Copy)]
enum Step {
    Find { source: u8, key: u8, version: u8 },
    Settle { nth: u8, stale: bool },
    Drop { nth: u8 },
    Poll { source: u8 },
    ReachBack { source: u8, step: u8 },
    Recall { source: u8, key: u8 },
    Turn { source: u8, key: u8, gone: bool },
    Merge { source: u8 },
    Split { source: u8, turn: u8 },
    Note,
    Commit,
    Flush,
    Close,
    Die,
    LoseStore,
    Checkpoint,
}

fn step() -> impl Strategy<Value = Step> {
    let (source, key) = (0..3_u8, 0..7_u8);
    let version = 0..3_u8;
    prop_oneof![
        10 => (source.clone(), key.clone(), version)
            .prop_map(|(source, key, version)| Step::Find { source, key, version }),
        8 => (any::<u8>(), proptest::bool::weighted(0.2))
            .prop_map(|(nth, stale)| Step::Settle { nth, stale }),
        3 => any::<u8>().prop_map(|nth| Step::Drop { nth }),
        2 => source.clone().prop_map(|source| Step::Poll { source }),
        2 => (source.clone(), any::<u8>()).prop_map(|(source, step)| Step::ReachBack { source, step }),
        1 => (source.clone(), key.clone()).prop_map(|(source, key)| Step::Recall { source, key }),
        1 => source.clone().prop_map(|source| Step::Merge { source }),
        2 => (source.clone(), any::<u8>()).prop_map(|(source, turn)| Step::Split { source, turn }),
        2 => (source, key, any::<bool>())
            .prop_map(|(source, key, gone)| Step::Turn { source, key, gone }),
        2 => Just(Step::Note),
        5 => Just(Step::Commit),
        1 => Just(Step::Flush),
        1 => Just(Step::Close),
        1 => Just(Step::Die),
        1 => Just(Step::LoseStore),
        1 => Just(Step::Checkpoint),
    ]
}

/// The state beside the model of what it should hold.
struct Pair {
    dir: TempDir,
    state: Option<State>,
    durable: Memory,
    pushed: Memory,
}

impl Pair {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let state = Some(open(dir.path()).0);
        let durable = rows(state.as_ref().unwrap());
        Self {
            pushed: durable.clone(),
            durable,
            dir,
            state,
        }
    }

    fn state(&mut self) -> &mut State {
        self.state.as_mut().unwrap()
    }

    fn push(&mut self, body: Body) {
        let sequence = self.state().push(body.clone(), NOW).unwrap();
        let event = Event {
            sequence,
            time: NOW,
            body,
        };
        fold(&mut self.pushed, &event).unwrap();
    }

    fn nth_waiting(&mut self, nth: u8) -> Option<item::Entry> {
        self.state().commit().unwrap();
        self.durable = self.pushed.clone();
        let waiting = self.state().pending_after(0, 100).unwrap();
        let seq = *waiting.get(usize::from(nth) % waiting.len().max(1))?;
        match self.state().reader().get(seq).unwrap().unwrap().body {
            Body::EntryFound { entry } | Body::EntryChanged { entry } => Some(entry),
            other => panic!("{other:?}"),
        }
    }

    fn settle(&mut self, nth: u8, stale: bool) {
        let Some(entry) = self.nth_waiting(nth) else {
            return;
        };
        let mut made_from = entry.reference();
        if stale {
            made_from.version += 1;
        }
        let known = self.state().known_entry(&entry.source, &entry.key).unwrap();
        let url = format!("{}/{}", entry.source, u64::from(nth) % 5);
        let body = match known.unwrap().item {
            Some(known) => {
                let version = self.state().item(known).unwrap().unwrap().version + 1;
                let mut item = item(&url, version, made_from);
                item.id = known;
                Body::ItemUpdated {
                    item,
                    change: None,
                    keys: vec![format!("{url}/{nth}")],
                    fingerprint: item::Fingerprint::default(),
                    flips: item::Flips::default(),
                    relabelled: None,
                }
            }
            None => match self.state().known_url(&url).unwrap() {
                Some(item) if nth.is_multiple_of(2) => Body::ItemSighted {
                    item,
                    entry: made_from,
                    keys: vec![format!("{url}/{nth}")],
                },
                Some(item) => Body::EntryDropped {
                    entry: made_from,
                    reason: DropReason::SameItem,
                    item: Some(item),
                    keys: vec![format!("{url}/{nth}")],
                    detail: String::new(),
                },
                None => new_item(&url, &[&url, &format!("{url}/{nth}")], made_from),
            },
        };
        self.push(body);
    }

    fn turn(&mut self, source: u8, key: u8, gone: bool) {
        let (source, key) = (name(source), key.to_string());
        let known = self
            .state()
            .known_entry(&SourceId::new(&source), &key)
            .unwrap();
        let Some((version, item)) = known.and_then(|known| Some((known.version, known.item?)))
        else {
            return;
        };
        let entry = entry(&source, &key, version).reference();
        self.push(if gone {
            Body::ItemWithdrawn { item, entry }
        } else {
            Body::ItemReappeared { item, entry }
        });
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Find { .. }
            | Step::Poll { .. }
            | Step::ReachBack { .. }
            | Step::Recall { .. }
            | Step::Merge { .. }
            | Step::Split { .. } => {
                self.push(body_of(step));
            }
            Step::Settle { nth, stale } => self.settle(nth, stale),
            Step::Drop { nth } => {
                if let Some(entry) = self.nth_waiting(nth) {
                    let reason = match nth % 3 {
                        0 => DropReason::Superseded,
                        1 => DropReason::Crashed,
                        _ => DropReason::Empty,
                    };
                    let source = entry.source.as_str();
                    self.push(dropped(source, &entry.key, entry.version, reason));
                }
            }
            Step::Turn { source, key, gone } => self.turn(source, key, gone),
            Step::Note => {
                let health = Health {
                    failures: 3,
                    ..Health::default()
                };
                self.state().set_health(&SourceId::new("b"), health);
                let due = NOW;
                self.state().set_retry(1, Retry { attempts: 1, due });
            }
            Step::Commit => {
                self.state().commit().unwrap();
                self.durable = self.pushed.clone();
            }
            Step::Flush => {
                self.state().flush().unwrap();
                self.durable = self.pushed.clone();
            }
            Step::Checkpoint => {
                self.state().checkpoint().unwrap();
                self.durable = self.pushed.clone();
            }
            Step::Close => {
                self.state.take().unwrap().close().unwrap();
                self.durable = self.pushed.clone();
                self.state = Some(open(self.dir.path()).0);
            }
            Step::Die | Step::LoseStore => {
                self.dir = death_of(self.state());
                self.state = None;
                if matches!(step, Step::LoseStore) {
                    std::fs::remove_dir_all(self.dir.path().join("store")).unwrap();
                }
                self.state = Some(open(self.dir.path()).0);
                self.pushed = self.durable.clone();
            }
        }
    }

    fn compare(&mut self) -> Result<(), TestCaseError> {
        self.pushed.0.retain(|(tree, _), _| *tree != Tree::Retry);
        let expected = self.pushed.clone();
        let state = self.state();
        prop_assert_eq!(rows(state), expected);
        let waiting = state.pending_after(0, usize::MAX).unwrap();
        prop_assert_eq!(waiting.len(), state.pending_count());
        let mut by_source = 0;
        for source in state.sources().unwrap() {
            by_source += state.pending_of(&source).unwrap();
            for row in state.entries_of(&source).unwrap() {
                let (_, known) = row.unwrap();
                let item: Option<ItemId> = known.item;
                if let Some(item) = item {
                    prop_assert!(state.item(item).unwrap().is_some());
                }
                if let Status::Pending { seq } = known.status {
                    prop_assert!(waiting.contains(&seq));
                }
            }
        }
        prop_assert_eq!(by_source, waiting.len());
        Ok(())
    }
}

/// What a source says in a step that needs to know nothing of the state.
fn body_of(step: Step) -> Body {
    match step {
        Step::Find {
            source,
            key,
            version,
        } => found(&name(source), &key.to_string(), version.into()),
        Step::Poll { source } => polled(&name(source), &format!("c{source}")),
        Step::ReachBack { source, step } => Body::SourceReachedBack {
            source: SourceId::new(&name(source)),
            past: Past {
                since: NOW,
                reached: step.is_multiple_of(2).then_some(NOW),
                cursor: Cursor::new(step.to_string()).unwrap(),
                end: None,
            },
        },
        Step::Recall { source, key } => Body::EntryRecalled {
            source: SourceId::new(&name(source)),
            digests: vec![EntryKey::new(0, &key.to_string()).digest],
        },
        Step::Merge { source } => Body::StoryMerged {
            from: story_of(&name(source)),
            into: story_of(&name((source + 1) % 3)),
        },
        Step::Split { source, turn } => {
            let url = |number: u8| format!("{}/{number}", name(source));
            let leaves = |number: &u8| (turn >> number) % 2 == 1;
            let member = |number: u8| member(&url(number));
            Body::StorySplit {
                story: story_of(&name(source)),
                into: ItemId::of_url(&url(1)),
                items: (1..5).filter(leaves).map(member).collect(),
                stay: (0..5)
                    .filter(|number| !leaves(number))
                    .map(member)
                    .collect(),
            }
        }
        other => panic!("{other:?} says nothing"),
    }
}

fn name(source: u8) -> String {
    ["a", "b", "c"][usize::from(source)].to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_store_equals_the_model_whatever_happens(steps in vec(step(), 1..60)) {
        let mut pair = Pair::new();
        for step in steps {
            pair.take(step);
            pair.compare()?;
        }
        pair.take(Step::Commit);
        prop_assert_eq!(pair.state().check().unwrap(), vec![]);
    }
}
