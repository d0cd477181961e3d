//! What a source's configuration asks of its entries, over whole runs: filters, tags, selectors.

use std::path::Path;

use item::{Alarm, Body, Entry, Hints, Item, Part};

use super::script::{Answer, Source, World, batch, html, link, whole};
use crate::run::Treatments;

/// How the source `a` is treated, by these keys of its configuration.
fn treated(keys: &str) -> Treatments {
    let text = format!(
        "[[source]]\nid = \"a\"\nkind = \"feed\"\nurl = \"https://a.example\"\n{keys}\n[[sink]]\nkind = \"stdout\"\n"
    );
    let config = config::parse(&text, Path::new("/base/newsloom.toml"), &|_| None);
    Treatments::of(&config.unwrap().sources)
}

fn titled(key: &str, version: u64, url: &str, title: &str) -> Entry {
    Entry {
        hints: Hints {
            title: Some(title.to_owned()),
            ..Hints::default()
        },
        ..link("a", key, version, url)
    }
}

fn poll(world: &World, entries: Vec<Entry>) {
    world.run(vec![Source("a", 4, vec![batch("c", entries)])]);
}

/// How many events the journal holds, but for cursors.
fn events(world: &World) -> usize {
    let is_cursor = |body: &Body| matches!(body, Body::SourcePolled { .. });
    let events = world.events();
    events.iter().filter(|one| !is_cursor(&one.body)).count()
}

fn items(world: &World) -> Vec<Item> {
    let events = world.events().into_iter();
    events.filter_map(|event| event.body.into_item()).collect()
}

const NEWS: &str = "https://a.example/news/1";
const SPORT: &str = "https://a.example/sport/1";

#[test]
fn what_a_filter_does_not_want_is_recorded_once_and_never_asked_for() {
    let mut world = World::new();
    world.page(NEWS, "bridge");
    world.page(SPORT, "match");
    world.treatments = treated("filter = { not_urls = [\"/sport/\"], not_titles = [\"^LIVE\"] }");
    let listed = |version| {
        vec![
            titled("1", 1, NEWS, "Bridge"),
            titled("2", version, SPORT, "Match"),
            titled("3", version, "https://a.example/news/2", "LIVE: vote"),
        ]
    };
    poll(&world, listed(1));
    assert_eq!(world.asked(), [NEWS]);
    assert_eq!(world.endings(), ["filtered", "filtered", "new"]);
    let events_before = events(&world);
    // Listed again, also in another version that is as little wanted, it is no news.
    poll(&world, listed(1));
    poll(&world, listed(2));
    assert_eq!((events(&world), world.asked().len()), (events_before, 0));
    let detail = world
        .events()
        .into_iter()
        .find_map(|event| match event.body {
            Body::EntryDropped { detail, .. } => Some(detail),
            _ => None,
        });
    assert_eq!(detail.unwrap(), "its link matches `/sport/` of `not_urls`");
}

#[test]
fn an_entry_that_is_wanted_in_another_version_is_read() {
    let mut world = World::new();
    world.page(NEWS, "bridge");
    world.treatments = treated("filter = { not_titles = [\"^LIVE\"] }");
    poll(&world, vec![titled("1", 1, NEWS, "LIVE: bridge")]);
    assert_eq!(world.endings(), ["filtered"]);
    poll(
        &world,
        vec![titled("1", 2, NEWS, "What happened at the bridge")],
    );
    assert_eq!(world.endings(), ["filtered", "new"]);
}

#[test]
fn a_query_decides_once_the_page_was_read_and_its_drop_is_remembered() {
    let mut world = World::new();
    world.page(NEWS, "bridge");
    world.treatments = treated("filter = { where = \"lang:en bridge37\" }");
    world.page(SPORT, "match");
    let listed = || vec![link("a", "1", 1, NEWS), link("a", "2", 1, SPORT)];
    poll(&world, listed());
    let mut endings = world.endings();
    endings.sort_unstable();
    assert_eq!(endings, ["filtered", "new"]);
    let before = events(&world);
    world.asked();
    poll(&world, listed());
    assert_eq!((events(&world), world.asked().len()), (before, 0));
}

#[test]
fn a_filter_that_changed_since_holds_for_what_waits() {
    let mut world = World::new();
    let later = world.now() + jiff::SignedDuration::from_hours(1);
    world.answer(SPORT, Answer::Deferred(later));
    poll(&world, vec![link("a", "1", 1, SPORT)]);
    assert_eq!((world.endings(), world.asked().len()), (vec![], 1));
    world.pass(jiff::SignedDuration::from_hours(2));
    world.treatments = treated("filter = { not_urls = [\"/sport/\"] }");
    poll(&world, Vec::new());
    assert_eq!(
        (world.endings(), world.asked().len()),
        (vec!["filtered"], 0)
    );
}

#[test]
fn items_bear_the_tags_of_the_source_that_first_brought_them() {
    let mut world = World::new();
    world.page(NEWS, "bridge");
    world.treatments = treated("tags = [\"agency\", \"blog\"]");
    poll(&world, vec![link("a", "1", 1, NEWS)]);
    world.page(NEWS, "bridges");
    world.treatments = treated("tags = [\"agency\"]");
    poll(&world, vec![link("a", "1", 2, NEWS)]);
    let tags: Vec<Vec<String>> = items(&world).into_iter().map(|item| item.tags).collect();
    assert_eq!(tags, [vec!["agency", "blog"], vec!["agency"]]);
}

