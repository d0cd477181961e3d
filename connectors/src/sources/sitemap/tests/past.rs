//! Sitemaps walked back in time over a scripted network.

use item::{Past, PastEnd};
use jiff::Timestamp;

use super::*;
use crate::connector::Step;

/// A way back, step by step.
#[derive(Debug, Default)]
struct Walked {
    keys: Vec<String>,
    /// Entries of each step.
    steps: Vec<usize>,
    reached: Vec<Option<Timestamp>>,
    warnings: Vec<Warning>,
    end: Option<PastEnd>,
}

impl Walked {
    fn add(&mut self, step: Step) {
        self.keys
            .extend(step.entries.iter().map(|entry| entry.key.clone()));
        self.steps.push(step.entries.len());
        self.reached.push(step.past.reached);
        self.warnings.extend(step.warnings);
        self.end = step.past.end;
    }
}

fn moment(day: &str) -> Timestamp {
    format!("{day}T00:00:00Z").parse().unwrap()
}

/// A step, by a connector that was just started if it is to remember nothing.
async fn step(site: &mut Site, since: &str, forgets: bool) -> Result<Step, FetchError> {
    if forgets {
        site.connector.held.lock().unwrap().clear();
    }
    let cursor = site.cursor.clone();
    let back = site.connector.back(&cursor, moment(since)).unwrap();
    let step = back.await?;
    site.cursor = step.past.cursor.clone();
    Ok(step)
}

async fn walk(site: &mut Site, since: &str, forgets: bool) -> Walked {
    let mut walked = Walked::default();
    for _ in 0..200 {
        walked.add(step(site, since, forgets).await.unwrap());
        if walked.end.is_some() {
            return walked;
        }
    }
    panic!("it goes on for ever: {walked:?}");
}

fn dated<'a>(pages: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::from("<urlset>");
    for (path, lastmod) in pages {
        write!(
            text,
            "<url><loc>https://a.example/{path}</loc><lastmod>{lastmod}</lastmod></url>"
        )
        .unwrap();
    }
    text + "</urlset>"
}

/// A site with a sitemap a month, and one of pages without dates. It marks nothing as news.
fn monthly() -> Site {
    let site = Site::new(ROOT, |settings| settings.news_only = true);
    let url = |name: &str| format!("https://a.example/{name}.xml");
    let names = ["s-2021-01", "s-2021-02", "about", "s-2021-03"].map(url);
    site.put(ROOT, index(names.iter().map(|name| (name.as_str(), ""))));
    site.put(
        &names[0],
        dated([("jan-1", "2021-01-03"), ("jan-2", "2021-01-30")]),
    );
    site.put(
        &names[1],
        dated([("feb-1", "2021-02-03"), ("feb-2", "2021-02-20")]),
    );
    site.put(&names[2], urlset(["https://a.example/who"]));
    site.put(&names[3], dated([("mar-1", "2021-03-03")]));
    site
}

const ALL: [&str; 6] = [
    "a.example/mar-1",
    "a.example/feb-2",
    "a.example/feb-1",
    "a.example/jan-2",
    "a.example/jan-1",
    "undated:a.example/who",
];

