//! Stories over whole runs: who belongs together, and that it does not matter where a run was stopped.

use std::fs;

use item::{Entry, Inline, Item, ItemId, Locator, key_url};
use jiff::SignedDuration;

use super::script::{Source, World, batch, link};

/// What happened, and who tells it how: each says it in words of their own.
const HAPPENINGS: [[&str; 3]; 4] = [
    [
        "Bridge collapses in Valdoro after heavy rain|A road bridge collapsed near Valdoro on Monday after heavy rain, and 14 people were hurt, said mayor Lukas Brennik. Rescuers searched the river until the evening.",
        "Fourteen hurt as Valdoro bridge collapses|Rescuers searched the river near Valdoro, where a road bridge collapsed in heavy rain. Mayor Lukas Brennik said that 14 people were hurt and taken to the clinic.",
        "Valdoro mayor: bridge was inspected before rain|The road bridge near Valdoro that collapsed in heavy rain had been inspected, mayor Lukas Brennik said; 14 people were hurt when it fell into the river.",
    ],
    [
        "Parliament of Ostmark votes for an early election|Members of parliament in Ostmark decided with 81 votes to hold an early election in June, said speaker Irma Salnik. The chancellor resigned after the vote.",
        "Ostmark heads for early election in June|An early election will be held in Ostmark in June: parliament decided so with 81 votes, speaker Irma Salnik told reporters, and the chancellor resigned.",
        "Chancellor of Ostmark resigns|After parliament in Ostmark voted with 81 votes for an early election in June, the chancellor resigned, said speaker Irma Salnik on Tuesday.",
    ],
    [
        "Tornwald wins cup final against Ellerby|Tornwald won the cup final against Ellerby with 3 goals by striker Pavel Dobrov before 41200 spectators in the Kessel stadium on Saturday night.",
        "Dobrov scores three goals as Tornwald wins cup|Striker Pavel Dobrov scored 3 goals in the cup final that Tornwald won against Ellerby before 41200 spectators at the Kessel stadium.",
        "Ellerby loses cup final to Tornwald|Before 41200 spectators in the Kessel stadium Ellerby lost the cup final against Tornwald; striker Pavel Dobrov scored all 3 goals.",
    ],
    [
        "Comet seen over Nordhavn observatory|Astronomers at the Nordhavn observatory photographed a comet with a tail of 900000 kilometres, director Sigrun Aldal announced to the academy.",
        "Nordhavn astronomers photograph comet|A comet with a tail of 900000 kilometres was photographed at the observatory of Nordhavn, announced its director Sigrun Aldal.",
        "Academy welcomes comet of Nordhavn|The comet that astronomers photographed at the Nordhavn observatory has a tail of 900000 kilometres, its director Sigrun Aldal announced.",
    ],
];

fn entry(source: &str, version: u64, url: &str, told: &str) -> Entry {
    let (headline, text) = told.split_once('|').unwrap();
    let content = format!(
        "<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1><p>{text}</p></article></body></html>"
    );
    Entry {
        locator: Locator::Inline(Inline {
            content,
            html: true,
            page: Some(url.to_owned()),
        }),
        ..link(source, url, version, url)
    }
}

/// All that is told, outlet by outlet.
fn all() -> Vec<Entry> {
    let told = (0..3).flat_map(|outlet| {
        HAPPENINGS
            .iter()
            .enumerate()
            .map(move |(number, happening)| {
                let url = format!("https://outlet{outlet}.example/news/{number}");
                entry("a", 1, &url, happening[outlet])
            })
    });
    told.collect()
}

/// One at a time, so that they are settled in their order.
fn run(world: &World, entries: Vec<Entry>) {
    run_as(world, "a", entries);
}

fn run_as(world: &World, source: &'static str, entries: Vec<Entry>) {
    world.run(vec![Source(source, 1, vec![batch("c", entries)])]);
}

fn items(world: &World) -> Vec<Item> {
    let events = world.events().into_iter();
    events.filter_map(|event| event.body.into_item()).collect()
}

fn stories(world: &World) -> Vec<Option<ItemId>> {
    items(world).into_iter().map(|item| item.story).collect()
}

#[test]
fn who_tells_of_one_happening_is_in_the_story_of_the_first_one_and_of_no_other() {
    let world = World::new();
    run(&world, all());
    let items = items(&world);
    let first: Vec<ItemId> = items
        .iter()
        .take(HAPPENINGS.len())
        .map(|item| item.id)
        .collect();
    assert_eq!(items.len(), 3 * HAPPENINGS.len());
    for (at, item) in items.iter().enumerate() {
        let expect = first[at % HAPPENINGS.len()];
        assert_eq!(item.story, Some(expect), "{:?}", item.article.headline);
    }
    let state = world.state();
    let story = state.story(first[0]).unwrap().unwrap();
    assert_eq!(story.counted.items, 3);
    assert_eq!(story.counted.outlet_count(), Some(3));
}

#[test]
fn a_copy_is_where_its_original_is_and_a_new_version_stays_there() {
    let world = World::new();
    let bridge = HAPPENINGS[0][1];
    run(&world, all());
    let url = "https://copies.example/1";
    run_as(&world, "b", vec![entry("b", 1, url, bridge)]);
    let copied = items(&world).pop().unwrap();
    assert!(matches!(copied.standing, item::Standing::Copy { .. }));
    let original = world.owner("https://outlet0.example/news/0");
    assert_eq!(copied.story, original);
    world.pass(SignedDuration::from_hours(1));
    let rewritten = HAPPENINGS[3][0];
    run_as(&world, "b", vec![entry("b", 2, url, rewritten)]);
    let updated = items(&world).pop().unwrap();
    assert_eq!((updated.id, updated.version), (copied.id, 2));
    assert_eq!(updated.story, original);
}