#[test]
fn a_language_is_believed_where_neither_page_nor_text_tells() {
    let mut world = World::new();
    world.page(NEWS, "bridge");
    world.treatments = treated("language = \"pl\"");
    poll(&world, vec![link("a", "1", 1, NEWS)]);
    let item = items(&world).remove(0);
    assert_eq!(item.article.in_language.as_deref(), Some("pl"));
    // Its words are English, and they are stronger.
    assert_eq!(item.labels.language.unwrap().id, "en");
}

/// The alarms of the journal: `true` for one raised, `false` for one cleared.
fn alarms(world: &World) -> Vec<bool> {
    let events = world.events().into_iter();
    let alarm = |body| match body {
        Body::SourceAlarmed { alarm, .. } => Some((alarm, true)),
        Body::SourceCleared { alarm, .. } => Some((alarm, false)),
        _ => None,
    };
    let alarms = events.filter_map(|event| alarm(event.body));
    alarms
        .map(|(alarm, raised)| {
            assert_eq!(alarm, Alarm::Override);
            raised
        })
        .collect()
}

/// Reads a page of its own whose article stands in this element.
fn read_in(world: &World, number: usize, element: &str) {
    let (url, subject) = (
        format!("https://a.example/{number}"),
        format!("subject{number}x"),
    );
    let html = html(&subject).replace("article>", &format!("{element}>"));
    let answer = Answer::Page {
        url: url.clone(),
        html,
    };
    world.answer(&url, answer);
    poll(world, vec![link("a", &url, 1, &url)]);
}

#[test]
fn a_selector_that_stops_matching_is_told_once_and_so_is_its_return() {
    let mut world = World::new();
    world.treatments = treated("extract = { body = \"article\", remove = [\"aside\"] }");
    read_in(&world, 0, "article");
    for number in 1..5 {
        read_in(&world, number, "section");
    }
    assert!(alarms(&world).is_empty(), "four in a row may be chance");
    for number in 5..8 {
        read_in(&world, number, "section");
    }
    assert_eq!(alarms(&world), [true]);
    // Cleaning found the text itself meanwhile.
    assert_eq!(world.endings(), ["new"; 8]);
    let used: Vec<bool> = items(&world)
        .iter()
        .map(|item| {
            let body = item.overrides.iter().find(|one| one.part == Part::Body);
            body.unwrap().used
        })
        .collect();
    assert_eq!(used.iter().filter(|used| **used).count(), 1);
    read_in(&world, 8, "article");
    read_in(&world, 9, "article");
    assert_eq!(alarms(&world), [true, false]);
}

#[test]
fn a_selector_that_was_taken_away_alarms_no_more() {
    let mut world = World::new();
    world.treatments = treated("extract = { body = \"main\" }");
    for number in 0..6 {
        read_in(&world, number, "article");
    }
    assert_eq!(alarms(&world), [true], "one that never matched is told too");
    world.treatments = treated("");
    poll(&world, Vec::new());
    assert_eq!(alarms(&world), [true, false]);
}

#[test]
fn content_that_came_with_a_listing_says_nothing_about_selectors_for_pages() {
    let mut world = World::new();
    world.treatments = treated("extract = { body = \"main\", remove = [\"h1\"] }");
    let entries: Vec<Entry> = (0..6)
        .map(|number| {
            let url = format!("https://a.example/{number}");
            whole("a", &url, 1, &url, &format!("subject{number}x"))
        })
        .collect();
    poll(&world, entries);
    assert_eq!((world.endings().len(), alarms(&world)), (6, vec![]));
    let overrides = items(&world).remove(0).overrides;
    let parts: Vec<Part> = overrides.iter().map(|one| one.part).collect();
    assert_eq!(parts, [Part::Remove], "what matched is told");
}

#[test]
fn a_ref_that_names_the_feeds_own_host_chooses_no_page() {
    let mut world = World::new();
    world.treatments = treated("");
    let plain = "https://other.example/a";
    let marked = "https://other.example/a?ref=a.example";
    let page = "https://other.example/a?ref=b.example";
    world.page(marked, "bridge");
    world.page(page, "mill");
    poll(
        &world,
        vec![
            link("a", "1", 1, marked),
            link("a", "2", 1, plain),
            link("a", "3", 1, page),
        ],
    );
    // Which is asked first is the workers' affair.
    let mut asked = world.asked();
    asked.sort_unstable();
    assert_eq!(asked, [marked, page], "what is asked is untouched");
    let mut endings = world.endings();
    endings.sort_unstable();
    assert_eq!(endings, ["new", "new", "same_item"]);
    assert!(world.owner(plain).is_some());
}

#[test]
fn a_feed_of_two_thousand_unwanted_entries_is_no_news_at_its_next_poll() {
    let mut world = World::new();
    world.treatments = treated("filter = { urls = [\"/news/\"] }");
    let listed = || {
        let urls = (0..2000).map(|number| format!("https://a.example/sport/{number}"));
        urls.map(|url| link("a", &url, 1, &url)).collect()
    };
    poll(&world, listed());
    let before = events(&world);
    assert_eq!(before, 4000);
    world.run(vec![Source(
        "a",
        4,
        vec![batch("another cursor", listed())],
    )]);
    assert_eq!((events(&world), world.asked().len()), (before, 0));
}
