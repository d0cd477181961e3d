//! Lists of several pages, over a scripted network.

use super::*;
use crate::http::script::{Script, Scripted, hasty};

const FIRST: &str = "https://example.org/news";

/// A page of the list with stories of these numbers, and a link to the page behind it.
fn page_of(stories: impl IntoIterator<Item = u32>, next: Option<&str>) -> Scripted {
    page_with(stories, next, "class=next")
}

fn page_with(stories: impl IntoIterator<Item = u32>, next: Option<&str>, said: &str) -> Scripted {
    let links: Vec<String> = stories
        .into_iter()
        .map(|number| {
            format!(
                "<h2><a href=/story-of-number-{number}>Story {number} of this long year</a></h2>"
            )
        })
        .collect();
    let next = next.map_or(String::new(), |next| {
        format!("<a {said} href='{next}'>Older</a>")
    });
    let html = format!("<main>{}</main>{next}", links.concat());
    Scripted::new(200, html).header("content-type", "text/html")
}

fn url(number: u32) -> String {
    format!("{FIRST}?page={number}")
}

struct Site {
    pages: Vec<(String, Scripted)>,
    settings: Page,
    cursor: Cursor,
}

impl Site {
    fn new(pages: Vec<(String, Scripted)>, most_pages: usize) -> Self {
        let next = Css {
            written: "a.next".to_owned(),
            selector: Selector::parse("a.next").unwrap(),
        };
        Self {
            pages,
            settings: Page {
                next: Some(next),
                pages: most_pages,
                listed: Listed::Guessed,
                ..page()
            },
            cursor: Cursor::start(),
        }
    }

    /// Polls; gives the numbers of the stories, what was asked for, and the batch.
    async fn poll(&mut self) -> (Vec<u32>, Vec<String>, Batch) {
        let pages = self.pages.clone();
        let script = Script::new(move |request| {
            let page = pages.iter().find(|(url, _)| *url == request.url.as_str());
            page.map_or_else(|| Scripted::new(404, "none"), |(_, page)| page.clone())
        });
        let web = script.web(hasty());
        let connector = PageConnector::new(
            SourceId::new("s"),
            self.settings.clone(),
            web,
            script.clock(),
        );
        let batch = connector.fetch(&self.cursor).await.unwrap();
        self.cursor = batch.cursor.clone();
        let number = |entry: &Entry| entry.key.rsplit('-').next().unwrap().parse().unwrap();
        let numbers = batch.entries.iter().map(number).collect();
        (numbers, script.urls(), batch)
    }
}

fn three() -> Vec<(String, Scripted)> {
    vec![
        (FIRST.to_owned(), page_of(20..30, Some("?page=2"))),
        (url(2), page_of(11..21, Some("?page=3"))),
        (url(3), page_of(1..11, Some("?page=4"))),
        (url(4), page_of(0..1, Some("?page=2"))),
    ]
}

#[tokio::test(start_paused = true)]
async fn as_many_pages_are_read_as_are_wanted_and_each_story_is_listed_once() {
    let (numbers, asked, batch) = Site::new(three(), 3).poll().await;
    let expect: Vec<u32> = (20..30).chain(11..20).chain(1..11).collect();
    assert_eq!(numbers, expect);
    assert_eq!(asked, [FIRST.to_owned(), url(2), url(3)]);
    assert_eq!(batch.warnings, []);
    assert_eq!(batch.signs, [Sign::Fine(Alarm::Selector)]);
    assert!(
        batch.notes[0]
            .message
            .contains("29 links were guessed: `main h2 a`"),
        "{:?}",
        batch.notes
    );
    let (numbers, asked, _) = Site::new(three(), 20).poll().await;
    assert_eq!((numbers.len(), asked.len()), (30, 4), "a circle is left");
}

#[tokio::test(start_paused = true)]
async fn later_polls_go_on_only_while_most_of_a_page_is_new() {
    let mut site = Site::new(three(), 3);
    site.poll().await;
    site.pages[0].1 = page_of(23..33, Some("?page=2"));
    let (numbers, asked, _) = site.poll().await;
    assert_eq!((numbers.len(), asked.len()), (10, 1), "seven are known");
    site.pages[0].1 = page_of(41..51, Some("?page=2"));
    site.pages[1].1 = page_of(31..41, Some("?page=3"));
    site.pages[2].1 = page_of(21..31, Some("?page=4"));
    let (numbers, asked, _) = site.poll().await;
    assert_eq!(
        (numbers.len(), asked.len()),
        (30, 3),
        "only two of page two are known"
    );
}

#[tokio::test(start_paused = true)]
async fn a_next_page_that_fails_is_told_and_the_whole_is_read_again() {
    let mut site = Site::new(three(), 3);
    let third = site.pages.remove(2);
    let (numbers, _, batch) = site.poll().await;
    assert_eq!(numbers.len(), 19, "what was read counts");
    let message = &batch.warnings[0].message;
    assert!(message.contains("not all of its pages"), "{message}");
    site.pages.push(third);
    let (numbers, asked, batch) = site.poll().await;
    assert_eq!((numbers.len(), asked.len()), (29, 3));
    assert_eq!(batch.warnings, []);
}

#[tokio::test(start_paused = true)]
async fn a_way_to_the_next_page_that_is_gone_is_an_alarm() {
    let mut site = Site::new(vec![(FIRST.to_owned(), page_of(1..11, None))], 3);
    let (numbers, _, batch) = site.poll().await;
    assert_eq!(numbers.len(), 10);
    assert!(
        matches!(&batch.signs[..], [Sign::Raised { alarm: Alarm::Selector, detail, .. }] if detail.contains("a.next")),
        "{:?}",
        batch.signs
    );
    site.pages = three();
    let (_, _, batch) = site.poll().await;
    assert_eq!(batch.signs, [Sign::Fine(Alarm::Selector)]);
    // No other site is asked, wherever the way leads.
    site.pages[0].1 = page_of(100..120, Some("https://other.example/2"));
    let (_, asked, batch) = site.poll().await;
    assert_eq!((asked.len(), batch.warnings.len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_a_page_itself_calls_its_next_will_do() {
    let mut pages = three();
    pages[0].1 = page_with(20..30, Some("?page=2"), "rel='nofollow next'");
    let mut site = Site::new(pages, 2);
    site.settings.next = None;
    let (numbers, asked, _) = site.poll().await;
    assert_eq!((numbers.len(), asked.len()), (19, 2));
}
