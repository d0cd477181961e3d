//! The desk takes a story apart.

use std::{collections::BTreeSet, sync::Arc};

use config::AlarmSettings;
use item::{Article, Cleaning, EntryRef, Fingerprint, How, Labels, SourceId};
use jiff::{SignedDuration, Timestamp};
use state::Options;
use tokio::sync::watch;

use super::*;
use crate::run::{
    desk::{Ends, Start},
    furniture::Furniture,
    treatments::Treatments,
    watch::Watch,
};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

const BRIDGE: [&str; 2] = [
    "A road bridge collapsed near Valdoro on Monday after heavy rain, and 14 people were hurt, said mayor Lukas Brennik.",
    "Rescuers searched the river near Valdoro, where a bridge collapsed in heavy rain. Mayor Lukas Brennik said that 14 people were hurt.",
];
const VOTE: [&str; 2] = [
    "Members of parliament in Ostmark decided with 81 votes to hold an early election in June, said speaker Irma Salnik.",
    "An early election will be held in Ostmark in June, parliament decided with 81 votes, speaker Irma Salnik said.",
];

fn desk(state: State) -> Desk {
    let (durable, _watched) = watch::channel(0);
    let on_watch = Watch::of(&state, AlarmSettings::default(), BTreeSet::new()).unwrap();
    Desk::new(Start {
        sources: Vec::new(),
        state,
        suspects: Vec::new(),
        clock: Arc::new(|| NOW),
        progress: Arc::default(),
        durable,
        furniture: Furniture::default(),
        treatments: Treatments::default(),
        stories: StorySettings::default(),
        watch: on_watch,
        polling: 0,
        ends: Ends::Stopped,
        is_first: true,
    })
}

fn item(name: &str, story: &str, text: &str) -> Item {
    let entry = EntryRef {
        source: SourceId::new("s"),
        key: name.to_owned(),
        version: 1,
    };
    Item {
        id: ItemId::of_url(name),
        source: entry.source.clone(),
        entry,
        tags: Vec::new(),
        first_seen: NOW + SignedDuration::from_secs(1),
        version: 1,
        story: Some(ItemId::of_url(story)),
        read_from: None,
        captured: None,
        raw: None,
        article: Article {
            headline: text.split(',').next().map(str::to_owned),
            text: text.to_owned(),
            ..Article::default()
        },
        overrides: Vec::new(),
        cleaning: Cleaning::default(),
        labels: Labels::default(),
        statements: Vec::new(),
        standing: Standing::Original,
    }
}

/// Tells an item in the story that it names.
fn tell(desk: &mut Desk, item: Item) {
    let (keys, fingerprint) = (Vec::new(), Fingerprint::default());
    let is_copy = matches!(item.standing, Standing::Copy { .. });
    if let Some(member) = member(&item, Traits::of_item(&item)).filter(|_| !is_copy) {
        let window = desk.telling.window(&desk.state).unwrap();
        window.remember(member);
    }
    let body = if is_copy {
        Body::ItemCopy {
            item,
            keys,
            fingerprint,
        }
    } else {
        Body::ItemNew {
            item,
            keys,
            fingerprint,
        }
    };
    desk.push(body).unwrap();
}

/// Tells two reports of the bridge, two of the vote and a copy of one of them, all as one story.
fn tell_of_both(desk: &mut Desk, original: &str, text: &str) {
    let mut copied = item("copy", "b0", text);
    copied.standing = Standing::Copy {
        of: ItemId::of_url(original),
        how: How::Exact,
        similarity: 1.0,
        coverage: 1.0,
    };
    let told = [
        item("b0", "b0", BRIDGE[0]),
        item("v0", "b0", VOTE[0]),
        copied,
        item("b1", "b0", BRIDGE[1]),
        item("v1", "b0", VOTE[1]),
    ];
    for item in told {
        tell(desk, item);
    }
}

#[test]
fn a_story_that_has_become_two_is_taken_apart_and_copies_go_with_their_originals() {
    let dir = tempfile::tempdir().unwrap();
    let (state, _) = State::open(dir.path(), &Options::default()).unwrap();
    let mut desk = desk(state);
    tell_of_both(&mut desk, "v0", VOTE[0]);
    let (stays, leaves) = (ItemId::of_url("b0"), ItemId::of_url("v0"));
    desk.retell(Some(stays), &[]).unwrap();
    desk.commit().unwrap();
    let split = desk.journal.get(6).unwrap().unwrap();
    assert!(
        matches!(split.body, Body::StorySplit { story, into, .. } if (story, into) == (stays, leaves))
    );
    let count = |desk: &Desk, story| desk.state.story(story).unwrap().unwrap().counted.items;
    assert_eq!((count(&desk, stays), count(&desk, leaves)), (2, 3));
    let of_copy = desk.state.story_of(ItemId::of_url("copy")).unwrap();
    assert_eq!(of_copy, Some(leaves));
    desk.retell(Some(stays), &[]).unwrap();
    desk.retell(Some(leaves), &[]).unwrap();
    desk.commit().unwrap();
    assert_eq!(desk.journal.durable(), 6, "they hold together");
    // What is read from the journal is the same as what was remembered.
    let read = Window::read(&desk.state, StorySettings::default().window).unwrap();
    let remembered = desk.telling.window(&desk.state).unwrap();
    assert!(read.stories().members().eq(remembered.stories().members()));
}

#[test]
fn a_member_that_was_taken_down_keeps_no_story_together() {
    let dir = tempfile::tempdir().unwrap();
    let (state, _) = State::open(dir.path(), &Options::default()).unwrap();
    let mut desk = desk(state);
    tell_of_both(&mut desk, "b0", BRIDGE[0]);
    let forgotten = Body::ItemForgotten {
        item: ItemId::of_url("copy"),
        reason: None,
    };
    desk.push(forgotten).unwrap();
    desk.retell(Some(ItemId::of_url("b0")), &[]).unwrap();
    desk.commit().unwrap();
    let split = desk.journal.get(7).unwrap().unwrap();
    let Body::StorySplit { items, stay, .. } = split.body else {
        panic!("{split:?}");
    };
    assert_eq!((items.len(), stay.len()), (2, 2));
}
