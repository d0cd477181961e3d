//! One pass over the words: which of them name a person, an organisation or a country, and never two at once.

use super::{
    candidates::{self, Candidate},
    gazetteer::Hit,
    own,
    reading::Reading,
    tables::Tables,
};
use crate::text::Gap;

/// A place of fewer letters at the beginning may as well be an abbreviation: `США`.
const LEAST_DATELINE: usize = 4;

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
    if let Some(own) = own::at(reading, tables, first) {
        return Some(own);
    }
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
            Some(country_span(reading, tables, first, place))
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
        (None, Some(place)) => Some(country_span(reading, tables, first, place)),
        (None, None) => None,
    }
}

fn country_span(reading: &Reading, tables: &Tables, first: usize, place: Hit) -> Span {
    let after = first + place.words;
    let state = if place.small {
        state_beside(reading, tables, first, after)
    } else {
        None
    };
    Span {
        first,
        after: after + usize::from(state == Some(Beside::Behind)),
        named: Named::Country(place.target),
        weak: place.weak || state.is_none() && is_dateline(reading, first, after),
        adjective: place.small && state.is_none(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Before,
    Behind,
}

/// Where the word stands that makes an adjective the name of a state: `Российская Федерация`, `Federazione russa`.
fn state_beside(reading: &Reading, tables: &Tables, first: usize, after: usize) -> Option<Beside> {
    let tokens = &reading.tokens;
    let is_state = |index| {
        tables
            .states
            .longest_at(tokens, index, reading.tongue)
            .is_some()
    };
    let joined = |index| {
        tokens
            .get(index)
            .is_some_and(|token| token.gap == Gap::Space)
    };
    let capitalised = tokens.get(first).is_some_and(|token| token.capitalised);
    if capitalised && joined(after) && is_state(after) {
        return Some(Beside::Behind);
    }
    let before = first.checked_sub(1)?;
    (joined(first) && is_state(before)).then_some(Beside::Before)
}

/// Whether a text begins with these words as with the place that it was sent from: `МОСКВА, 1 апреля`. It need not be
/// about that. Abbreviations are written so, too.
fn is_dateline(reading: &Reading, first: usize, after: usize) -> bool {
    let tokens = &reading.tokens;
    let begins = first
        .checked_sub(1)
        .is_none_or(|before| reading.in_title(before));
    let (Some(word), Some(next)) = (tokens.get(first), tokens.get(after)) else {
        return false;
    };
    begins
        && !reading.in_title(first)
        && word.all_caps
        && reading.written(first, after).chars().count() >= LEAST_DATELINE
        && !next.all_caps
        && matches!(next.gap, Gap::Pause | Gap::Stop)
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

#[cfg(test)]
mod tests {
    use item::Article;

    use crate::classify::Classifier;

    fn check(text: &str, expect: &[&str]) {
        let article = Article {
            text: text.to_owned(),
            ..Article::default()
        };
        let labels = Classifier::default().classify(&article).labels;
        let mut countries: Vec<&str> = labels.countries.iter().map(|one| &*one.id).collect();
        countries.sort_unstable();
        assert_eq!(countries, expect, "{text}");
    }

    #[test]
    fn an_adjective_beside_a_word_for_state_names_the_state() {
        check("Посол Российской Федерации прибыл на встречу.", &["RU"]);
        check("Umowa z Republiką Czeską jest gotowa.", &["CZ"]);
        check("Lo ha detto il ministro della Federazione russa.", &["RU"]);
        check("Спортсменка выступила за российский клуб в лиге.", &[]);
    }

    #[test]
    fn names_are_found_in_cases_that_change_their_sound_or_look_like_adjectives() {
        check("Прежде всего Китай не смог возместить потери.", &["CN"]);
        check("У Мексиці відбулися вибори президента.", &["MX"]);
        check("Вони домовилися про це у Великобританії.", &["GB"]);
        check("Rozmawiał ze Stanami Zjednoczonymi o cłach.", &["US"]);
        check("W Polsce mówi się o tym od roku.", &["PL"]);
        check("Prezes Polskiego Związku Wędkarskiego zrezygnował.", &[]);
        check("За него голосовал округ Колумбия.", &["US"]);
    }

    #[test]
    fn the_place_that_a_report_was_sent_from_is_not_what_it_is_about() {
        check("МОСКВА, 1 апреля. Во Франции закрыты школы.", &["FR"]);
        check(
            "США, как сообщают, закрыли границу с Канадой.",
            &["CA", "US"],
        );
    }
}
