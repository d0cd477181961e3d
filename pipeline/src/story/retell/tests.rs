//! What is put together, what falls apart, and what does neither.

use item::{Article, Labels};

use super::*;
use crate::story::Traits;

fn traits(headline: &str, text: &str) -> Traits {
    let article = Article {
        headline: Some(headline.to_owned()),
        text: text.to_owned(),
        ..Article::default()
    };
    Traits::of(&article, &Labels::default())
}

/// What three outlets tell of a bridge, and three of a vote.
const BRIDGE: [(&str, &str); 3] = [
    (
        "Bridge collapses in Valdoro after heavy rain",
        "A road bridge collapsed near Valdoro on Monday after heavy rain, and 14 people were hurt, said mayor Lukas Brennik.",
    ),
    (
        "Fourteen hurt as Valdoro bridge collapses",
        "Rescuers searched the river near Valdoro, where a bridge collapsed in heavy rain. Mayor Lukas Brennik said that 14 people were hurt.",
    ),
    (
        "Valdoro bridge collapses, 14 people hurt",
        "After heavy rain a road bridge near Valdoro collapsed. According to mayor Lukas Brennik 14 people were hurt on Monday.",
    ),
];
const VOTE: [(&str, &str); 3] = [
    (
        "Parliament of Ostmark votes for an early election",
        "Members of parliament in Ostmark decided with 81 votes to hold an early election in June, said speaker Irma Salnik.",
    ),
    (
        "Ostmark heads for early election in June",
        "An early election will be held in Ostmark in June, parliament decided with 81 votes, speaker Irma Salnik said.",
    ),
    (
        "Early election for Ostmark: parliament decides",
        "With 81 votes the parliament of Ostmark decided on an early election in June, as speaker Irma Salnik said.",
    ),
];

fn name(name: &str) -> ItemId {
    ItemId::of_url(name)
}

fn hour(hours: i64) -> Timestamp {
    Timestamp::from_second(hours * 3600).unwrap()
}

/// Remembers an item as one of a story.
fn note(stories: &mut Stories, item: &str, story: &str, told: (&str, &str), at: i64) {
    stories.remember(Member {
        item: name(item),
        story: name(story),
        seen: hour(at),
        told: hour(at),
        traits: traits(told.0, told.1),
    });
}

#[test]
fn stories_of_one_happening_are_one_unless_they_were_told_far_apart() {
    let check = |other: (&str, &str), at: i64, expect: bool| {
        let mut stories = Stories::default();
        note(&mut stories, "a", "a", BRIDGE[0], 0);
        note(&mut stories, "b", "b", other, at);
        assert_eq!(
            stories.are_one(name("a"), name("b")),
            expect,
            "{other:?} {at}"
        );
        assert_eq!(
            stories.are_one(name("b"), name("a")),
            expect,
            "{other:?} {at}"
        );
    };
    check(BRIDGE[2], 3, true);
    check(VOTE[0], 3, false);
    check(BRIDGE[2], 7 * 24 - 1, false);
    let stories = Stories::default();
    assert!(
        !stories.are_one(name("a"), name("b")),
        "nothing is known of them"
    );
}

#[test]
fn what_was_put_together_is_found_under_the_name_of_the_older() {
    let mut stories = Stories::default();
    note(&mut stories, "a", "a", BRIDGE[0], 0);
    note(&mut stories, "b", "b", BRIDGE[1], 1);
    note(&mut stories, "v", "v", VOTE[0], 1);
    let (into, from) = older((hour(1), name("b")), (hour(0), name("a")));
    assert_eq!((into, from), (name("a"), name("b")));
    stories.merge(from, into);
    let told = traits(BRIDGE[2].0, BRIDGE[2].1);
    assert_eq!(stories.place(&told, hour(2)).story, Some(name("a")));
    assert_eq!(stories.place(&told, hour(2)).rivals, []);
    let named: Vec<ItemId> = stories.members().map(|member| member.story).collect();
    assert_eq!(named, ["a", "a", "v"].map(name));
    stories.merge(name("nothing"), into);
    assert_eq!(stories.compared(into).len(), 2);
}

#[test]
fn a_story_of_two_happenings_falls_apart_and_one_of_one_does_not() {
    let mut stories = Stories::default();
    note(&mut stories, "b0", "b0", BRIDGE[0], 0);
    note(&mut stories, "v0", "b0", VOTE[0], 1);
    note(&mut stories, "b1", "b0", BRIDGE[1], 2);
    assert_eq!(stories.apart(name("b0")), None, "it is not looked at yet");
    note(&mut stories, "v1", "b0", VOTE[1], 3);
    let leave = stories.apart(name("b0")).unwrap();
    assert_eq!(leave, ["v0", "v1"].map(name), "the first one stays");
    stories.split(name("b0"), name("v0"), &leave);
    let told = traits(VOTE[2].0, VOTE[2].1);
    assert_eq!(stories.place(&told, hour(4)).story, Some(name("v0")));
    for story in ["b0", "v0"] {
        assert_eq!(stories.apart(name(story)), None);
        assert_eq!(stories.compared(name(story)).len(), 2);
    }

    let mut stories = Stories::default();
    for (at, told) in (0..).zip([BRIDGE[0], BRIDGE[1], BRIDGE[2], BRIDGE[0]]) {
        note(&mut stories, &at.to_string(), "0", told, at);
    }
    assert_eq!(stories.apart(name("0")), None);
    assert_eq!(stories.apart(name("nothing")), None);
}

#[test]
fn one_stranger_is_no_story_of_its_own() {
    let mut stories = Stories::default();
    for (at, told) in (0..).zip([BRIDGE[0], BRIDGE[1], VOTE[0], BRIDGE[2]]) {
        note(&mut stories, &at.to_string(), "0", told, at);
    }
    assert_eq!(stories.apart(name("0")), None);
}
