//! The index over a real journal.

use std::{collections::BTreeSet, fs};

use item::{
    Article, Body, EntryRef, Fingerprint, Flips, Item, ItemId, Label, Labels, NewsDate, Query,
    SourceId,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use state::{JournalReader, Options, State};

use super::{
    After, Caught, DAYS, FOLDER, Order, Page, Results, SearchIndex, facets, search, yields,
};

/// A journal that grows, and its index.
struct Rig {
    dir: tempfile::TempDir,
    state: State,
}

fn start() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

impl Rig {
    fn new(bodies: impl IntoIterator<Item = Body>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (state, _) = State::open(dir.path(), &Options::default()).unwrap();
        let mut rig = Self { dir, state };
        rig.push(bodies);
        rig
    }

    fn push(&mut self, bodies: impl IntoIterator<Item = Body>) {
        for body in bodies {
            let at = i64::try_from(self.state.last_pushed()).unwrap();
            let now = start() + SignedDuration::from_secs(at);
            self.state.push(body, now).unwrap();
        }
        self.state.commit().unwrap();
    }

    fn journal(&self) -> JournalReader {
        self.state.reader()
    }

    /// The index as a process finds it that begins now.
    fn index(&self) -> SearchIndex {
        let index = SearchIndex::open(self.dir.path()).unwrap();
        while index.catch_up(&self.journal()).unwrap() == Caught::More {}
        assert_eq!(index.bookmark().unwrap(), self.journal().durable());
        index
    }

    fn page(&self, query: &str, page: Page) -> Results {
        let query = Query::parse(query).unwrap();
        search(&self.index(), &self.journal(), &query, page).unwrap()
    }

    /// The first words of the headlines that are found.
    fn found(&self, query: &str) -> Vec<String> {
        let found = self.page(query, best(100));
        assert_eq!(found.total, found.hits.len() as u64, "for `{query}`");
        headlines(&found)
    }
}

fn best(limit: usize) -> Page {
    Page {
        order: Order::Relevance,
        after: None,
        limit,
    }
}

fn headlines(found: &Results) -> Vec<String> {
    let headlines = found.hits.iter().map(|hit| &hit.item.article.headline);
    headlines
        .map(|headline| headline.clone().unwrap_or_default())
        .collect()
}

fn label(id: &str) -> Label {
    Label {
        id: id.to_owned(),
        name: None,
        score: 1.0,
        evidence: Vec::new(),
    }
}

fn item(key: &str, language: &str, headline: &str, text: &str) -> Item {
    let source = SourceId::new("wire");
    Item {
        id: ItemId::of_entry(&source, key),
        entry: EntryRef {
            source: source.clone(),
            key: key.to_owned(),
            version: 1,
        },
        source,
        tags: Vec::new(),
        first_seen: start(),
        version: 1,
        story: None,
        read_from: None,
        captured: None,
        raw: None,
        article: Article {
            headline: Some(headline.to_owned()),
            text: text.to_owned(),
            ..Article::default()
        },
        labels: Labels {
            language: Some(label(language)),
            ..Labels::default()
        },
        overrides: Vec::new(),
        cleaning: item::Cleaning::default(),
        statements: Vec::new(),
        standing: item::Standing::Original,
    }
}

fn new(item: Item) -> Body {
    Body::ItemNew {
        item,
        keys: Vec::new(),
        fingerprint: Fingerprint::default(),
    }
}

fn updated(mut item: Item) -> Body {
    item.version = 2;
    Body::ItemUpdated {
        item,
        change: None,
        keys: Vec::new(),
        fingerprint: Fingerprint::default(),
        flips: Flips::default(),
        relabelled: None,
    }
}

fn gone(item: &Item) -> Body {
    Body::ItemWithdrawn {
        item: item.id,
        entry: item.entry.clone(),
    }
}

fn back(item: &Item) -> Body {
    Body::ItemReappeared {
        item: item.id,
        entry: item.entry.clone(),
    }
}

#[test]
fn a_later_version_takes_the_place_of_an_earlier_one() {
    let harbour = item("a", "en", "Harbour", "The harbour was closed.");
    let mut rig = Rig::new([new(harbour.clone())]);
    assert_eq!(rig.found("closed"), ["Harbour"]);
    rig.push([updated(item("a", "en", "Harbour", "It is open again."))]);
    assert_eq!(rig.found("closed"), [""; 0]);
    assert_eq!(rig.found("open"), ["Harbour"]);
    // Both within one step.
    let other = Rig::new([
        new(harbour),
        updated(item("a", "en", "Harbour", "It is open again.")),
    ]);
    assert_eq!(other.found("closed"), [""; 0]);
    assert_eq!(other.found("open"), ["Harbour"]);
}

#[test]
fn what_was_withdrawn_is_hidden_until_it_is_back() {
    let harbour = item("a", "en", "Harbour", "The harbour was closed.");
    let mut rig = Rig::new([new(harbour.clone()), gone(&harbour)]);
    assert_eq!(rig.found("harbour"), [""; 0]);
    rig.push([back(&harbour)]);
    assert_eq!(rig.found("harbour"), ["Harbour"]);
    rig.push([gone(&harbour)]);
    assert_eq!(rig.found(""), [""; 0]);
    // That it repeats another does not bring it back.
    rig.push([Body::ItemRelinked {
        item: harbour.clone(),
    }]);
    assert_eq!(rig.found(""), [""; 0]);
    rig.push([updated(harbour)]);
    assert_eq!(rig.found(""), ["Harbour"]);
}

#[test]
fn a_word_finds_its_other_forms_and_words_in_a_row_only_themselves() {
    let rig = Rig::new([
        new(item(
            "a",
            "pl",
            "Minister",
            "Ministrowie mówili o granicach.",
        )),
        new(item(
            "b",
            "en",
            "Attack",
            "Hackers attacked two servers of the port.",
        )),
        new(item("c", "it", "Ferry", "Il traghetto non parte.")),
    ]);
    assert_eq!(rig.found("granica"), ["Minister"]);
    assert_eq!(rig.found("GRANICACH"), ["Minister"]);
    assert_eq!(rig.found("attacks server"), ["Attack"]);
    assert_eq!(rig.found("\"two servers\""), ["Attack"]);
    assert_eq!(rig.found("\"two server\""), [""; 0]);
    // Not from the headline into the text.
    assert_eq!(rig.found("\"attack hackers\""), [""; 0]);
    assert_eq!(rig.found("-servers -traghetto"), ["Minister"]);
}

#[test]
fn the_headline_counts_more_and_of_two_alike_the_younger_is_first() {
    let dated = |key: &str, headline: &str, text: &str, year: i16| {
        let mut item = item(key, "en", headline, text);
        let day = jiff::civil::date(year, 1, 1);
        item.article.date_published = Some(NewsDate::day(day));
        new(item)
    };
    let rig = Rig::new([
        dated("a", "Old", "The dike broke in the night of Sunday.", 2019),
        dated("b", "Young", "The dike broke in the night of Sunday.", 2021),
        dated(
            "c",
            "Dike",
            "It broke in the night of Sunday, they say.",
            2021,
        ),
    ]);
    assert_eq!(rig.found("dike"), ["Dike", "Young", "Old"]);
}

#[test]
fn pages_follow_one_another_without_repeating_or_leaving_out() {
    let bodies = (0..25).map(|number| {
        new(item(
            &number.to_string(),
            "en",
            &format!("Report {number}"),
            "Rain.",
        ))
    });
    let mut rig = Rig::new(bodies);
    for order in [Order::Relevance, Order::Newest] {
        let (mut met, mut after) = (Vec::new(), None);
        loop {
            let page = Page {
                order,
                after,
                limit: 10,
            };
            let found = rig.page("rain", page);
            assert_eq!(found.total, 25);
            met.extend(headlines(&found));
            let Some(next) = found.next else { break };
            // As it travels in an address.
            after = Some(next.to_string().parse::<After>().unwrap());
        }
        assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), 25, "{met:?}");
        assert_eq!(met.len(), 25);
    }
    // A new version is no new place.
    let order = Order::Newest;
    let page = |after| Page {
        order,
        after,
        limit: 10,
    };
    let first = rig.page("rain", page(None));
    rig.push([updated(item("0", "en", "Report 0", "Rain."))]);
    let (mut met, mut after) = (headlines(&first), first.next);
    while let Some(place) = after {
        let found = rig.page("rain", page(Some(place)));
        met.extend(headlines(&found));
        after = found.next;
    }
    assert!(met.len() <= 25);
    assert!("".parse::<After>().is_err() && "1.2.3".parse::<After>().is_err());
}

