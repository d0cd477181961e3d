//! Who was first: decided by what the items say, not by the order in which they arrive.

use super::newsroom::{Paper, count, desk, feed, told};
use crate::support::{
    Line,
    web::{Answer, Article},
};

#[test]
fn an_original_that_arrives_after_its_copy_is_told_as_the_original() {
    let article = Article::new(730);
    let (copier, first) = (Paper::new([730]), Paper::new([730]));
    let page = article.page("");
    let earlier = page.replace(&article.published(), "2026-10-01T08:00:00Z");
    assert_ne!(page, earlier);
    first.host.put(&article.path(), Answer::page(earlier));
    let sources = [feed("copier", &copier.url()), feed("first", &first.url())];
    let desk = desk(&sources);
    desk.run(&["fetch", "copier"]).expect(0).says("1 item new");
    desk.run(&["fetch", "first"]).expect(0).says("1 item new");
    let lines = told(&desk.delivered(), &article);
    let kinds: Vec<&str> = lines.iter().map(Line::kind).collect();
    assert_eq!(
        kinds,
        [
            "newsloom.item.new",
            "newsloom.item.new",
            "newsloom.item.relinked"
        ]
    );
    let (copy, original, relinked) = (&lines[0], &lines[1], &lines[2]);
    assert_eq!(relinked.item()["id"], copy.item()["id"]);
    assert_eq!(relinked.item()["standing"]["of"], original.item()["id"]);
    // What is shown of it is what was found last, also after the store was built anew.
    desk.run(&["state", "rebuild"]).expect(0);
    let id = copy.item()["id"].as_str().unwrap();
    let explained = desk.run(&["explain", id]).expect(0).stdout;
    assert!(explained.contains("copy"), "{explained}");
    desk.run(&["state", "check"]).expect(0);
    // Nothing new is told of it when everything is read again.
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(count(&desk, "item.relinked"), 1);
}
