//! The real binary, killed with SIGKILL at random moments while it reads the web: nothing lost, nothing twice, no
//! cursor ahead of what it stands for.
//!
//! A kill falls into a poll, a page, a commit, a delivery or the next start's opening. Articles appear and change
//! between the kills. At the end one undisturbed run reads what is left, and then every listed page must be told once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, thread,
    time::Duration,
};

use super::newsroom::{HTTP, check_tells, desk_with, feed, told};
use crate::support::{
    Desk, Line, Random,
    web::{Answer, Article, Feed, Host, Language},
};

/// Kills of a process at work, for each of the two kinds of rounds.
const KILLS: u32 = 60;

/// Rounds after which it is clear that the kills do not fall where they should.
const MOST_ROUNDS: u32 = 6 * KILLS;

/// Articles of each paper at the start, and of all papers together before each run.
const ARTICLES_AT_START: u32 = 8;
const ARTICLES_PER_ROUND: u32 = 8;

/// How long a host thinks before it answers, so that kills fall into its thinking too.
const THOUGHT: Duration = Duration::from_millis(10);

/// About how long a run goes on after its first delivery.
const ENDING: Duration = Duration::from_millis(40);

/// How a paper links its own articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    Plain,
    /// Through redirects.
    Redirected,
    /// With tracking, and a second feed lists them without.
    Tracked,
    /// The feed carries everything.
    Whole,
}

#[derive(Debug)]
struct Paper {
    host: Host,
    language: Language,
    links: Links,
    articles: Vec<Article>,
    edition: u32,
}

impl Paper {
    fn new(language: Language, links: Links) -> Self {
        Self {
            host: Host::new(),
            language,
            links,
            articles: Vec::new(),
            edition: 0,
        }
    }

    fn link(&self, article: &Article) -> String {
        let path = article.path();
        match self.links {
            Links::Plain | Links::Whole => self.host.url(&path),
            Links::Redirected => self.host.url(&format!("/go{path}")),
            Links::Tracked => self
                .host
                .url(&format!("{path}?utm_source=rss&utm_medium=feed")),
        }
    }

    /// Puts what there is now on its pages and into its feeds.
    fn publish(&mut self) {
        self.edition += 1;
        let mut listed = Feed::default();
        let mut plain = Feed::default();
        for article in self.articles.iter().rev() {
            let page = Answer::page(article.page("")).after(THOUGHT);
            self.host.put(&article.path(), page);
            let redirect = Answer::redirect(301, &article.path());
            self.host.put(&format!("/go{}", article.path()), redirect);
            listed = listed.list(*article, &self.link(article));
            plain = plain.list(*article, &self.host.url(&article.path()));
        }
        if self.links == Links::Whole {
            listed = listed.with_text();
        }
        let edition = format!("\"{}\"", self.edition);
        for (path, feed) in [("/feed.xml", listed), ("/section.xml", plain)] {
            let answer = Answer::new(200, "application/atom+xml", feed.atom());
            self.host.put(path, answer.etag(&edition).after(THOUGHT));
        }
    }

    fn sources(&self) -> Vec<String> {
        let code = self.language.code();
        let mut sources = vec![feed(code, &self.host.url("/feed.xml"))];
        if self.links == Links::Tracked {
            sources.push(feed(
                &format!("{code}-section"),
                &self.host.url("/section.xml"),
            ));
        }
        sources
    }
}

struct Story {
    desk: Desk,
    papers: Vec<Paper>,
    random: Random,
    articles: u32,
    /// About how long a run takes; follows what is seen.
    usual: Duration,
    /// Kills, by what the process was at.
    kills: BTreeMap<&'static str, u32>,
}

