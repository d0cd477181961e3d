//! Reading sitemaps, feeds and lists back in time together: what each kind makes of the same past, whatever interrupts it.

use std::{fmt::Write as _, fs, thread, time::Duration};

use super::newsroom::{HTTP, check_tells, desk_with, feed, told};
use crate::support::{
    Desk, Random,
    web::{Answer, Article, Host, Visits},
};

/// Months of the past, and reports of each.
const MONTHS: u32 = 12;
const REPORTS: u32 = 2;

/// Reports on a page of the feed and of the list.
const ON_PAGE: u32 = 4;

/// Sudden ends: so few that no entry is given up as the cause of them.
const KILLS: u32 = 5;

/// Pages of one source that are open at once.
const OPEN: usize = 16;

/// Three papers that published two reports a month in 2025, and tell of them as a sitemap, as a feed and as a list.
struct Press {
    map: Paper,
    blog: Paper,
    list: Paper,
}

struct Paper {
    host: Host,
    /// The newest first.
    articles: Vec<Article>,
}

impl Paper {
    fn new(first: u32, months: u32) -> Self {
        let paper = Self {
            host: Host::new(),
            articles: (first..first + months * REPORTS)
                .map(Article::new)
                .collect(),
        };
        for (at, article) in paper.articles.iter().enumerate() {
            let page = Answer::page(article.page("")).after(Duration::from_millis(10));
            paper.host.put(&path(at), page);
        }
        paper
    }

    fn url(&self, at: usize) -> String {
        self.host.url(&path(at))
    }

    /// Pages of the feed or list: for each the places of its articles.
    fn pages(&self) -> Vec<Vec<usize>> {
        let places: Vec<usize> = (0..self.articles.len()).collect();
        places
            .chunks(ON_PAGE as usize)
            .map(<[usize]>::to_vec)
            .collect()
    }

    /// The places of the articles that were asked for, in that order.
    fn read(visits: &Visits) -> Vec<usize> {
        let paths = visits.paths().into_iter();
        paths
            .filter_map(|path| path.strip_prefix("/r/")?.parse().ok())
            .collect()
    }

    /// Listings that were asked for.
    fn listings(visits: &Visits) -> Vec<String> {
        let paths = visits.paths().into_iter();
        let paths = paths.filter(|path| !path.starts_with("/r/"));
        paths.map(str::to_owned).collect()
    }
}

fn path(at: usize) -> String {
    format!("/r/{at}")
}

/// The month and the day of a report, counted from the newest.
fn day(at: usize) -> (usize, usize) {
    let reports = REPORTS as usize;
    (MONTHS as usize - at / reports, 20 - 10 * (at % reports))
}

impl Press {
    fn new(first: u32, months: u32) -> Self {
        let press = Self {
            map: Paper::new(first, months),
            blog: Paper::new(first + 100, months),
            list: Paper::new(first + 200, months),
        };
        press.put_map();
        press.put_blog();
        press.put_list();
        press
    }

    /// An index of a sitemap a month, the oldest first, and one of pages that are no reports.
    fn put_map(&self) {
        let host = &self.map.host;
        let mut months: Vec<usize> = (0..self.map.articles.len()).map(|at| day(at).0).collect();
        months.dedup();
        let mut index = String::from("<sitemapindex>");
        for month in months.into_iter().rev() {
            let name = format!("/map/2025-{month:02}.xml");
            write!(index, "<sitemap><loc>{}</loc></sitemap>", host.url(&name)).unwrap();
            let mut text = String::from("<urlset>");
            for at in (0..self.map.articles.len()).filter(|at| day(*at).0 == month) {
                let day = day(at).1;
                let url = self.map.url(at);
                write!(
                    text,
                    "<url><loc>{url}</loc><lastmod>2025-{month:02}-{day}</lastmod></url>"
                )
                .unwrap();
            }
            host.put(&name, xml(text + "</urlset>"));
        }
        host.put("/index.xml", xml(index + "</sitemapindex>"));
    }

    fn put_blog(&self) {
        let names = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        for (page, places) in self.blog.pages().into_iter().enumerate() {
            let mut text = String::from(
                "<rss version=\"2.0\"><channel><title>Reports</title><generator>https://wordpress.org/?v=6.4</generator>",
            );
            for at in places {
                let (month, day) = day(at);
                write!(
                    text,
                    "<item><title>{}</title><link>{1}</link><guid>{1}</guid><pubDate>{day} {2} 2025 08:00:00 GMT</pubDate></item>",
                    self.blog.articles[at].title(),
                    self.blog.url(at),
                    names[month - 1],
                )
                .unwrap();
            }
            let query = match page {
                0 => String::new(),
                page => format!("?paged={}", page + 1),
            };
            let answer = Answer::feed(text + "</channel></rss>");
            self.blog.host.put(&format!("/feed/{query}"), answer);
        }
    }

