//! The rows of stories, and what readers see of them.

use item::{Body, Item, ItemId, Label, Standing};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::script::{NOW, entry, item, member, new_item, open, rows, story_of};
use crate::{
    state::State,
    store::{LatestRow, Rows, StoryRow},
    stories::Story,
};

/// An item of a source, in a language.
fn told(url: &str, source: &str, language: &str) -> Item {
    let mut item = item(url, 1, entry(source, url, 1).reference());
    item.labels.language = Some(Label {
        id: language.to_owned(),
        name: None,
        score: 1.0,
        evidence: Vec::new(),
    });
    item
}

fn new(item: Item) -> Body {
    Body::ItemNew {
        item,
        keys: Vec::new(),
        fingerprint: item::Fingerprint::default(),
    }
}

fn copy(mut item: Item, of: &str) -> Body {
    item.standing = Standing::Copy {
        of: ItemId::of_url(of),
        how: item::How::Near,
        similarity: 1.0,
        coverage: 1.0,
    };
    Body::ItemCopy {
        item,
        keys: Vec::new(),
        fingerprint: item::Fingerprint::default(),
    }
}

fn at(hours: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(hours)
}

/// A state with two stories: a bridge of three items, the last one told last, and a vote of two.
fn two_stories() -> (TempDir, State) {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    let bodies = [
        new(told("bridge/0", "agency", "en")),
        new(told("vote/0", "agency", "pl")),
        copy(told("bridge/1", "blog", "en"), "bridge/0"),
        new(told("vote/1", "agency", "pl")),
        new(told("bridge/2", "gazeta", "pl-PL")),
    ];
    for (hours, body) in (0..).zip(bodies) {
        state.push(body, at(hours)).unwrap();
    }
    state.commit().unwrap();
    (dir, state)
}

fn names(stories: &[Story]) -> Vec<ItemId> {
    stories.iter().map(|story| story.id).collect()
}

#[test]
fn a_story_counts_its_items_its_copies_its_languages_and_its_outlets() {
    let (_dir, state) = two_stories();
    let story = state.story(story_of("bridge")).unwrap().unwrap();
    let counted = &story.counted;
    assert_eq!((counted.items, counted.copies), (3, 1));
    assert_eq!((counted.first, counted.last), (at(0), at(4)));
    let languages = counted.languages.iter().map(|one| String::from(*one));
    assert_eq!(languages.collect::<Vec<_>>(), ["en", "pl"]);
    assert_eq!(counted.outlet_count(), Some(3));
    let members = state.view().members_of(&story, 10).unwrap();
    let expect = ["bridge/0", "bridge/1", "bridge/2"].map(ItemId::of_url);
    assert_eq!(members, expect);
    assert_eq!(state.view().members_of(&story, 2).unwrap(), expect[..2]);
    for url in ["bridge/0", "bridge/2"] {
        let story = state.story_of(ItemId::of_url(url)).unwrap();
        assert_eq!(story, Some(story_of("bridge")));
    }
    assert_eq!(state.story_of(ItemId::of_url("x")).unwrap(), None);
}

#[test]
fn a_new_version_joins_nothing_and_stays_where_it_is() {
    let (_dir, mut state) = two_stories();
    let before = state.story(story_of("bridge")).unwrap();
    let mut item = told("bridge/2", "gazeta", "pl");
    item.version = 2;
    item.story = Some(story_of("vote"));
    let body = Body::ItemUpdated {
        item,
        change: None,
        keys: Vec::new(),
        relabelled: None,
        fingerprint: item::Fingerprint::default(),
        flips: item::Flips::default(),
    };
    state.push(body, at(9)).unwrap();
    assert_eq!(state.story(story_of("bridge")).unwrap(), before);
    let story = state.story_of(ItemId::of_url("bridge/2")).unwrap();
    assert_eq!(story, Some(story_of("bridge")));
}

#[test]
fn readers_are_told_page_by_page_of_the_stories_that_were_told_of_last() {
    let (_dir, mut state) = two_stories();
    let (bridge, vote) = (story_of("bridge"), story_of("vote"));
    let view = state.view();
    let all = view.latest_stories(u64::MAX, 10).unwrap();
    assert_eq!(names(&all), [bridge, vote]);
    let first = view.latest_stories(u64::MAX, 1).unwrap();
    let next = view.latest_stories(first[0].counted.last_seq, 10).unwrap();
    assert_eq!(names(&next), [vote]);
    state
        .push(new(told("vote/2", "agency", "pl")), at(5))
        .unwrap();
    assert_eq!(
        names(&view.latest_stories(u64::MAX, 10).unwrap()),
        [bridge, vote],
        "not durable"
    );
    state.commit().unwrap();
    assert_eq!(
        names(&view.latest_stories(u64::MAX, 10).unwrap()),
        [vote, bridge]
    );
}

#[test]
fn a_story_of_hundreds_of_items_keeps_them_all_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    let urls: Vec<String> = (0..300).map(|number| format!("flood/{number}")).collect();
    for url in &urls {
        state.push(new(told(url, "agency", "en")), NOW).unwrap();
    }
    state.commit().unwrap();
    let story = state.story(story_of("flood")).unwrap().unwrap();
    let members = state.view().members_of(&story, 1000).unwrap();
    let expect: Vec<ItemId> = urls.iter().map(|url| ItemId::of_url(url)).collect();
    assert_eq!(members, expect);
    assert_eq!(state.check().unwrap(), []);
}

