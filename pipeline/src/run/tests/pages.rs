//! No page twice, one item a page, and nobody rewrites what is not his.

use state::Traces;

use super::script::{Answer, Source, World, batch, link, whole};

const A: &str = "https://news.example/a";

fn feed(entries: Vec<item::Entry>) -> Source {
    Source("feed", 16, vec![batch("1", entries)])
}

fn other(entries: Vec<item::Entry>) -> Source {
    Source("other", 16, vec![batch("1", entries)])
}

#[test]
fn a_page_that_several_listings_name_in_one_run_is_read_once_and_is_one_item() {
    let world = World::new();
    world.page(A, "harbour");
    let tracked = "https://www.news.example/a?utm_source=rss#top";
    world.page(tracked, "harbour");
    world.run(vec![
        feed(vec![link("feed", "1", 1, A), link("feed", "2", 1, tracked)]),
        other(vec![link("other", "x", 1, tracked)]),
    ]);
    assert_eq!(world.asked().len(), 1);
    let mut endings = world.endings();
    endings.sort_unstable();
    // Whoever was first brought the item: the other source sights it, a second entry of the same source is the same.
    assert_eq!(endings.iter().filter(|ending| **ending == "new").count(), 1);
    assert!(
        !endings.contains(&"copy") && endings.contains(&"sighted"),
        "{endings:?}"
    );
}

#[test]
fn a_known_page_is_sighted_by_another_source_and_the_same_for_its_own_without_being_read() {
    let world = World::new();
    world.page(A, "harbour");
    world.run(vec![feed(vec![link("feed", "1", 1, A)])]);
    world.run(vec![
        feed(vec![link("feed", "renamed", 1, A)]),
        other(vec![link("other", "x", 1, A)]),
    ]);
    assert_eq!(world.asked(), [A]);
    let mut endings = world.endings();
    endings.sort_unstable();
    assert_eq!(endings, ["new", "same_item", "sighted"]);
}

#[test]
fn a_redirect_to_a_known_page_is_remembered_as_a_further_address_of_it() {
    let world = World::new();
    let wrapper = "https://go.example/x?to=a";
    world.page(A, "harbour");
    world.redirect(wrapper, A, "harbour");
    world.run(vec![feed(vec![link("feed", "1", 1, A)])]);
    world.run(vec![other(vec![link("other", "x", 1, wrapper)])]);
    assert_eq!(world.asked(), [A, wrapper]);
    assert!(world.owner(wrapper).is_some());
    assert_eq!(world.owner(wrapper), world.owner(A));
    world.run(vec![feed(vec![link("feed", "3", 1, wrapper)])]);
    assert!(world.asked().is_empty(), "the wrapper is known now");
    assert_eq!(world.endings(), ["new", "sighted", "same_item"]);
}

#[test]
fn a_changed_entry_reads_its_page_again_and_makes_a_version_of_what_is_new() {
    let world = World::new();
    world.page(A, "harbour");
    world.run(vec![feed(vec![link("feed", "1", 1, A)])]);
    world.run(vec![feed(vec![link("feed", "1", 2, A)])]);
    world.page(A, "lighthouse");
    world.run(vec![feed(vec![link("feed", "1", 3, A)])]);
    assert_eq!(world.asked(), [A, A, A]);
    assert_eq!(world.endings(), ["new", "unchanged", "updated"]);
}

#[test]
fn a_page_that_goes_back_and_forth_between_two_texts_is_not_told_for_ever() {
    let world = World::new();
    let mut told = 0;
    for version in 0..40 {
        world.page(A, ["harbour", "lighthouse"][version % 2]);
        let version = u64::try_from(version).unwrap();
        world.run(vec![feed(vec![link("feed", "1", version, A)])]);
        told = world
            .endings()
            .iter()
            .filter(|end| **end == "updated")
            .count();
    }
    assert_eq!(told, 1 + 24, "the second text, and what came back");
    assert_eq!(world.endings().last(), Some(&"unchanged"));
    world.page(A, "drawbridge");
    world.run(vec![feed(vec![link("feed", "1", 99, A)])]);
    assert_eq!(world.endings().last(), Some(&"updated"), "that is new");
}