#[tokio::test(start_paused = true)]
async fn the_sitemaps_of_an_index_are_walked_newest_first_and_each_is_asked_for_once() {
    let mut site = monthly();
    let walked = walk(&mut site, "2020-01-01", false).await;
    assert_eq!(walked.keys, ALL);
    assert_eq!(walked.end, Some(PastEnd::Source));
    assert_eq!(
        site.asked(),
        [
            "/sitemap.xml",
            "/s-2021-03.xml",
            "/s-2021-02.xml",
            "/s-2021-01.xml",
            "/about.xml"
        ]
    );
    let reached = ["2021-04-01", "2021-03-01", "2021-02-01", "2021-02-01"].map(moment);
    assert_eq!(walked.reached[..4], reached.map(Some));
    let again = walk(&mut site, "2020-01-01", false).await;
    assert_eq!((again.keys.len(), site.asked().len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_older_is_not_asked_for_and_a_way_further_back_goes_on_there() {
    let mut site = monthly();
    let walked = walk(&mut site, "2021-02-10", false).await;
    assert_eq!(
        walked.keys,
        [
            "a.example/mar-1",
            "a.example/feb-2",
            "undated:a.example/who"
        ]
    );
    assert_eq!(walked.end, Some(PastEnd::Since));
    assert!(!site.asked().contains(&"/s-2021-01.xml".to_owned()));
    let later = walk(&mut site, "2021-02-15", true).await;
    assert_eq!((later.end, site.asked().len()), (Some(PastEnd::Since), 0));
    let further = walk(&mut site, "2020-01-01", true).await;
    for key in &ALL[2..5] {
        assert!(further.keys.iter().any(|one| one == key), "{key}");
    }
    assert_eq!(further.end, Some(PastEnd::Source));
    assert!(!site.asked().contains(&"/s-2021-03.xml".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_way_that_is_interrupted_after_every_step_brings_the_same() {
    let mut site = monthly();
    let walked = walk(&mut site, "2020-01-01", true).await;
    assert_eq!(walked.keys, ALL);
}

#[tokio::test(start_paused = true)]
async fn a_long_sitemap_is_given_in_pieces_and_goes_on_where_it_was_left() {
    let pages: Vec<String> = (0..1203).map(|number| format!("p{number}")).collect();
    for forgets in [false, true] {
        let mut site = Site::new(ROOT, |_| {});
        site.put(
            ROOT,
            dated(pages.iter().map(|page| (page.as_str(), "2021-01-03"))),
        );
        let walked = walk(&mut site, "2020-01-01", forgets).await;
        assert_eq!(walked.steps, [500, 500, 203]);
        let keys: std::collections::HashSet<_> = walked.keys.iter().collect();
        assert_eq!(keys.len(), 1203);
        assert_eq!(site.asked().len(), if forgets { 3 } else { 1 });
    }
}

#[tokio::test(start_paused = true)]
async fn a_sitemap_that_changed_between_two_steps_is_given_from_its_beginning() {
    let pages =
        |first: usize| -> Vec<String> { (first..700).map(|number| format!("p{number}")).collect() };
    let mut site = Site::new(ROOT, |_| {});
    let put = |site: &Site, pages: &[String]| {
        let body = dated(pages.iter().map(|page| (page.as_str(), "2021-01-03")));
        site.put(ROOT, body);
    };
    put(&site, &pages(100));
    let first = step(&mut site, "2020-01-01", true).await.unwrap();
    put(&site, &pages(0));
    let walked = walk(&mut site, "2020-01-01", true).await;
    let mut keys: std::collections::HashSet<String> = walked.keys.into_iter().collect();
    keys.extend(first.entries.into_iter().map(|entry| entry.key));
    assert_eq!(keys.len(), 700);
}

#[tokio::test(start_paused = true)]
async fn a_site_is_walked_through_the_sitemaps_that_its_robots_txt_names() {
    let mut site = Site::new("https://a.example/", |_| {});
    site.answer(
        "https://a.example/robots.txt",
        Scripted::new(200, "Sitemap: https://a.example/one.xml\nSitemap: /two.xml"),
    );
    site.put(
        "https://a.example/one.xml",
        index([("https://a.example/deep.xml", "2021-05-01")]),
    );
    site.put(
        "https://a.example/deep.xml",
        dated([("d", "2021-04-01"), ("old", "2019-04-01")]),
    );
    site.put("https://a.example/two.xml", dated([("t", "2021-04-01")]));
    let walked = walk(&mut site, "2021-01-01", true).await;
    let mut keys = walked.keys;
    keys.sort();
    assert_eq!(keys, ["a.example/d", "a.example/t"]);
    assert_eq!(walked.end, Some(PastEnd::Since));
}

#[tokio::test(start_paused = true)]
async fn the_usual_places_are_tried_and_a_site_without_sitemaps_is_told() {
    let mut site = Site::new("https://a.example/", |_| {});
    site.put(ROOT, dated([("a", "2021-04-01")]));
    let walked = walk(&mut site, "2021-01-01", true).await;
    assert_eq!(walked.keys, ["a.example/a"]);
    assert_eq!(walked.warnings, []);
    let mut none = Site::new("https://a.example/", |_| {});
    let error = loop {
        match step(&mut none, "2021-01-01", false).await {
            Ok(step) => assert_eq!(step.past.end, None),
            Err(error) => break error,
        }
    };
    assert!(error.to_string().contains("names no sitemap"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_sitemap_that_is_not_there_is_told_and_passed_over_and_a_dead_host_is_waited_for() {
    let mut site = monthly();
    site.answer(
        "https://a.example/s-2021-02.xml",
        Scripted::new(404, "gone"),
    );
    let walked = walk(&mut site, "2020-01-01", true).await;
    assert_eq!(walked.keys.len(), 4);
    assert_eq!(walked.warnings.len(), 1);
    assert!(walked.warnings[0].what.ends_with("s-2021-02.xml"));

    let mut site = monthly();
    let answer = |site: &Site, status| {
        site.answer(
            "https://a.example/s-2021-02.xml",
            Scripted::new(status, "no"),
        );
    };
    answer(&site, 503);
    let mut keys = Vec::new();
    let error = loop {
        match step(&mut site, "2020-01-01", false).await {
            Ok(step) => keys.extend(step.entries.into_iter().map(|entry| entry.key)),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, FetchError::Unreachable { .. }), "{error}");
    assert_eq!(keys, ["a.example/mar-1"]);
    let february = dated([("feb-1", "2021-02-03"), ("feb-2", "2021-02-20")]);
    site.put("https://a.example/s-2021-02.xml", february);
    tokio::time::sleep(Duration::from_hours(1)).await;
    keys.extend(walk(&mut site, "2020-01-01", true).await.keys);
    assert_eq!(keys, ALL);
}

#[tokio::test(start_paused = true)]
async fn indexes_that_name_each_other_end() {
    let mut site = Site::new(ROOT, |_| {});
    let other = "https://a.example/other.xml";
    site.put(ROOT, index([(other, ""), ("https://a.example/s.xml", "")]));
    site.put(
        other,
        index([(ROOT, ""), (other, ""), ("https://a.example/s.xml", "")]),
    );
    site.put("https://a.example/s.xml", dated([("a", "2021-04-01")]));
    let walked = walk(&mut site, "2021-01-01", true).await;
    assert_eq!(walked.end, Some(PastEnd::Source));
    let deep = Site::new(ROOT, |_| {});
    for level in 0..9 {
        let name = |level: u32| match level {
            0 => ROOT.to_owned(),
            level => format!("https://a.example/i{level}.xml"),
        };
        deep.put(&name(level), index([(name(level + 1).as_str(), "")]));
    }
    let mut deep = deep;
    let walked = walk(&mut deep, "2021-01-01", true).await;
    assert!(
        walked.warnings[0]
            .message
            .contains("indexes stand above it")
    );
    assert!(deep.cursor.as_str().len() < 1000);
}

#[tokio::test(start_paused = true)]
async fn an_index_that_changes_on_the_way_costs_no_sitemap() {
    let url = |number: u32| format!("https://a.example/{number}.xml");
    let mut site = Site::new(ROOT, |_| {});
    let put_index = |site: &Site, changed: &[u32]| {
        let names: Vec<(String, String)> = (1..=6)
            .map(|number| {
                let year = if changed.contains(&number) {
                    2025
                } else {
                    2010 + number
                };
                (url(number), format!("{year}-01-01"))
            })
            .collect();
        site.put(
            ROOT,
            index(names.iter().map(|(url, at)| (url.as_str(), at.as_str()))),
        );
    };
    put_index(&site, &[]);
    for number in 1..=6 {
        site.put(
            &url(number),
            dated([(format!("p{number}").as_str(), "2010-01-01")]),
        );
    }
    let mut walked = Walked::default();
    for changed in [&[][..], &[], &[4], &[4, 3], &[4, 3, 6]] {
        put_index(&site, changed);
        walked.add(step(&mut site, "2000-01-01", true).await.unwrap());
    }
    while walked.end.is_none() {
        walked.add(step(&mut site, "2000-01-01", true).await.unwrap());
    }
    let keys: std::collections::BTreeSet<_> = walked.keys.iter().cloned().collect();
    assert_eq!(keys.len(), 6, "{:?}", walked.keys);
}

#[test]
fn a_cursor_of_another_source_or_of_none_begins_at_the_beginning() {
    let past = Past {
        since: Timestamp::UNIX_EPOCH,
        reached: None,
        cursor: Cursor::new("nonsense".to_owned()).unwrap(),
        end: None,
    };
    let walk = super::super::walk::Walk::of(&past.cursor, 7, Timestamp::UNIX_EPOCH);
    assert!(walk.path.is_empty() && !walk.is_there(Timestamp::UNIX_EPOCH));
}
