//! A query and an item as an index sees them: the item as keys and words that can be looked up, the query as what to
//! look up. Both sides are made here, beside the predicate, so that an index finds what the predicate finds.

use std::collections::BTreeSet;

use crate::{
    Item, Label, Query, Subject,
    query::{
        fold,
        kind::Kind,
        matches::{local_id, published},
        term::{Phrase, Test},
    },
};

/// An item, as an index keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed {
    /// What can be asked of its labels, its source and its standing, each as one key.
    pub keys: BTreeSet<String>,
    /// The folded words of its headline.
    pub headline: Vec<String>,
    /// The folded words of its text.
    pub text: Vec<String>,
    /// Its date, in nanoseconds since 1970: the one that `after:` and `before:` compare.
    pub date: i64,
    /// When it was first seen, likewise.
    pub seen: i64,
}

/// One condition of a query, as an index answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Whether it must fail.
    pub negated: bool,
    /// What of it is to be found; one of them is enough.
    pub any: Vec<Wanted>,
}

/// What an index looks up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// An item with this key.
    Key(String),
    /// An item with these folded words in a row, in its headline or in its text.
    Words {
        /// As written.
        written: String,
        /// Folded.
        words: Vec<String>,
    },
    /// An item of this moment or later, in nanoseconds since 1970.
    From(i64),
    /// An item of before this moment.
    Until(i64),
}

impl Indexed {
    /// What an index keeps of an item.
    pub fn of(item: &Item) -> Self {
        let labels = &item.labels;
        let mut keys = BTreeSet::new();
        if let Some(language) = &labels.language {
            let id = language.id.to_ascii_lowercase();
            keys.extend(id.split('-').next().map(|primary| key("lang", primary)));
            keys.insert(key("lang", &id));
        }
        for topic in &labels.topics {
            add_ids("topic", topic, &mut keys);
            keys.insert(name_key("topic", &name_words(topic)));
        }
        for country in &labels.countries {
            keys.insert(key("country", &country.id.to_ascii_uppercase()));
        }
        for organisation in &labels.organisations {
            add_name("org", organisation, &mut keys);
        }
        for person in &labels.people {
            add_name("person", person, &mut keys);
        }
        keys.insert(name_key("outlet", &fold::words(&item.outlet())));
        keys.insert(key("source", item.source.as_str()));
        keys.extend(item.tags.iter().map(|tag| key("tag", tag)));
        keys.insert(key("kind", Kind::of_item(item).name()));
        let headline = item.article.headline.as_deref().unwrap_or_default();
        Self {
            keys,
            headline: fold::words(headline),
            text: fold::words(&item.article.text),
            date: nanoseconds(published(&Subject::from(item))),
            seen: nanoseconds(item.first_seen),
        }
    }
}

impl Query {
    /// What an index looks up to find the items that [`Query::matches_item`] finds.
    pub fn conditions(&self) -> Vec<Condition> {
        let terms = self.terms.iter();
        let conditions = terms.map(|term| Condition {
            negated: term.negated,
            any: wanted(&term.test),
        });
        conditions.collect()
    }
}

fn wanted(test: &Test) -> Vec<Wanted> {
    let keys = |field: &str, values: &[String]| {
        let keys = values.iter().map(|value| Wanted::Key(key(field, value)));
        keys.collect()
    };
    let named = |field: &str, phrases: &[Phrase]| {
        let both = phrases.iter().flat_map(|phrase| {
            [
                Wanted::Key(key(field, &phrase.written.to_lowercase())),
                Wanted::Key(name_key(field, &phrase.words)),
            ]
        });
        both.collect()
    };
    match test {
        Test::Words(phrases) => {
            let words = phrases.iter().map(|phrase| Wanted::Words {
                written: phrase.written.clone(),
                words: phrase.words.clone(),
            });
            words.collect()
        }
        Test::Language(values) => keys("lang", values),
        Test::Topic(phrases) => named("topic", phrases),
        Test::Country(values) => keys("country", values),
        Test::Organisation(phrases) => named("org", phrases),
        Test::Person(phrases) => named("person", phrases),
        Test::Outlet(phrases) => {
            let keys = phrases
                .iter()
                .map(|phrase| name_key("outlet", &phrase.words));
            keys.map(Wanted::Key).collect()
        }
        Test::Source(values) => keys("source", values),
        Test::Tag(values) => keys("tag", values),
        Test::Kind(kinds) => {
            let kinds = kinds.iter();
            kinds
                .map(|kind| Wanted::Key(key("kind", kind.name())))
                .collect()
        }
        Test::After(moment) => vec![Wanted::From(nanoseconds(moment.at))],
        Test::Before(moment) => vec![Wanted::Until(nanoseconds(moment.at))],
    }
}

fn key(field: &str, value: &str) -> String {
    format!("{field}:{value}")
}

/// Names and ids are told apart: a name `11000000` is not the id.
fn name_key(field: &str, words: &[String]) -> String {
    format!("{field}={}", words.join(" "))
}

fn name_words(label: &Label) -> Vec<String> {
    fold::words(label.name.as_deref().unwrap_or(local_id(label)))
}

fn add_ids(field: &str, label: &Label, keys: &mut BTreeSet<String>) {
    keys.insert(key(field, &label.id.to_lowercase()));
    keys.insert(key(field, &local_id(label).to_lowercase()));
}

/// People and organisations are asked for by any neighbouring words of their names, so each run of them is a key. Names
/// are a few words long.
fn add_name(field: &str, label: &Label, keys: &mut BTreeSet<String>) {
    add_ids(field, label, keys);
    let words = name_words(label);
    for length in 1..=words.len() {
        keys.extend(words.windows(length).map(|run| name_key(field, run)));
    }
}

/// Moments before 1677 and after 2262 are the first and the last ones.
fn nanoseconds(at: jiff::Timestamp) -> i64 {
    let exact = at.as_nanosecond();
    i64::try_from(exact).unwrap_or(if exact < 0 { i64::MIN } else { i64::MAX })
}
