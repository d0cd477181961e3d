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
    let updated = newest(&desk);
    assert_eq!(updated.len(), 3);
    for line in &updated {
        let now = line.item();
        let was = before.iter().filter(|line| line.is_item());
        let was = was.map(Line::item).find(|was| was["id"] == now["id"]);
        let was = was.unwrap();
        assert!(!text(line).contains("customs house"), "{}", text(line));
        let removed = &line.0["data"]["change"]["text"][0]["removed"];
        assert!(removed.as_str().unwrap().contains("club of their own"));
        for kept in ["first_seen", "source", "entry", "raw", "story"] {
            assert_eq!(was[kept], now[kept], "{kept}");
        }
        for kept in ["headline", "date_published", "url"] {
            assert_eq!(was["article"][kept], now["article"][kept], "{kept}");
        }
        assert_eq!((&was["version"], &now["version"]), (&1.into(), &2.into()));
    }
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
