//! What the tests of the whole state have in common: bodies of events, a folder, a copy of its rows.

use std::{fs, path::Path};

use item::{
    Article, Body, Cursor, DropReason, Entry, EntryRef, Fingerprint, Hints, Item, ItemId, Labels,
    Locator, SourceId, Standing, StoryMember, StoryPart,
};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::{
    open::Opened,
    state::{Options, State},
    store::{Memory, Tree},
};

/// The moment of every event in these tests.
pub(super) const NOW: Timestamp = Timestamp::UNIX_EPOCH;

pub(super) fn entry(source: &str, key: &str, version: u64) -> Entry {
    Entry {
        source: SourceId::new(source),
        key: key.to_owned(),
        version,
        locator: Locator::File {
            path: key.to_owned(),
        },
        hints: Hints::default(),
    }
}

pub(super) fn found(source: &str, key: &str, version: u64) -> Body {
    Body::EntryFound {
        entry: entry(source, key, version),
    }
}

pub(super) fn dropped(source: &str, key: &str, version: u64, reason: DropReason) -> Body {
    Body::EntryDropped {
        entry: entry(source, key, version).reference(),
        reason,
        item: None,
        keys: Vec::new(),
        detail: String::new(),
    }
}

pub(super) fn polled(source: &str, cursor: &str) -> Body {
    Body::SourcePolled {
        source: SourceId::new(source),
        cursor: Cursor::new(cursor.to_owned()).unwrap(),
    }
}

/// The item that stands under `url`, in this version, made from that version of an entry.
pub(super) fn item(url: &str, version: u32, made_from: EntryRef) -> Item {
    Item {
        id: ItemId::of_url(url),
        source: made_from.source.clone(),
        entry: made_from,
        tags: Vec::new(),
        first_seen: NOW,
        version,
        story: Some(story_of(url)),
        read_from: None,
        captured: None,
        raw: None,
        article: Article::default(),
        overrides: Vec::new(),
        cleaning: item::Cleaning::default(),
        labels: Labels::default(),
        statements: Vec::new(),
        standing: Standing::Original,
    }
}

/// Items whose URLs begin alike are of one story; the one that ends with `/0` began it.
pub(super) fn story_of(url: &str) -> ItemId {
    let (beginning, _) = url.split_once('/').unwrap_or((url, ""));
    ItemId::of_url(&format!("{beginning}/0"))
}

/// An item as one of a story that is split.
pub(super) fn member(url: &str) -> StoryMember {
    StoryMember {
        item: ItemId::of_url(url),
        seen: NOW,
        part: StoryPart {
            story: story_of(url),
            outlet: item::digest64(url.as_bytes()),
            language: Some("en".to_owned()),
            copy: false,
        },
    }
}

pub(super) fn new_item(url: &str, keys: &[&str], made_from: EntryRef) -> Body {
    Body::ItemNew {
        item: item(url, 1, made_from),
        keys: keys.iter().map(|&key| key.to_owned()).collect(),
        fingerprint: Fingerprint {
            version: 1,
            exact: item::digest64(url.as_bytes()),
            shingles: vec![1, 2, 3],
        },
    }
}

/// Opens the state in `dir` with small segments.
pub(super) fn open(dir: &Path) -> (State, Opened) {
    State::open(dir, &options()).unwrap()
}

pub(super) fn options() -> Options {
    Options {
        segment_bytes: 2000,
        ..Options::default()
    }
}

/// All hard rows of a state, pushed events included.
pub(super) fn rows(state: &State) -> Memory {
    let mut rows = Memory::default();
    for tree in Tree::HARD {
        for row in state.overlay.scan(tree, &[], &[]).unwrap() {
            let (key, value) = row.unwrap();
            rows.0.insert((tree, key), value);
        }
    }
    rows
}

/// A copy of a state's files as a death at this moment would leave them.
pub(super) fn death_of(state: &State) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(&state.dir, copy.path());
    copy
}

pub(super) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let target = to.join(file.file_name());
        if file.file_type().unwrap().is_dir() {
            copy_folder(&file.path(), &target);
        } else {
            fs::copy(file.path(), target).unwrap();
        }
    }
}

/// A closed state with items, waiting and dropped entries in it, and its rows.
pub(super) fn lived_in(dir: &Path) -> Memory {
    let (mut state, _) = open(dir);
    for poll in 0..20 {
        for at in 0..6_u64 {
            let key = format!("{poll}/{at}");
            state.push(found("agency", &key, at), NOW).unwrap();
        }
        state
            .push(polled("agency", &poll.to_string()), NOW)
            .unwrap();
        state.commit().unwrap();
        for at in 0..4_u64 {
            let key = format!("{poll}/{at}");
            let made_from = entry("agency", &key, at).reference();
            let body = match at {
                0 => dropped("agency", &key, at, DropReason::Empty),
                _ => new_item(&key, &[&key, &format!("{key}?alias")], made_from),
            };
            state.push(body, NOW).unwrap();
        }
        state.commit().unwrap();
    }
    let rows = rows(&state);
    state.close().unwrap();
    rows
}
