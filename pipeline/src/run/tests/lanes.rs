//! A slow host takes nobody's room, and what is only waited for is no suspect.

use super::script::{Answer, Source, World, batch, link};

fn links(source: &str, host: &str, count: usize) -> Vec<item::Entry> {
    let one = |number: usize| {
        let url = format!("https://{host}/{number}");
        link(source, &number.to_string(), 1, &url)
    };
    (0..count).map(one).collect()
}

#[test]
fn a_slow_host_with_many_pages_does_not_hold_up_the_others() {
    let world = World::new();
    *world.web.slow_host.lock().unwrap() = Some("slow.example".to_owned());
    // Two pages of the slow host are open, as its window says; it answers when all of the other's were asked for.
    *world.web.opens_at.lock().unwrap() = 42;
    for number in 0..40 {
        world.page(
            &format!("https://slow.example/{number}"),
            &format!("slow{number}x"),
        );
        world.page(
            &format!("https://quick.example/{number}"),
            &format!("quick{number}x"),
        );
    }
    let summary = world.run(vec![
        Source(
            "slow",
            2,
            vec![batch("1", links("slow", "slow.example", 40))],
        ),
        Source(
            "quick",
            3,
            vec![batch("1", links("quick", "quick.example", 40))],
        ),
    ]);
    assert_eq!(summary.counts.originals, 80);
    assert_eq!((summary.counts.pages, summary.counts.pending), (80, 0));
}

#[test]
fn pages_that_are_only_waited_for_are_not_noted_as_being_prepared() {
    let world = World::new();
    *world.web.slow_host.lock().unwrap() = Some("slow.example".to_owned());
    *world.web.opens_at.lock().unwrap() = 5;
    let summary = world.run(vec![Source(
        "slow",
        16,
        vec![batch("1", links("slow", "slow.example", 5))],
    )]);
    assert_eq!(*world.web.inflight.lock().unwrap(), "");
    assert_eq!(summary.counts.retried, 5, "no such pages");
}

#[test]
fn more_entries_than_a_lane_holds_in_memory_all_get_their_turn() {
    let world = World::new();
    let summary = world.run(vec![Source(
        "feed",
        16,
        vec![batch("1", links("feed", "example.org", 1_100))],
    )]);
    assert_eq!(summary.counts.retried, 1_100, "each is not found, once");
    assert_eq!(world.asked().len(), 1_100);
}

#[test]
fn a_panic_while_a_page_is_opened_is_that_entrys_failure() {
    let world = World::new();
    world.answer("https://example.org/0", Answer::Panic);
    world.page("https://example.org/1", "harbour");
    let entries = links("feed", "example.org", 2);
    let summary = world.run(vec![Source("feed", 4, vec![batch("1", entries)])]);
    assert_eq!(summary.counts.originals, 1);
    assert_eq!(summary.counts.dropped.get("panicked"), Some(&1));
}
