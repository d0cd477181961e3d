//! Names of people by their shape, and the lists of them that bylines are.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::authority::is_authority;
use super::chars::is_letter;
use super::outlets;
use super::phrases::{Table, fold_char, without_beginning};
use super::shape;

static DESKS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/desks.txt")));

/// Beginnings of the words for what authors do, by their first letter.
static JOBS: LazyLock<Stems> =
    LazyLock::new(|| stems(include_str!("../../../data/clean/jobs.txt")));

/// Beginnings of words, by their first letter.
pub(super) type Stems = FxHashMap<char, Vec<&'static str>>;

/// Reads a data file of lines `lang<TAB>stem stem …`.
pub(super) fn stems(file: &'static str) -> Stems {
    let mut stems = Stems::default();
    let rows = file.lines().filter(|line| !line.starts_with('#'));
    for stem in rows
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(_, stems)| stems.split_whitespace())
    {
        let first = stem.chars().next().unwrap_or_default();
        stems.entry(first).or_default().push(stem);
    }
    stems
}

/// Words of a name that are not capitalised.
const PARTICLES: [&str; 14] = [
    "de", "von", "van", "di", "da", "del", "della", "der", "den", "la", "le", "bin", "al", "zu",
];

/// A name is not longer than this, in characters.
const LONGEST_NAME: usize = 50;

/// A line that says what an author does has at most so many words.
const MOST_JOB_WORDS: usize = 9;

/// More authors than this are no byline but something else.
const MOST_AUTHORS: usize = 8;

/// Whether the text is a desk ("the editors") that signs in place of a person.
pub(in crate::clean) fn is_desk(text: &str) -> bool {
    DESKS.is(text)
}

/// Whether the text has the shape of a person's full name.
pub fn is_person(text: &str) -> bool {
    !shape::is_longer(text, LONGEST_NAME)
        && has_names(text)
        && outlets::named(text).is_none()
        && !is_desk(text)
        && !is_authority(text)
}

/// Whether a text consists of as many words as a full name has, each with the shape of one.
fn has_names(text: &str) -> bool {
    let mut names = 0;
    for word in text.split(' ') {
        if PARTICLES.contains(&word) && names > 0 {
            continue;
        }
        let letters = shape::letters(word);
        let plain = word
            .chars()
            .all(|c| is_letter(c) || matches!(c, '-' | '\'' | '’' | '.'));
        let initial = letters == 1 && word.ends_with('.');
        let full = letters >= 2
            && !word.ends_with('.')
            && shape::is_capitalised(word)
            && (shape::is_all_caps(text) || !has_acronym(word))
            && !is_job(word);
        if !plain || !(initial || full) {
            return false;
        }
        names += 1;
    }
    (2..=4).contains(&names)
}

/// Whether a word begins with two capitals, as acronyms do and names do not.
fn has_acronym(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let two = [letters.next(), letters.next()];
    two.iter().all(|c| c.is_some_and(char::is_uppercase))
}

/// Whether a word says what an author does ("correspondent").
pub(in crate::clean) fn is_job(word: &str) -> bool {
    begins_with_any(word, &JOBS)
}

/// Whether a word begins with one of the stems.
pub(super) fn begins_with_any(word: &str, stems: &Stems) -> bool {
    let first = word.chars().next().map(fold_char);
    let stems = first.and_then(|first| stems.get(&first));
    stems.is_some_and(|stems| {
        let mut stems = stems.iter();
        stems.any(|stem| without_beginning(word, stem).is_some())
    })
}

/// Whether a line says what an author does, with or without the name.
pub(super) fn names_job(line: &str) -> bool {
    let words = line.split(|c: char| !is_letter(c) && c != '-');
    !shape::ends_with_stop(line)
        && !shape::has_words(line, MOST_JOB_WORDS + 1)
        && words.into_iter().any(is_job)
}

/// The name at the beginning of a text, and what follows it.
pub(super) fn leading(text: &str) -> Option<(String, &str)> {
    let mut end = 0;
    let mut best = None;
    for word in text.split(' ') {
        let stop = word.ends_with([',', '(', ':']);
        end += word.trim_end_matches([',', ':']).len();
        let name = text.get(..end)?;
        if is_person(name) {
            best = Some((titled(name), text.get(end..)?));
        } else if best.is_some() || stop {
            break;
        }
        if stop {
            break;
        }
        end += 1;
    }
    best
}

/// Whether the text has the shape of an author's initials: `reb`, `mk`, `J.K.`
pub(super) fn is_initials(text: &str) -> bool {
    let letters = shape::letters(text);
    let plain = text.chars().all(|c| c.is_alphabetic() || c == '.');
    let small = !text.contains(char::is_uppercase) && (2..=4).contains(&letters);
    let capitals = shape::is_all_caps(text) && (2..=3).contains(&letters) && text.contains('.');
    let short =
        (2..=3).contains(&letters) && shape::is_capitalised(text) && !shape::is_all_caps(text);
    plain && (small || capitals || short)
}

/// The people that a byline lists; empty unless its first part is a person.
pub(super) fn listed(text: &str) -> Vec<String> {
    let mut people = Vec::new();
    for part in parts(text) {
        if is_person(part) {
            people.push(titled(part));
        } else if people.is_empty() {
            return Vec::new();
        }
    }
    people.truncate(MOST_AUTHORS);
    people
}

/// The parts of a list of names.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/', '|', '&', '(', ')', '•', '·', '–', '—'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" in "))
        .flat_map(|part| part.split(" e "))
        .flat_map(|part| part.split(" i "))
        .flat_map(|part| part.split(" oraz "))
        .flat_map(|part| part.split(" и "))
        .flat_map(|part| part.split(" та "))
        .flat_map(|part| part.split(" et "))
        .map(|part| {
            part.trim_matches(|c: char| {
                c.is_whitespace() || ".:".contains(c) && !part.trim().ends_with("..")
            })
        })
        .filter(|part| !part.is_empty())
}

/// Names in capitals are written as names are elsewhere.
fn titled(name: &str) -> String {
    if !shape::is_all_caps(name) {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for c in name.chars() {
        if start {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphabetic();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_desks_and_places() {
        let check = |text: &str, expect: &[&str]| assert_eq!(listed(text), expect, "{text}");
        check("Mario Rossi", &["Mario Rossi"]);
        check("HANS MÜLLER, Berlin", &["Hans Müller"]);
        check(
            "Jane Doe and John Smith in Brussels",
            &["Jane Doe", "John Smith"],
        );
        check(
            "Анна Коваль та Іван Бондар",
            &["Анна Коваль", "Іван Бондар"],
        );
        check("Redazione", &[]);
        check("il governo", &[]);
        check("Sputnik Italia", &[]);
        assert!(is_initials("reb") && is_initials("мк") && !is_initials("NATO"));
    }
}