#[test]
fn a_story_of_one_item_is_forgotten_after_a_month_and_one_of_two_is_not() {
    let (_dir, mut state) = two_stories();
    state
        .push(new(told("lonely/0", "agency", "en")), at(5))
        .unwrap();
    let known = |state: &State, name: &str| state.story(story_of(name)).unwrap().is_some();
    assert!(known(&state, "lonely"));
    let month = 31 * 24;
    state
        .push(new(told("early/0", "agency", "en")), at(month))
        .unwrap();
    assert!(known(&state, "lonely"));
    for number in 0..3 {
        let url = format!("late{number}/0");
        state
            .push(new(told(&url, "agency", "en")), at(month + 6))
            .unwrap();
    }
    assert!(!known(&state, "lonely") && known(&state, "early"));
    assert!(known(&state, "bridge") && known(&state, "vote"));
    state.commit().unwrap();
    let kept = rows(&state);
    assert_eq!(kept.row::<LatestRow>(&6).unwrap(), None);
    assert!(kept.row::<StoryRow>(&story_of("lonely")).unwrap().is_none());
    let names = names(&state.view().latest_stories(u64::MAX, 10).unwrap());
    assert_eq!(names.len(), 6, "{names:?}");
    // What joins it all the same counts the item that began it.
    state
        .push(new(told("lonely/1", "agency", "en")), at(month + 7))
        .unwrap();
    let story = state.story(story_of("lonely")).unwrap().unwrap();
    assert_eq!(story.counted.items, 2);
    assert_eq!(state.check().unwrap(), []);
}

#[test]
fn what_joins_an_item_that_was_told_in_no_story_counts_both() {
    let dir = tempfile::tempdir().unwrap();
    let (mut state, _) = open(dir.path());
    let Body::ItemNew { mut item, .. } = new_item("old/0", &[], entry("a", "old/0", 1).reference())
    else {
        unreachable!()
    };
    item.story = None;
    state.push(new(item), NOW).unwrap();
    assert_eq!(state.story(story_of("old")).unwrap(), None);
    state
        .push(copy(told("old/1", "b", "en"), "old/0"), NOW)
        .unwrap();
    state.commit().unwrap();
    let story = state.story(story_of("old")).unwrap().unwrap();
    assert_eq!((story.counted.items, story.counted.copies), (2, 1));
    let members = state.view().members_of(&story, 9).unwrap();
    assert_eq!(members, ["old/0", "old/1"].map(ItemId::of_url));
}

#[test]
fn what_is_put_together_is_told_as_one_and_what_joins_it_later_too() {
    let (_dir, mut state) = two_stories();
    let (bridge, vote) = (story_of("bridge"), story_of("vote"));
    let merged = Body::StoryMerged {
        from: vote,
        into: bridge,
    };
    state.push(merged, at(5)).unwrap();
    state.commit().unwrap();
    let view = state.view();
    assert_eq!(names(&view.latest_stories(u64::MAX, 10).unwrap()), [bridge]);
    for name in [bridge, vote] {
        let story = view.story(name).unwrap().unwrap();
        assert_eq!(
            (story.id, story.counted.items, story.counted.copies),
            (bridge, 5, 1)
        );
        assert!(story.is_merged());
        assert_eq!(view.members_of(&story, 10).unwrap().len(), 5);
    }
    let of_vote = view.story_of(ItemId::of_url("vote/1")).unwrap();
    assert_eq!(of_vote, Some(bridge));
    let mut joins = told("bridge/9", "gazeta", "it");
    joins.story = Some(bridge);
    state.push(new(joins), at(6)).unwrap();
    assert_eq!(state.story(vote).unwrap().unwrap().counted.items, 6);
    state.commit().unwrap();
    assert_eq!(state.check().unwrap(), []);
}

#[test]
fn stories_that_were_put_into_each_other_by_damage_are_told_all_the_same() {
    let (_dir, mut state) = two_stories();
    let (bridge, vote) = (story_of("bridge"), story_of("vote"));
    for (from, into) in [(vote, bridge), (bridge, vote)] {
        state.push(Body::StoryMerged { from, into }, at(5)).unwrap();
    }
    state.commit().unwrap();
    let story = state.view().story(bridge).unwrap().unwrap();
    assert_eq!(story.counted.items, 5);
}

#[test]
fn what_is_taken_apart_counts_for_itself() {
    let (_dir, mut state) = two_stories();
    let bridge = story_of("bridge");
    let into = ItemId::of_url("bridge/1");
    let split = Body::StorySplit {
        story: bridge,
        into,
        items: vec![member("bridge/1"), member("bridge/2")],
        stay: vec![member("bridge/0")],
    };
    state.push(split, at(5)).unwrap();
    state.commit().unwrap();
    let view = state.view();
    let told = |id| {
        let story = view.story(id).unwrap().unwrap();
        (story.counted.items, view.members_of(&story, 10).unwrap())
    };
    assert_eq!(told(bridge), (1, vec![ItemId::of_url("bridge/0")]));
    let expect = ["bridge/1", "bridge/2"].map(ItemId::of_url);
    assert_eq!(told(into), (2, expect.to_vec()));
    assert_eq!(view.story_of(expect[1]).unwrap(), Some(into));
    let latest = view.latest_stories(u64::MAX, 10).unwrap();
    assert_eq!(names(&latest), [into, bridge, story_of("vote")]);
    assert_eq!(state.check().unwrap(), []);
}
