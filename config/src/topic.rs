//! `[[topic]]`: the user's own topics, each a rule over phrases and countries.

use item::{is_country, meant_country};

use crate::{
    name,
    written::{Text, Written},
};

/// A topic and the rule that decides whether an article is about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topic {
    /// Its name in labels and queries; unique.
    pub id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// At least one of these phrases must occur, if there are any.
    pub any: Vec<String>,
    /// All of these phrases must occur.
    pub all: Vec<String>,
    /// None of these phrases may occur.
    pub none: Vec<String>,
    /// All of these phrases must stand near each other, if there are any.
    pub near: Vec<String>,
    /// How many words apart is near.
    pub within: Option<u16>,
    /// What a phrase in the title counts; one in the text counts 1.
    pub title_weight: Option<u8>,
    /// At least one of these entities must be labelled, if there are any.
    pub any_of_entities: Vec<String>,
    /// All of these entities must be labelled.
    pub all_of_entities: Vec<String>,
    /// At least one of these countries must be labelled, if there are any (ISO 3166-1 alpha-2).
    pub any_of_countries: Vec<String>,
    /// All of these countries must be labelled.
    pub all_of_countries: Vec<String>,
}

impl Topic {
    /// Checks one `[[topic]]`; gives the place of its `id` too. Problems are in the table's findings.
    pub(crate) fn check(table: Written<'_>) -> (Option<Self>, Option<Text>) {
        let id = table.required_text("id", "\"a-name\"");
        let id = id.and_then(|id| name::checked(&table, id));
        let name = table.text("name").map(|name| name.value);
        let [any, all, none, near] = ["any", "all", "none", "near"].map(|key| phrases(&table, key));
        let [any_of_countries, all_of_countries] =
            ["any_of_countries", "all_of_countries"].map(|key| countries(&table, key));
        let [any_of_entities, all_of_entities] =
            ["any_of_entities", "all_of_entities"].map(|key| entities(&table, key));
        let within = table
            .number("within", 1..=500)
            .and_then(|words| u16::try_from(words).ok());
        let title_weight = table
            .number("title_weight", 0..=100)
            .and_then(|weight| u8::try_from(weight).ok());
        if near.len() == 1 {
            let message = format!("{} has one phrase in `near`", table.name);
            let help = "write the others that it is to be near, or move it to `all`";
            table.error(&table.at.clone(), message, help.to_owned());
        }
        let asks = ["any", "all", "near"]
            .iter()
            .any(|key| !is_empty_list(&table, key));
        if !asks {
            let message = format!("{} has no phrase to look for", table.name);
            let help = "add phrases to `any`, `all` or `near`; `none`, countries and entities only narrow them down";
            table.error(&table.at.clone(), message, help.to_owned());
        }
        table.finish();
        let topic = id.as_ref().map(|id| Self {
            id: id.value.clone(),
            name,
            any,
            all,
            none,
            near,
            within,
            title_weight,
            any_of_entities,
            all_of_entities,
            any_of_countries,
            all_of_countries,
        });
        (topic, id)
    }
}

/// A list whose phrases are all wrong is not an empty one: the phrases have their own errors.
fn is_empty_list(table: &Written<'_>, key: &'static str) -> bool {
    table.value(key).is_none_or(|value| {
        value
            .get_ref()
            .as_array()
            .is_some_and(|list| list.is_empty())
    })
}

fn phrases(table: &Written<'_>, key: &'static str) -> Vec<String> {
    let phrases = table.texts(key).unwrap_or_default().into_iter();
    phrases
        .filter_map(|phrase| {
            let good = phrase.value.chars().any(char::is_alphanumeric);
            if !good {
                let message = format!(
                    "a phrase in `{key}` of {} has neither letter nor digit",
                    table.name
                );
                table.error(&phrase.at, message, None);
            }
            good.then_some(phrase.value)
        })
        .collect()
}

/// Ids of entities: whether there are such, only the tables know, but what they look like is known.
fn entities(table: &Written<'_>, key: &'static str) -> Vec<String> {
    let ids = table.texts(key).unwrap_or_default().into_iter();
    ids.filter_map(|id| {
        let kind = id.value.split_once(':').map(|(kind, _)| kind);
        let good = kind.is_some_and(|kind| ["person", "org", "place"].contains(&kind));
        if !good {
            let message = format!(
                "`{}` in `{key}` of {} is not the id of an entity",
                id.written, table.name
            );
            let help = "write `person:`, `org:` or `place:` and a name, as `explain` shows it, like `org:nato`";
            table.error(&id.at, message, help.to_owned());
        }
        good.then_some(id.value)
    })
    .collect()
}

fn countries(table: &Written<'_>, key: &'static str) -> Vec<String> {
    let codes = table.texts(key).unwrap_or_default().into_iter();
    codes
        .filter_map(|code| {
            let good = is_country(&code.value);
            if !good {
                let (written, name) = (&code.written, &table.name);
                let message = format!("`{written}` in `{key}` of {name} is not a country code");
                let help = match meant_country(written) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "write two upper-case letters, like `RU` (ISO 3166-1)".to_owned(),
                };
                table.error(&code.at, message, help);
            }
            good.then_some(code.value)
        })
        .collect()
}
