//! The query language as its users meet it: what parses, what it finds, what is said of what does not parse.

use proptest::prelude::*;

use crate::{
    Article, Body, EntryRef, Event, Fingerprint, Item, ItemId, Label, Labels, NewsDate, Query,
    SourceId, Standing, query::Subject,
};

fn label(id: &str, name: Option<&str>) -> Label {
    Label {
        id: id.into(),
        name: name.map(str::to_owned),
        score: 1.0,
        evidence: Vec::new(),
    }
}

fn item() -> Item {
    let source = SourceId::new("wp");
    Item {
        id: ItemId::of_url("example.org/a"),
        entry: EntryRef {
            source: source.clone(),
            key: "a".into(),
            version: 1,
        },
        source,
        tags: vec!["agency".into(), "państwo".into()],
        first_seen: "2026-11-22T12:00:00Z".parse().unwrap(),
        version: 1,
        story: None,
        read_from: None,
        captured: None,
        raw: None,
        article: Article {
            headline: Some("Północ naradza się w Brukseli".into()),
            text: "Ministrowie mówili o granicy.\n\nРосія відповіла: \"ні\".".into(),
            date_published: Some(NewsDate::day(jiff::civil::date(2021, 6, 14))),
            ..Article::default()
        },
        labels: Labels {
            language: Some(label("pl", None)),
            topics: vec![
                label("nato-russia", Some("NATO and Russia")),
                label("medtop:11000000", Some("politics")),
            ],
            countries: vec![label("RU", None), label("BE", None)],
            organisations: vec![label(
                "org:nato",
                Some("North Atlantic Treaty Organization"),
            )],
            people: vec![label("person:jens-stoltenberg", Some("Jens Stoltenberg"))],
        },
        overrides: Vec::new(),
        cleaning: crate::Cleaning::default(),
        statements: Vec::new(),
        standing: Standing::Original,
    }
}

fn check(query: &str, expect: bool) {
    let parsed = Query::parse(query).unwrap();
    assert_eq!(parsed.matches_item(&item()), expect, "for `{query}`");
    let event = Event {
        sequence: 1,
        time: item().first_seen,
        body: Body::ItemNew {
            item: item(),
            keys: Vec::new(),
            fingerprint: Fingerprint::default(),
        },
    };
    assert_eq!(
        parsed.matches(&event),
        expect,
        "for the event and `{query}`"
    );
}

#[test]
fn a_query_finds_what_it_names() {
    for query in [
        "",
        "lang:pl",
        "LANG:it,PL",
        "-lang:it",
        "topic:nato-russia",
        "topic:\"NATO and Russia\"",
        "topic:politics",
        "topic:medtop:11000000",
        "topic:11000000",
        "country:ru",
        "country:UA,BE",
        "org:NATO",
        "org:\"atlantic treaty\"",
        "person:stoltenberg",
        "person:jens-stoltenberg",
        "outlet:wp",
        "source:wp",
        "tag:agency",
        "tag:Agency,blog -tag:blog",
        "tag:PAŃSTWO",
        "kind:new",
        "kind:copy,new",
        "after:2021-06-14",
        "after:2021 before:2022",
        "before:2021-06-15",
        "-before:2021-06-14",
        "bruksela,brukseli",
        "POLNOC",
        "północ",
        "\"naradza sie\"",
        "відповіла",
        "росія granicy",
        "lang:pl -kind:copy country:RU -\"w granicy\"",
    ] {
        check(query, true);
    }
    for query in [
        "lang:it",
        "-lang:pl",
        "topic:nato",
        "topic:russia",
        "country:UA",
        "-country:UA,BE",
        "org:eu",
        "person:jens-stolten",
        "-outlet:wp",
        "source:w",
        "tag:agen",
        "-tag:agency",
        "kind:updated",
        "after:2021-06-15",
        "before:2021-06-14",
        "brukse",
        "\"granicy росія mówili\"",
        "granicy -росія",
        "lang:pl lang:it",
    ] {
        check(query, false);
    }
}

#[test]
fn what_is_not_wanted_of_what_may_become_an_item_is_told_by_its_first_unmet_condition() {
    let item = item();
    let check = |query: &str, expect: Option<&str>| {
        let query = Query::parse(query).unwrap();
        let unmet = query.unmet_by(&Subject::from(&item));
        assert_eq!(unmet.as_deref(), expect, "for `{query}`");
    };
    check("lang:pl,it country:RU brukseli tag:agency", None);
    check("lang:it country:ru", Some("lang:it"));
    check("-country:ru \"w granicy\"", Some("-country:RU"));
    check("lang:pl \"w granicy\" wojna", Some("\"w granicy\""));
    // Whether it is new is not known yet.
    assert!(Query::parse("lang:pl kind:new").unwrap().asks_for_kind());
    check("kind:new", Some("kind:new"));
}

#[test]
fn an_outlet_is_the_publisher_by_its_whole_name_or_else_the_source() {
    let mut item = item();
    item.article.publisher = Some("Gazeta Północna: dziennik".into());
    let check = |query: &str, expect: bool| {
        let parsed = Query::parse(query).unwrap();
        assert_eq!(parsed.matches_item(&item), expect, "for `{query}`");
        assert_eq!(Query::parse(&parsed.to_string()), Ok(parsed));
    };
    check("outlet:\"gazeta polnocna: dziennik\"", true);
    check("outlet:\"Gazeta Północna\"", false);
    check("outlet:Gazeta,\"GAZETA Północna: dziennik\"", true);
    check("outlet:wp", false);
}

