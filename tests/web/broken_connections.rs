//! Hosts that are not there, do not answer, or break off: a clear message, the neighbours unharmed, and a way back.

use std::time::Duration;

use super::{
    newsroom::{Paper, desk, feed, told},
    trouble::Trouble,
};
use crate::support::web::{Answer, Article, Feed, Host, Manner};

/// A feed that is right, handed over in a wrong way.
fn good_feed(manner: Manner) -> Answer {
    let links = Feed::default().list(Article::new(500), "http://127.0.0.1/never-reached");
    Answer::feed(links.rss()).manner(manner)
}

#[test]
fn a_dead_host_is_said_and_read_once_it_is_back() {
    let (address, good) = (Host::nobody(), Paper::new(520..522));
    let desk = desk(&[
        feed("dead", &format!("http://{address}/feed.xml")),
        feed("good", &good.url()),
    ]);
    desk.run(&["fetch", "--all"])
        .expect(2)
        .says("source `dead`")
        .says("refused")
        .says("2 items new");
    let host = Host::at(address);
    let article = Article::new(522);
    host.put(&article.path(), Answer::page(article.page("")));
    host.put(
        "/feed.xml",
        Answer::feed(
            Feed::default()
                .list(article, &host.url(&article.path()))
                .rss(),
        ),
    );
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    assert_eq!(told(&desk.delivered(), &article).len(), 1);
    assert_eq!(desk.delivered().len(), 3);
}

#[test]
fn a_name_that_does_not_exist_is_said() {
    let good = Paper::new(523..525);
    let desk = desk(&[
        feed("lost", "http://no-such-name.invalid/feed.xml"),
        feed("good", &good.url()),
    ]);
    desk.run(&["fetch", "--all"])
        .expect(2)
        .says("source `lost`")
        .says("no-such-name.invalid")
        .says("name")
        .says("2 items new");
    // Corrected in the configuration, it goes on as any other.
    let found = Paper::new([525]);
    let path = desk.path("newsloom.toml");
    let corrected = std::fs::read_to_string(&path)
        .unwrap()
        .replace("http://no-such-name.invalid/feed.xml", &found.url());
    std::fs::write(&path, corrected).unwrap();
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
}

#[test]
fn a_host_that_never_answers_is_given_up_after_the_timeout() {
    Trouble::with_feed(good_feed(Manner::Silent))
        .fails(&["silent for too long"])
        .recovers();
}

#[test]
fn an_answer_that_drips_in_is_given_up_after_the_total_time() {
    let drips = Manner::Drips(10, Duration::from_millis(200));
    Trouble::with_feed(good_feed(drips))
        .fails(&["not complete after 3s"])
        .recovers();
}

#[test]
fn a_connection_that_is_reset_in_the_middle_is_said() {
    Trouble::with_feed(good_feed(Manner::Resets(100)))
        .fails(&["broke"])
        .recovers();
}

#[test]
fn a_connection_that_is_closed_without_an_answer_is_said() {
    Trouble::with_feed(good_feed(Manner::HangsUp))
        .fails(&["closed"])
        .recovers();
}

#[test]
fn a_body_that_is_shorter_than_it_claims_is_not_taken_for_whole() {
    Trouble::with_feed(good_feed(Manner::Claims(100_000)))
        .fails(&["ended before it was complete"])
        .recovers();
}

#[test]
fn a_body_that_is_longer_than_it_claims_is_cut_and_seen_to_be_broken() {
    let trouble = Trouble::with_feed(good_feed(Manner::Claims(150)));
    let run = trouble.desk.run(&["fetch", "--all"]).expect(2);
    run.says("source `bad`")
        .says("it is cut off")
        .says("3 items new");
    trouble.recovers();
}

#[test]
fn a_page_whose_connection_is_reset_waits_and_comes_later() {
    let page = Answer::page(Article::new(501).page("")).manner(Manner::Resets(300));
    Trouble::with_page(page).waits().waited_for();
}

#[test]
fn a_page_that_never_answers_waits_and_holds_nobody_up() {
    Trouble::with_page(Answer::status(200).manner(Manner::Silent))
        .waits()
        .waited_for();
}

#[test]
fn a_page_that_is_shorter_than_it_claims_waits_and_is_not_stored_in_part() {
    let page = Answer::page(Article::new(501).page("")).manner(Manner::Claims(100_000));
    Trouble::with_page(page).waits().waited_for();
}
