//! Lines that recur on a host's pages: learned, left out from then on, and never told as a change.

use super::newsroom::{Paper, check_tells, count, reading, told};
use crate::support::{
    Desk,
    web::{Answer, Article},
};

/// A sentence that no rule about single pages knows as furniture.
const BADGE: &str =
    "The weaver's loom stands in the old mill by the river, where visitors are welcome.";

/// Puts the articles on pages with the badge below the text, and into the feed.
fn publish(paper: &Paper) {
    for article in &paper.articles {
        let page = article.page("");
        let page = page.replace("</article>", &format!("<p>{BADGE}</p></article>"));
        paper.host.put(&article.path(), Answer::page(page));
    }
    let feed = Answer::feed(paper.feed().atom());
    paper.host.put("/feed.xml", feed);
}

fn show_badge(desk: &Desk, article: &Article) -> bool {
    let lines = told(&desk.delivered(), article);
    let text = lines[0].item()["article"]["text"].as_str().unwrap();
    text.contains(BADGE)
}

#[test]
fn what_recurs_in_different_stories_of_a_host_is_learned_and_left_out() {
    let mut paper = Paper::new(700..706);
    publish(&paper);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0).says("6 items new");
    let learned: Vec<_> = desk
        .journal()
        .into_iter()
        .filter(|line| line.kind() == "newsloom.host.furniture")
        .collect();
    assert_eq!(learned.len(), 1, "it is learned once: {learned:?}");
    assert_eq!(learned[0].0["data"]["lines"][0]["text"], BADGE);
    assert!(
        paper
            .articles
            .iter()
            .any(|article| show_badge(&desk, article))
    );

    // What comes later is without it, also after the store was built anew.
    desk.run(&["state", "rebuild"]).expect(0);
    paper.articles.push(Article::new(706));
    publish(&paper);
    desk.run(&["fetch", "--all"]).expect(0).says("1 item new");
    let late = told(&desk.delivered(), &paper.articles[6]);
    check_tells(&late[0], &paper.articles[6]);
    let id = late[0].item()["id"].as_str().unwrap();
    let explained = desk.run(&["explain", id]).expect(0).stdout;
    assert!(
        explained.contains("furniture") && explained.contains("The weaver's loom"),
        "{explained}"
    );
    desk.run(&["state", "check"]).expect(0);
}

#[test]
fn a_page_that_is_read_again_has_not_changed_by_what_was_learned_since() {
    let paper = Paper::new(710..716);
    publish(&paper);
    let desk = reading(&[&paper]);
    desk.run(&["fetch", "--all"]).expect(0);
    assert!(
        paper
            .articles
            .iter()
            .any(|article| show_badge(&desk, article))
    );
    // The feed dates every entry anew, so that every page is read again.
    let feed = paper.feed().atom().replace("2026-11-21T", "2026-11-22T");
    assert_ne!(feed, paper.feed().atom());
    paper.host.put("/feed.xml", Answer::feed(feed));
    desk.run(&["fetch", "--all"])
        .expect(0)
        .says("6 dropped as unchanged");
    assert_eq!(count(&desk, "item.updated"), 0);
}
