//! `newsloom reprocess --from-raw`: what was read before is cleaned anew out of its kept responses.

use std::fs;

use super::newsroom::{Paper, desk, feed};
use crate::support::{Desk, Line, web::Answer};

const KEPT: &str = "keep_raw = true\n";

/// A paper whose pages have a box in their text that no rule knows, and that differs so much that it is not learned either.
fn paper(numbers: std::ops::Range<u32>) -> Paper {
    let paper = Paper::new(numbers);
    for article in &paper.articles {
        let box_of_it = format!(
            "<div class=\"reading-club\"><p>The readers of {} have a club of their own, and its members meet on the third \
             Wednesday of each month in the old customs house.</p></div></article>",
            article.title()
        );
        let page = article.page("").replace("</article>", &box_of_it);
        paper.host.put(&article.path(), Answer::page(page));
    }
    paper
}

/// A desk that has read the pages of a paper; nobody asks for them any more.
fn desk_of(paper: &Paper, keeps: &str) -> Desk {
    let desk = desk(&[feed("paper", &paper.url()) + keeps]);
    desk.run(&["fetch", "--all"]).expect(0);
    paper.host.visits();
    desk
}

fn take_the_box_out(desk: &Desk) {
    let configuration = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    let rule = "keep_raw = true\n[source.extract]\nremove = [\".reading-club\"]\n";
    desk.write("newsloom.toml", configuration.replace(KEPT, rule));
}

fn text(line: &Line) -> &str {
    line.item()["article"]["text"].as_str().unwrap()
}

fn newest(desk: &Desk) -> Vec<Line> {
    let delivered = desk.delivered();
    let updated = delivered.into_iter();
    updated
        .filter(|line| line.kind() == "newsloom.item.updated")
        .collect()
}

/// Each of three items says less, and is what it was.
fn check_only_its_reading_changed(before: &[Line], updated: &[Line]) {
    assert_eq!(updated.len(), 3);
    for line in updated {
        assert!(
            line.0["data"]["relabelled"]["told"].is_string(),
            "nobody published it"
        );
        let now = line.item();
        let was = before.iter().filter(|line| line.is_item());
        let was = was.map(Line::item).find(|was| was["id"] == now["id"]);
        let was = was.unwrap();
        assert!(!text(line).contains("customs house"), "{}", text(line));
        let removed = &line.0["data"]["change"]["text"][0]["removed"];
        assert!(removed.as_str().unwrap().contains("club of their own"));
        for kept in ["first_seen", "source", "entry", "raw", "story", "standing"] {
            assert_eq!(was[kept], now[kept], "{kept}");
        }
        for kept in ["headline", "date_published", "url"] {
            assert_eq!(was["article"][kept], now["article"][kept], "{kept}");
        }
        assert_eq!((&was["version"], &now["version"]), (&1.into(), &2.into()));
    }
}

