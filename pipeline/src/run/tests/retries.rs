//! What the web does not give now is tried again, durably and not for ever.

use item::{DropReason, SourceId};
use jiff::SignedDuration;
use state::Dropped;

use super::script::{Answer, Source, World, batch, link};

const A: &str = "https://news.example/a";

fn first(world: &World) {
    world.run(vec![Source(
        "feed",
        4,
        vec![batch("1", vec![link("feed", "1", 1, A)])],
    )]);
}

fn again(world: &World, after: SignedDuration) {
    world.pass(after);
    world.run(vec![Source("feed", 4, Vec::new())]);
}

#[test]
fn an_unreachable_page_is_tried_at_growing_intervals_and_then_given_up() {
    let world = World::new();
    world.answer(A, Answer::Unreachable(None));
    first(&world);
    assert_eq!(world.asked().len(), 1);
    again(&world, SignedDuration::from_secs(59));
    assert!(world.asked().is_empty(), "a minute has not passed");
    for _ in 0..23 {
        again(&world, SignedDuration::from_hours(7));
    }
    assert_eq!(world.asked().len(), 23);
    assert!(world.endings().is_empty(), "a week has not passed");
    again(&world, SignedDuration::from_hours(7));
    assert_eq!(world.asked().len(), 1);
    assert_eq!(world.endings(), ["unreachable"]);
    again(&world, SignedDuration::from_hours(7));
    assert!(world.asked().is_empty());
}

#[test]
fn a_page_that_is_not_there_is_looked_for_once_more() {
    let world = World::new();
    first(&world);
    again(&world, SignedDuration::from_mins(14));
    assert_eq!(world.asked().len(), 1);
    world.page(A, "harbour");
    again(&world, SignedDuration::from_mins(2));
    assert_eq!(world.endings(), ["new"]);

    let world = World::new();
    first(&world);
    again(&world, SignedDuration::from_mins(16));
    assert_eq!(world.endings(), ["not_found"]);
}

#[test]
fn a_page_whose_host_is_left_alone_waits_without_that_being_an_attempt() {
    let world = World::new();
    let until = world.now() + SignedDuration::from_hours(2);
    world.answer(A, Answer::Deferred(until));
    for _ in 0..10 {
        first(&world);
    }
    assert_eq!(
        world.asked().len(),
        1,
        "nobody is asked before the host wants it"
    );
    world.page(A, "harbour");
    again(&world, SignedDuration::from_hours(3));
    assert_eq!(world.endings(), ["new"]);
}

#[test]
fn a_host_is_not_asked_before_the_time_it_named() {
    let world = World::new();
    let wished = world.now() + SignedDuration::from_hours(5);
    world.answer(A, Answer::Unreachable(Some(wished)));
    first(&world);
    again(&world, SignedDuration::from_hours(4));
    assert_eq!(world.asked().len(), 1);
    again(&world, SignedDuration::from_hours(2));
    assert_eq!(world.asked().len(), 1);
}

#[test]
fn two_links_to_one_missing_page_wait_together() {
    let world = World::new();
    let tracked = "https://news.example/a?utm_source=rss";
    let entries = vec![link("feed", "1", 1, A), link("feed", "2", 1, tracked)];
    world.run(vec![Source("feed", 4, vec![batch("1", entries)])]);
    assert_eq!(world.asked(), [A]);
    assert_eq!(world.state().pending_of(&SourceId::new("feed")).unwrap(), 2);
}

/// Takes up again what was dropped for a reason; says how many entries that were.
fn take_up(world: &World, reason: DropReason) -> u64 {
    let which = Dropped {
        reasons: vec![reason],
        sources: vec![SourceId::new("feed")],
        ..Dropped::default()
    };
    let taken = world.state().take_up_dropped(&which, world.now()).unwrap();
    taken.counts.values().map(|tally| tally.again).sum()
}

#[test]
fn a_missing_page_that_was_given_up_comes_back_when_it_is_taken_up_again() {
    let world = World::new();
    first(&world);
    again(&world, SignedDuration::from_mins(16));
    assert_eq!(world.endings(), ["not_found"]);
    // Still missing: it is looked for twice, as at first, and given up for the same reason.
    assert_eq!(take_up(&world, DropReason::NotFound), 1);
    assert_eq!(take_up(&world, DropReason::NotFound), 0, "it waits");
    again(&world, SignedDuration::from_mins(1));
    assert_eq!(world.endings(), ["not_found"]);
    again(&world, SignedDuration::from_mins(16));
    assert_eq!(world.endings(), ["not_found", "not_found"]);
    world.page(A, "harbour");
    again(&world, SignedDuration::from_hours(99));
    assert_eq!(world.endings().len(), 2, "nobody asks for it unasked");
    assert_eq!(take_up(&world, DropReason::Walled), 0);
    assert_eq!(take_up(&world, DropReason::NotFound), 1);
    again(&world, SignedDuration::from_mins(1));
    assert_eq!(world.endings(), ["not_found", "not_found", "new"]);
    assert_eq!(take_up(&world, DropReason::NotFound), 0);
    assert_eq!(world.state().check().unwrap(), []);
}

#[test]
fn a_change_that_could_not_be_read_is_taken_up_and_becomes_a_version_of_its_item() {
    let world = World::new();
    world.page(A, "harbour");
    first(&world);
    world.answer(A, Answer::NotFound);
    let changed = vec![batch("2", vec![link("feed", "1", 2, A)])];
    world.run(vec![Source("feed", 4, changed)]);
    again(&world, SignedDuration::from_mins(16));
    assert_eq!(world.endings(), ["new", "not_found"]);
    world.page(A, "lighthouse");
    assert_eq!(take_up(&world, DropReason::NotFound), 1);
    again(&world, SignedDuration::from_mins(1));
    assert_eq!(world.endings(), ["new", "not_found", "updated"]);
    assert_eq!(take_up(&world, DropReason::NotFound), 0);
}

#[test]
fn a_page_that_became_an_item_meanwhile_is_that_item() {
    let world = World::new();
    first(&world);
    again(&world, SignedDuration::from_mins(16));
    world.page(A, "harbour");
    let other = vec![batch("1", vec![link("other", "x", 1, A)])];
    world.run(vec![Source("other", 4, other)]);
    world.asked();
    assert_eq!(take_up(&world, DropReason::NotFound), 1);
    again(&world, SignedDuration::from_mins(1));
    assert_eq!(world.endings(), ["not_found", "new", "sighted"]);
    assert!(world.asked().is_empty(), "its page is known");
}
