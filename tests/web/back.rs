//! Reading a source back in time: every page of its past once, the newest first, whatever interrupts it.

use std::{
    fmt::Write as _,
    fs,
    process::{Child, Command},
    thread,
    time::Duration,
};

use super::newsroom::{HTTP, check_tells, desk_with, feed, told};
use crate::support::{
    Desk, Random,
    web::{Answer, Article, Host, Visits},
};

/// Pages of the feed, and entries of each.
const PAGES: u32 = 30;
const ENTRIES: u32 = 3;

/// Pages of one source that are open at once.
const OPEN: usize = 16;

/// How long the host thinks before it shows a page of its feed. The pages are asked for one after another, so the way takes
/// longer than any two runs are given, and no machine is done before the second interruption.
const THOUGHT: Duration = Duration::from_millis(60);

/// A paper that has published one report a month, the last in December 2026, and shows its feed in pages.
struct Paper {
    host: Host,
    articles: Vec<Article>,
}

impl Paper {
    fn new(first: u32) -> Self {
        let paper = Self {
            host: Host::new(),
            articles: (first..first + PAGES * ENTRIES).map(Article::new).collect(),
        };
        for article in &paper.articles {
            paper
                .host
                .put(&article.path(), Answer::page(article.page("")));
        }
        for page in 1..=PAGES {
            let query = if page == 1 {
                String::new()
            } else {
                format!("?paged={page}")
            };
            let feed = Answer::feed(paper.page(page)).after(THOUGHT);
            paper.host.put(&format!("/feed/{query}"), feed);
        }
        let beyond = format!("/feed/?paged={}", PAGES + 1);
        paper.host.put(&beyond, Answer::status(404));
        paper
    }

    /// The reports of one page, the newest first.
    fn page(&self, page: u32) -> String {
        let first = (page - 1) * ENTRIES;
        let mut text = String::from(
            "<rss version=\"2.0\"><channel><title>Reports</title><generator>https://wordpress.org/?v=6.4</generator>",
        );
        for number in first..first + ENTRIES {
            let article = self.articles[number as usize];
            let link = self.host.url(&article.path());
            write!(
                text,
                "<item><title>{}</title><link>{link}</link><guid>{link}</guid><pubDate>{}</pubDate></item>",
                article.title(),
                date(number)
            )
            .unwrap();
        }
        text + "</channel></rss>"
    }

    /// The articles whose pages were asked for, in that order.
    fn read(&self, visits: &Visits) -> Vec<usize> {
        let place = |path: &&str| self.articles.iter().position(|one| one.path() == **path);
        visits.paths().iter().filter_map(place).collect()
    }

    fn desk(&self, http: &str) -> Desk {
        desk_with(http, &[feed("blog", &self.host.url("/feed/"))])
    }

    /// Every article came once, and nothing else; the state is as it should be.
    fn check_all_told_once(&self, desk: &Desk) {
        let delivered = desk.delivered();
        for article in &self.articles {
            let lines = told(&delivered, article);
            assert_eq!(lines.len(), 1, "{}", article.path());
            check_tells(&lines[0], article);
        }
        assert_eq!(delivered.len(), self.articles.len());
        desk.run(&["state", "check"]).expect(0);
    }
}

/// The day of the report with this number: one a month, back from December 2026.
fn date(number: u32) -> String {
    let months = 2026 * 12 + 11 - number;
    let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = names[(months % 12) as usize];
    format!("15 {name} {} 08:00:00 GMT", months / 12)
}

/// The pages of the feed that were asked for.
fn listings(visits: &Visits) -> Vec<&str> {
    let paths = visits.paths().into_iter();
    paths.filter(|path| path.starts_with("/feed/")).collect()
}

