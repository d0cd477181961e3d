//! The rules of the fold, one by one.

use item::{Body, Cursor, DropReason, Event, ItemId, Past, PastEnd, SourceId};
use jiff::Timestamp;

use super::script::{self, entry};
use crate::{
    fold::{fold, owner_of_url},
    store::{CursorRow, EntryKey, ItemRow, Known, Memory, Meta, PastRow, PendingRow, Rows, Status},
};

const SETTLED: &str = "settled";

fn changed(version: u64) -> Body {
    Body::EntryChanged {
        entry: entry("agency", "a", version),
    }
}

fn found(version: u64) -> Body {
    script::found("agency", "a", version)
}

fn dropped(version: u64, reason: DropReason) -> Body {
    script::dropped("agency", "a", version, reason)
}

fn new_item(version: u64) -> Body {
    script::new_item("x", &["x", "y"], entry("agency", "a", version).reference())
}

fn folded(bodies: Vec<Body>) -> Memory {
    let mut rows = Memory::default();
    for (sequence, body) in (1..).zip(bodies) {
        let time = Timestamp::UNIX_EPOCH;
        let event = Event {
            sequence,
            time,
            body,
        };
        fold(&mut rows, &event).unwrap();
        fold(&mut rows, &event).unwrap(); // twice is once
    }
    rows
}

/// What is known of the entry in the end: its version, its status in a word, whether it has an item; and
/// what waits.
fn check(bodies: Vec<Body>, version: u64, status: &str, item: bool, waiting: &[u64]) {
    let text = format!("{bodies:?}");
    let rows = folded(bodies);
    let known: Known = rows.row(&EntryKey::new(0, "a")).unwrap().unwrap();
    let word = match known.status {
        Status::Pending { seq } => format!("pending {seq}"),
        Status::Settled => SETTLED.to_owned(),
        Status::Dropped { reason } => format!("{reason:?}"),
    };
    let met = (known.version, word.as_str(), known.item.is_some());
    assert_eq!(met, (version, status, item), "{text}");
    let pending: Vec<u64> = (0..20)
        .filter(|seq| rows.row::<PendingRow>(seq).unwrap().is_some())
        .collect();
    assert_eq!(pending, waiting, "{text}");
    let meta: Meta = rows.row(&()).unwrap().unwrap();
    assert_eq!(meta.pending, waiting.len() as u64, "{text}");
}

#[test]
fn each_event_has_its_effect_on_its_entry() {
    check(vec![found(1)], 1, "pending 1", false, &[1]);
    check(vec![found(1), changed(2)], 2, "pending 2", false, &[2]);
    check(vec![found(1), new_item(1)], 1, SETTLED, true, &[]);
    check(
        vec![found(1), new_item(1), changed(2)],
        2,
        "pending 3",
        true,
        &[3],
    );
    check(
        vec![found(1), dropped(1, DropReason::Empty)],
        1,
        "Empty",
        false,
        &[],
    );
    check(
        vec![
            found(1),
            new_item(1),
            changed(2),
            dropped(2, DropReason::Unchanged),
        ],
        2,
        SETTLED,
        true,
        &[],
    );
    // What was not read is to be read when it is listed again, though the item stays.
    check(
        vec![
            found(1),
            new_item(1),
            changed(2),
            dropped(2, DropReason::Gone),
        ],
        2,
        "Gone",
        true,
        &[],
    );
}

#[test]
fn a_version_that_could_not_be_read_stays_dropped_beside_its_item_until_it_is_recalled() {
    let refused = || {
        vec![
            found(1),
            new_item(1),
            changed(2),
            dropped(2, DropReason::Walled),
        ]
    };
    let recalled = |of: &str| Body::EntryRecalled {
        source: SourceId::new("agency"),
        digests: vec![EntryKey::new(0, of).digest, 7],
    };
    check(refused(), 2, "Walled", true, &[]);
    let with = |last| [refused(), vec![last]].concat();
    check(with(recalled("a")), 2, "Superseded", true, &[]);
    check(with(recalled("b")), 2, "Walled", true, &[]);
    check(vec![found(1), recalled("a")], 1, "pending 1", false, &[1]);
    check(
        vec![found(1), new_item(1), recalled("a")],
        1,
        SETTLED,
        true,
        &[],
    );
    check(with(changed(2)), 2, "pending 5", true, &[5]);
}

#[test]
fn an_emptied_item_gives_the_same_rows() {
    let full = new_item(1);
    let Body::ItemNew {
        item,
        keys,
        fingerprint,
    } = full.clone()
    else {
        unreachable!()
    };
    let emptied = Body::ItemEmptied {
        item: (&item).into(),
        keys,
        fingerprint: Some(fingerprint),
    };
    let gone = Body::ItemWithdrawn {
        item: item.id,
        entry: item.entry.clone(),
    };
    let relink_emptied = Body::ItemEmptied {
        item: (&item).into(),
        keys: Vec::new(),
        fingerprint: None,
    };
    let relinked = Body::ItemRelinked { item };
    assert_eq!(
        folded(vec![found(1), full, gone.clone(), relinked]),
        folded(vec![found(1), emptied, gone, relink_emptied])
    );
}

