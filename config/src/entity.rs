//! `[[entity]]`: people, organisations and places of the user's own, by their names in any language.

use item::is_country;

use crate::{
    name,
    written::{Text, Written},
};

/// The languages whose names may be given apart.
const LANGUAGES: [&str; 8] = ["it", "pl", "ru", "uk", "en", "de", "fr", "es"];

/// Somebody or something that texts are to be searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id in labels: its kind and its name in the configuration, `org:acme`.
    pub id: String,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Its name for people: the first of its names.
    pub name: String,
    /// Its names, and the language that each is looked for in; `None`: in all.
    pub names: Vec<(Option<&'static str>, String)>,
    /// What its people are called, its inhabitants or members: found as people, under its id.
    pub people: Vec<String>,
    /// Its names count only where one of these phrases occurs too, if there are any.
    pub cues: Vec<String>,
    /// The country that its mention speaks of (ISO 3166-1 alpha-2).
    pub country: Option<String>,
}

/// What kind of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// A person: the surname alone is enough once the full name was read.
    Person,
    /// An organisation.
    Organisation,
    /// A place that is no country.
    Place,
}

impl EntityKind {
    fn named(name: &str) -> Option<Self> {
        match name {
            "person" => Some(Self::Person),
            "organisation" => Some(Self::Organisation),
            "place" => Some(Self::Place),
            _ => None,
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "org",
            Self::Place => "place",
        }
    }
}

impl Entity {
    /// Checks one `[[entity]]`; gives the place of its `id` too. Problems are in the table's findings.
    pub(crate) fn check(table: Written<'_>) -> (Option<Self>, Option<Text>) {
        let id = table.required_text("id", "\"a-name\"");
        let id = id.and_then(|id| name::checked_of_entity(&table, id));
        let kind = kind(&table);
        let mut names = named(&table, "names", None);
        for language in LANGUAGES {
            names.extend(named(&table, language, Some(language)));
        }
        let cues = named(&table, "cues", None).into_iter();
        let cues = cues.map(|(_, cue)| cue).collect();
        let people = people(&table, kind);
        let country = country(&table, kind);
        if names.is_empty() && table.value("names").is_none() {
            let message = format!("{} has no name to look for", table.name);
            let help = "add `names = [\"…\"]`, or `pl = [\"…\"]` for one language".to_owned();
            table.error(&table.at.clone(), message, help);
        }
        table.finish();
        let entity =
            id.as_ref()
                .zip(kind)
                .zip(names.first().cloned())
                .map(|((id, kind), (_, first))| Self {
                    id: format!("{}:{}", kind.prefix(), id.value),
                    kind,
                    name: first,
                    names,
                    people,
                    cues,
                    country,
                });
        (entity, id)
    }
}

fn kind(table: &Written<'_>) -> Option<EntityKind> {
    let written = table.required_text("kind", "\"organisation\"")?;
    let kind = EntityKind::named(&written.value);
    if kind.is_none() {
        let message = format!(
            "`{}` in {} is no kind of entity",
            written.written, table.name
        );
        let help = "write `person`, `organisation` or `place`".to_owned();
        table.error(&written.at, message, help);
    }
    kind
}

/// What the people of an organisation or place are called; a person has none.
fn people(table: &Written<'_>, kind: Option<EntityKind>) -> Vec<String> {
    let people = named(table, "people", None);
    if kind == Some(EntityKind::Person)
        && let Some(written) = table.value("people")
    {
        let message = format!("{} is a person, and has `people`", table.name);
        let help = "leave it out, or write them into its `names`".to_owned();
        table.error(&written.span(), message, help);
    }
    people.into_iter().map(|(_, name)| name).collect()
}

/// The country of an organisation or place; a person has none of whose mention one could speak.
fn country(table: &Written<'_>, kind: Option<EntityKind>) -> Option<String> {
    let country = table.text("country")?;
    if kind == Some(EntityKind::Person) {
        let message = format!("{} is a person, and has a `country`", table.name);
        let help = "leave it out: who is named is not yet where it happens".to_owned();
        table.error(&country.at, message, help);
        return None;
    }
    if !is_country(&country.value) {
        let message = format!(
            "`{}` in {} is not a country code",
            country.written, table.name
        );
        let help = "write two upper-case letters, like `RU` (ISO 3166-1)".to_owned();
        table.error(&country.at, message, help);
        return None;
    }
    Some(country.value)
}

fn named(
    table: &Written<'_>,
    key: &'static str,
    language: Option<&'static str>,
) -> Vec<(Option<&'static str>, String)> {
    let names = table.texts(key).unwrap_or_default().into_iter();
    names
        .filter_map(|name| {
            let good = name.value.chars().any(char::is_alphanumeric);
            if !good {
                let message = format!(
                    "a text in `{key}` of {} has neither letter nor digit",
                    table.name
                );
                table.error(&name.at, message, None);
            }
            good.then_some((language, name.value))
        })
        .collect()
}
