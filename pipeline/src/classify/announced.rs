//! Names that no given name gives away: an office before them, a verb of saying, or their office after a comma.
//!
//! Two or three capitalised words say little by themselves, so that everything else must speak for a person:
//! none of them names a place, a body or an office, none is a small word, and none is written small elsewhere.

use super::{name_words, reading::Reading, tables::Tables};
use crate::text::{Gap, Tongue};

/// The most words between an office and its holder: `министр обороны и спорта Литвы`.
const MOST_BETWEEN: usize = 4;

/// The most words between a comma and the office: `, the former Lithuanian defence minister`.
const MOST_BEFORE_OFFICE: usize = 4;

/// The word after the name that begins at a word, where somebody is announced there.
pub(super) fn end_of(reading: &Reading, tables: &Tables, first: usize) -> Option<usize> {
    let token = reading.tokens.get(first)?;
    let german = reading.tongue == Tongue::German;
    if reading.in_title(first) {
        return None;
    }
    let inside = token.gap == Gap::Space && !token.opens;
    if !is_plain(reading, tables, first) || !follows_plain(reading, tables, first + 1) {
        return None;
    }
    let third = !german && follows_plain(reading, tables, first + 2);
    if third && begins_later(reading, tables, first + 1) {
        return None;
    }
    let after = first + if third { 3 } else { 2 };
    if reading.continues_name(after) && (german || third)
        || name_words::is_thing(reading, tables, after)
    {
        return None;
    }
    let announced = inside
        && (follows_role(reading, tables, first)
            || follows_office(reading, tables, first)
            || !german && follows_saying(reading, tables, first))
        || !german && precedes_office(reading, tables, first, after);
    let common = !german && (first..after).any(|index| is_written_small(reading, index));
    (announced && !common).then_some(after)
}

/// Whether a name is announced by an office right before it: `minister Iwanow`.
pub(super) fn follows_role(reading: &Reading, tables: &Tables, index: usize) -> bool {
    let joined = reading
        .tokens
        .get(index)
        .is_some_and(|token| token.gap == Gap::Space);
    joined
        && index
            .checked_sub(1)
            .is_some_and(|before| is_role(reading, tables, before))
}

/// Whether a word is an office.
pub(super) fn is_role(reading: &Reading, tables: &Tables, index: usize) -> bool {
    tables
        .roles
        .longest_at(&reading.tokens, index, reading.tongue)
        .is_some()
}

fn is_plain(reading: &Reading, tables: &Tables, index: usize) -> bool {
    reading
        .tokens
        .get(index)
        .is_some_and(|token| !token.all_caps && token.end - token.start > 2)
        && !is_role(reading, tables, index)
        && name_words::is_surname(reading, tables, index, false)
}

/// Whether a name begins at a word after a capitalised one that is none of its: `BioNTech Ugur Sahin`.
fn begins_later(reading: &Reading, tables: &Tables, index: usize) -> bool {
    let folded = reading.tokens.folded(index);
    tables
        .given
        .find(folded, reading.tongue)
        .is_some_and(|given| given.ending == 0)
}

fn follows_plain(reading: &Reading, tables: &Tables, index: usize) -> bool {
    reading
        .tokens
        .get(index)
        .is_some_and(|token| token.gap == Gap::Space)
        && is_plain(reading, tables, index)
}

/// An office, then what it is an office of: `голова місії`, `ministro della Difesa`, `министр обороны США`.
fn follows_office(reading: &Reading, tables: &Tables, first: usize) -> bool {
    let tokens = &reading.tokens;
    let mut index = first;
    for between in 0..=MOST_BETWEEN {
        let joined = tokens
            .get(index)
            .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Apostrophe));
        let Some(before) = index.checked_sub(1).filter(|_| joined) else {
            return false;
        };
        if between > 0 && is_role(reading, tables, before) {
            return true;
        }
        let small = name_words::is_small(reading, tables, before);
        if small && between == 0 || !small && !is_complement(reading, tables, before) {
            return false;
        }
        index = before;
    }
    false
}

/// Whether a word may say what an office is of: a country, a body, a noun in the genitive.
fn is_complement(reading: &Reading, tables: &Tables, index: usize) -> bool {
    let tokens = &reading.tokens;
    let names_something = tables
        .countries
        .longest_at(tokens, index, reading.tongue)
        .or_else(|| {
            tables
                .organisations
                .longest_at(tokens, index, reading.tongue)
        })
        .is_some();
    let capitalised = tokens.get(index).is_some_and(|token| token.capitalised);
    let follows_small = index
        .checked_sub(1)
        .is_some_and(|before| name_words::is_small(reading, tables, before));
    let folded = tokens.folded(index);
    let ends = |endings: &[&str]| endings.iter().any(|ending| folded.ends_with(ending));
    let genitive = match reading.tongue {
        Tongue::Russian | Tongue::Ukrainian => {
            ends(CYRILLIC_GENITIVES) && !ends(CYRILLIC_VERBS) && !capitalised
        }
        Tongue::Polish => ends(POLISH_GENITIVES) && !ends(POLISH_VERBS) && !capitalised,
        Tongue::Italian | Tongue::English | Tongue::French | Tongue::Spanish => follows_small,
        Tongue::German | Tongue::Other => false,
    };
    names_something || genitive
}

const CYRILLIC_GENITIVES: &[&str] = &[
    "а", "я", "ы", "и", "і", "ії", "ов", "ев", "ів", "ии", "еи", "ои", "ого", "его", "их", "ых",
];
const CYRILLIC_VERBS: &[&str] = &["ла", "ли", "ло", "ся", "сь", "ти"];
const POLISH_GENITIVES: &[&str] = &["u", "y", "a", "i", "ego", "ej", "ich", "ych", "ow"];
const POLISH_VERBS: &[&str] = &["la", "li", "ly"];

fn follows_saying(reading: &Reading, tables: &Tables, first: usize) -> bool {
    first.checked_sub(1).is_some_and(|before| {
        tables
            .speaking
            .longest_at(&reading.tokens, before, reading.tongue)
            .is_some()
    })
}

/// `, the Lithuanian defence minister` after a name; `In Springfield Heights, the president` is a place.
fn precedes_office(reading: &Reading, tables: &Tables, first: usize, after: usize) -> bool {
    let tokens = &reading.tokens;
    let comma = tokens
        .get(after)
        .is_some_and(|token| token.gap == Gap::Pause)
        && reading.written(after - 1, after + 1).contains(',');
    let after_small = first
        .checked_sub(1)
        .is_some_and(|before| name_words::is_small(reading, tables, before));
    if !comma || after_small {
        return false;
    }
    for index in after..after + MOST_BEFORE_OFFICE {
        let Some(token) = tokens.get(index) else {
            return false;
        };
        let joined = index == after || token.gap == Gap::Space;
        if !joined {
            return false;
        }
        if !token.capitalised && is_role(reading, tables, index) {
            return true;
        }
    }
    false
}

/// Whether the text also writes a word without its capital: then it is no name.
fn is_written_small(reading: &Reading, index: usize) -> bool {
    let folded = reading.tokens.folded(index);
    reading
        .tokens
        .iter()
        .enumerate()
        .any(|(other, token)| !token.capitalised && reading.tokens.folded(other) == folded)
}