#[test]
fn how_far_back_a_source_was_read_is_its_last_word_on_it() {
    let past = |cursor: &str, end| Past {
        since: Timestamp::UNIX_EPOCH,
        reached: None,
        cursor: Cursor::new(cursor.to_owned()).unwrap(),
        end,
    };
    let reached = |source: &str, past| Body::SourceReachedBack {
        source: SourceId::new(source),
        past,
    };
    let last = past("3", Some(PastEnd::Source));
    let rows = folded(vec![
        script::polled("a", "1"),
        reached("a", past("2", None)),
        reached("b", past("9", None)),
        reached("a", last.clone()),
    ]);
    assert_eq!(rows.row::<PastRow>(&0).unwrap(), Some(PastRow(last)));
    assert_eq!(rows.row::<CursorRow>(&0).unwrap().unwrap().0.as_str(), "1");
    assert_eq!(
        rows.row::<PastRow>(&1).unwrap().unwrap().0.cursor.as_str(),
        "9"
    );
}

#[test]
fn what_is_said_of_an_older_version_does_not_end_the_wait_of_the_newer() {
    let newer = || vec![found(1), changed(2)];
    let with = |last| [newer(), vec![last]].concat();
    check(
        with(dropped(1, DropReason::Gone)),
        2,
        "pending 2",
        false,
        &[2],
    );
    check(with(new_item(1)), 2, "pending 2", true, &[2]);
    let superseded = dropped(2, DropReason::Superseded);
    check(with(superseded), 2, "Superseded", false, &[]);
}

#[test]
fn a_key_url_stays_with_its_first_owner() {
    let mut rows = folded(vec![found(1), new_item(1)]);
    let owner = |rows: &Memory, url| owner_of_url(rows, url).unwrap();
    assert_eq!(owner(&rows, "x"), Some(ItemId::of_url("x")));
    assert_eq!(owner(&rows, "y"), Some(ItemId::of_url("x")));
    assert_eq!(owner(&rows, "z"), None);
    let Body::ItemNew {
        mut item,
        fingerprint,
        ..
    } = new_item(1)
    else {
        unreachable!()
    };
    item.id = ItemId::of_url("z");
    let keys = ["z", "y", "x"].map(str::to_owned).to_vec();
    let body = Body::ItemCopy {
        item,
        keys,
        fingerprint,
    };
    let event = Event {
        sequence: 3,
        time: Timestamp::UNIX_EPOCH,
        body,
    };
    fold(&mut rows, &event).unwrap();
    assert_eq!(owner(&rows, "x"), Some(ItemId::of_url("x")));
    assert_eq!(owner(&rows, "y"), Some(ItemId::of_url("x")));
    assert_eq!(owner(&rows, "z"), Some(ItemId::of_url("z")));
}

#[test]
fn a_withdrawn_item_is_remembered_and_can_come_back() {
    let item = ItemId::of_url("x");
    let gone = Body::ItemWithdrawn {
        item,
        entry: entry("agency", "a", 1).reference(),
    };
    let back = Body::ItemReappeared {
        item,
        entry: entry("agency", "a", 1).reference(),
    };
    let events = vec![found(1), new_item(1), gone, back];
    for (count, withdrawn) in [(2, false), (3, true), (4, false)] {
        let rows = folded(events[..count].to_vec());
        let row: ItemRow = rows.row(&item).unwrap().unwrap();
        assert_eq!(row.withdrawn, withdrawn);
    }
    check(events, 1, SETTLED, true, &[]);
}

#[test]
fn a_poll_moves_the_cursor_of_its_source_alone() {
    let rows = folded(vec![
        script::polled("a", "1"),
        script::polled("b", "2"),
        script::polled("a", "3"),
    ]);
    let cursor = |number: u32| rows.row::<CursorRow>(&number).unwrap().unwrap().0;
    assert_eq!((cursor(0).as_str(), cursor(1).as_str()), ("3", "2"));
}

#[test]
fn an_item_that_is_labelled_anew_is_read_from_there_and_all_else_stays() {
    let relabelled = |version| {
        let item = script::item("x", version, entry("agency", "a", 1).reference());
        Body::ItemUpdated {
            item,
            change: None,
            keys: Vec::new(),
            fingerprint: item::Fingerprint::default(),
            flips: item::Flips::default(),
            relabelled: Some(item::Relabelled::default()),
        }
    };
    let withdrawn = Body::ItemWithdrawn {
        item: ItemId::of_url("x"),
        entry: entry("agency", "a", 1).reference(),
    };
    let unchanged = Body::EntryDropped {
        entry: entry("agency", "a", 2).reference(),
        reason: DropReason::Unchanged,
        item: Some(ItemId::of_url("x")),
        keys: Vec::new(),
        detail: String::new(),
    };
    let before = vec![found(1), new_item(1), changed(2), unchanged, withdrawn];
    let row = |rows: &Memory| -> ItemRow { rows.row(&ItemId::of_url("x")).unwrap().unwrap() };
    let was = row(&folded(before.clone()));
    let after = [before.clone(), vec![relabelled(2)]].concat();
    let now = row(&folded(after.clone()));
    let expect = ItemRow {
        seq: 6,
        version: 2,
        ..was
    };
    assert_eq!(now, expect);
    assert!(now.withdrawn);
    check(after, 2, SETTLED, true, &[]);
    let waits = [before, vec![changed(3), relabelled(2)]].concat();
    check(waits, 3, "pending 6", true, &[6]);
}
