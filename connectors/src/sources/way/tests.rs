//! Ways back over scripted pages, without a network.

use item::{Hints, Locator, SourceId};
use jiff::SignedDuration;

use super::*;

const HOME: &str = "https://a.example/feed";

fn day(number: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * number)
}

fn dated(key: &str, at: Option<i64>) -> Dated {
    Dated {
        entry: Entry {
            source: SourceId::new("s"),
            key: key.to_owned(),
            version: 1,
            locator: Locator::Url {
                url: format!("https://a.example/{key}"),
            },
            hints: Hints::default(),
        },
        at: at.map(day),
    }
}

/// A page of entries that are named after their days.
fn page(days: &[i64], next: Option<&str>) -> Page {
    Page {
        entries: days
            .iter()
            .map(|day| dated(&day.to_string(), Some(*day)))
            .collect(),
        next: next.map(|url| Next {
            url: url.to_owned(),
            guessed: false,
        }),
        doubts_ids: false,
        warnings: Vec::new(),
    }
}

fn keys(step: &Step) -> Vec<&str> {
    step.entries
        .iter()
        .map(|entry| entry.key.as_str())
        .collect()
}

/// A source of pages: what it lists under each address.
struct Source(Vec<(&'static str, Page)>);

impl Source {
    /// Ten days to a page, down from day 99.
    fn of_ten_pages() -> Self {
        let urls = [HOME, "2", "3", "4", "5", "6", "7", "8", "9", "10"];
        let pages = urls.iter().enumerate().map(|(at, url)| {
            let first = 99 - 10 * i64::try_from(at).unwrap();
            let days: Vec<i64> = (first - 9..=first).rev().collect();
            (*url, page(&days, urls.get(at + 1).copied()))
        });
        Self(pages.collect())
    }

    /// Walks back from a cursor; gives the pages that were read, the days that were listed, and how far it came.
    fn walk(&self, from: &Cursor, since: i64, steps: usize) -> (Vec<String>, Vec<i64>, Past) {
        let (mut read, mut listed) = (Vec::new(), Vec::new());
        let mut cursor = from.clone();
        let mut past = None;
        for _ in 0..steps {
            let way = Way::of(&cursor, 1, day(since));
            let Some(next) = way.page(HOME, day(since)) else {
                past = Some(way.over(day(since)).past);
                break;
            };
            let found = self.0.iter().find(|(url, _)| *url == next.url).unwrap();
            let (entries, follows) = (&found.1.entries, &found.1.next);
            let page = Page {
                entries: entries.clone(),
                next: follows.clone(),
                doubts_ids: false,
                warnings: Vec::new(),
            };
            let step = way.take(&next, page, day(since));
            listed.extend(
                step.entries
                    .iter()
                    .map(|entry| entry.key.parse::<i64>().unwrap()),
            );
            read.push(next.url);
            cursor = step.past.cursor.clone();
            let ended = step.past.end.is_some();
            past = Some(step.past);
            if ended {
                break;
            }
        }
        (read, listed, past.unwrap())
    }
}

#[test]
fn a_way_goes_back_page_by_page_to_the_moment_that_was_asked_for() {
    let source = Source::of_ten_pages();
    let (read, listed, past) = source.walk(&Cursor::start(), 65, 99);
    assert_eq!(
        read,
        [HOME, "2", "3", "4", "5"],
        "the fifth page is all older"
    );
    assert_eq!(listed, (65..=99).rev().collect::<Vec<_>>());
    assert_eq!(
        (past.end, past.reached),
        (Some(PastEnd::Since), Some(day(65)))
    );
    let (read, listed, past) = source.walk(&Cursor::start(), -5, 99);
    assert_eq!((read.len(), listed.len()), (10, 100));
    assert_eq!(
        (past.end, past.reached),
        (Some(PastEnd::Source), Some(day(9)))
    );
}

#[test]
fn a_way_can_be_stopped_at_any_step_and_goes_on_there() {
    let source = Source::of_ten_pages();
    for steps in 1..10 {
        let (first, mut listed, past) = source.walk(&Cursor::start(), 0, steps);
        assert_eq!(past.end, None);
        let (second, more, past) = source.walk(&past.cursor, 0, 99);
        listed.extend(more);
        assert_eq!(
            (first.len() + second.len(), past.end),
            (10, Some(PastEnd::Source))
        );
        assert_eq!(listed, (0..=99).rev().collect::<Vec<_>>());
    }
}

#[test]
fn a_way_to_an_earlier_moment_begins_where_something_was_left_out() {
    let source = Source::of_ten_pages();
    let (_, mut listed, past) = source.walk(&Cursor::start(), 65, 99);
    let (read, more, past) = source.walk(&past.cursor, 38, 99);
    assert_eq!(read, ["4", "5", "6", "7", "8"]);
    listed.extend(more);
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(listed, (38..=99).collect::<Vec<_>>(), "nothing is missing");
    let (read, _, past) = source.walk(&past.cursor, -5, 99);
    assert_eq!((read.len(), past.end), (4, Some(PastEnd::Source)));
    let (read, listed, past) = source.walk(&past.cursor, -50, 99);
    assert_eq!(
        (read.len(), listed.len(), past.end),
        (0, 0, Some(PastEnd::Source))
    );
    // The source ended, but of its last page something was left out.
    let (_, _, past) = source.walk(&Cursor::start(), 5, 99);
    assert_eq!(past.end, Some(PastEnd::Source));
    let (read, listed, _) = source.walk(&past.cursor, 0, 99);
    assert_eq!((read, listed.len()), (vec!["10".to_owned()], 10));
}

#[test]
fn nothing_is_asked_for_where_the_way_has_come_already() {
    let source = Source::of_ten_pages();
    let (_, _, ended) = source.walk(&Cursor::start(), 65, 99);
    let (_, _, under_way) = source.walk(&Cursor::start(), 0, 5);
    for (past, since, end) in [
        (&ended, 65, PastEnd::Since),
        (&ended, 80, PastEnd::Since),
        (&under_way, 70, PastEnd::Since),
        (&under_way, 59, PastEnd::Since),
    ] {
        let (read, _, again) = source.walk(&past.cursor, since, 99);
        assert_eq!((read.len(), again.end), (0, Some(end)), "{since}");
        assert_eq!(
            again.cursor, past.cursor,
            "and the way can go on from there"
        );
    }
    let (read, listed, _) = source.walk(&ended.cursor, 60, 99);
    assert_eq!(
        read,
        ["4", "5"],
        "of the fourth page some days were left out"
    );
    assert!(listed.contains(&60) && listed.contains(&64));
}

#[test]
fn the_entries_of_a_page_come_newest_first_and_those_without_a_date_stay_with_their_neighbour() {
    let way = Way::of(&Cursor::start(), 1, day(3));
    let home = way.page(HOME, day(3)).unwrap();
    let entries = vec![
        dated("top", None),
        dated("4", Some(4)),
        dated("with 4", None),
        dated("2", Some(2)),
        dated("9", Some(9)),
    ];
    let next = page(&[], Some("2")).next;
    let listed = Page {
        entries,
        next,
        doubts_ids: false,
        warnings: Vec::new(),
    };
    let step = way.take(&home, listed, day(3));
    assert_eq!(keys(&step), ["top", "9", "4", "with 4"]);
    assert_eq!(
        step.past.end, None,
        "an old entry among newer ones is no end"
    );
    let way = Way::of(&step.past.cursor, 1, day(1));
    assert_eq!(
        way.page(HOME, day(0)).unwrap().url,
        HOME,
        "there the old one was left out"
    );
}

#[test]
fn a_page_without_dates_ends_nothing() {
    let way = Way::of(&Cursor::start(), 1, day(3));
    let home = way.page(HOME, day(3)).unwrap();
    let listed = Page {
        entries: vec![dated("a", None), dated("b", None)],
        next: page(&[], Some("2")).next,
        doubts_ids: false,
        warnings: Vec::new(),
    };
    let step = way.take(&home, listed, day(3));
    assert_eq!(keys(&step), ["a", "b"]);
    assert_eq!((step.past.end, step.past.reached), (None, None));
}

#[test]
fn a_host_that_shows_the_same_page_for_ever_is_left_at_its_third_time() {
    let next = |url: &'static str, follows| (url, page(&[9, 8], follows));
    let source = Source(vec![
        next(HOME, Some("2")),
        next("2", Some("3")),
        next("3", Some("4")),
        next("4", None),
    ]);
    let (read, _, past) = source.walk(&Cursor::start(), 0, 99);
    assert_eq!(read, [HOME, "2", "3"]);
    assert_eq!(past.end, Some(PastEnd::Source));
}

#[test]
fn a_page_that_was_pushed_on_by_as_many_entries_as_it_holds_does_not_end_the_way() {
    let source = Source(vec![
        (HOME, page(&[9, 8], Some("2"))),
        ("2", page(&[7, 6], Some("3"))),
        ("3", page(&[7, 6], Some("4"))),
        ("4", page(&[5, 4], None)),
    ]);
    let (read, listed, _) = source.walk(&Cursor::start(), 0, 99);
    assert_eq!(read.len(), 4);
    assert_eq!(listed, [9, 8, 7, 6, 7, 6, 5, 4]);
}

#[test]
fn links_that_lead_round_in_a_circle_end_the_way() {
    let source = Source(vec![
        (HOME, page(&[9], Some("2"))),
        ("2", page(&[8], Some("3"))),
        ("3", page(&[7], Some("4"))),
        ("4", page(&[6], Some("2"))),
    ]);
    let (read, _, past) = source.walk(&Cursor::start(), 0, 99);
    assert_eq!((read.len(), past.end), (4, Some(PastEnd::Source)));
}

#[test]
fn a_way_of_a_source_that_was_asked_otherwise_is_not_gone_on() {
    let source = Source::of_ten_pages();
    let (_, _, past) = source.walk(&Cursor::start(), 0, 3);
    assert_eq!(
        Way::of(&past.cursor, 1, day(0))
            .page(HOME, day(0))
            .unwrap()
            .url,
        "4"
    );
    assert_eq!(
        Way::of(&past.cursor, 2, day(0))
            .page(HOME, day(0))
            .unwrap()
            .url,
        HOME
    );
    let foreign = Cursor::new("rubbish".to_owned()).unwrap();
    assert_eq!(
        Way::of(&foreign, 1, day(0)).page(HOME, day(0)).unwrap().url,
        HOME
    );
}

#[test]
fn a_cursor_always_fits_and_the_longest_addresses_are_not_followed() {
    let long = |length: usize| format!("https://a.example/{}", "\"".repeat(length));
    let mut cursor = Cursor::start();
    for (number, length) in [
        (0, LONGEST_URL - 19),
        (1, LONGEST_URL - 18),
        (2, LONGEST_URL),
    ] {
        let way = Way::of(&cursor, 1, day(50));
        let read = way.page(HOME, day(-1)).unwrap();
        let entries = (0..200).map(|at| dated(&format!("{number} {at}"), Some(at)));
        let listed = Page {
            entries: entries.collect(),
            next: Some(Next {
                url: long(length),
                guessed: false,
            }),
            doubts_ids: false,
            warnings: Vec::new(),
        };
        let step = way.take(&read, listed, day(50));
        assert!(!step.past.cursor.is_start());
        let end = (number == 2).then_some(PastEnd::Source);
        assert_eq!(step.past.end, end, "{number}");
        cursor = step.past.cursor;
    }
}