#[test]
fn an_index_that_is_built_anew_finds_the_same() {
    let harbour = item("a", "en", "Harbour", "The harbour was closed.");
    let ferry = item("b", "en", "Ferry", "The ferry left the harbour.");
    let mut rig = Rig::new([new(harbour.clone()), new(ferry.clone())]);
    rig.index();
    rig.push([
        gone(&harbour),
        updated(item("b", "en", "Ferry", "No ferry.")),
    ]);
    rig.index();
    rig.push([back(&harbour)]);
    let queries = ["", "harbour", "ferry", "lang:en", "-harbour"];
    let grown = queries.map(|query| rig.found(query));
    fs::remove_dir_all(rig.dir.path().join(FOLDER)).unwrap();
    assert_eq!(queries.map(|query| rig.found(query)), grown);
    assert_eq!(grown[1], ["Harbour"]);
}

#[test]
fn a_folder_that_is_no_such_index_is_built_anew() {
    let rig = Rig::new([new(item("a", "en", "Harbour", "Closed."))]);
    let folder = rig.dir.path().join(FOLDER);
    let damage = |what: &str, damage: &dyn Fn()| {
        rig.index();
        damage();
        assert_eq!(rig.found("closed"), ["Harbour"], "{what}");
    };
    let meta = folder.join("meta.json");
    damage("an empty list", &|| fs::write(&meta, "").unwrap());
    damage("no list", &|| fs::remove_file(&meta).unwrap());
    damage("another form", &|| {
        let text = fs::read_to_string(&meta).unwrap();
        let other = text.replace("\"payload\": \"2 ", "\"payload\": \"1 ");
        assert_ne!(text, other);
        fs::write(&meta, other).unwrap();
    });
    damage("files cut short", &|| {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|name| name != "lock" && name != "json")
            {
                fs::write(&path, "cut").unwrap();
            }
        }
    });
    damage("files lost", &|| {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|name| name != "lock" && name != "json")
            {
                fs::remove_file(&path).unwrap();
            }
        }
    });
}

