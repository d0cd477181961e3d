//! Where a name of the user's own stands: it goes before a shipped one of as many words.

use super::{
    candidates,
    reading::Reading,
    spans::{Named, Span},
    tables::Tables,
};

/// The longest of the user's own names from a word on, unless a shipped one is longer.
pub(super) fn at(reading: &Reading, tables: &Tables, first: usize) -> Option<Span> {
    if !tables.own.any {
        return None;
    }
    let (tokens, tongue) = (&reading.tokens, reading.tongue);
    let (people, bodies, places) = (
        &tables.people.full,
        &tables.organisations,
        &tables.countries,
    );
    let person = people
        .longest_from(tables.own.forms, tokens, first, tongue)
        .map(|hit| (hit, Named::Known(hit.target)));
    let body = bodies
        .longest_from(tables.own.bodies, tokens, first, tongue)
        .map(|hit| (hit, Named::Organisation(hit.target)));
    let place = places
        .longest_from(tables.own.places, tokens, first, tongue)
        .map(|hit| (hit, Named::Country(hit.target)));
    // Of names of one length the last counts most, as among shipped ones.
    let (hit, named) = [place, body, person]
        .into_iter()
        .flatten()
        .max_by_key(|(hit, _)| (hit.words, hit.nominative))?;
    let longer = [people, bodies, places].into_iter().any(|names| {
        names
            .longest_at(tokens, first, tongue)
            .is_some_and(|shipped| shipped.words > hit.words)
    });
    if longer || hit.words == 1 && is_given_name(reading, tables, first, named) {
        return None;
    }
    Some(Span {
        first,
        after: first + hit.words,
        named,
        weak: false,
        adjective: false,
    })
}

/// Whether a place is the given name of somebody here: `Georgia Meloni`.
fn is_given_name(reading: &Reading, tables: &Tables, first: usize, named: Named) -> bool {
    !matches!(named, Named::Organisation(_))
        && candidates::at(reading, tables, first).is_some_and(|candidate| {
            candidate.given.is_some() && tables.given.spells(reading.tokens.folded(first))
        })
}
