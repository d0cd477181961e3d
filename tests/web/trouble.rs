//! A source in trouble beside a healthy one: what must hold whatever the trouble is.

use super::newsroom::{HTTP, Paper, desk_with, feed, told};
use crate::support::{
    Desk,
    web::{Answer, Article},
};

/// Two papers, of which one is about to get into trouble.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) desk: Desk,
    pub(super) bad: Paper,
    good: Paper,
}

impl Trouble {
    /// The feed of one paper is answered like this.
    pub(super) fn with_feed(answer: Answer) -> Self {
        Self::new("", |bad| bad.host.put("/feed.xml", answer))
    }

    /// The page of one paper's second article is answered like this.
    pub(super) fn with_page(answer: Answer) -> Self {
        Self::new("", |bad| bad.host.put(&bad.articles[1].path(), answer))
    }

    /// One paper is troubled by this; `http` are further lines of `[http]`.
    pub(super) fn new(http: &str, trouble: impl FnOnce(&Paper)) -> Self {
        let (bad, good) = (Paper::new(500..503), Paper::new(510..513));
        trouble(&bad);
        let sources = [feed("bad", &bad.url()), feed("good", &good.url())];
        Self {
            desk: desk_with(&format!("{HTTP}{http}"), &sources),
            bad,
            good,
        }
    }

    /// The troubled source fails and a person is told so in these words; the neighbour's articles all come.
    pub(super) fn fails(self, words: &[&str]) -> Self {
        let run = self
            .desk
            .run(&["fetch", "--all"])
            .expect(2)
            .says("source `bad`")
            .says("3 items new");
        let line = run
            .stderr
            .lines()
            .find(|line| line.contains("source `bad`"))
            .unwrap();
        for word in words {
            assert!(
                run.stderr.contains(word),
                "`{word}` is not said:\n{}",
                run.stderr
            );
        }
        assert!(line.starts_with("error:"), "{line}");
        self.neighbour_is_whole();
        let listed = self.desk.run(&["sources"]).expect(0).stdout;
        assert!(listed.contains("bad"), "{listed}");
        self
    }

    /// The trouble over, the next run brings what this one could not.
    pub(super) fn recovers(&self) {
        self.bad.publish_pages();
        self.bad
            .host
            .put("/feed.xml", Answer::feed(self.bad.feed().rss()));
        self.desk
            .run(&["fetch", "--all"])
            .expect(0)
            .says("3 items new");
        self.check_all_told();
    }

    pub(super) fn check_all_told(&self) {
        self.neighbour_is_whole();
        for article in &self.bad.articles {
            self.check_told(article);
        }
        assert_eq!(self.desk.delivered().len(), 6);
        self.desk
            .run(&["fetch", "--all"])
            .expect(0)
            .says("0 items new");
        self.desk.run(&["state", "check"]).expect(0);
    }

    pub(super) fn check_told(&self, article: &Article) {
        let lines = told(&self.desk.delivered(), article);
        assert_eq!(
            lines.len(),
            1,
            "{} came {} times",
            article.path(),
            lines.len()
        );
    }

    /// The page in trouble is dropped for this reason, in these words; all others are items.
    pub(super) fn drops(self, reason: &str, words: &[&str]) -> Self {
        let said = format!("1 dropped as {reason}");
        self.desk
            .run(&["fetch", "--all"])
            .expect(0)
            .says("5 items new")
            .says(&said);
        self.neighbour_is_whole();
        let record = self
            .desk
            .journal()
            .into_iter()
            .find(|line| line.reason() == reason)
            .unwrap();
        let detail = record.0["data"]["detail"].as_str().unwrap();
        for word in words {
            assert!(
                detail.contains(word),
                "`{word}` is not in the record: {detail}"
            );
        }
        assert!(told(&self.desk.delivered(), &self.bad.articles[1]).is_empty());
        self
    }

    /// The page in trouble waits for another try, and nothing else does.
    pub(super) fn waits(self) -> Self {
        self.desk
            .run(&["fetch", "--all"])
            .expect(2)
            .says("5 items new")
            .says("1 pending");
        self.neighbour_is_whole();
        self
    }

    /// The trouble over, the page that waited becomes an item when it is tried again. When that is, is soft
    /// knowledge that goes with the store; without it, it is tried at once.
    pub(super) fn waited_for(&self) {
        self.bad.publish_pages();
        std::fs::remove_dir_all(self.desk.path("var/store")).unwrap();
        self.desk
            .run(&["fetch", "--all"])
            .expect(0)
            .says("1 item new");
        self.check_all_told();
    }

    fn neighbour_is_whole(&self) {
        for article in &self.good.articles {
            self.check_told(article);
        }
    }
}