#[test]
fn a_rule_that_was_written_later_cleans_what_was_read_before_and_nobody_is_asked() {
    let paper = paper(800..803);
    let desk = desk_of(&paper, KEPT);
    let before = desk.journal();
    assert!(
        before
            .iter()
            .filter(|line| line.is_item())
            .all(|line| text(line).contains("customs house"))
    );
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("0 of 3 items are labelled anew");
    assert_eq!(desk.journal(), before, "the same cleaning says the same");

    take_the_box_out(&desk);
    desk.run(&["reprocess"])
        .expect(0)
        .says("0 of 3 items are labelled anew");
    let told = desk.run(&["reprocess", "--from-raw", "--dry-run"]);
    let told = told
        .expect(0)
        .says("3 of 3 items would be cleaned anew")
        .stdout;
    assert_eq!(told.matches("other words: text in 1 place").count(), 3);
    assert_eq!(desk.journal(), before, "a dry run writes nothing");
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("3 of 3 items are cleaned anew, 0 labelled anew")
        .says("3 events → out");
    check_only_its_reading_changed(&before, &newest(&desk));
    let once = desk.journal();
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("0 of 3 items are labelled anew");
    assert_eq!(desk.journal(), once);
    assert_eq!(paper.host.visits().paths().len(), 0);
    desk.run(&["search", "customs"])
        .expect(0)
        .says("nothing was found");
    desk.run(&["state", "check"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(desk.journal().len(), once.len());
}

#[test]
fn what_is_not_kept_or_cannot_be_read_stays_and_is_told() {
    let paper = paper(810..813);
    let desk = desk_of(&paper, KEPT);
    take_the_box_out(&desk);
    let folder = desk.path("var/raw/paper");
    let archive = fs::read_dir(&folder).unwrap().next().unwrap();
    let archive = archive.unwrap().path();
    let whole = fs::read(&archive).unwrap();

    // The pages lie behind each other: what is behind the first is lost.
    let journal = desk.journal();
    let items = journal.iter().filter(|line| line.is_item());
    let mut offsets: Vec<u64> = items
        .map(|line| line.item()["raw"]["offset"].as_u64().unwrap())
        .collect();
    offsets.sort_unstable();
    let second = usize::try_from(offsets[1]).unwrap();
    let mut damaged = whole.clone();
    damaged[second..].fill(0);
    fs::write(&archive, &damaged).unwrap();
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("1 of 3 items are cleaned anew")
        .says("the raw responses of 2 items cannot be read, the first because of")
        .says(".warc.gz");
    fs::remove_file(&archive).unwrap();
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("0 of 3 items are labelled anew")
        .says("3 items could not be cleaned anew: no raw response of theirs is kept");
    fs::write(&archive, whole).unwrap();
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("2 of 3 items are cleaned anew");
    assert_eq!(newest(&desk).len(), 3, "each once");
}

#[test]
fn a_page_in_which_no_article_is_found_any_more_keeps_its_words() {
    let paper = paper(820..821);
    let desk = desk_of(&paper, KEPT);
    let before = desk.journal();
    let configuration = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    let rule = "keep_raw = true\n[source.extract]\nremove = [\"main\"]\n";
    desk.write("newsloom.toml", configuration.replace(KEPT, rule));
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("in the raw responses of 1 item no article is found any more");
    assert_eq!(desk.journal(), before);
}

#[test]
fn what_its_listing_alone_said_of_an_item_stays_and_makes_no_version() {
    let paper = paper(830..832);
    let rss = paper.feed().rss();
    let author = "<author>By Ann Lee and Bob Ray</author></item>";
    paper
        .host
        .put("/feed.xml", Answer::feed(rss.replace("</item>", author)));
    let desk = desk_of(&paper, KEPT);
    let before = desk.journal();
    let bylines = |lines: &[Line]| {
        let items = lines.iter().filter(|line| line.is_item());
        items
            .map(|line| line.item()["article"]["byline"].clone())
            .collect::<Vec<_>>()
    };
    assert!(
        bylines(&before)
            .iter()
            .all(|byline| byline.as_array().is_some_and(|names| names.len() == 2)),
        "{:?}",
        bylines(&before)
    );
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("0 of 2 items are labelled anew");
    assert_eq!(desk.journal(), before);
    take_the_box_out(&desk);
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("2 of 2 items are cleaned anew");
    assert_eq!(bylines(&newest(&desk)), bylines(&before));
}

#[test]
fn a_withdrawn_item_stays_withdrawn_and_one_of_a_source_that_is_gone_stays_as_it_is() {
    let paper = paper(840..842);
    let gone = paper.articles[0];
    let source = feed("paper", &paper.url()) + "recheck = \"every poll\"\n" + KEPT;
    let desk = desk(&[source]);
    desk.run(&["fetch", "--all"]).expect(0).says("2 items new");
    paper.host.put(&gone.path(), Answer::status(404));
    desk.run(&["fetch", "--all"]).expect(0);
    desk.run(&["fetch", "--all"]).expect(0).says("1 withdrawn");
    take_the_box_out(&desk);
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("2 of 2 items are cleaned anew");
    let title = gone.title();
    let word = title.split_whitespace().next().unwrap();
    desk.run(&["search", word])
        .expect(0)
        .says("nothing was found");
    let withdrawn = |lines: Vec<Line>| {
        let lines = lines.into_iter();
        lines
            .filter(|line| line.kind() == "newsloom.item.withdrawn")
            .count()
    };
    desk.run(&["fetch", "--all"]).expect(0);
    assert_eq!(withdrawn(desk.journal()), 1);

    let configuration = fs::read_to_string(desk.path("newsloom.toml")).unwrap();
    desk.write(
        "newsloom.toml",
        configuration.replace("id = \"paper\"", "id = \"other\""),
    );
    desk.run(&["reprocess", "--from-raw"])
        .expect(0)
        .says("2 items could not be cleaned anew: their sources are not configured any more");
}

#[test]
fn another_page_that_lies_where_a_lost_one_lay_is_not_taken_for_it() {
    let paper = paper(850..852);
    let desk = desk_of(&paper, KEPT);
    take_the_box_out(&desk);
    let folder = desk.path("var/raw/paper");
    let archive = fs::read_dir(&folder).unwrap().next().unwrap();
    let archive = archive.unwrap().path();
    let journal = desk.journal();
    let mut items: Vec<(usize, &str)> = journal
        .iter()
        .filter(|line| line.is_item())
        .map(|line| {
            let offset = line.item()["raw"]["offset"].as_u64().unwrap();
            let headline = line.item()["article"]["headline"].as_str().unwrap();
            (usize::try_from(offset).unwrap(), headline)
        })
        .collect();
    items.sort_unstable();
    // What a power failure took away was written anew, and the second page came first.
    let whole = fs::read(&archive).unwrap();
    let (first, second) = (items[0].0, items[1].0);
    fs::write(&archive, [&whole[..first], &whole[second..]].concat()).unwrap();
    let word = items[0].1.split_whitespace().next().unwrap();
    desk.run(&["reprocess", "--from-raw", word])
        .expect(0)
        .says("0 of 1 item are labelled anew")
        .says("another page lies there");
    assert!(newest(&desk).is_empty());
}
