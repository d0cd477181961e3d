//! Spans as labels with scores and evidence, and as entities with their places.

use item::Label;
use rustc_hash::FxHashMap;

use super::{
    people::Person,
    reading::Reading,
    spans::{Named, Span},
    tables::{Body, Place, Tables},
};

/// The most words shown as evidence of one label.
const MOST_EVIDENCE: usize = 5;

/// What a mention in the title counts.
const TITLE_WEIGHT: f32 = 3.0;

/// What an adjective counts for its country, or an inhabitant where they are written small: `an Irish airline` is about an
/// airline. A country that nothing else names needs two of them, or one in the title.
const ADJECTIVE_WEIGHT: f32 = 0.5;
const LEAST_OF_ADJECTIVES: f32 = 1.0;

/// What the mention of a country's organ counts for the country.
const ORGAN_WEIGHT: f32 = 0.5;

/// Something that a text names, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Its stable id: `RU`, `place:moscow`, `org:nato`, `person:jens-stoltenberg`.
    pub id: String,
    /// Its name for people to read; for a country its words in the text.
    pub name: String,
}

/// What kind of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// A person.
    Person,
    /// An organisation.
    Organisation,
    /// A country, or a place or people that stands for one.
    Place,
}

type Mention = ((usize, usize), f32);

/// Mentions, and whether each counts only beside a better one.
type Mentions = Vec<(Mention, bool)>;

/// The countries that the spans name.
pub(super) fn countries(reading: &Reading, tables: &Tables, spans: &[Span]) -> Vec<Label> {
    let mut mentions: FxHashMap<&str, Mentions> = FxHashMap::default();
    for span in spans {
        let (code, weight) = match span.named {
            Named::Country(code) => (
                get(&tables.codes, code).and_then(Place::country),
                if span.adjective {
                    ADJECTIVE_WEIGHT
                } else {
                    1.0
                },
            ),
            Named::Organisation(body) => (
                get(&tables.bodies, body).and_then(|body| body.of_country.as_deref()),
                ORGAN_WEIGHT,
            ),
            _ => (None, 0.0),
        };
        if let Some(code) = code {
            mentions.entry(code).or_default().push((
                ((span.first, span.after), weight),
                span.weak || span.adjective,
            ));
        }
    }
    ranked(mentions.into_iter().filter_map(|(code, mentions)| {
        let adjectives = weigh(reading, mentions.iter().filter(|mention| mention.0.1 < 1.0));
        let mentions = if adjectives >= LEAST_OF_ADJECTIVES {
            mentions
                .into_iter()
                .map(|(mention, _)| (mention, false))
                .collect()
        } else {
            mentions
        };
        firm(mentions).map(|mentions| label(reading, code, None, mentions))
    }))
}

/// The organisations that the spans name.
pub(super) fn organisations(reading: &Reading, tables: &Tables, spans: &[Span]) -> Vec<Label> {
    let mut mentions: FxHashMap<&str, (&Body, Mentions)> = FxHashMap::default();
    for span in spans {
        if let Named::Organisation(body) = span.named
            && let Some(body) = get(&tables.bodies, body)
        {
            mentions
                .entry(&body.id)
                .or_insert_with(|| (body, Vec::new()))
                .1
                .push((((span.first, span.after), 1.0), span.weak));
        }
    }
    ranked(mentions.into_iter().filter_map(|(id, (body, mentions))| {
        firm(mentions).map(|mentions| label(reading, id, Some(&body.name), mentions))
    }))
}

/// What mentions count together; one in the title counts more.
fn weigh<'m>(reading: &Reading, mentions: impl Iterator<Item = &'m (Mention, bool)>) -> f32 {
    mentions
        .map(|(((first, _), counts), _)| {
            if reading.in_title(*first) {
                counts * TITLE_WEIGHT
            } else {
                *counts
            }
        })
        .sum()
}

/// The mentions, unless all of them are weak.
fn firm(mentions: Mentions) -> Option<impl Iterator<Item = Mention>> {
    let firm = mentions.iter().any(|(_, weak)| !weak);
    firm.then(|| mentions.into_iter().map(|(mention, _)| mention))
}

/// A label from mentions and what each counts: more mentions make it surer, never quite sure.
pub(super) fn label(
    reading: &Reading,
    id: &str,
    name: Option<&str>,
    mentions: impl Iterator<Item = Mention>,
) -> Label {
    let mut weight = 0.0;
    let mut evidence: Vec<String> = Vec::new();
    for ((first, after), counts) in mentions {
        weight += if reading.in_title(first) {
            counts * TITLE_WEIGHT
        } else {
            counts
        };
        let words = reading.written(first, after);
        if evidence.len() < MOST_EVIDENCE && !evidence.iter().any(|known| known == words) {
            evidence.push(words.to_owned());
        }
    }
    let score = rounded(0.3 + 0.7 * weight / (weight + 2.0));
    Label {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        score,
        evidence,
    }
}

/// A score with two decimals: more would promise too much.
pub(super) fn rounded(score: f32) -> f32 {
    (score.clamp(0.0, 1.0) * 100.0).round() / 100.0
}

/// Labels by score, then by id, so that the order never depends on chance.
pub(super) fn ranked(labels: impl Iterator<Item = Label>) -> Vec<Label> {
    let mut labels: Vec<Label> = labels.collect();
    labels.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    labels
}

/// Everything that is named, in the order of the text.
pub(super) fn entities(
    reading: &Reading,
    tables: &Tables,
    spans: &[Span],
    people: &[Person],
) -> Vec<Entity> {
    let mut entities = Vec::new();
    let mut add = |first: usize, after: usize, kind, id: &str, name: &str| {
        let ends = reading.tokens.get(first).zip(
            after
                .checked_sub(1)
                .and_then(|last| reading.tokens.get(last)),
        );
        if let Some((start, end)) = ends {
            let (start, end) = (start.start, end.end);
            entities.push(Entity {
                start,
                end,
                kind,
                id: id.to_owned(),
                name: name.to_owned(),
            });
        }
    };
    for span in spans {
        let words = reading.written(span.first, span.after);
        let capital = words.starts_with(char::is_uppercase);
        match span.named {
            Named::Country(code) if !span.adjective && (capital || tables.own.is_place(code)) => {
                if let Some(place) = get(&tables.codes, code) {
                    let folded = reading.tokens.folded(span.first);
                    let id = tables.id_of_place(place, folded);
                    let kind = kind(place.people, EntityKind::Place);
                    add(span.first, span.after, kind, id, words);
                }
            }
            Named::Organisation(body) if capital || !span.weak => {
                if let Some(Body {
                    id, name, people, ..
                }) = get(&tables.bodies, body)
                {
                    let kind = kind(*people, EntityKind::Organisation);
                    add(span.first, span.after, kind, id, name);
                }
            }
            _ => {}
        }
    }
    for person in people {
        for (first, after) in &person.mentions {
            add(*first, *after, EntityKind::Person, &person.id, &person.name);
        }
    }
    entities.sort_by_key(|entity| (entity.start, entity.end));
    entities
}

/// Those who live in a place or belong to an organisation are people.
fn kind(people: bool, of: EntityKind) -> EntityKind {
    if people { EntityKind::Person } else { of }
}

fn get<T>(list: &[T], index: u32) -> Option<&T> {
    list.get(usize::try_from(index).ok()?)
}
