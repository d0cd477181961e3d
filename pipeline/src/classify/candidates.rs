//! People that no table knows: a given name or an office before capitalised words.

use super::{given::Given, reading::Reading, tables::Tables};
use crate::text::{Gap, Tongue};

/// The most words of one name.
const LONGEST_NAME: usize = 7;

/// Words inside names that are written small, folded.
const PARTICLES: &[&str] = &[
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "do", "du", "la", "le",
    "bin", "ben", "ibn", "al", "el", "ter", "ten", "zu", "фон", "дер", "ван", "де", "бен", "бин",
    "аль", "ди", "да",
];

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
    {
        return None;
    }
    let folded = reading.tokens.folded(first);
    match tables.given.find(folded, reading.tongue) {
        Some(given) => after_given(reading, tables, first, given),
        None => after_role(reading, tables, first),
    }
}

/// Whether a name may go on at a word: a capital, a particle, or the ending cut off by an apostrophe.
fn continues(reading: &Reading, index: usize) -> bool {
    reading.continues_name(index) || is_particle(reading, index) || is_cut_ending(reading, index)
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
    let surname = index;
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
        after += 1;
    }
    Some(Candidate {
        first,
        surname,
        after,
        given: Some(given),
    })
}

fn after_role(reading: &Reading, tables: &Tables, first: usize) -> Option<Candidate> {
    let tokens = &reading.tokens;
    let before = first.checked_sub(1)?;
    let joined = tokens.get(first)?.gap == Gap::Space && !tokens.get(first)?.opens;
    let is_role = |index| {
        tables
            .roles
            .longest_at(tokens, index, reading.tongue)
            .is_some()
    };
    let plain = |index: usize| {
        tokens
            .get(index)
            .is_some_and(|token| !token.all_caps && token.end - token.start > 2)
            && !is_role(index)
            && is_surname(reading, tables, index, false)
    };
    let found = joined
        && !reading.in_title(first)
        && is_role(before)
        && plain(first)
        && tokens.get(first + 1)?.gap == Gap::Space
        && plain(first + 1)
        && !(reading.tongue == Tongue::German && reading.continues_name(first + 2));
    found.then_some(Candidate {
        first,
        surname: first + 1,
        after: first + 2,
        given: None,
    })
}

/// Whether a bare surname is announced by an office: `minister Iwanow`.
pub(super) fn follows_role(reading: &Reading, tables: &Tables, index: usize) -> bool {
    let joined = reading
        .tokens
        .get(index)
        .is_some_and(|token| token.gap == Gap::Space);
    joined
        && index.checked_sub(1).is_some_and(|before| {
            tables
                .roles
                .longest_at(&reading.tokens, before, reading.tongue)
                .is_some()
        })
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

fn is_surname(reading: &Reading, tables: &Tables, index: usize, capitals: bool) -> bool {
    let tokens = &reading.tokens;
    let written = reading.continues_name(index)
        && tokens
            .get(index)
            .is_some_and(|token| (!token.all_caps || capitals) && token.end - token.start > 1);
    written
        && tables
            .not_surnames
            .longest_at(tokens, index, reading.tongue)
            .is_none()
        && tables
            .countries
            .longest_at(tokens, index, reading.tongue)
            .is_none_or(|hit| hit.weak)
        && tables
            .organisations
            .longest_at(tokens, index, reading.tongue)
            .is_none_or(|hit| hit.weak)
}

fn is_middle(reading: &Reading, tables: &Tables, index: usize) -> bool {
    let folded = reading.tokens.folded(index);
    let initial = folded.chars().count() == 1;
    let patronymic = [
        "ович",
        "евич",
        "овна",
        "евна",
        "івна",
        "ійович",
        "йович",
        "ьич",
    ]
    .iter()
    .any(|mark| folded.contains(mark) && folded.chars().count() > 5);
    initial
        || patronymic
        || tables
            .given
            .find(folded, reading.tongue)
            .is_some_and(|given| given.ending == 0)
}

fn is_particle(reading: &Reading, index: usize) -> bool {
    let tokens = &reading.tokens;
    PARTICLES.contains(&tokens.folded(index))
        && tokens
            .get(index)
            .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Hyphen))
        && (reading.continues_name(index + 1)
            || PARTICLES.contains(&tokens.folded(index + 1)) && reading.continues_name(index + 2))
}

/// The Polish way to inflect a foreign name: `George'em`, `Blaire'a`.
fn is_cut_ending(reading: &Reading, index: usize) -> bool {
    reading.tokens.get(index).is_some_and(|token| {
        token.gap == Gap::Apostrophe && !token.capitalised && token.end - token.start <= 4
    }) && reading.tongue == Tongue::Polish
}

fn after_apostrophe(reading: &Reading, index: usize) -> bool {
    reading
        .tokens
        .get(index)
        .is_some_and(|token| token.gap == Gap::Apostrophe && token.capitalised)
}