    fn put_list(&self) {
        let pages = self.list.pages();
        for (page, places) in pages.iter().enumerate() {
            let mut text = String::from("<html><body><main>");
            for at in places {
                let (month, day) = day(*at);
                write!(
                    text,
                    "<article><a href=\"{}\">{}</a><time datetime=\"2025-{month:02}-{day}\">a while ago</time></article>",
                    path(*at),
                    self.list.articles[*at].title(),
                )
                .unwrap();
            }
            text += "</main>";
            for number in (1..=pages.len()).filter(|number| *number != page + 1) {
                write!(text, "<a href=\"/list/page/{number}/\">{number}</a>").unwrap();
            }
            let name = match page {
                0 => "/list/".to_owned(),
                page => format!("/list/page/{}/", page + 1),
            };
            self.list
                .host
                .put(&name, Answer::page(text + "</body></html>"));
        }
    }

    fn papers(&self) -> [&Paper; 3] {
        [&self.map, &self.blog, &self.list]
    }

    fn desk(&self, http: &str) -> Desk {
        let map = format!(
            "[[source]]\nid = \"map\"\nkind = \"sitemap\"\nurl = \"{}\"\n",
            self.map.host.url("/index.xml")
        );
        let list = format!(
            "[[source]]\nid = \"list\"\nkind = \"page\"\nurl = \"{}\"\nitem = \"article\"\ndate = \"time\"\n",
            self.list.host.url("/list/")
        );
        desk_with(
            http,
            &[map, feed("blog", &self.blog.host.url("/feed/")), list],
        )
    }

    /// Of every paper the newest reports came once, so many of them, and nothing else.
    fn check_told_once(&self, desk: &Desk, newest: usize) {
        let delivered = desk.delivered();
        for paper in self.papers() {
            for (at, article) in paper.articles.iter().enumerate() {
                let lines = told(&delivered, article);
                let explained = desk.run(&["explain", &paper.url(at)]).stdout;
                assert_eq!(lines.len(), usize::from(at < newest), "{explained}");
                for line in &lines {
                    check_tells(line, article);
                }
            }
        }
        assert_eq!(delivered.len(), 3 * newest);
        desk.run(&["state", "check"]).expect(0);
    }
}

fn xml(body: String) -> Answer {
    Answer::new(200, "application/xml", body)
}

#[test]
fn a_sitemap_a_feed_and_a_list_are_read_back_as_far_as_is_wanted_and_then_further() {
    let press = Press::new(5000, MONTHS);
    let desk = press.desk(&HTTP.replace("concurrency = 4", "concurrency = 1"));
    let ended = desk
        .run(&["--log", "info", "fetch", "--all", "--since", "2025-07"])
        .expect(0)
        .says("36 items new")
        .says("one step back");
    for id in ["map", "blog", "list"] {
        let words = format!("source `{id}` reads back to 2025-07-01 00:00:00Z");
        assert!(ended.stderr.contains(&words), "{}", ended.stderr);
    }
    press.check_told_once(&desk, 12);
    let visits = press.papers().map(|paper| paper.host.visits());
    for visits in &visits {
        let read = Paper::read(visits);
        assert_eq!((read.len(), visits.of("/robots.txt")), (12, 1));
        assert_eq!(visits.most_at_once(), 1);
        let is_near = |(at, place): (usize, &usize)| at.abs_diff(*place) <= OPEN;
        assert!(read.iter().enumerate().all(is_near), "{read:?}");
    }
    let listings = visits.each_ref().map(Paper::listings);
    let months = (6..=12)
        .rev()
        .map(|month| format!("/map/2025-{month:02}.xml"));
    let map: Vec<String> = ["/index.xml".to_owned()]
        .into_iter()
        .chain(months)
        .collect();
    assert_eq!(listings[0], map, "nothing older is asked for");
    assert_eq!(listings[1].len(), 4, "{:?}", listings[1]);
    let pages = ["/list/", "/list/page/2/", "/list/page/3/", "/list/page/4/"];
    assert_eq!(listings[2], pages);

    desk.run(&["fetch", "--all", "--since", "2020"])
        .expect(0)
        .says("36 items new")
        .says("lists nothing before");
    press.check_told_once(&desk, 24);
    let visits = press.papers().map(|paper| paper.host.visits());
    for visits in &visits {
        let read = Paper::read(visits);
        assert!(
            read.iter().all(|place| *place >= 12) && read.len() == 12,
            "{read:?}"
        );
    }
    assert_eq!(Paper::listings(&visits[0]).len(), 1 + 6);
    desk.run(&["fetch", "--all", "--since", "2020"]).expect(0);
    for paper in press.papers() {
        assert_eq!(
            paper.host.visits().paths(),
            [""; 0],
            "nothing is left to ask for"
        );
    }
    let told = desk.run(&["sources", "map"]).expect(0).stdout;
    assert!(
        told.contains("reads back    to 2020-01-01 00:00:00Z"),
        "{told}"
    );
}

