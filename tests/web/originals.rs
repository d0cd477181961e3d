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

#[test]
fn the_lineage_of_a_copy_begins_with_the_original_and_tells_the_delay() {
    let article = Article::new(731);
    let (first, mut copier) = (Paper::new([731]), Paper::new([731]));
    let page = article.page("");
    let earlier = page.replace(&article.published(), "2026-10-01T08:00:00Z");
    let later = page.replace(&article.published(), "2026-10-01T09:30:00Z");
    first.host.put(&article.path(), Answer::page(earlier));
    copier.host.put(&article.path(), Answer::page(later));
    let atom = Answer::feed(copier.feed().atom());
    copier.host.put("/feed.xml", atom);
    let desk = desk(&[feed("first", &first.url()), feed("copier", &copier.url())]);
    desk.run(&["fetch", "copier"]).expect(0);
    desk.run(&["fetch", "first"]).expect(0);
    let lines = told(&desk.delivered(), &article);
    let (copy, original) = (&lines[0], &lines[1]);
    let chain = |asked: &Line| {
        let id = asked.item()["id"].as_str().unwrap().to_owned();
        let told = desk.run(&["lineage", &id, "--json"]).expect(0).stdout;
        serde_json::from_str::<serde_json::Value>(&told).unwrap()
    };
    // Whichever of them is asked for, the chain is the same.
    for (asked, at) in [(copy, 1), (original, 0)] {
        let chain = chain(asked);
        let told = chain["links"].as_array().unwrap();
        assert_eq!(told.len(), 2, "{chain}");
        assert_eq!(told[0]["id"], original.item()["id"]);
        assert_eq!(told[1]["id"], copy.item()["id"]);
        assert_eq!(told[1]["of"], original.item()["id"]);
        assert_eq!(told[1]["how"], "exact");
        assert_eq!(told[1]["delay_seconds"], 5400);
        assert_eq!(told[at]["asked_for"], true);
    }
    let id = copy.item()["id"].as_str().unwrap();
    let tell = || desk.run(&["lineage", id]).expect(0).stdout;
    let before = tell();
    assert!(before.contains("100 % of it copied"), "{before}");

    // A copy that is edited stays one.
    let edited = article.page("").replace(
        "</h1>",
        "</h1>\n<p>The mayor of Tarvisio spoke to our reporter on Friday.</p>",
    );
    let edited = edited.replace(&article.published(), "2026-10-01T09:30:00Z");
    copier.host.put(&article.path(), Answer::page(edited));
    copier.articles[0] = copier.articles[0].updated();
    copier
        .host
        .put("/feed.xml", Answer::feed(copier.feed().atom()));
    desk.run(&["fetch", "copier"]).expect(0).says("1 update");
    assert_eq!(tell(), before);
}

#[test]
fn who_copies_whom_is_counted_with_delays_and_shares() {
    let named = |name: &str| format!("<meta property=\"og:site_name\" content=\"{name}\">");
    let (first, copier) = (Paper::new(732..735), Paper::new(732..734));
    for (paper, name, hour) in [(&first, "The Harbour Post", 8), (&copier, "Lake Daily", 9)] {
        for article in &paper.articles {
            let page = article.page(&named(name));
            let time = format!("2026-10-01T{hour:02}:00:00Z");
            let page = page.replace(&article.published(), &time);
            paper.host.put(&article.path(), Answer::page(page));
        }
    }
    let desk = desk(&[feed("first", &first.url()), feed("copier", &copier.url())]);
    // In whichever order they arrive.
    desk.run(&["fetch", "copier"]).expect(0);
    desk.run(&["fetch", "first"]).expect(0);
    let told = desk.run(&["stats", "--json"]).expect(0).stdout;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["items"], 5);
    assert_eq!(
        told["sources"],
        serde_json::json!({"copier": 2, "first": 3})
    );
    assert_eq!(told["languages"], serde_json::json!({"en": 5}));
    let pairs = told["copying"].as_array().unwrap();
    assert_eq!(pairs.len(), 1, "{told}");
    assert_eq!(pairs[0]["outlet"], "Lake Daily");
    assert_eq!(pairs[0]["of"], "The Harbour Post");
    assert_eq!(pairs[0]["count"], 2);
    assert_eq!(pairs[0]["median_delay_seconds"], 3600);
    assert!(pairs[0]["mean_share"].as_f64().unwrap() > 0.99, "{told}");
    let shown = desk.run(&["stats"]).expect(0).stdout;
    assert!(
        shown.contains("Lake Daily copies The Harbour Post"),
        "{shown}"
    );
    let later = desk
        .run(&["stats", "--since", "2 days", "--json"])
        .expect(0);
    let later: serde_json::Value = serde_json::from_str(&later.stdout).unwrap();
    assert_eq!(later["items"], 5, "they were seen just now");
}
