//! What the tests of the web share: papers on hosts of their own, a desk that reads them, and what must come of it.

use std::fmt::Write as _;

use crate::support::{
    Desk, Line,
    web::{Answer, Article, Feed, Host, Language},
};

/// The loopback network is private; patience is short, so that tests are.
pub(super) const HTTP: &str = "allow_private_networks = true\nper_host = { concurrency = 4, delay = \"0s\" }\nconnect_timeout = \"2s\"\nread_timeout = \"1s\"\ntotal_timeout = \"3s\"\n";

/// A host with articles and a feed of them.
#[derive(Debug)]
pub(super) struct Paper {
    pub(super) host: Host,
    pub(super) articles: Vec<Article>,
}

impl Paper {
    /// A paper in English with articles of these numbers, published as RSS under `/feed.xml`.
    pub(super) fn new(numbers: impl IntoIterator<Item = u32>) -> Self {
        Self::of(numbers.into_iter().map(Article::new).collect())
    }

    /// A paper with one article in every language.
    pub(super) fn in_all_languages(first: u32) -> Self {
        let languages = (first..).zip(Language::ALL);
        Self::of(
            languages
                .map(|(number, language)| Article::written_in(language, number))
                .collect(),
        )
    }

    pub(super) fn of(articles: Vec<Article>) -> Self {
        let paper = Self {
            host: Host::new(),
            articles,
        };
        paper.publish_pages();
        paper
            .host
            .put("/feed.xml", Answer::feed(paper.feed().rss()));
        paper
    }

    /// The URL of its feed.
    pub(super) fn url(&self) -> String {
        self.host.url("/feed.xml")
    }

    /// A feed of all its articles.
    pub(super) fn feed(&self) -> Feed {
        let articles = self.articles.iter();
        articles.fold(Feed::default(), |feed, article| {
            feed.list(*article, &self.host.url(&article.path()))
        })
    }

    /// Puts every article on its page.
    pub(super) fn publish_pages(&self) {
        for article in &self.articles {
            self.host
                .put(&article.path(), Answer::page(article.page("")));
        }
    }
}

/// A configuration of a `feed` source.
pub(super) fn feed(id: &str, url: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nkind = \"feed\"\nurl = \"{url}\"\n")
}

/// A desk that reads these sources, with these lines in `[http]`, into `out.jsonl`.
pub(super) fn desk_with(http: &str, sources: &[String]) -> Desk {
    Desk::new(&format!(
        "[state]\ndir = \"var\"\n[http]\n{http}{}[[sink]]\nid = \"out\"\nkind = \"jsonl\"\npath = \"out.jsonl\"\n",
        sources.concat()
    ))
}

pub(super) fn desk(sources: &[String]) -> Desk {
    desk_with(HTTP, sources)
}

/// A desk that reads the feeds of these papers, named `paper-1` and so on.
pub(super) fn reading(papers: &[&Paper]) -> Desk {
    let sources = (1..)
        .zip(papers)
        .map(|(number, paper)| feed(&format!("paper-{number}"), &paper.url()));
    desk(&sources.collect::<Vec<_>>())
}

/// The delivered events that tell an item of an article for the first time or anew.
pub(super) fn told(delivered: &[Line], article: &Article) -> Vec<Line> {
    let title = article.title();
    let same = |line: &&Line| line.item()["article"]["headline"] == title.as_str();
    delivered.iter().filter(same).cloned().collect()
}

/// Every article came once, as new, whole, in its language, and without what stood around it.
pub(super) fn check_each_told_once(desk: &Desk, articles: &[Article]) {
    let delivered = desk.delivered();
    for article in articles {
        let lines = told(&delivered, article);
        assert_eq!(
            lines.len(),
            1,
            "{} came {} times",
            article.path(),
            lines.len()
        );
        assert_eq!(lines[0].kind(), "newsloom.item.new");
        check_tells(&lines[0], article);
    }
    let items = delivered
        .iter()
        .filter(|line| !line.item().is_null())
        .count();
    assert_eq!(items, articles.len(), "there are items of something else");
}

/// The item says exactly what the article says.
pub(super) fn check_tells(line: &Line, article: &Article) {
    let item = line.item();
    let text = item["article"]["text"].as_str().unwrap();
    let blocks: Vec<&str> = text
        .split('\n')
        .filter(|block| !block.trim().is_empty())
        .collect();
    assert_eq!(blocks, article.paragraphs(), "{}", article.path());
    assert_eq!(item["labels"]["language"]["id"], article.language.code());
    let published = item["article"]["date_published"]
        .as_str()
        .unwrap_or_default();
    assert_eq!(
        published.get(..10),
        article.published().get(..10),
        "{}",
        article.path()
    );
}

/// How many delivered events are of this kind.
pub(super) fn count(desk: &Desk, kind: &str) -> usize {
    let kind = format!("newsloom.{kind}");
    desk.delivered()
        .iter()
        .filter(|line| line.kind() == kind)
        .count()
}

/// How often an entry was dropped for this reason.
pub(super) fn dropped(desk: &Desk, reason: &str) -> usize {
    desk.journal()
        .iter()
        .filter(|line| line.reason() == reason)
        .count()
}

/// A list page that links these articles.
pub(super) fn list_page(articles: &[Article]) -> String {
    let mut html = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>All reports</title></head><body><nav><a href=\"/login\">Sign in</a></nav><main>\n",
    );
    for article in articles {
        writeln!(
            html,
            "<h2><a href=\"{}\">{}</a></h2>",
            article.path(),
            article.title()
        )
        .unwrap();
    }
    html + "</main></body></html>\n"
}