impl Story {
    fn begin(seed: u64) -> Self {
        let links = [
            Links::Plain,
            Links::Redirected,
            Links::Tracked,
            Links::Whole,
            Links::Plain,
            Links::Redirected,
        ];
        let papers: Vec<Paper> = Language::ALL
            .into_iter()
            .zip(links)
            .map(|(language, links)| Paper::new(language, links))
            .collect();
        let sources: Vec<String> = papers.iter().flat_map(Paper::sources).collect();
        let mut story = Self {
            desk: desk_with(HTTP, &sources),
            papers,
            random: Random::new(seed),
            articles: 0,
            usual: Duration::from_millis(200),
            kills: BTreeMap::new(),
        };
        for _ in 0..ARTICLES_AT_START {
            for paper in 0..story.papers.len() {
                story.appear_in(paper);
            }
        }
        story.papers.iter_mut().for_each(Paper::publish);
        story
    }

    fn appear_in(&mut self, paper: usize) {
        self.articles += 1;
        let paper = &mut self.papers[paper];
        paper
            .articles
            .push(Article::written_in(paper.language, self.articles));
    }

    /// Articles appear, and one changes.
    fn go_on(&mut self) {
        for _ in 0..ARTICLES_PER_ROUND {
            let paper = self.random.index(self.papers.len());
            self.appear_in(paper);
        }
        let paper = self.random.index(self.papers.len());
        let article = self.random.index(self.papers[paper].articles.len());
        let article = &mut self.papers[paper].articles[article];
        *article = article.updated();
        self.papers.iter_mut().for_each(Paper::publish);
    }

    /// Starts a run and kills it after a random part of the time that one takes, or of what comes once it delivers.
    fn kill_one(&mut self, at_the_end: bool) {
        let part = u32::try_from(self.random.below(1000)).unwrap();
        let journalled = self.desk.journal().len();
        let delivered = self.delivered_bytes();
        let mut child = self.desk.start(&["fetch", "--all"]);
        if at_the_end {
            while self.delivered_bytes() == delivered && child.try_wait().unwrap().is_none() {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(ENDING * part / 1000);
        } else {
            thread::sleep(self.usual * part / 1000);
        }
        let asking = self.papers.iter().any(|paper| paper.host.under_way() > 0);
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        if !at_the_end {
            let factor = if ended { 90 } else { 115 };
            self.usual = self.usual * factor / 100;
        }
        if !ended {
            *self
                .kills
                .entry(self.caught_at(asking, journalled))
                .or_default() += 1;
        }
    }

    fn delivered_bytes(&self) -> u64 {
        fs::metadata(self.desk.path("out.jsonl")).map_or(0, |metadata| metadata.len())
    }

    /// What a killed process was at, told by what it left and by whom it was asking.
    fn caught_at(&self, asking: bool, journalled: usize) -> &'static str {
        let journal = self.desk.journal();
        let preparing =
            fs::metadata(self.desk.path("var/inflight")).is_ok_and(|metadata| metadata.len() > 0);
        let told = self
            .desk
            .delivered_so_far()
            .last()
            .map_or(0, Line::sequence);
        let untold = journal
            .iter()
            .any(|line| line.is_item() && line.sequence() > told);
        match (asking, journal.len() == journalled) {
            (true, true) => "polling",
            (true, false) => "asking for pages",
            (false, true) => "opening",
            _ if preparing => "preparing or settling",
            _ if untold => "delivering",
            _ => "between or closing",
        }
    }

    fn check_to_the_end(&self) {
        self.desk.run(&["fetch", "--all"]).expect(0);
        self.desk.run(&["state", "check"]).expect(0);
        self.papers
            .iter()
            .for_each(|paper| drop(paper.host.visits()));
        self.desk
            .run(&["fetch", "--all"])
            .expect(0)
            .says("0 items new");
        for paper in &self.papers {
            let visits = paper.host.visits();
            let pages: Vec<&str> = visits
                .paths()
                .into_iter()
                .filter(|path| path.contains("/2026/"))
                .collect();
            assert!(
                pages.is_empty(),
                "{pages:?} were fetched though nothing had changed"
            );
        }
        let delivered = self.desk.delivered();
        check_once(&delivered);
        for article in self.papers.iter().flat_map(|paper| &paper.articles) {
            check_story(&delivered, article, &self.desk);
        }
        let items = delivered
            .iter()
            .filter(|line| line.kind() == "newsloom.item.new")
            .count();
        assert_eq!(items, self.articles as usize);
        check_journal(&self.desk.journal());
    }
}

