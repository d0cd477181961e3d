//! An article that is edited: what is told of it, what is no version, and how its versions are shown.

use serde_json::Value;

use super::newsroom::{Paper, count, desk, dropped, feed, told};
use crate::support::{
    Desk,
    web::{Answer, Article},
};

/// The first paragraph in its three versions.
const FIRST: &str = "At least 12 people died in the flood, said the mayor of Tarvisio on Monday.";
const CORRECTED: &str =
    "At least 14 people died in the flood, said the mayor of Tarvisio on Monday.";
const REWORDED: &str =
    "At least 14 people died in the flood, the mayor of Tarvisio told us late on Monday.";

/// A paper with one article, which a desk reads.
struct Edited {
    paper: Paper,
    article: Article,
    desk: Desk,
}

impl Edited {
    fn new(number: u32, first: &str, second: &str) -> Self {
        let paper = Paper::new([number]);
        let desk = desk(&[feed("paper", &paper.url())]);
        let article = paper.articles[0];
        let mut edited = Self {
            paper,
            article,
            desk,
        };
        edited.publish(first, second);
        edited
    }

    /// Puts these lines at the beginning of the page, which the feed dates anew, and reads it.
    fn publish(&mut self, first: &str, second: &str) {
        let page = self.article.page("");
        let page = page.replace("</h1>", &format!("</h1>\n<p>{first}</p>\n<p>{second}</p>"));
        let host = &self.paper.host;
        host.put(&self.article.path(), Answer::page(page));
        self.paper.articles[0] = self.paper.articles[0].updated();
        host.put("/feed.xml", Answer::feed(self.paper.feed().atom()));
        self.desk.run(&["fetch", "--all"]).expect(0);
    }

    fn id(&self) -> String {
        let lines = told(&self.desk.delivered(), &self.article);
        lines[0].item()["id"].as_str().unwrap().to_owned()
    }

    /// What `newsloom diff` tells of it.
    fn diff(&self, more: &[&str]) -> String {
        let id = self.id();
        let arguments = [&["diff", id.as_str()], more].concat();
        self.desk.run(&arguments).expect(0).stdout
    }

    fn steps(&self, more: &[&str]) -> Vec<Value> {
        let told: Value = serde_json::from_str(&self.diff(more)).unwrap();
        told["steps"].as_array().unwrap().clone()
    }
}

const SECOND: &str = "The road to the north stays closed.";

#[test]
fn an_article_that_is_edited_twice_tells_what_changed_and_how_much_that_means() {
    let mut edited = Edited::new(740, FIRST, SECOND);
    edited.publish(CORRECTED, SECOND);
    edited.publish(REWORDED, SECOND);
    let lines = told(&edited.desk.delivered(), &edited.article);
    let changes: Vec<&Value> = lines.iter().map(|line| &line.0["data"]["change"]).collect();
    assert_eq!(changes.len(), 3);
    assert!(changes[0].is_null(), "the first version changed nothing");
    assert_eq!(changes[1]["significance"], "facts");
    let run = &changes[1]["text"][0];
    assert_eq!(
        (&run["removed"], &run["added"]),
        (&"12".into(), &"14".into())
    );
    assert_eq!(run["before"], "At least");
    assert_eq!(changes[2]["significance"], "wording");

    let steps = edited.steps(&["--json"]);
    assert_eq!(steps.len(), 2);
    assert_eq!((&steps[0]["from"], &steps[0]["to"]), (&1.into(), &2.into()));
    assert_eq!(steps[0]["change"]["significance"], "facts");
    assert_eq!(steps[1]["change"]["significance"], "wording");
    let shown = edited.diff(&[]);
    assert!(shown.contains("At least [-12-] {+14+} people"), "{shown}");
    // Across both edits.
    let steps = edited.steps(&["--version", "1..3", "--json"]);
    assert_eq!(steps.len(), 1);
    assert!(steps[0]["change"]["text"].as_array().unwrap().len() > 1);
    let id = edited.id();
    let beyond = edited.desk.run(&["diff", &id, "--version", "1..9"]);
    beyond.expect(0).says("has the versions 1 to 3");
    edited
        .desk
        .run(&["diff", &id, "--version", "3..1"])
        .expect(64);
}

#[test]
fn clocks_and_counters_alone_make_no_version() {
    let mut edited = Edited::new(741, FIRST, "Edited on Monday at 10:02, 1,204 readers");
    let lines = told(&edited.desk.delivered(), &edited.article);
    let text = lines[0].item()["article"]["text"].as_str().unwrap();
    assert!(
        text.contains("1,204 readers"),
        "cleaning leaves it in: {text}"
    );
    edited.publish(FIRST, "Edited on Monday at 10:41, 1,377 readers");
    edited.publish(FIRST, "Edited 3 minutes ago, 1,401 readers");
    assert_eq!(count(&edited.desk, "item.updated"), 0);
    assert_eq!(dropped(&edited.desk, "unchanged"), 2);
    // An edit beside them is told, and they are no part of it.
    edited.publish(CORRECTED, "Edited on Monday at 11:30, 1,980 readers");
    let lines = told(&edited.desk.delivered(), &edited.article);
    let change = &lines[1].0["data"]["change"];
    assert_eq!(change["text"].as_array().unwrap().len(), 1, "{change}");
    let shown = edited.diff(&[]);
    assert!(
        shown.contains("facts") && !shown.contains("readers"),
        "{shown}"
    );
}