#[test]
fn an_index_of_another_journal_is_begun_anew() {
    let check = |events: usize| {
        let bodies = (0..events).map(|number| {
            let key = format!("foreign {number}");
            new(item(&key, "en", "Foreign", "Closed."))
        });
        let foreign = Rig::new(bodies.chain([gone(&item("x", "en", "", ""))]));
        let mut own = Rig::new([]);
        let later = start() + SignedDuration::from_hours(1);
        let body = new(item("a", "en", "Own", "Closed."));
        own.state.push(body, later).unwrap();
        let body = new(item("b", "en", "Also own", "Open."));
        own.state.push(body, later).unwrap();
        own.state.commit().unwrap();
        drop(foreign.index());
        let (from, to) = (foreign.dir.path().join(FOLDER), own.dir.path().join(FOLDER));
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
        assert_eq!(own.found("closed"), ["Own"], "after {events} events");
    };
    check(0);
    check(1);
    check(9);
}

#[test]
fn labels_are_counted_over_all_that_is_found() {
    let labelled = |key: &str, language: &str, topics: &[&str], country: &str| {
        let mut item = item(key, language, "Report", "Rain.");
        item.labels.topics = topics.iter().map(|id| label(id)).collect();
        item.labels.countries = vec![label(country)];
        new(item)
    };
    let rig = Rig::new([
        labelled("a", "en", &["medtop:1", "nato"], "RU"),
        labelled("b", "en", &["medtop:1"], "PL"),
        labelled("c", "it", &[], "PL"),
    ]);
    let counted = |query: &str| {
        let query = Query::parse(query).unwrap();
        let facets = facets(&rig.index(), &query).unwrap();
        let pairs = |counts: &[super::Count]| {
            let pairs = counts.iter();
            let pairs = pairs.map(|count| format!("{} {}", count.value, count.items));
            pairs.collect::<Vec<_>>().join(", ")
        };
        [
            pairs(&facets.languages),
            pairs(&facets.topics),
            pairs(&facets.countries),
            pairs(&facets.outlets),
            pairs(&facets.sources),
        ]
    };
    assert_eq!(
        counted("rain"),
        [
            "en 2, it 1",
            "medtop:1 2, nato 1",
            "PL 2, RU 1",
            "wire 3",
            "wire 3"
        ]
    );
    assert_eq!(
        counted("country:RU"),
        ["en 1", "medtop:1 1, nato 1", "RU 1", "wire 1", "wire 1"]
    );
    assert_eq!(counted("snow"), ["", "", "", "", ""]);
}

#[test]
fn what_a_source_brought_is_counted_by_the_day() {
    let told = |key: &str, days_ago: i64| {
        let mut item = item(key, "en", "Report", "Rain.");
        item.first_seen = start() - SignedDuration::from_hours(24 * days_ago);
        item
    };
    let gone_again = told("d", 0);
    let rig = Rig::new([
        new(told("a", 0)),
        new(told("b", 0)),
        new(told("c", 1)),
        new(told("old", 400)),
        new(gone_again.clone()),
        gone(&gone_again),
    ]);
    let yields = yields(&rig.index(), start()).unwrap();
    assert_eq!(yields.keys().collect::<Vec<_>>(), ["wire"]);
    let days = yields["wire"];
    assert_eq!((days[DAYS - 1], days[DAYS - 2]), (2, 1));
    assert_eq!(days.iter().sum::<u32>(), 3);
}

