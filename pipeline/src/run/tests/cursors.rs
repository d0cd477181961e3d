//! Where a source resumes, and what is remembered of its polls.

use std::time::Duration;

use connectors::{Batch, FetchError};
use item::{Body, Cursor, SourceId};
use jiff::SignedDuration;

use super::script::{Source, World, batch, link};
use crate::run::PollEnd;

const A: &str = "https://news.example/a";

fn poll(world: &World, answer: Batch) -> PollEnd {
    let mut summary = world.run(vec![Source("feed", 4, vec![answer])]);
    summary.polls.pop().unwrap().end
}

fn poll_failing(world: &World, failure: FetchError) -> PollEnd {
    *world.web.failure.lock().unwrap() = Some(failure);
    poll(world, Batch::default())
}

#[test]
fn a_poll_that_brings_only_another_cursor_journals_nothing_and_is_resumed_from() {
    let world = World::new();
    world.page(A, "harbour");
    let entries = || vec![link("feed", "1", 1, A)];
    poll(&world, batch("first", entries()));
    let before = world.events().len();
    poll(&world, batch("second", entries()));
    assert_eq!(poll(&world, batch("third", Vec::new())), PollEnd::Unchanged);
    assert_eq!(world.events().len(), before);
    world.page("https://news.example/b", "lighthouse");
    let more = vec![link("feed", "2", 1, "https://news.example/b")];
    poll(&world, batch("fourth", more));
    poll(&world, batch("fourth", Vec::new()));
    let asked_from = world.cursors.lock().unwrap().clone();
    assert_eq!(asked_from, ["", "first", "second", "third", "fourth"]);
}

#[test]
fn a_kept_cursor_is_void_as_soon_as_the_journal_tells_of_a_newer_one() {
    let world = World::new();
    let (feed, cursor) = (SourceId::new("feed"), |text: &str| {
        Cursor::new(text.to_owned()).unwrap()
    });
    let polled = |text| Body::SourcePolled {
        source: feed.clone(),
        cursor: cursor(text),
    };
    let mut state = world.state();
    state.push(polled("hard"), world.now()).unwrap();
    state.keep_cursor(&feed, cursor("soft")).unwrap();
    assert_eq!(state.resume_at(&feed).unwrap(), cursor("soft"));
    // As if the note of the poll were all that a death had left: nothing but the journal is told.
    state.push(polled("harder"), world.now()).unwrap();
    assert_eq!(state.resume_at(&feed).unwrap(), cursor("harder"));
}

#[test]
fn health_tells_how_polls_go_and_when_the_source_wants_to_be_asked_again() {
    let world = World::new();
    let health = || world.state().health(&SourceId::new("feed")).unwrap();
    let began = world.now();
    let mut wish = batch("1", vec![link("feed", "1", 1, A)]);
    wish.poll_after = Some(Duration::from_hours(1));
    poll(&world, wish);
    let good = health();
    assert_eq!(
        (good.last_poll, good.last_success),
        (Some(began), Some(began))
    );
    let fresh_until = began + SignedDuration::from_hours(1);
    assert_eq!((good.next_due, good.fresh_until), (None, Some(fresh_until)));
    assert_eq!((good.failures, good.entries_seen), (0, 1));

    let until = began + SignedDuration::from_hours(9);
    let (url, reason) = ("https://news.example/feed".to_owned(), "503".to_owned());
    let failure = FetchError::Unreachable {
        url: url.clone(),
        reason: reason.clone(),
        not_before: Some(until),
    };
    world.pass(SignedDuration::from_hours(2));
    assert!(matches!(
        poll_failing(&world, failure),
        PollEnd::Failed { .. }
    ));
    let bad = health();
    assert_eq!((bad.failures, bad.next_due), (1, Some(until)));
    assert_eq!(bad.last_success, Some(began));
    assert!(bad.last_error.unwrap().contains("503"));

    let left_alone = FetchError::Deferred { url, until, reason };
    assert!(matches!(
        poll_failing(&world, left_alone),
        PollEnd::Deferred { .. }
    ));
    assert_eq!(health().failures, 1, "it was not asked, so it did not fail");
}