/// Kills the ways at random moments, and then lets them come to their ends.
fn kill(seed: u64, without_store: bool) {
    let press = Press::new(5300 + 300 * u32::try_from(seed).unwrap(), MONTHS);
    let desk = press.desk(HTTP);
    let mut random = Random::new(seed);
    let mut read = [0; 3];
    let mut count = |press: &Press| -> bool {
        let visits = press.papers().map(|paper| paper.host.visits());
        for (read, visits) in read.iter_mut().zip(&visits) {
            *read += Paper::read(visits).len();
        }
        visits.iter().any(|visits| !visits.0.is_empty())
    };
    let command = ["fetch", "--all", "--since", "2020", "--quiet"];
    let mut killed = 0;
    for _ in 0..KILLS {
        let mut child = desk.start(&command);
        while !count(&press) && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(random.below(300)));
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        if without_store && desk.path("var/store").exists() {
            fs::remove_dir_all(desk.path("var/store")).unwrap();
        }
    }
    desk.run(&command).expect(0);
    count(&press);
    assert!(killed > 1, "the kills miss their mark");
    press.check_told_once(&desk, 24);
    let most = 24 + 2 * OPEN * killed;
    assert!(read.iter().all(|read| *read <= most), "{read:?} {most}");
}

#[test]
fn ways_that_are_killed_again_and_again_bring_everything_once() {
    kill(1, false);
    kill(2, true);
}

#[test]
fn no_host_is_asked_faster_because_its_past_is_wanted() {
    let press = Press::new(6500, 3);
    let http = HTTP.replace(
        "concurrency = 4, delay = \"0s\"",
        "concurrency = 1, delay = \"60ms\"",
    );
    let desk = press.desk(&http);
    desk.run(&["fetch", "--all", "--since", "2020"])
        .expect(0)
        .says("18 items new");
    for paper in press.papers() {
        let visits = paper.host.visits();
        assert_eq!((visits.most_at_once(), visits.of("/robots.txt")), (1, 1));
        let rest = visits.shortest_rest().unwrap();
        assert!(rest >= Duration::from_millis(60), "{rest:?}");
    }
}

#[test]
fn what_was_polled_as_news_is_not_asked_for_again_where_the_past_lists_it_plainly() {
    let press = Press::new(6700, 2);
    let host = &press.map.host;
    let index = format!(
        "<sitemapindex><sitemap><loc>{}</loc></sitemap><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        host.url("/news.xml"),
        host.url("/map/2025-12.xml")
    );
    host.put("/index.xml", xml(index));
    let news = format!(
        "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>{}</loc><news:news><news:title>{}</news:title></news:news></url></urlset>",
        press.map.url(0),
        press.map.articles[0].title()
    );
    host.put("/news.xml", xml(news));
    let desk = press.desk(HTTP);
    desk.run(&["fetch", "map"]).expect(0).says("1 item new");
    assert_eq!(Paper::read(&host.visits()), [0]);
    desk.run(&["fetch", "map", "--since", "2020"])
        .expect(0)
        .says("1 item new");
    let visits = host.visits();
    assert_eq!(Paper::read(&visits), [1], "{:?}", visits.paths());
    assert_eq!(desk.delivered().len(), 2);
}

#[test]
fn what_cannot_be_read_back_is_told_and_the_rest_goes_on() {
    let press = Press::new(6800, 2);
    let desk = press.desk(HTTP);
    let check = |arguments: &[&str], code: i32, words: &str| {
        let arguments = [&["fetch"], arguments].concat();
        desk.run(&arguments).expect(code).says(words);
    };
    check(
        &["nobody", "--since", "2021"],
        64,
        "there is no source `nobody`",
    );
    check(&["map", "--since", "2021-02-30"], 64, "2021-02-30");
    for paper in press.papers() {
        assert_eq!(paper.host.visits().0.len(), 0);
    }
    press.map.host.put("/map/2025-12.xml", Answer::status(404));
    press.list.host.put("/list/", Answer::page("<p>Closed</p>"));
    let ended = desk
        .run(&["fetch", "--all", "--since", "2020"])
        .expect(2)
        .says("matches nothing on the page")
        .says("/map/2025-12.xml")
        .says("6 items new");
    assert!(ended.stderr.contains("source `list`"), "{}", ended.stderr);
}