#[test]
fn every_page_of_the_past_is_read_once_the_newest_first_and_no_more_is_asked_for() {
    let paper = Paper::new(2000);
    let http = HTTP.replace("concurrency = 4", "concurrency = 1");
    let desk = paper.desk(&http);
    desk.run(&["fetch", "blog", "--since", "2015"])
        .expect(0)
        .says("lists nothing before")
        .says("31 steps · 90 entries listed · 90 of them new")
        .says("90 items new");
    let visits = paper.host.visits();
    assert_eq!(
        visits.0.len(),
        1 + 31 + 90,
        "robots.txt, the pages of the feed, the articles"
    );
    assert_eq!(visits.most_at_once(), 1);
    let read = paper.read(&visits);
    assert_eq!(read.len(), 90);
    // Pages that wait for one host at the same time may overtake each other.
    let is_near = |(at, article): (usize, &usize)| at.abs_diff(*article) <= OPEN;
    assert!(
        read.iter().enumerate().all(is_near),
        "the newest first: {read:?}"
    );
    let listed = listings(&visits);
    assert_eq!(
        (listed.len(), listed[0], listed[30]),
        (31, "/feed/", "/feed/?paged=31")
    );
    paper.check_all_told_once(&desk);

    // Again, and polled: nothing more is to be had, and hardly anything is asked for.
    desk.run(&["fetch", "blog", "--since", "2015"])
        .expect(0)
        .says("0 entries listed");
    desk.run(&["fetch", "--all"]).expect(0).says("0 items new");
    assert_eq!(paper.host.visits().paths(), ["/feed/"]);
    let told = desk.run(&["sources", "blog"]).expect(0).stdout;
    assert!(
        told.contains("reads back    to 2019-09-15 08:00:00Z, and lists nothing before"),
        "{told}"
    );
}

#[test]
fn a_way_ends_at_the_moment_that_was_asked_for_and_one_to_an_earlier_goes_on_there() {
    let paper = Paper::new(2100);
    let desk = paper.desk(HTTP);
    // July 2026 is the sixth report: the last one of the second page.
    desk.run(&["fetch", "blog", "--since", "2026-07"])
        .expect(0)
        .says("reads back to 2026-07-01 00:00:00Z")
        .says("6 items new");
    assert_eq!(
        listings(&paper.host.visits()),
        ["/feed/", "/feed/?paged=2", "/feed/?paged=3"]
    );
    desk.run(&["fetch", "blog", "--since", "2026-08-01T00:00:00Z"])
        .expect(0)
        .says("0 items new");
    assert_eq!(paper.host.visits().0.len(), 0);
    // February 2026 is in the middle of the fourth page.
    desk.run(&["fetch", "blog", "--since", "2026-02"])
        .expect(0)
        .says("5 items new");
    let fourth = ["/feed/?paged=3", "/feed/?paged=4", "/feed/?paged=5"];
    assert_eq!(listings(&paper.host.visits()), fourth);
    desk.run(&["fetch", "blog", "--since", "2010"])
        .expect(0)
        .says("79 items new");
    let visits = paper.host.visits();
    let listed = listings(&visits);
    assert_eq!((listed[0], listed.len()), ("/feed/?paged=4", 28));
    paper.check_all_told_once(&desk);
    // From the newest again: everything is known.
    desk.run(&["fetch", "blog", "--since", "2026-07", "--anew"])
        .expect(0)
        .says("0 of them new");
    assert_eq!(listings(&paper.host.visits()).len(), 3);
}

#[test]
fn what_is_polled_and_what_is_read_back_are_the_same_entries() {
    let paper = Paper::new(2200);
    let desk = paper.desk(HTTP);
    desk.run(&["fetch", "--all"]).expect(0).says("3 items new");
    paper.host.visits();
    desk.run(&["fetch", "--all", "--since", "2010"])
        .expect(0)
        .says("87 of them new")
        .says("87 items new");
    assert_eq!(paper.read(&paper.host.visits()).len(), 87);
    paper.check_all_told_once(&desk);
}

/// How a run is interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interruption {
    MaxTime,
    Term,
    Kill,
    KillWithoutStore,
}

/// A way that is interrupted.
struct Interrupted {
    paper: Paper,
    desk: Desk,
    random: Random,
    visits: Visits,
    /// The longest time that a run is given after its first request. It grows, so that the way comes to its end on a slow
    /// machine, too, and no entry is met by so many sudden ends that it counts as their cause.
    longest: u64,
}

/// What the first run is given at the most, and how much more each one after it, in milliseconds.
const FIRST_LONGEST: u64 = 300;
const LONGER: u64 = 40;

const WAY: [&str; 5] = ["fetch", "blog", "--since", "2010", "--quiet"];

impl Interrupted {
    fn is_done(&self) -> bool {
        let told = self.desk.run(&["sources", "blog", "--json"]).expect(0);
        let told = told.stdout;
        told.contains("\"end\":\"source\"") && told.contains("\"pending\":0")
    }