#[test]
fn a_change_that_two_entries_show_reads_their_page_once() {
    for (text, ending) in [("harbour", "unchanged"), ("lighthouse", "updated")] {
        let world = World::new();
        world.page(A, "harbour");
        let tracked = "https://news.example/a?utm_source=rss";
        world.page(tracked, "harbour");
        let both = |version| {
            let entries = [("1", A), ("2", tracked)];
            let entries = entries.map(|(key, url)| link("feed", key, version, url));
            feed(entries.to_vec())
        };
        world.run(vec![both(1)]);
        world.page(A, text);
        world.page(tracked, text);
        world.asked();
        world.run(vec![both(2)]);
        assert_eq!(world.asked().len(), 1);
        assert_eq!(world.endings(), ["new", "same_item", ending, "same_item"]);
    }
}

#[test]
fn the_text_of_a_listing_never_rewrites_what_was_read_from_its_page() {
    let world = World::new();
    world.page(A, "harbour");
    world.run(vec![feed(vec![link("feed", "1", 1, A)])]);
    for version in 1..3 {
        let entry = whole("other", "x", version, A, "teaser");
        world.run(vec![other(vec![entry])]);
    }
    assert_eq!(world.endings(), ["new", "sighted", "same_item"]);
}

#[test]
fn a_page_never_rewrites_what_another_listing_carried_whole() {
    let world = World::new();
    world.page(A, "page");
    world.run(vec![feed(vec![whole("feed", "1", 1, A, "harbour")])]);
    for version in 1..3 {
        world.run(vec![other(vec![link("other", "x", version, A)])]);
    }
    assert_eq!(world.endings(), ["new", "sighted", "same_item"]);
}

#[test]
fn the_same_text_under_another_address_of_the_site_is_the_same_page_and_elsewhere_a_copy() {
    let world = World::new();
    let (moved, elsewhere) = ("https://news.example/sport/a", "https://paper.example/a");
    for url in [A, moved, elsewhere] {
        world.page(url, "harbour");
    }
    world.run(vec![feed(vec![link("feed", "1", 1, A)])]);
    world.run(vec![feed(vec![link("feed", "2", 1, moved)])]);
    world.run(vec![other(vec![link("other", "x", 1, elsewhere)])]);
    assert_eq!(world.endings(), ["new", "same_item", "copy"]);
    assert_eq!(world.owner(moved), world.owner(A));
}

#[test]
fn local_files_with_equal_texts_stay_two_items() {
    let world = World::new();
    let file = |key: &str| item::Entry {
        locator: item::Locator::File {
            path: "harbour".to_owned(),
        },
        ..link("files", key, 1, A)
    };
    let entries = vec![file("a.html"), file("b.html")];
    world.run(vec![Source("files", usize::MAX, vec![batch("1", entries)])]);
    assert_eq!(world.endings(), ["new", "copy"]);
}

/// An entry whose page is listed under this title.
fn titled(number: usize, version: u64, title: &str) -> item::Entry {
    let url = format!("https://news.example/{number}");
    let mut entry = link("feed", &url, version, &url);
    entry.hints.title = Some(title.to_owned());
    entry
}

const TITLES: [&str; 4] = [
    "The bridge over the river is closed",
    "Farmers wait for rain and money",
    "Council votes on schools again",
    "Hospital opens second building",
];

