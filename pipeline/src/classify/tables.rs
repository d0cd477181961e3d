//! The tables that are compiled into the program, read once.

use std::{borrow::Cow, sync::LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    gazetteer::Gazetteer, given::GivenNames, known::KnownPeople, lexicon::Lexicon,
    pattern::Pattern, places::Places, same,
};
use crate::text::Tongue;

pub(super) const COUNTRY_NAMES: &str = include_str!("../../data/labels/country-names.tsv");
const COUNTRIES: &str = include_str!("../../data/labels/countries.tsv");
const ORGANISATIONS: &str = include_str!("../../data/labels/organisations.tsv");
const PEOPLE: &str = include_str!("../../data/labels/people.tsv");
const GIVEN_NAMES: &str = include_str!("../../data/labels/given-names.txt");
const CUES: &str = include_str!("../../data/labels/cues.tsv");
const PLACES: &str = include_str!("../../data/labels/places.tsv");
pub(super) const TOPIC_NAMES: &str = include_str!("../../data/labels/topic-names.tsv");
const TOPICS: &str = include_str!("../../data/labels/topics.tsv");

/// Everything that classification knows before it reads.
#[derive(Debug)]
pub(super) struct Tables {
    /// Countries and the words that stand for them; a target is an index into `codes`.
    pub(super) countries: Gazetteer,
    /// Countries, by ISO 3166-1 alpha-2 code, and places of the user's own.
    pub(super) codes: Vec<Place>,
    /// Cities and parts of countries that have ids of their own.
    pub(super) places: Places,
    /// Ids of shipped places that the user calls otherwise.
    pub(super) called: FxHashMap<String, String>,
    /// Where the user's own names begin.
    pub(super) own: Own,
    /// Names of the user's own that count only beside one of their cues: the id, and the cues.
    pub(super) cued: Vec<(String, Gazetteer)>,
    /// Organisations; a target is an index into `bodies`.
    pub(super) organisations: Gazetteer,
    /// What the organisations are.
    pub(super) bodies: Vec<Body>,
    /// People of international news.
    pub(super) people: KnownPeople,
    /// Given names.
    pub(super) given: GivenNames,
    /// Words that announce a person: offices, titles.
    pub(super) roles: Gazetteer,
    /// Words that announce what somebody said.
    pub(super) sayings: Gazetteer,
    /// Words that make the name of a state of an adjective: `Российская Федерация`.
    pub(super) states: Gazetteer,
    /// Words after which a name is a place.
    pub(super) before_places: Gazetteer,
    /// Words that end the name of a thing, not of a person.
    pub(super) not_surnames: Gazetteer,
    /// Words that make a thing of the name before them: `Street`, `Institut`.
    pub(super) things: Gazetteer,
    /// Articles, prepositions, pronouns: a name never begins with one, though a sentence does.
    pub(super) small: Gazetteer,
    /// Words that stand for a person who was named before: `he`, `она`.
    pub(super) pronouns: Gazetteer,
    /// Verbs whose speaker often follows them.
    pub(super) speaking: Gazetteer,
}

/// The first targets that the user's own names have, if there are any.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// Whether there are any.
    pub(super) any: bool,
    /// Of people.
    pub(super) forms: usize,
    /// Of organisations.
    pub(super) bodies: usize,
    /// Of places.
    pub(super) places: usize,
}

impl Own {
    /// Whether a place is the user's own.
    pub(super) fn is_place(&self, place: u32) -> bool {
        self.any && usize::try_from(place).is_ok_and(|place| place >= self.places)
    }
}

/// An organisation.
#[derive(Debug)]
pub(super) struct Body {
    /// Its stable id; `-` for words that only keep others from being read into them.
    pub(super) id: Cow<'static, str>,
    /// The name that readers expect.
    pub(super) name: Cow<'static, str>,
    /// Its members are named, not itself.
    pub(super) people: bool,
    /// The country that it is an organ of.
    pub(super) of_country: Option<Cow<'static, str>>,
}

/// Words that are typical of the top-level topics, for models.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(TOPICS));

impl Tables {
    /// Reads all tables.
    #[cfg(test)]
    pub(super) fn load() -> Self {
        Self::with(&[])
    }

    /// Reads all tables, and adds what the user names.
    pub(super) fn with(entities: &[config::Entity]) -> Self {
        let mut tables = Self {
            countries: Gazetteer::default(),
            codes: Vec::new(),
            places: Places::parse(PLACES),
            called: FxHashMap::default(),
            own: Own::default(),
            cued: Vec::new(),
            organisations: Gazetteer::default(),
            bodies: Vec::new(),
            people: KnownPeople::parse(PEOPLE),
            given: GivenNames::parse(GIVEN_NAMES),
            roles: cues("role"),
            sayings: cues("say"),
            states: cues("state"),
            before_places: cues("place"),
            not_surnames: cues("after"),
            things: cues("thing"),
            small: cues("small"),
            pronouns: cues("pronoun"),
            speaking: cues("speak"),
        };
        tables.read_countries();
        tables.read_organisations();
        tables.own = Own {
            any: !entities.is_empty(),
            forms: tables.people.forms(),
            bodies: tables.bodies.len(),
            places: tables.codes.len(),
        };
        let same = same::find(&tables, entities);
        tables.rename(&same);
        for entity in entities {
            tables.add_entity(entity, &same);
        }
        tables
    }

