//! What a word may be inside a name: a surname, a particle, a middle name, or nothing of a name.

use super::{reading::Reading, tables::Tables};
use crate::text::{Gap, Tongue};

/// Words inside names that are written small, folded.
const PARTICLES: &[&str] = &[
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "do", "du", "la", "le",
    "bin", "ben", "ibn", "al", "el", "ter", "ten", "zu", "фон", "дер", "ван", "де", "бен", "бин",
    "аль", "ди", "да",
];

/// Particles that only follow others: `van der`, `von den`. Alone they are articles: `Jury der Berlinale`.
const FOLLOWING: &[&str] = &["der", "den", "дер"];

/// Whether a name may go on at a word: a capital, a particle, or the ending cut off by an apostrophe.
pub(super) fn continues(reading: &Reading, index: usize) -> bool {
    reading.continues_name(index) || is_particle(reading, index) || is_cut_ending(reading, index)
}

/// Whether a word may be a surname.
pub(super) fn is_surname(reading: &Reading, tables: &Tables, index: usize, capitals: bool) -> bool {
    let tokens = &reading.tokens;
    let written = reading.continues_name(index)
        && tokens
            .get(index)
            .is_some_and(|token| (!token.all_caps || capitals) && token.end - token.start > 1);
    written
        && !is_small(reading, tables, index)
        && !is_thing(reading, tables, index)
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

/// Whether a word may stand between a given name and a surname.
pub(super) fn is_middle(reading: &Reading, tables: &Tables, index: usize) -> bool {
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

/// Whether a word is a particle of a name.
pub(super) fn is_particle(reading: &Reading, index: usize) -> bool {
    let tokens = &reading.tokens;
    let follows = || {
        let before = index.checked_sub(1);
        before.is_some_and(|before| PARTICLES.contains(&tokens.folded(before)))
    };
    PARTICLES.contains(&tokens.folded(index))
        && (!FOLLOWING.contains(&tokens.folded(index)) || follows())
        && tokens
            .get(index)
            .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Hyphen))
        && (reading.continues_name(index + 1)
            || PARTICLES.contains(&tokens.folded(index + 1)) && reading.continues_name(index + 2))
}

/// The Polish way to inflect a foreign name: `George'em`, `Blaire'a`.
pub(super) fn is_cut_ending(reading: &Reading, index: usize) -> bool {
    reading.tokens.get(index).is_some_and(|token| {
        token.gap == Gap::Apostrophe && !token.capitalised && token.end - token.start <= 4
    }) && reading.tongue == Tongue::Polish
}

/// Whether a capitalised word follows an apostrophe: `O'Neill`.
pub(super) fn after_apostrophe(reading: &Reading, index: usize) -> bool {
    reading
        .tokens
        .get(index)
        .is_some_and(|token| token.gap == Gap::Apostrophe && token.capitalised)
}

/// Whether a word is an article, a preposition, a pronoun: capitalised only by its place.
pub(super) fn is_small(reading: &Reading, tables: &Tables, index: usize) -> bool {
    tables
        .small
        .longest_at(&reading.tokens, index, reading.tongue)
        .is_some()
}

/// Whether a word makes a thing of the name before it: `Institut`, `Street`.
pub(super) fn is_thing(reading: &Reading, tables: &Tables, index: usize) -> bool {
    reading.continues_name(index)
        && tables
            .things
            .longest_at(&reading.tokens, index, reading.tongue)
            .is_some()
}
