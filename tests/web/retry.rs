//! What was dropped is taken up again on request.

use std::fs;

use super::newsroom::{HTTP, Paper, check_each_told_once, desk, desk_with, feed, reading};
use crate::support::{
    Desk,
    web::{Answer, Article},
};

const WALL: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Before you continue</title></head><body><div>\
    <h1>Before you continue</h1><p>We and our 842 partners store and access information on your device, such as cookies.</p>\
    <button>Accept all</button><button>Reject all</button><a href=\"/privacy\">Privacy policy</a></div></body></html>";

/// Two papers of three articles each; of the first, two stand behind a wall and one may not be read.
fn refused() -> (Paper, Paper, Desk) {
    let (one, other) = (Paper::new(700..703), Paper::new(710..713));
    for article in &one.articles[..2] {
        one.host.put(&article.path(), Answer::page(WALL));
    }
    one.host.put(&one.articles[2].path(), Answer::status(451));
    other
        .host
        .put(&other.articles[0].path(), Answer::page(WALL));
    let desk = reading(&[&one, &other]);
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("2 items new")
        .says("3 dropped as walled");
    (one, other, desk)
}

#[test]
fn what_was_dropped_for_a_reason_is_read_again_and_nothing_else_is_asked_for() {
    let (one, other, desk) = refused();
    one.publish_pages();
    other.publish_pages();
    drop((one.host.visits(), other.host.visits()));
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(one.host.visits().paths(), ["/feed.xml"]);

    let counted = desk
        .run(&["retry", "--dropped", "walled", "--dry-run"])
        .expect(0);
    assert!(
        counted
            .stdout
            .contains("paper-1  walled           2 can be read again"),
        "{}",
        counted.stdout
    );
    assert!(
        counted
            .stdout
            .contains("paper-2  walled           1 can be read again")
    );
    assert_eq!(
        counted.stdout.matches("no article but a wall").count(),
        3,
        "{}",
        counted.stdout
    );

    desk.run(&["retry", "--dropped", "walled", "paper-1"])
        .expect(0)
        .says("2 entries taken up again")
        .says("2 items new");
    let mut paths = one.host.visits().paths().join(" ");
    assert!(
        one.articles[..2]
            .iter()
            .all(|article| paths.contains(&article.path()))
    );
    assert!(
        !paths.contains("feed.xml") && !paths.contains(&one.articles[2].path()),
        "{paths}"
    );
    other.host.visits();
    desk.run(&["retry", "--dropped", "forbidden,walled"])
        .expect(0)
        .says("2 entries taken up again")
        .says("2 items new");
    paths = other.host.visits().paths().join(" ");
    assert_eq!(paths, other.articles[0].path());
    let articles = [one.articles.clone(), other.articles.clone()].concat();
    check_each_told_once(&desk, &articles);
    desk.run(&["state", "check"]).expect(0);
    desk.run(&["retry", "--dropped", "walled"])
        .expect(0)
        .says("nothing was dropped like that");
}

#[test]
fn what_is_still_refused_is_dropped_again_and_can_be_taken_up_as_often_as_one_likes() {
    let (_one, _other, desk) = refused();
    for _ in 0..3 {
        desk.run(&["retry", "--dropped", "walled"])
            .expect(0)
            .says("3 entries taken up again")
            .says("3 dropped as walled");
    }
    desk.run(&["retry", "--dropped", "walled", "--before", "2026-01-01"])
        .expect(0)
        .says("nothing was dropped like that");
    desk.run(&["retry", "--dropped", "walled", "--since", "1h", "--dry-run"])
        .expect(0);
    desk.run(&["state", "check"]).expect(0);
}

#[test]
fn what_makes_no_sense_is_told_and_changes_nothing() {
    let (_one, _other, desk) = refused();
    let before = desk.journal().len();
    let check = |arguments: &[&str], words: &str| {
        desk.run(&[&["retry"], arguments].concat())
            .expect(64)
            .says(words);
    };
    check(&["--dropped", "waled"], "did you mean `walled`?");
    check(
        &["--dropped", "everything"],
        "the reasons are empty, malformed",
    );
    check(&["--dropped", "same_item"], "its item says what it says");
    check(&[], "--dropped <REASON>");
    check(
        &["--dropped", "walled", "papers"],
        "there is no source `papers`",
    );
    check(
        &["--dropped", "walled", "--since", "2021-13"],
        "the calendar has no such date",
    );
    let lock = fs::File::create(desk.path("var/lock")).unwrap();
    lock.lock().unwrap();
    desk.run(&["retry", "--dropped", "walled"])
        .expect(3)
        .says("holds the state");
    drop(lock);
    assert_eq!(desk.journal().len(), before);
}

#[test]
fn an_entry_is_taken_up_from_a_journal_without_its_store() {
    let (one, _other, desk) = refused();
    one.publish_pages();
    fs::remove_dir_all(desk.path("var/store")).unwrap();
    desk.run(&["retry", "--dropped", "walled", "paper-1"])
        .expect(0)
        .says("2 items new");
}

#[test]
fn what_a_filter_dropped_is_taken_up_once_the_filter_wants_it_and_dropped_again_while_it_does_not()
{
    let paper = Paper::new([4700, 4701, 4702]);
    let filtered = |filter: &str| feed("paper", &paper.url()) + "[source.filter]\n" + filter;
    let unwanted = |articles: &[Article]| {
        let paths: Vec<String> = articles
            .iter()
            .map(|one| format!("'{}$'", one.path()))
            .collect();
        format!("not_urls = [{}]\n", paths.join(", "))
    };
    let desk = desk(&[filtered(&unwanted(&paper.articles[..2]))]);
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("1 item new")
        .says("2 dropped as filtered");
    paper.host.visits();
    let configure = |filter: &str| {
        let text = desk_with(HTTP, &[filtered(filter)]);
        let text = fs::read_to_string(text.path("newsloom.toml")).unwrap();
        desk.write("newsloom.toml", text);
    };
    configure(&unwanted(&paper.articles[..1]));
    desk.run(&["retry", "--dropped", "filtered"])
        .expect(0)
        .says("1 item new")
        .says("1 dropped as filtered");
    let visits = paper.host.visits();
    assert_eq!(visits.of(&paper.articles[1].path()), 1);
    assert_eq!(visits.of("/feed.xml"), 0);
    configure("");
    desk.run(&["retry", "--dropped", "filtered"])
        .expect(0)
        .says("1 item new");
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    check_each_told_once(&desk, &paper.articles);
}
