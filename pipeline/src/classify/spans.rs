//! One pass over the words: which of them name a person, an organisation or a country, and never two at once.

use super::{
    candidates::{self, Candidate},
    gazetteer::Hit,
    reading::Reading,
    tables::Tables,
};

/// Words that name something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    /// The first word.
    pub(super) first: usize,
    /// The word after the last.
    pub(super) after: usize,
    /// What is named.
    pub(super) named: Named,
    /// It counts only beside a better mention of the same.
    pub(super) weak: bool,
    /// It may be written small: an adjective, that speaks of a place and names none.
    pub(super) adjective: bool,
}

/// What a span names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Named {
    /// A full name of the table of people: the form.
    Known(u32),
    /// Somebody whom the table does not know.
    Unknown(Candidate),
    /// An organisation: its index.
    Organisation(u32),
    /// A country: its index.
    Country(u32),
    /// Words that are not to be read as anything: a credit, a sea.
    Nothing,
}

/// Finds the spans of a text. `masked` are runs of words that name who is credited, not what it is about.
pub(super) fn find(reading: &Reading, tables: &Tables, masked: &[(usize, usize)]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut index = 0;
    while index < reading.tokens.len() {
        let span = match masked.iter().find(|(first, _)| *first == index) {
            Some((first, after)) => Some(Span {
                first: *first,
                after: *after,
                named: Named::Nothing,
                weak: false,
                adjective: false,
            }),
            None => at(reading, tables, index),
        };
        index = span.map_or(index + 1, |span| span.after.max(index + 1));
        spans.extend(span);
    }
    spans
}

/// The best reading of the words from an index on.
fn at(reading: &Reading, tables: &Tables, first: usize) -> Option<Span> {
    let tokens = &reading.tokens;
    let span = |words, named, weak| {
        Some(Span {
            first,
            after: first + words,
            named,
            weak,
            adjective: false,
        })
    };
    let capitalised = tokens.get(first)?.capitalised;
    if capitalised
        && let Some(hit) = tables
            .people
            .full
            .longest_at(tokens, first, reading.tongue)
            .filter(|hit| hit.words > 1)
    {
        return span(
            hit.words,
            Named::Known(full_form(reading, tables, first, hit)),
            false,
        );
    }
    let organisation = tables
        .organisations
        .longest_at(tokens, first, reading.tongue);
    let country = tables.countries.longest_at(tokens, first, reading.tongue);
    let longest = organisation
        .map_or(0, |hit| hit.words)
        .max(country.map_or(0, |hit| hit.words));
    if capitalised
        && longest < 2
        && organisation.is_none()
        && let Some(candidate) = candidates::at(reading, tables, first)
        && (country.is_none()
            || candidate.given.is_some() && tables.given.spells(tokens.folded(first)))
    {
        return span(candidate.after - first, Named::Unknown(candidate), false);
    }
    match (organisation, country) {
        (Some(body), Some(place)) if place.words > body.words || body.weak && !place.weak => {
            Some(country_span(first, place))
        }
        (Some(body), _) => {
            let index = usize::try_from(body.target).ok()?;
            let named = if tables.bodies.get(index)?.id == "-" {
                Named::Nothing
            } else {
                Named::Organisation(body.target)
            };
            span(body.words, named, body.weak)
        }
        (None, Some(place)) => Some(country_span(first, place)),
        (None, None) => None,
    }
}

fn country_span(first: usize, place: Hit) -> Span {
    Span {
        first,
        after: first + place.words,
        named: Named::Country(place.target),
        weak: place.weak,
        adjective: place.small,
    }
}

/// Of the forms that stand here equally long, the one that is written exactly so, else the first.
fn full_form(reading: &Reading, tables: &Tables, first: usize, hit: Hit) -> u32 {
    let written = reading.written(first, first + hit.words);
    let mut forms = tables
        .people
        .full
        .all_at(&reading.tokens, first, reading.tongue)
        .filter(|other| other.words == hit.words)
        .map(|other| other.target);
    let mut best = forms.next().unwrap_or(hit.target);
    for form in forms {
        if tables.people.name_of(form) == written {
            best = form;
        }
    }
    best
}