#[test]
fn one_text_in_the_place_of_all_pages_of_a_host_is_no_article_and_no_address_of_one() {
    let world = World::new();
    let listed = |version| {
        let titles = TITLES.iter().enumerate();
        let entries = titles.map(|(number, title)| titled(number, version, title));
        vec![feed(entries.collect())]
    };
    let url = |number: usize| format!("https://news.example/{number}");
    for number in 0..TITLES.len() {
        // No words give it away, and each page answers at its own address.
        world.page(&url(number), "interruption");
    }
    world.run(listed(1));
    assert_eq!(world.endings(), ["new"], "of the first nobody can know");
    world.pass(jiff::SignedDuration::from_hours(2));
    world.run(vec![feed(Vec::new())]);
    assert_eq!(world.endings(), ["new", "walled", "walled", "walled"]);
    // Once it is gone, all of them can be read.
    for number in 0..TITLES.len() {
        world.page(&url(number), &format!("subject{number}x"));
    }
    world.run(listed(2));
    let mut endings = world.endings().split_off(4);
    endings.sort_unstable();
    assert_eq!(endings, ["new", "new", "new", "updated"]);
}

#[test]
fn a_wall_in_the_place_of_a_known_page_is_no_version_of_it() {
    let world = World::new();
    let (known, wall) = (titled(0, 1, TITLES[0]), titled(1, 1, TITLES[1]));
    world.page("https://news.example/0", "bridge");
    world.page("https://news.example/1", "interruption");
    world.run(vec![feed(vec![known, wall])]);
    world.page("https://news.example/0", "interruption");
    world.run(vec![feed(vec![titled(0, 2, TITLES[0])])]);
    world.pass(jiff::SignedDuration::from_hours(2));
    world.run(vec![feed(Vec::new())]);
    assert_eq!(world.endings(), ["new", "new", "walled"]);
}

#[test]
fn one_page_under_thousands_of_slugs_is_one_item() {
    let world = World::new();
    let slugs = (0..40).map(|number| format!("https://news.example/{number}-any-slug-will-do"));
    let entries: Vec<item::Entry> = slugs
        .map(|url| {
            world.page(&url, "harbour");
            let mut entry = link("feed", &url, 1, &url);
            entry.hints.title = Some("About harbour".to_owned());
            entry
        })
        .collect();
    world.run(vec![feed(entries)]);
    let endings = world.endings();
    let count = |what| endings.iter().filter(|ending| **ending == what).count();
    assert_eq!(
        (count("new"), count("same_item"), endings.len()),
        (1, 39, 40)
    );
}

#[test]
fn an_undated_item_keeps_the_time_of_its_first_sight_in_every_version() {
    let world = World::new();
    world.page(A, "harbour");
    world.run(vec![feed(vec![link("feed", "1", 1, A)])]);
    let first = world.now();
    world.pass(jiff::SignedDuration::from_hours(5));
    world.page(A, "harbours");
    world.run(vec![feed(vec![link("feed", "1", 2, A)])]);
    let events = world.events().into_iter();
    let items: Vec<_> = events.filter_map(|event| event.body.into_item()).collect();
    assert_eq!(items.len(), 2);
    for item in &items {
        assert_eq!(
            (item.first_seen, &item.article.date_published),
            (first, &None)
        );
    }
}

#[test]
fn what_waited_while_its_page_was_taken_down_is_told_by_nobody_and_its_words_go() {
    let world = World::new();
    world.answer(A, Answer::Unreachable(None));
    let mut waiting = link("other", "x", 1, A);
    waiting.hints.title = Some("Marmalade".to_owned());
    world.run(vec![other(vec![waiting])]);
    world.page(A, "harbour");
    world.run(vec![feed(vec![link("feed", "1", 1, A)])]);
    assert_eq!(world.endings(), ["new"]);
    let item = world.owner(A).unwrap();
    let mut state = world.state();
    let traces = Traces::of(&state, item, |_| {}).unwrap();
    state
        .forget_item(item, &traces, None, world.now(), |_| {})
        .unwrap();
    state.close().unwrap();
    let journal = format!("{:?}", world.events());
    assert!(!journal.contains("Marmalade"), "{journal}");
    world.asked();
    world.pass(jiff::SignedDuration::from_hours(24));
    world.run(vec![
        Source("feed", 16, vec![]),
        Source("other", 16, vec![]),
    ]);
    assert_eq!(
        world.endings(),
        ["forgotten"],
        "of the item there is only what is emptied"
    );
    assert!(world.asked().is_empty());
}
