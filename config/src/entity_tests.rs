//! `[[entity]]`: what is read, and what is refused.

use crate::{
    EntityKind,
    tests::{check, read},
};

const REST: &str =
    "[[source]]\nid = \"s\"\nkind = \"files\"\npath = \"in\"\n[[sink]]\nkind = \"stdout\"\n";

#[test]
fn an_entity_has_names_for_all_languages_and_for_some() {
    let keys = "[[entity]]\nid = \"acme\"\nkind = \"organisation\"\nnames = [\"Acme\"]\npl = [\"Akme\"]\npeople = [\"Acmeans\"]\ncues = [\"steel\"]\ncountry = \"US\"\n";
    let config = read(&format!("{REST}{keys}")).unwrap();
    let [entity] = &*config.entities else {
        panic!("{:?}", config.entities)
    };
    assert_eq!(
        (&*entity.id, entity.kind),
        ("org:acme", EntityKind::Organisation)
    );
    assert_eq!(
        entity.names,
        [(None, "Acme".to_owned()), (Some("pl"), "Akme".to_owned())]
    );
    assert_eq!(entity.people, ["Acmeans"]);
    assert_eq!(entity.cues, ["steel"]);
    assert_eq!(entity.country.as_deref(), Some("US"));
}

#[test]
fn the_id_of_an_entity_may_be_the_whole_name_of_an_office() {
    let keys = |id: &str| {
        format!("{REST}[[entity]]\nid = \"{id}\"\nkind = \"organisation\"\nnames = [\"Acme\"]\n")
    };
    let long = "a".repeat(200);
    let config = read(&keys(&long)).unwrap();
    assert_eq!(config.entities[0].id, format!("org:{long}"));
    let longer = "a".repeat(201);
    check(
        &keys(&longer),
        &[&format!(
            "8:6:203 `id` in [[entity]] `{longer}` is not a good name / write lower-case letters, digits, `-`, `_` and `.`, at most 200, a letter or digit first"
        )],
    );
}

#[test]
fn a_wrong_entity_is_refused_with_advice() {
    check(
        &format!("{REST}[[entity]]\nid = \"acme\"\nkind = \"firm\"\nnames = [\"Acme\"]\n"),
        &[
            "9:8:6 `firm` in [[entity]] `acme` is no kind of entity / write `person`, `organisation` or `place`",
        ],
    );
    check(
        &format!("{REST}[[entity]]\nid = \"acme\"\nkind = \"place\"\n"),
        &[
            "7:1:10 [[entity]] `acme` has no name to look for / add `names = [\"…\"]`, or `pl = [\"…\"]` for one language",
        ],
    );
    check(
        &format!(
            "{REST}[[entity]]\nid = \"ann\"\nkind = \"person\"\nnames = [\"!\"]\ncountry = \"US\"\n"
        ),
        &[
            "10:10:3 a text in `names` of [[entity]] `ann` has neither letter nor digit",
            "11:11:4 [[entity]] `ann` is a person, and has a `country` / leave it out: who is named is not yet where it happens",
        ],
    );
}

#[test]
fn a_person_has_no_people() {
    check(
        &format!(
            "{REST}[[entity]]\nid = \"ann\"\nkind = \"person\"\nnames = [\"Ann Lee\"]\npeople = [\"Lees\"]\n"
        ),
        &[
            "11:10:8 [[entity]] `ann` is a person, and has `people` / leave it out, or write them into its `names`",
        ],
    );
}

#[test]
fn a_topic_asks_for_entities_by_their_ids_and_for_more_than_one_phrase_to_be_near() {
    check(
        &format!(
            "{REST}[[topic]]\nid = \"t\"\nnear = [\"gas\"]\nall_of_entities = [\"NATO\"]\nwithin = 0\n"
        ),
        &[
            "7:1:9 [[topic]] `t` has one phrase in `near` / write the others that it is to be near, or move it to `all`",
            "10:20:6 `NATO` in `all_of_entities` of [[topic]] `t` is not the id of an entity / write `person:`, `org:` or `place:` and a name, as `explain` shows it, like `org:nato`",
            "11:10:1 `within` in [[topic]] `t` must be from 1 to 500",
        ],
    );
}
