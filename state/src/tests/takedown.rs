//! Taking an item down, again where something was listed of it after the first time.

use item::{Body, DropReason, ItemId};

use super::script::{NOW, entry, new_item, open, options};
use crate::{state::State, takedown::Traces};

const WORD: &str = "Marmalade";

fn listed(version: u64) -> Body {
    let mut entry = entry("agency", "a", version);
    entry.hints.title = Some(WORD.to_owned());
    Body::EntryFound { entry }
}

/// Takes the item down; gives how many events were emptied, and how many still hold its word.
fn taken_down(state: &mut State) -> (u64, usize) {
    let item = ItemId::of_url("a");
    let traces = Traces::of(state, item, |_| {}).unwrap();
    let emptied = state.forget_item(item, &traces, None, NOW, |_| {}).unwrap();
    let events = state.reader().read_from(1, 100).unwrap();
    let holds = |event: &&item::Event| event.to_json().unwrap().contains(WORD);
    (emptied, events.iter().filter(holds).count())
}

#[test]
fn what_was_listed_after_a_takedown_goes_with_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    state.push(listed(1), NOW).unwrap();
    let made_from = entry("agency", "a", 1).reference();
    state.push(new_item("a", &[], made_from), NOW).unwrap();
    state.commit().unwrap();
    assert_eq!(taken_down(&mut state), (2, 0));
    let tombstone = state.last_pushed();
    assert_eq!(taken_down(&mut state), (0, 0));
    assert_eq!(state.last_pushed(), tombstone);
    // An address that only the page itself shows to be the same.
    state.push(listed(2), NOW).unwrap();
    let dropped = Body::EntryDropped {
        entry: entry("agency", "a", 2).reference(),
        reason: DropReason::Forgotten,
        item: Some(ItemId::of_url("a")),
        keys: Vec::new(),
        detail: String::new(),
    };
    state.push(dropped, NOW).unwrap();
    state.commit().unwrap();
    assert_eq!(taken_down(&mut state), (1, 0));
    assert_eq!(state.check().unwrap(), []);
    state.close().unwrap();
    State::rebuild(dir.path(), &options()).unwrap();
}