fn any_label() -> impl Strategy<Value = Label> + Clone {
    let names = ["NATO and Russia", "nato", "Jens Stoltenberg", "stoltenberg"];
    let ids = [
        "medtop:11000000",
        "nato",
        "person:jens-stoltenberg",
        "RU",
        "pl",
    ];
    (
        prop::sample::select(ids.to_vec()),
        prop::option::of(prop::sample::select(names.to_vec())),
    )
        .prop_map(|(id, name)| Label {
            name: name.map(str::to_owned),
            ..label(id)
        })
}

/// Few values, so that queries meet items.
fn any_item() -> impl Strategy<Value = Item> {
    let labels = || prop::collection::vec(any_label(), 0..3);
    let languages = ["pl", "pt-BR", "pt", "und"];
    let words = [
        "północ",
        "Nord",
        "nato",
        "11000000",
        "o",
        "l'Est",
        "cyber-attack",
    ];
    let text = || prop::collection::vec(prop::sample::select(words.to_vec()), 0..6);
    let parts = (
        (
            0..40u32,
            prop::sample::select(languages.to_vec()),
            text(),
            text(),
        ),
        (labels(), labels(), labels(), labels()),
        (
            prop::option::of(2019i16..2030),
            prop::bool::ANY,
            prop::bool::ANY,
        ),
    );
    parts.prop_map(
        |((key, language, headline, text), labels, (year, is_copy, is_tagged))| {
            let headline = headline.join(" ");
            let mut item = item(&key.to_string(), language, &headline, &text.join(" "));
            (
                item.labels.topics,
                item.labels.countries,
                item.labels.organisations,
                item.labels.people,
            ) = labels;
            let date = year.map(|year| NewsDate::day(jiff::civil::date(year, 6, 14)));
            item.article.date_published = date;
            if is_copy {
                item.standing = item::Standing::Copy {
                    of: ItemId::of_url("example.org/first"),
                    how: item::How::Exact,
                    similarity: 1.0,
                    coverage: 1.0,
                };
            }
            if is_tagged {
                item.tags = vec!["agency".to_owned()];
            }
            item
        },
    )
}

fn any_query() -> impl Strategy<Value = String> {
    let terms = [
        "lang:pt",
        "lang:pt-br",
        "lang:pl,und",
        "topic:nato",
        "topic:\"NATO and Russia\"",
        "topic:medtop:11000000",
        "topic:11000000",
        "country:RU",
        "country:PL,ru",
        "org:nato",
        "org:stoltenberg",
        "person:\"jens stoltenberg\"",
        "person:jens",
        "person:jens-stoltenberg",
        "source:wire",
        "source:other",
        "tag:agency",
        "kind:new",
        "kind:copy",
        "kind:updated",
        "after:2021-06",
        "before:2021-06-15",
        "after:2021-06-14",
        "before:2026-11-22T03:00:00Z",
        "\"nord nato\"",
        "\"o o\"",
        "\"cyber attack\"",
        "l'Est",
    ];
    let terms: Vec<&str> = terms
        .into_iter()
        .filter(|term| Query::parse(term).is_ok())
        .collect();
    assert!(terms.len() > 20);
    let term = (prop::bool::ANY, prop::sample::select(terms))
        .prop_map(|(negated, term)| format!("{}{term}", if negated { "-" } else { "" }));
    prop::collection::vec(term, 0..4).prop_map(|terms| terms.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_labels_dates_and_words_in_a_row_ask_finds_what_a_filter_lets_through(
        items in prop::collection::vec(any_item(), 1..40),
        queries in prop::collection::vec(any_query(), 40),
    ) {
        let mut newest = std::collections::BTreeMap::new();
        let mut bodies = Vec::new();
        for item in items {
            newest.insert(item.id, item.clone());
            bodies.push(new(item));
        }
        let rig = Rig::new(bodies);
        let index = rig.index();
        for query in queries {
            let parsed = Query::parse(&query).unwrap();
            let found = search(&index, &rig.journal(), &parsed, best(100)).unwrap();
            let found: BTreeSet<ItemId> = found.hits.iter().map(|hit| hit.item.id).collect();
            let expect = newest.values().filter(|item| parsed.matches_item(item));
            let expect: BTreeSet<ItemId> = expect.map(|item| item.id).collect();
            prop_assert_eq!(found, expect, "for `{}`", query);
        }
    }
}