    /// Starts a run and waits for a random time after its first request.
    fn start(&mut self) -> Child {
        self.visits.0.extend(self.paper.host.visits().0);
        let mut child = self.desk.start(&WAY);
        loop {
            let new = self.paper.host.visits().0;
            let asks = !new.is_empty();
            self.visits.0.extend(new);
            if asks || child.try_wait().unwrap().is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(self.random.below(self.longest)));
        self.longest += LONGER;
        child
    }

    /// Runs once and ends that before its time; whether that was so.
    fn once(&mut self, how: Interruption) -> bool {
        if how == Interruption::MaxTime {
            let time = format!("{}ms", 200 + self.random.below(300));
            self.desk
                .run(&[&WAY[..], &["--max-time", &time]].concat())
                .expect(0);
            return !self.is_done();
        }
        let mut child = self.start();
        let runs = child.try_wait().unwrap().is_none();
        if how == Interruption::Term {
            let pid = child.id().to_string();
            Command::new("kill").args(["-TERM", &pid]).status().unwrap();
            let status = child.wait().unwrap();
            assert!(status.success(), "{status:?}");
        } else {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        if how == Interruption::KillWithoutStore && self.desk.path("var/store").exists() {
            fs::remove_dir_all(self.desk.path("var/store")).unwrap();
        }
        runs
    }
}

/// Interrupts the way at random moments until it is at its end.
fn interrupt(how: Interruption, seed: u64) {
    let paper = Paper::new(3000 + 100 * u32::try_from(seed).unwrap());
    let mut way = Interrupted {
        desk: paper.desk(HTTP),
        paper,
        random: Random::new(seed),
        visits: Visits(Vec::new()),
        longest: FIRST_LONGEST,
    };
    let (mut rounds, mut interrupted) = (0, 0);
    while !way.is_done() {
        rounds += 1;
        assert!(rounds < 100, "it does not come to its end");
        interrupted += usize::from(way.once(how));
    }
    assert!(interrupted > 1, "the interruptions miss their mark");
    let Interrupted {
        paper,
        desk,
        mut visits,
        ..
    } = way;
    visits.0.extend(paper.host.visits().0);
    // A step that was under way is made again, and so are pages that were not settled.
    let most = (31 + interrupted, 90 + 2 * OPEN * interrupted);
    let (listed, read) = (listings(&visits).len(), paper.read(&visits).len());
    assert!(
        listed <= most.0 && read <= most.1,
        "{listed} {read} {most:?}"
    );
    paper.check_all_told_once(&desk);
}

#[test]
fn a_way_that_is_stopped_by_its_time_again_and_again_reads_everything_once() {
    interrupt(Interruption::MaxTime, 1);
}

#[test]
fn a_way_that_is_stopped_by_signals_again_and_again_reads_everything_once() {
    interrupt(Interruption::Term, 2);
}

#[test]
fn a_way_that_is_killed_again_and_again_reads_everything_once() {
    interrupt(Interruption::Kill, 3);
    interrupt(Interruption::KillWithoutStore, 4);
}

#[test]
fn what_makes_no_sense_is_told_and_a_page_that_is_refused_fails_the_way() {
    let paper = Paper::new(2300);
    let files = "[[source]]\nid = \"files\"\nkind = \"files\"\npath = \"in\"\n".to_owned();
    let desk = desk_with(HTTP, &[feed("blog", &paper.host.url("/feed/")), files]);
    let check = |arguments: &[&str], words: &str| {
        desk.run(&[&["fetch"], arguments].concat())
            .expect(64)
            .says(words);
    };
    check(
        &["--since", "2021"],
        "which sources are to be read back in time?",
    );
    check(
        &["files", "--since", "2021"],
        "its kind `files` lists all there is",
    );
    check(
        &["blog", "--since", "2021-13"],
        "the calendar has no such date",
    );
    check(&["blog", "--since", "next year"], "write a year (`2021`)");
    check(&["blog", "--since", "2090"], "it has not come yet");
    check(&["blog", "--anew"], "--since");
    assert_eq!(paper.host.visits().0.len(), 0);

    paper.host.put("/feed/?paged=2", Answer::status(403));
    desk.run(&["fetch", "--all", "--since", "2010"])
        .expect(2)
        .says("the way back")
        .says("403")
        .says("goes on from there");
    paper
        .host
        .put("/feed/?paged=2", Answer::feed(paper.page(2)));
    desk.run(&["fetch", "blog", "--since", "2010"])
        .expect(0)
        .says("87 items new");
    assert_eq!(listings(&paper.host.visits()).len(), 1 + 1 + 30);
}