#[test]
fn each_part_of_a_query_can_be_left_out() {
    let parts = Query::parse("lang:pl -\"a b\" war").unwrap().parts();
    let told = parts.iter().map(|(part, rest)| format!("{part} | {rest}"));
    let expect = [
        "lang:pl | -\"a b\" war",
        "-\"a b\" | lang:pl war",
        "war | lang:pl -\"a b\"",
    ];
    assert_eq!(told.collect::<Vec<_>>(), expect);
    assert!(Query::default().parts().is_empty());
}

#[test]
fn an_event_without_an_item_is_not_found_and_an_undated_item_counts_from_its_first_sight() {
    let withdrawn = Event {
        sequence: 2,
        time: item().first_seen,
        body: Body::ItemWithdrawn {
            item: item().id,
            entry: item().entry,
        },
    };
    assert!(!Query::default().matches(&withdrawn));
    let mut undated = item();
    undated.article.date_published = None;
    let query = Query::parse("after:2026-11-22 before:2026-11-23").unwrap();
    assert!(query.matches_item(&undated));
    assert!(!query.matches_item(&item()));
}

#[test]
fn an_item_dated_in_the_future_counts_from_its_first_sight_and_keeps_its_date() {
    let mut early = item();
    let dated = |text: &str| crate::dates::parse(text);
    early.article.date_published = dated("2030-01-01T00:00:00Z");
    let seen = Query::parse("after:2026-11-22 before:2026-11-23").unwrap();
    let future = Query::parse("after:2027").unwrap();
    assert!(seen.matches_item(&early) && !future.matches_item(&early));
    let kept = early.article.date_published.as_ref().unwrap();
    assert_eq!(kept.as_str(), "2030-01-01T00:00:00+00:00");
    // A day ahead is a time zone, or an edition of the next day.
    early.article.date_published = dated("2026-11-23T09:00:00Z");
    assert!(
        Query::parse("after:2026-11-23")
            .unwrap()
            .matches_item(&early)
    );
}

fn check_error(query: &str, column: usize, length: usize, message: &str, help: &str) {
    let error = Query::parse(query).unwrap_err();
    assert_eq!(
        (error.column, error.length),
        (column, length),
        "for `{query}`"
    );
    assert!(
        error.message.contains(message),
        "for `{query}`: {}",
        error.message
    );
    let given = error.help.unwrap_or_default();
    assert!(given.contains(help), "for `{query}`: {given}");
}

#[test]
fn an_error_points_at_its_column() {
    check_error(
        "lang:it topci:x",
        9,
        5,
        "unknown field `topci`",
        "did you mean `topic:`?",
    );
    check_error(
        "http://example.org",
        1,
        4,
        "unknown field `http`",
        "in quotes",
    );
    check_error(
        "é lang:",
        8,
        1,
        "value is missing after the `:`",
        "no space",
    );
    check_error("lang:it,", 9, 1, "value is missing after the `,`", "quotes");
    check_error(
        "Russia, NATO",
        8,
        1,
        "value is missing after the `,`",
        "quotes",
    );
    check_error(",a", 1, 1, "value is missing before the `,`", "either");
    check_error("a - b", 4, 1, "word is missing after the `-`", "`-word`");
    check_error("a \"b c", 3, 1, "not closed", "end the words");
    check_error("\"a\"b", 4, 1, "space is missing", "");
    check_error("country:Russia", 9, 6, "not a country code", "`RU`");
    check_error("country:ru,uk", 12, 2, "not a country code", "`GB`");
    check_error("lang:polski", 6, 6, "not a language code", "`pl`");
    check_error(
        "kind:nwe",
        6,
        3,
        "unknown kind `nwe`",
        "did you mean `new`?",
    );
    check_error("kind:old", 6, 3, "unknown kind `old`", "`updated`");
    check_error("after:1.6.2021", 7, 8, "not a date", "2021-06-14");
    check_error("after:2021,2022", 12, 4, "takes one date", "");
    check_error("a …", 3, 1, "no letter or digit", "");
    check_error(&"a ".repeat(3000), 4097, 1904, "6000 characters", "");
}

#[test]
fn the_canonical_form_is_plain_where_it_can_be() {
    let canonical = |query: &str| Query::parse(query).unwrap().to_string();
    assert_eq!(
        canonical("  LANG:IT,pl   country:ru "),
        "lang:it,pl country:RU"
    );
    assert_eq!(canonical("\"word\" -\"two words\""), "word -\"two words\"");
    assert_eq!(canonical("topic:medtop:1"), "topic:\"medtop:1\"");
    assert_eq!(canonical("kind:NEW after:2021"), "kind:new after:2021");
    assert_eq!(canonical("12:30"), "\"12:30\"");
    assert_eq!(canonical(r#""a \"b\" \\c""#), r#""a \"b\" \\c""#);
}

proptest! {
    #[test]
    fn the_canonical_form_means_the_same(
        query in r#"((-|)((lang|country|kind|topic|person|after|source|tag|org):|)("[ab ,:é\\]{0,6}"|it|new|2021|[a-cй",:\\-]{1,5})[ ,]{0,2}){0,5}"#,
    ) {
        if let Ok(parsed) = Query::parse(&query) {
            let canonical = parsed.to_string();
            prop_assert_eq!(Query::parse(&canonical), Ok(parsed), "canonical `{}`", canonical);
        }
    }

    #[test]
    fn no_text_makes_parsing_fail_otherwise_than_by_an_error_inside_it(query in "\\PC{0,40}") {
        if let Err(error) = Query::parse(&query) {
            prop_assert!(error.column >= 1 && error.column <= query.chars().count() + 1);
            prop_assert!(error.length >= 1);
        }
    }
}
