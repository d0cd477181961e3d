//! A query as data: terms that must all hold, each a list of values of which one must. Its `Display` is the canonical
//! form, which parses to the same query.

use std::{fmt, str::FromStr};

use crate::{
    QueryError,
    query::{fold, kind::Kind, moment::Moment, parse::parse},
};

/// What a reader asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    pub(crate) terms: Vec<Term>,
}

/// One condition, or its opposite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// Whether the test must fail.
    pub(crate) negated: bool,
    /// What is asked.
    pub(crate) test: Test,
}

/// What a term asks; of several values one is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    /// Words in headline or text.
    Words(Vec<Phrase>),
    /// The language, lower-case.
    Language(Vec<String>),
    /// A topic, by id or name.
    Topic(Vec<Phrase>),
    /// A country, upper-case.
    Country(Vec<String>),
    /// An organisation, by id or name.
    Organisation(Vec<Phrase>),
    /// A person, by id or name.
    Person(Vec<Phrase>),
    /// Who published it, by the whole name.
    Outlet(Vec<Phrase>),
    /// The source that first brought it.
    Source(Vec<String>),
    /// A tag of that source, lower-case.
    Tag(Vec<String>),
    /// New, copy or updated.
    Kind(Vec<Kind>),
    /// Not before this moment.
    After(Moment),
    /// Before this moment.
    Before(Moment),
}

/// Neighbouring words, as written and as compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// As written.
    pub(crate) written: String,
    /// Folded.
    pub(crate) words: Vec<String>,
}

impl Phrase {
    pub(crate) fn new(written: &str) -> Self {
        Self {
            written: written.to_owned(),
            words: fold::words(written),
        }
    }
}

impl Query {
    /// Reads a query. An empty one asks for everything.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        parse(text)
    }

    /// The sources that it names, for a warning where there is none of that name.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().flat_map(|term| match &term.test {
            Test::Source(names) => names.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        })
    }

    /// The topics that it names, by id or by name.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().flat_map(|term| match &term.test {
            Test::Topic(names) => names.iter().map(|name| &*name.written).collect(),
            _ => Vec::new(),
        })
    }

    /// The tags that it names.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().flat_map(|term| match &term.test {
            Test::Tag(names) => names.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        })
    }

    /// Whether it asks for new items, copies or updates: that is known only once an item was compared with the others.
    pub fn asks_for_kind(&self) -> bool {
        let asks = |term: &Term| matches!(term.test, Test::Kind(_));
        self.terms.iter().any(asks)
    }

    /// Each of its terms as it is written, and what the query is without it.
    pub fn parts(&self) -> Vec<(String, Self)> {
        let without = |index: usize| {
            let terms = self.terms.iter().enumerate();
            let rest = terms.filter(|(at, _)| *at != index);
            Self {
                terms: rest.map(|(_, term)| term.clone()).collect(),
            }
        };
        let terms = self.terms.iter().enumerate();
        terms
            .map(|(index, term)| (term.to_string(), without(index)))
            .collect()
    }

    /// Whether it asks for everything.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        Self::parse(text)
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        let written = |phrases: &[Phrase]| join(phrases.iter().map(|phrase| &*phrase.written));
        let plain = |values: &[String]| join(values.iter().map(String::as_str));
        match &self.test {
            Test::Words(phrases) => f.write_str(&written(phrases)),
            Test::Language(values) => write!(f, "lang:{}", plain(values)),
            Test::Topic(phrases) => write!(f, "topic:{}", written(phrases)),
            Test::Country(values) => write!(f, "country:{}", plain(values)),
            Test::Organisation(phrases) => write!(f, "org:{}", written(phrases)),
            Test::Person(phrases) => write!(f, "person:{}", written(phrases)),
            Test::Outlet(phrases) => write!(f, "outlet:{}", written(phrases)),
            Test::Source(values) => write!(f, "source:{}", plain(values)),
            Test::Tag(values) => write!(f, "tag:{}", plain(values)),
            Test::Kind(kinds) => write!(f, "kind:{}", join(kinds.iter().map(|kind| kind.name()))),
            Test::After(moment) => write!(f, "after:{}", moment.written),
            Test::Before(moment) => write!(f, "before:{}", moment.written),
        }
    }
}

fn join<'a>(values: impl Iterator<Item = &'a str>) -> String {
    values.map(quoted).collect::<Vec<_>>().join(",")
}

/// Quotes are written only where the bare value would be read as something else.
fn quoted(value: &str) -> String {
    let bare = !value.is_empty()
        && !value.starts_with('-')
        && !value
            .chars()
            .any(|letter| letter.is_whitespace() || matches!(letter, '"' | ',' | ':' | '\\'));
    if bare {
        return value.to_owned();
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
