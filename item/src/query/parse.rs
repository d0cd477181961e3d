//! What the terms of a query mean, and what to say of those that mean nothing.

use crate::{
    Query, QueryError, is_country, meant_country, nearest,
    query::{
        kind::Kind,
        moment::Moment,
        scan::{RawTerm, Scanner, Written},
        term::{Phrase, Term, Test},
    },
};

/// Longer queries are refused: queries come over the network too, and each term costs time for every item.
const MAX_LETTERS: usize = 4096;

const FIELDS: [&str; 11] = [
    "lang", "topic", "country", "org", "person", "outlet", "source", "tag", "kind", "after",
    "before",
];

pub(crate) fn parse(text: &str) -> Result<Query, QueryError> {
    let letters = text.chars().count();
    if letters > MAX_LETTERS {
        return Err(QueryError {
            column: MAX_LETTERS + 1,
            length: letters - MAX_LETTERS,
            message: format!("the query has {letters} characters; {MAX_LETTERS} are allowed"),
            help: None,
        });
    }
    let mut scanner = Scanner::new(text);
    let mut terms = Vec::new();
    while let Some(raw) = scanner.term()? {
        terms.push(Term {
            negated: raw.negated,
            test: test(&raw)?,
        });
    }
    Ok(Query { terms })
}

fn test(raw: &RawTerm) -> Result<Test, QueryError> {
    let Some(field) = &raw.field else {
        return each(raw, phrase).map(Test::Words);
    };
    match field.text.to_lowercase().as_str() {
        "lang" => each(raw, language).map(Test::Language),
        "topic" => each(raw, phrase).map(Test::Topic),
        "country" => each(raw, country).map(Test::Country),
        "org" => each(raw, phrase).map(Test::Organisation),
        "person" => each(raw, phrase).map(Test::Person),
        "outlet" => each(raw, phrase).map(Test::Outlet),
        "source" => each(raw, source).map(Test::Source),
        "tag" => each(raw, tag).map(Test::Tag),
        "kind" => each(raw, kind).map(Test::Kind),
        "after" => moment(raw).map(Test::After),
        "before" => moment(raw).map(Test::Before),
        unknown => Err(unknown_field(field, unknown)),
    }
}

fn each<T>(
    raw: &RawTerm,
    read: impl Fn(&Written) -> Result<T, QueryError>,
) -> Result<Vec<T>, QueryError> {
    raw.values.iter().map(read).collect()
}

fn unknown_field(field: &Written, name: &str) -> QueryError {
    let help = match nearest(name, FIELDS) {
        Some(known) => format!("did you mean `{known}:`?"),
        None => format!(
            "the fields are {}; put words with a colon in quotes",
            listed(FIELDS)
        ),
    };
    field.error(format!("unknown field `{}`", field.text), Some(help))
}

fn phrase(value: &Written) -> Result<Phrase, QueryError> {
    let phrase = Phrase::new(&value.text);
    if phrase.words.is_empty() {
        let message = "there is no letter or digit to look for".into();
        return Err(value.error(message, None));
    }
    Ok(phrase)
}

fn language(value: &Written) -> Result<String, QueryError> {
    let mut parts = value.text.split('-');
    let primary = parts.next().unwrap_or_default();
    let good = matches!(primary.len(), 2 | 3)
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !good {
        return Err(value.error(
            format!("`{}` is not a language code", value.text),
            Some("write its code, like `it`, `pl` or `und` for unknown".into()),
        ));
    }
    Ok(value.text.to_ascii_lowercase())
}

fn country(value: &Written) -> Result<String, QueryError> {
    let code = value.text.to_ascii_uppercase();
    if !is_country(&code) {
        let help = match meant_country(&code) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write its two letters, like `RU` or `PL` (ISO 3166-1)".to_owned(),
        };
        return Err(value.error(
            format!("`{}` is not a country code", value.text),
            Some(help),
        ));
    }
    Ok(code)
}

fn source(value: &Written) -> Result<String, QueryError> {
    if value.text.is_empty() {
        return Err(value.error("the name of the source is empty".into(), None));
    }
    Ok(value.text.clone())
}

fn tag(value: &Written) -> Result<String, QueryError> {
    if value.text.is_empty() {
        return Err(value.error("the tag is empty".into(), None));
    }
    Ok(value.text.to_lowercase())
}

fn kind(value: &Written) -> Result<Kind, QueryError> {
    let name = value.text.to_lowercase();
    let names = Kind::NAMES.map(|(name, _)| name);
    let known = Kind::NAMES.iter().find(|(known, _)| *known == name);
    known.map(|(_, kind)| *kind).ok_or_else(|| {
        let help = match nearest(&name, names) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("the kinds are {}", listed(names)),
        };
        value.error(format!("unknown kind `{}`", value.text), Some(help))
    })
}

fn moment(raw: &RawTerm) -> Result<Moment, QueryError> {
    let (value, others) = (&raw.values.first, &raw.values.others);
    if let Some(second) = others.first() {
        let field = raw.field.as_ref().map_or("", |field| &field.text);
        return Err(second.error(format!("`{field}:` takes one date"), None));
    }
    Moment::parse(&value.text).ok_or_else(|| {
        value.error(
            format!("`{}` is not a date", value.text),
            Some("write `2021`, `2021-06`, `2021-06-14` or `2021-06-14T10:00:00Z`".into()),
        )
    })
}

fn listed<const N: usize>(names: [&str; N]) -> String {
    names.map(|name| format!("`{name}`")).join(", ")
}
