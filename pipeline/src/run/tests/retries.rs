//! What the web does not give now is tried again, durably and not for ever.

use item::SourceId;
use jiff::SignedDuration;

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
