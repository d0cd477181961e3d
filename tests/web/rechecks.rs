//! Pages are asked for again: quiet edits are told, what vanished is withdrawn once its page says so, and comes back.

use std::{thread, time::Duration};

use super::newsroom::{
    HTTP, Paper, check_each_told_once, check_tells, count, desk, desk_with, feed, told,
};
use crate::support::{
    Desk, Line, Random,
    web::{Answer, Article},
};

const EVERY_POLL: &str = "recheck = \"every poll\"\n";

/// A paper whose pages know their versions.
fn paper() -> Paper {
    let paper = Paper::new(1..6);
    let feed = Answer::feed(paper.feed().rss()).etag("\"feed-1\"");
    paper.host.put("/feed.xml", feed);
    for article in &paper.articles {
        put(&paper, article, "\"page-1\"");
    }
    paper
}

fn put(paper: &Paper, article: &Article, etag: &str) {
    let page = Answer::page(article.page("")).etag(etag);
    paper.host.put(&article.path(), page);
}

/// The feed lists its articles without this one.
fn unlist(paper: &Paper, gone: &Article) {
    let mut feed = paper.feed();
    feed.entries
        .retain(|listed| listed.article.number != gone.number);
    paper.host.put("/feed.xml", Answer::feed(feed.rss()));
}

fn every_poll(paper: &Paper) -> Desk {
    desk_with(
        &format!("{HTTP}{EVERY_POLL}"),
        &[feed("paper", &paper.url())],
    )
}

fn quietly(paper: &Paper) -> Desk {
    desk(&[feed("paper", &paper.url())])
}

#[test]
fn a_quiet_edit_is_told_once_and_nothing_else_is() {
    let paper = paper();
    let desk = every_poll(&paper);
    desk.run(&["fetch", "--all"]).expect(0).says("5 items new");
    paper.host.visits();
    let journal = desk.journal();
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    let visits = paper.host.visits();
    assert_eq!(visits.paths().len(), 6, "{:?}", visits.paths());
    let pages = visits.0.iter().filter(|visit| visit.path != "/robots.txt");
    assert!(pages.into_iter().all(|visit| visit.status == 304));
    assert_eq!(
        desk.journal(),
        journal,
        "what did not change is not journalled"
    );

    let edited = paper.articles[2].updated();
    put(&paper, &edited, "\"page-2\"");
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(count(&desk, "item.updated"), 1);
    let last = told(&desk.delivered(), &edited).pop().unwrap();
    assert_eq!(last.kind(), "newsloom.item.updated");
    assert_eq!(last.item()["version"], 2);
    desk.run(&["check"]).expect(0);
}

#[test]
fn a_page_without_validators_is_read_again_and_tells_nothing_new() {
    let paper = Paper::new(10..14);
    let desk = every_poll(&paper);
    desk.run(&["fetch", "--all"]).expect(0).says("4 items new");
    let journal = desk.journal();
    paper.host.visits();
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(paper.host.visits().paths().len(), 5);
    assert_eq!(desk.journal(), journal);
    check_each_told_once(&desk, &paper.articles);
}

#[test]
fn a_page_is_not_asked_for_again_where_its_source_says_so_or_nobody_said() {
    let (one, other) = (paper(), Paper::new(30..33));
    let off = format!("{}recheck = \"off\"\n", feed("one", &one.url()));
    let with = desk_with(
        &format!("{HTTP}{EVERY_POLL}"),
        &[off, feed("other", &other.url())],
    );
    let without = quietly(&one);
    for desk in [&with, &without] {
        desk.run(&["fetch", "--all"]).expect(0);
        one.host.visits();
        desk.run(&["fetch", "--all"]).expect(0);
        assert_eq!(one.host.visits().paths(), ["/feed.xml"]);
    }
}

#[test]
fn what_vanished_is_withdrawn_once_its_page_says_so_and_comes_back_when_it_is_listed() {
    for status in [404, 410] {
        let paper = paper();
        let gone = paper.articles[2];
        let desk = quietly(&paper);
        desk.run(&["fetch", "--all"]).expect(0).says("5 items new");
        paper.host.visits();
        unlist(&paper, &gone);
        paper.host.put(&gone.path(), Answer::status(status));
        desk.run(&["fetch", "--all"]).expect(0).says("1 withdrawn");
        assert_eq!(paper.host.visits().paths(), ["/feed.xml", &gone.path()]);
        assert_eq!(count(&desk, "item.withdrawn"), 1);
        desk.run(&["fetch", "--all"]).expect(0);
        assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
        assert_eq!(count(&desk, "item.withdrawn"), 1);

        put(&paper, &gone, "\"page-1\"");
        paper
            .host
            .put("/feed.xml", Answer::feed(paper.feed().rss()));
        desk.run(&["fetch", "--all"]).expect(0);
        assert_eq!(count(&desk, "item.reappeared"), 1);
        assert_eq!(count(&desk, "item.withdrawn"), 1);
        desk.run(&["check"]).expect(0);
    }
}

#[test]
fn what_only_left_its_listing_is_asked_for_once_and_stays() {
    let paper = paper();
    let (dropped, oldest) = (paper.articles[3], paper.articles[0]);
    let desk = quietly(&paper);
    desk.run(&["fetch", "--all"]).expect(0).says("5 items new");
    paper.host.visits();
    // The oldest leaves as it should, whatever became of its page.
    paper.host.put(&oldest.path(), Answer::status(404));
    unlist(&paper, &oldest);
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(paper.host.visits().paths(), ["/feed.xml"]);
    unlist(&paper, &dropped);
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(paper.host.visits().of(&dropped.path()), 1);
    assert_eq!(count(&desk, "item.withdrawn"), 0);
}