/// Every event once, in order; every item and every page once as new.
fn check_once(delivered: &[Line]) {
    let ids: BTreeSet<&str> = delivered.iter().map(Line::id).collect();
    assert_eq!(ids.len(), delivered.len(), "an event came twice");
    assert!(
        delivered.is_sorted_by(|a, b| a.sequence() < b.sequence()),
        "events came out of order"
    );
    let copies = delivered
        .iter()
        .filter(|line| line.kind() == "newsloom.item.copy")
        .count();
    assert_eq!(copies, 0, "the same page came under two names");
    let news: Vec<&Line> = delivered
        .iter()
        .filter(|line| line.kind() == "newsloom.item.new")
        .collect();
    for part in ["/id", "/article/url"] {
        let values: BTreeSet<String> = news
            .iter()
            .map(|line| line.item().pointer(part).unwrap().to_string())
            .collect();
        assert_eq!(values.len(), news.len(), "{part} came twice");
    }
}

/// An article came once as new, and its last version last.
fn check_story(delivered: &[Line], article: &Article, desk: &Desk) {
    let lines = told(delivered, article);
    let explained = || desk.run(&["explain", &article.path()]).stdout;
    assert!(
        !lines.is_empty(),
        "{} was lost: {}",
        article.path(),
        explained()
    );
    let kinds: Vec<&str> = lines.iter().map(Line::kind).collect();
    let news = kinds
        .iter()
        .filter(|kind| **kind == "newsloom.item.new")
        .count();
    assert_eq!(news, 1, "{}: {kinds:?}", article.path());
    let versions: Vec<u64> = lines
        .iter()
        .map(|line| line.item()["version"].as_u64().unwrap())
        .collect();
    assert!(
        versions.is_sorted_by(|a, b| a < b),
        "{}: {versions:?}",
        article.path()
    );
    check_tells(lines.last().unwrap(), article);
}

/// The journal has no gaps and no doubles.
fn check_journal(journal: &[Line]) {
    assert!(
        journal
            .windows(2)
            .all(|pair| pair[1].sequence() == pair[0].sequence() + 1),
        "the journal has a gap"
    );
    let ids: BTreeSet<&str> = journal.iter().map(Line::id).collect();
    assert_eq!(ids.len(), journal.len(), "the journal tells an event twice");
}

fn kill_and_check(seed: u64, before_each: fn(&Desk)) {
    let mut story = Story::begin(seed);
    let mut rounds = 0;
    while story.kills.values().sum::<u32>() < KILLS {
        before_each(&story.desk);
        story.kill_one(rounds % 3 == 0);
        story.go_on();
        rounds += 1;
        assert!(
            rounds < MOST_ROUNDS,
            "the kills miss their mark: {:?} in {rounds} rounds",
            story.kills
        );
    }
    eprintln!(
        "{} articles, {rounds} rounds, killed while: {:?}",
        story.articles, story.kills
    );
    story.check_to_the_end();
}

#[test]
fn killed_at_any_moment_while_it_reads_the_web_it_loses_nothing_and_doubles_nothing() {
    kill_and_check(44, |_| {});
}

#[test]
fn killed_at_any_moment_while_it_reads_the_web_and_robbed_of_its_store_it_loses_nothing_and_doubles_nothing()
 {
    kill_and_check(45, |desk| {
        if desk.path("var/store").exists() {
            fs::remove_dir_all(desk.path("var/store")).unwrap();
        }
    });
}