    fn read_countries(&mut self) {
        let mut seen = FxHashSet::default();
        for row in COUNTRIES.lines().chain(COUNTRY_NAMES.lines()) {
            let mut fields = row.split('\t');
            let (Some(code), Some(language), Some(patterns)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let target = position_or_push(&mut self.codes, code);
            for pattern in patterns.split("; ") {
                if seen.insert((code, language, pattern)) {
                    add(&mut self.countries, pattern, language, target);
                }
            }
        }
    }

    fn read_organisations(&mut self) {
        for row in ORGANISATIONS.lines() {
            let mut fields = row.split('\t');
            let (Some(id), Some(name), Some(language), Some(patterns)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            if id == "@" {
                for id in patterns.split("; ") {
                    if let Some(body) = self.bodies.iter_mut().find(|body| body.id == id) {
                        body.of_country = Some(name.into());
                    }
                }
                continue;
            }
            if self.bodies.last().is_none_or(|body| body.id != id) {
                self.bodies.push(Body {
                    id: id.into(),
                    name: name.into(),
                    people: false,
                    of_country: None,
                });
            }
            let target = self.bodies.len() - 1;
            for pattern in patterns.split("; ") {
                add(&mut self.organisations, pattern, language, target);
            }
        }
    }
}

impl Tables {
    /// The id of a place that a word names: that of a part of a country where it has one of its own.
    pub(super) fn id_of_place<'t>(&'t self, place: &'t Place, folded: &str) -> &'t str {
        let id = self.places.id_of(&place.id, folded).unwrap_or(&place.id);
        self.called.get(id).map_or(id, |called| called)
    }
}

fn position_or_push(codes: &mut Vec<Place>, code: &'static str) -> usize {
    codes
        .iter()
        .position(|known| known.id == code)
        .unwrap_or_else(|| {
            codes.push(Place {
                id: code.into(),
                people: false,
                country: Some(code.into()),
            });
            codes.len() - 1
        })
}

/// A country, or a place of the user's own.
#[derive(Debug)]
pub(super) struct Place {
    /// Its id.
    pub(super) id: Cow<'static, str>,
    /// Its inhabitants are named, not itself.
    pub(super) people: bool,
    country: Option<Cow<'static, str>>,
}

impl Place {
    /// A place that is no country, and the country it is in.
    pub(super) fn new(id: String, country: Option<String>) -> Self {
        Self {
            id: id.into(),
            people: false,
            country: country.map(Into::into),
        }
    }

    /// Those who live there.
    pub(super) fn people(self) -> Self {
        Self {
            people: true,
            ..self
        }
    }

    /// The country that its mention speaks of.
    pub(super) fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }
}

fn add(gazetteer: &mut Gazetteer, pattern: &str, language: &str, target: usize) {
    let tongue = (language != "*").then(|| Tongue::of(language));
    let target = u32::try_from(target).unwrap_or(u32::MAX);
    let alternated = alternated(pattern, language);
    for pattern in [Some(pattern), alternated.as_deref()].into_iter().flatten() {
        gazetteer.extend(Pattern::parse(pattern, tongue, target));
    }
}

/// The dative and locative of a name whose stem ends with a sound that changes there: `Мексик~` is `Мексиці`.
fn alternated(pattern: &str, language: &str) -> Option<String> {
    let changes: &[(&str, &str)] = match language {
        "uk" => &[("к", "ці"), ("г", "зі"), ("х", "сі")],
        "pl" => &[("k", "ce"), ("g", "dze")],
        _ => &[],
    };
    let stem = pattern.strip_suffix('~')?;
    let is_name = stem.starts_with(char::is_uppercase) && stem.chars().count() > 3;
    let mut changes = changes.iter().filter(|_| is_name);
    changes.find_map(|(sound, changed)| Some(stem.strip_suffix(sound)?.to_owned() + changed))
}

fn cues(kind: &str) -> Gazetteer {
    let mut gazetteer = Gazetteer::default();
    for row in CUES.lines() {
        let mut fields = row.split('\t');
        if fields.next() != Some(kind) {
            continue;
        }
        if let (Some(language), Some(patterns)) = (fields.next(), fields.next()) {
            for pattern in patterns.split("; ") {
                add(&mut gazetteer, pattern, language, 0);
            }
        }
    }
    gazetteer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_every_table_has_its_fields() {
        let rows = |table: &'static str, fields: usize| {
            for row in table.lines() {
                assert_eq!(row.split('\t').count(), fields, "{row}");
                assert!(
                    row.split('\t').all(|field| !field.trim().is_empty()),
                    "{row}"
                );
            }
        };
        rows(COUNTRY_NAMES, 3);
        rows(COUNTRIES, 3);
        rows(CUES, 3);
        rows(ORGANISATIONS, 4);
        rows(TOPICS, 3);
        rows(TOPIC_NAMES, 3);
    }

    #[test]
    fn every_topic_has_its_words_and_a_name_in_the_eight_languages() {
        let language = |row: &str| row.split('\t').nth(1).unwrap().to_owned();
        for (topic, table) in (1..=17).flat_map(|topic| [(topic, TOPICS), (topic, TOPIC_NAMES)]) {
            let id = format!("medtop:{topic:02}000000\t");
            let rows = table.lines().filter(|row| row.starts_with(&id));
            let languages: std::collections::BTreeSet<String> = rows.map(language).collect();
            assert_eq!(
                languages,
                ["de", "en", "es", "fr", "it", "pl", "ru", "uk"]
                    .map(str::to_owned)
                    .into(),
                "{id}"
            );
        }
    }

    #[test]
    fn every_organ_of_a_country_is_an_organisation_of_the_table() {
        let bodies = Tables::load().bodies;
        for row in ORGANISATIONS.lines().filter(|row| row.starts_with('@')) {
            for id in row.rsplit('\t').next().unwrap().split("; ") {
                assert!(
                    bodies
                        .iter()
                        .any(|body| body.id == id && body.of_country.is_some()),
                    "{id}"
                );
            }
        }
    }
}