#[test]
fn a_wall_a_home_page_and_a_host_that_is_down_withdraw_nothing() {
    let answers: [fn(&Paper) -> Answer; 5] = [
        |paper| Answer::redirect(302, &paper.host.url("/")),
        |paper| Answer::redirect(302, &paper.host.url("/login?back=1")),
        |_| Answer::page("<html><body><p>This page could not be found.</p></body></html>"),
        |_| Answer::status(403),
        |_| Answer::status(503),
    ];
    for answer in answers {
        for keys in ["", EVERY_POLL] {
            let paper = paper();
            paper
                .host
                .put("/", Answer::page("<p>Home of all reports.</p>"));
            paper.host.put("/login", Answer::page("<p>Sign in.</p>"));
            let gone = paper.articles[2];
            let desk = desk_with(&format!("{HTTP}{keys}"), &[feed("paper", &paper.url())]);
            desk.run(&["fetch", "--all"]).expect(0).says("5 items new");
            unlist(&paper, &gone);
            paper.host.put(&gone.path(), answer(&paper));
            desk.run(&["fetch", "--all"]);
            desk.run(&["fetch", "--all"]);
            assert_eq!(count(&desk, "item.withdrawn"), 0);
            assert_eq!(count(&desk, "item.updated"), 0);
            assert_eq!(count(&desk, "item.reappeared"), 0);
        }
    }
}

#[test]
fn a_page_that_is_still_listed_is_withdrawn_when_it_is_missing_twice_and_its_listing_does_not_bring_it_back()
 {
    let paper = paper();
    let gone = paper.articles[2];
    let desk = every_poll(&paper);
    desk.run(&["fetch", "--all"]).expect(0).says("5 items new");
    paper.host.put(&gone.path(), Answer::status(404));
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(count(&desk, "item.withdrawn"), 0);
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(count(&desk, "item.withdrawn"), 1);
    // Another answer of the feed, with the same entries and more.
    let mut more = paper.feed();
    more = more.list(Article::new(9), &paper.host.url("/nine"));
    paper
        .host
        .put("/nine", Answer::page(Article::new(9).page("")));
    paper.host.put("/feed.xml", Answer::feed(more.rss()));
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    assert_eq!(count(&desk, "item.reappeared"), 0);
    put(&paper, &gone, "\"page-1\"");
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(count(&desk, "item.reappeared"), 1);
    assert_eq!(count(&desk, "item.withdrawn"), 1);
    desk.run(&["check"]).expect(0);
}

#[test]
fn rebuilding_gives_the_same_and_asking_again_goes_on() {
    let paper = paper();
    let gone = paper.articles[2];
    let desk = every_poll(&paper);
    desk.run(&["fetch", "--all"]).expect(0);
    unlist(&paper, &gone);
    paper.host.put(&gone.path(), Answer::status(404));
    desk.run(&["fetch", "--all"]).expect(0).says("1 withdrawn");
    std::fs::remove_dir_all(desk.path("var/store")).unwrap();
    let journal = desk.journal();
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(
        desk.journal(),
        journal,
        "what was forgotten costs requests, no events"
    );
    desk.run(&["check"]).expect(0);
    assert_eq!(count(&desk, "item.withdrawn"), 1);
}

/// Runs that are killed, each after an edit, a disappearance or a return.
const KILLS: u64 = 24;

#[test]
fn kills_at_random_moments_lose_no_edit_and_tell_nothing_twice() {
    let mut paper = Paper::new(1..7);
    let desk = every_poll(&paper);
    desk.run(&["fetch", "--all"]).expect(0).says("6 items new");
    let mut random = Random::new(11);
    let gone = paper.articles[2];
    let hidden = |round: u64| (round / 4) % 2 == 1;
    for round in 0..KILLS {
        let at = [0, 1, 3, 4, 5][random.index(5)];
        paper.articles[at] = paper.articles[at].updated();
        paper.publish_pages();
        if hidden(round) {
            unlist(&paper, &gone);
            paper.host.put(&gone.path(), Answer::status(410));
        } else {
            let feed = Answer::feed(paper.feed().rss());
            paper.host.put("/feed.xml", feed);
        }
        let mut child = desk.start(&["fetch", "--all"]);
        thread::sleep(Duration::from_millis(random.below(250)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    paper.publish_pages();
    paper
        .host
        .put("/feed.xml", Answer::feed(paper.feed().rss()));
    for _ in 0..2 {
        desk.run(&["fetch", "--all"]);
    }
    let delivered = desk.delivered();
    for article in &paper.articles {
        let lines = told(&delivered, article);
        check_tells(lines.last().unwrap(), article);
        let versions: Vec<u64> = of_item(&delivered, &lines[0])
            .filter_map(|line| line.item()["version"].as_u64())
            .collect();
        assert!(versions.is_sorted_by(|a, b| a < b), "{versions:?}");
    }
    let mut is_there = true;
    for line in &delivered {
        match line.kind() {
            "newsloom.item.withdrawn" => assert!(std::mem::replace(&mut is_there, false)),
            "newsloom.item.reappeared" => assert!(!std::mem::replace(&mut is_there, true)),
            _ => {}
        }
    }
    assert!(is_there);
    desk.run(&["check"]).expect(0);
}

/// The events that tell the item of this line.
fn of_item<'a>(delivered: &'a [Line], of: &'a Line) -> impl Iterator<Item = &'a Line> {
    delivered
        .iter()
        .filter(|line| line.item()["id"] == of.item()["id"] && !line.item()["id"].is_null())
}