#[test]
fn where_a_run_was_stopped_and_what_was_lost_then_does_not_matter() {
    let whole = World::new();
    run(&whole, all());
    let expect = stories(&whole);
    assert!(expect.iter().all(Option::is_some));
    let file = |world: &World| world.path().join("stories/window.log");
    let nothing = |_: &World| {};
    let lose = |world: &World| fs::remove_dir_all(world.path().join("stories")).unwrap();
    let tear = |world: &World| {
        let bytes = fs::read(file(world)).unwrap();
        fs::write(file(world), &bytes[..bytes.len() - 5]).unwrap();
    };
    let lose_store = |world: &World| fs::remove_dir_all(world.path().join("store")).unwrap();
    let harms: [&dyn Fn(&World); 4] = [&nothing, &lose, &tear, &lose_store];
    for harm in harms {
        for size in [1, 5] {
            let world = World::new();
            for entries in all().chunks(size) {
                run(&world, entries.to_vec());
                harm(&world);
            }
            assert_eq!(stories(&world), expect, "{size} at a time");
        }
    }
}

#[test]
fn a_week_later_it_is_another_story() {
    let world = World::new();
    let first = |number: usize| all().into_iter().nth(number).into_iter().collect();
    run(&world, first(0));
    world.pass(SignedDuration::from_hours(8 * 24));
    run(&world, first(HAPPENINGS.len()));
    let second = world.owner("https://outlet1.example/news/0");
    assert_eq!(stories(&world).last(), Some(&second));
}

#[test]
fn where_stories_are_switched_off_none_is_told_and_nothing_remembered() {
    let mut world = World::new();
    world.stories.enabled = false;
    run(&world, all());
    assert!(stories(&world).iter().all(Option::is_none));
    assert!(!world.path().join("stories").exists());
    // Switched on again, those of before count as one that tells on its own, and lead to nothing.
    world.stories.enabled = true;
    let url = "https://copies.example/1";
    run_as(&world, "b", vec![entry("b", 1, url, HAPPENINGS[0][0])]);
    let original = key_url("https://outlet0.example/news/0").unwrap();
    assert_eq!(
        stories(&world).last(),
        Some(&Some(ItemId::of_url(&original)))
    );
}

const NAMES: [&str; 8] = [
    "Valdoro", "Brennik", "Salnik", "Ostmark", "Kessel", "Dobrov", "Ellerby", "Nordhavn",
];
const BOTH: [&str; 6] = ["harbour", "storm", "minister", "damage", "crane", "strike"];
const ONE: [&str; 16] = [
    "lighthouse",
    "keeper",
    "rescued",
    "dawn",
    "helicopter",
    "waves",
    "brave",
    "rope",
    "cliff",
    "sailors",
    "blanket",
    "coffee",
    "medal",
    "village",
    "children",
    "song",
];
const OTHER: [&str; 16] = [
    "budget",
    "parliament",
    "vote",
    "taxes",
    "opposition",
    "angry",
    "speech",
    "midnight",
    "clerk",
    "paper",
    "amendment",
    "coalition",
    "deficit",
    "pension",
    "quarrel",
    "absent",
];

/// A report in these words, in an order in which no run of them is like that of another one.
fn in_words(headline: &[&str], words: &[&str], stride: usize) -> String {
    let told = (0..words.len()).map(|at| words[at * stride % words.len()]);
    let told: Vec<&str> = told.collect();
    format!("{}|and the {}.", headline.join(" "), told.join(" "))
}

#[test]
fn a_report_that_is_strongly_like_two_stories_puts_them_together_once_and_for_all() {
    let words = |lists: &[&[&'static str]]| lists.concat();
    let one = in_words(&ONE[..5], &words(&[&NAMES, &BOTH, &ONE]), 7);
    let other = in_words(&OTHER[..5], &words(&[&NAMES, &BOTH, &OTHER]), 11);
    let all = in_words(&BOTH[..5], &words(&[&NAMES, &BOTH, &ONE, &OTHER]), 5);
    let told = [one, other, all.clone()];
    let entries: Vec<Entry> = (0..)
        .zip(&told)
        .map(|(number, told)| entry("a", 1, &format!("https://a.example/{number}"), told))
        .collect();
    let world = World::new();
    run(&world, entries.clone());
    let items = items(&world);
    assert_eq!(
        items[1].story,
        Some(items[1].id),
        "on their own they are two"
    );
    // They were told at the same moment: then the name decides.
    let (first, second) = (items[0].id, items[1].id);
    let (into, from) = (first.min(second), first.max(second));
    let merges = |world: &World| {
        let events = world.events().into_iter();
        let merged = events.filter_map(|event| match event.body {
            item::Body::StoryMerged { from, into } => Some((from, into)),
            _ => None,
        });
        merged.collect::<Vec<_>>()
    };
    assert_eq!(merges(&world), [(from, into)], "{:?}", items[2].story);
    let state = world.state();
    for item in &items {
        assert_eq!(state.story_of(item.id).unwrap(), Some(into));
    }
    assert_eq!(state.story(from).unwrap().unwrap().counted.items, 3);
    drop(state);
    // Stopped after each report, it comes to the same; and what is told later joins the older one.
    let stopped = World::new();
    for entry in entries {
        run(&stopped, vec![entry]);
    }
    assert_eq!(merges(&stopped), [(from, into)]);
    assert_eq!(stories(&stopped), stories(&world));
    run(
        &stopped,
        vec![entry(
            "a",
            1,
            "https://b.example/1",
            &in_words(&OTHER[..6], &words(&[&NAMES, &BOTH, &OTHER]), 13),
        )],
    );
    assert_eq!(stories(&stopped).last(), Some(&Some(into)));
}
