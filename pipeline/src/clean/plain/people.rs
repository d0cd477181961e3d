//! Names of people by their shape, and the lists of them that bylines are.

use std::sync::LazyLock;

use super::outlets;
use super::phrases::Table;
use super::shape;

static DESKS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/desks.txt")));

/// Words of a name that are not capitalised.
const PARTICLES: [&str; 14] = [
    "de", "von", "van", "di", "da", "del", "della", "der", "den", "la", "le", "bin", "al", "zu",
];

/// A name is not longer than this, in characters.
const LONGEST_NAME: usize = 50;

/// More authors than this are no byline but something else.
const MOST_AUTHORS: usize = 8;

/// Whether the text is a desk ("the editors") that signs in place of a person.
pub(super) fn is_desk(text: &str) -> bool {
    DESKS.is(text)
}

/// Whether the text has the shape of a person's full name.
pub fn is_person(text: &str) -> bool {
    if text.chars().count() > LONGEST_NAME || outlets::named(text).is_some() || is_desk(text) {
        return false;
    }
    let mut names = 0;
    for word in text.split(' ') {
        if PARTICLES.contains(&word) && names > 0 {
            continue;
        }
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let plain = word
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        let initial = letters == 1 && word.ends_with('.');
        let full = letters >= 2 && !word.ends_with('.') && shape::is_capitalised(word);
        if !plain || !(initial || full) {
            return false;
        }
        names += 1;
    }
    (2..=4).contains(&names)
}

/// Whether the text has the shape of an author's initials: `reb`, `mk`, `J.K.`
pub(super) fn is_initials(text: &str) -> bool {
    let letters = shape::letters(text);
    let plain = text.chars().all(|c| c.is_alphabetic() || c == '.');
    let small = !text.contains(char::is_uppercase) && (2..=4).contains(&letters);
    let capitals = shape::is_all_caps(text) && (2..=3).contains(&letters) && text.contains('.');
    plain && (small || capitals)
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
