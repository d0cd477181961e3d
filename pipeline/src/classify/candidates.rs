//! People that no table knows: a given name or an office before capitalised words.

use super::{
    announced,
    given::Given,
    name_words::{
        after_apostrophe, continues, is_cut_ending, is_middle, is_particle, is_small, is_surname,
        is_thing,
    },
    reading::Reading,
    tables::Tables,
};
use crate::text::{Gap, Tongue};

/// The most words of one name.
const LONGEST_NAME: usize = 7;

/// A name that may be a person's: words from `first` to before `after`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// The first word.
    pub(super) first: usize,
    /// The first word of the surname.
    pub(super) surname: usize,
    /// The word after the last.
    pub(super) after: usize,
    /// How the first word is a given name; `None` where an office announced the person.
    pub(super) given: Option<Given>,
}

/// The candidate that begins at a word.
pub(super) fn at(reading: &Reading, tables: &Tables, first: usize) -> Option<Candidate> {
    let token = reading.tokens.get(first)?;
    if !token.capitalised
        || !continues(reading, first + 1)
        || is_after_place_word(reading, tables, first)
        || is_small(reading, tables, first)
    {
        return None;
    }
    let folded = reading.tokens.folded(first);
    if let Some(given) = tables.given.find(folded, reading.tongue) {
        return after_given(reading, tables, first, given);
    }
    let after = announced::end_of(reading, tables, first)?;
    Some(Candidate {
        first,
        surname: after - 1,
        after,
        given: None,
    })
}

fn after_given(
    reading: &Reading,
    tables: &Tables,
    first: usize,
    given: Given,
) -> Option<Candidate> {
    let tokens = &reading.tokens;
    let mut index = first + 1;
    let mut steps = 0;
    // Second given names, initials, patronymics and particles, as long as a surname may still follow.
    while steps < LONGEST_NAME {
        steps += 1;
        let middle = is_cut_ending(reading, index)
            || is_particle(reading, index)
            || reading.continues_name(index)
                && continues(reading, index + 1)
                && is_middle(reading, tables, index);
        if !middle {
            break;
        }
        index += 1;
    }
    let surname = if ends_later(reading, tables, index) {
        index + 1
    } else {
        index
    };
    // Given name and surname are never one word: `Emilia-Romagna`, `Lucia-Markt`.
    if surname == first + 1
        && tokens
            .get(surname)
            .is_some_and(|token| token.gap == Gap::Hyphen)
    {
        return None;
    }
    let capitals = tokens.get(first)?.all_caps;
    if !is_surname(reading, tables, surname, capitals) && !after_apostrophe(reading, surname) {
        return None;
    }
    let mut after = surname + 1;
    if tokens.get(surname)?.end - tokens.get(surname)?.start == 1
        && after_apostrophe(reading, after)
    {
        after += 1;
    }
    while tokens
        .get(after)
        .is_some_and(|token| token.gap == Gap::Hyphen && token.capitalised && !token.all_caps)
    {
        if is_thing(reading, tables, after) {
            return None;
        }
        after += 1;
    }
    if is_thing(reading, tables, after) {
        return None;
    }
    Some(Candidate {
        first,
        surname,
        after,
        given: Some(given),
    })
}

/// Whether a word after a given name is a second unknown one before the surname: `Troels Lund Poulsen`.
/// Not where titles or German nouns make every word a capital one.
fn ends_later(reading: &Reading, tables: &Tables, middle: usize) -> bool {
    let last = middle + 1;
    let plain = |index| {
        reading.tokens.get(index).is_some_and(|token| {
            token.gap == Gap::Space && !token.all_caps && token.end - token.start > 2
        }) && is_surname(reading, tables, index, false)
            && !announced::is_role(reading, tables, index)
    };
    reading.tongue != Tongue::German
        && !reading.in_title(middle)
        && plain(middle)
        && plain(last)
        && !reading.continues_name(last + 1)
        && tables
            .given
            .find(reading.tokens.folded(last), reading.tongue)
            .is_none()
}

fn is_after_place_word(reading: &Reading, tables: &Tables, first: usize) -> bool {
    let joined = reading
        .tokens
        .get(first)
        .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Pause | Gap::Stop));
    joined
        && first.checked_sub(1).is_some_and(|before| {
            let same_line = reading.written(before, first + 1).len() < 60
                && !reading.written(before, first + 1).contains('\n');
            same_line
                && tables
                    .before_places
                    .longest_at(&reading.tokens, before, reading.tongue)
                    .is_some()
        })
}
