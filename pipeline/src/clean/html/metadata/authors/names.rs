//! The names in a field or a line that says who wrote: parted, and without what stands before and behind them.

use std::sync::LazyLock;

use item::dates;

use crate::clean::plain::{Phrases, is_job, is_person};

static BYLINES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(include_str!("../../../../../data/clean/bylines.txt")));
static AUTHOR_WORDS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(include_str!("../../../../../data/clean/author_words.txt")));

/// How many names one field may hold; a longer list is something else.
const MAX_NAMES: usize = 16;

/// Marks that part names.
const MARKS: [char; 17] = [
    ',', ';', '|', '/', '•', '·', '–', '—', '(', ')', '[', ']', '+', '&', '\n', '、', '，',
];

/// Words that part names wherever they stand between two.
const AND: [&str; 16] = [
    "and", "und", "et", "oraz", "и", "та", "й", "och", "og", "avec", "with", "mit", "con", "com",
    "sowie", "wraz",
];

/// Words that part names, but stand within some as well: `Puig i Cadafalch`. They part only full names.
const WEAK_AND: [&str; 5] = ["e", "i", "y", "en", "z"];

/// Words after which a place or an employer follows.
const FROM: [&str; 12] = [
    "in", "for", "from", "aus", "für", "fuer", "at", "dal", "dalla", "da", "à", "via",
];

/// Words that introduce a name and begin surnames too; in capitals they introduce only where a line begins.
const PARTICLES: [&str; 7] = ["di", "de", "da", "von", "av", "af", "par"];

/// Where a field stands: declared ones hold names, lines of a page may begin with "By".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Declared,
    Shown,
}

/// The names in `field`, as written, in order.
pub(super) fn read(field: &str, kind: Field) -> Vec<String> {
    let field = without_addresses(without_date(field));
    let field = field.as_str();
    if let Some(name) = turned(field) {
        return vec![name];
    }
    let mut names: Vec<String> = Vec::new();
    for part in parts(field) {
        let part = without_introduction(&part, kind);
        for name in by_weak_words(part) {
            let name = before_employer(&name);
            if !introduces(&name)
                && name.chars().any(char::is_alphabetic)
                && names.len() < MAX_NAMES
            {
                names.push(name);
            }
        }
    }
    names
}

/// `Roy, Aniruddha`: one name, surname first.
fn turned(field: &str) -> Option<String> {
    let (last, first) = field.split_once(',')?;
    let (last, first) = (last.trim(), first.trim());
    let plain = |name: &str| {
        name.chars()
            .all(|c| c.is_alphabetic() || "-'’. ".contains(c))
            && name.chars().next().is_some_and(char::is_uppercase)
    };
    let short = !last.contains(' ') && first.split(' ').count() <= 2 && first.len() > 1;
    let initials = first.split(' ').skip(1).all(|word| word.len() <= 2);
    (short && initials && plain(last) && plain(first) && !is_job(first))
        .then(|| format!("{first} {last}"))
}

/// What stands before the first date.
fn without_date(field: &str) -> &str {
    let date = dates::find(field).map(|(range, _)| range.start);
    let cut = date.filter(|start| *start > 0);
    cut.and_then(|start| field.get(..start)).unwrap_or(field)
}

/// Whether a label says that a name of an author follows: "Written by".
pub(super) fn introduces(label: &str) -> bool {
    let found = BYLINES
        .at_start(label)
        .into_iter()
        .chain(AUTHOR_WORDS.at_start(label));
    found
        .map(|found| found.rest)
        .any(|rest| !rest.contains(char::is_alphanumeric))
}

/// The field cut at marks and at words that part names.
fn parts(field: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for piece in field.split_inclusive(MARKS) {
        for word in piece.trim_end_matches(MARKS).split_whitespace() {
            let lower = word.to_lowercase();
            if AND.contains(&lower.as_str()) && word == lower || word == "-" || word == "AND" {
                parts.push(String::new());
            } else if let Some(part) = parts.last_mut() {
                if !part.is_empty() {
                    part.push(' ');
                }
                part.push_str(word);
            }
        }
        if piece.ends_with(MARKS) {
            parts.push(String::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Without addresses and handles: `Ann Lee @annlee`, `https://a.example/ann`.
fn without_addresses(field: &str) -> String {
    let is_address =
        |word: &str| word.contains(['@', '_']) || word.contains("://") || word.starts_with("www.");
    let words = field.split_inclusive(|c: char| c.is_whitespace() || ",;".contains(c));
    words
        .filter(|word| !is_address(word))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Without "By", "Von", "Text:" before the name.
fn without_introduction(part: &str, kind: Field) -> &str {
    let mut rest = part.trim();
    let mut first = true;
    while let Some(found) = BYLINES
        .at_start(rest)
        .into_iter()
        .chain(AUTHOR_WORDS.at_start(rest))
        .max_by_key(|found| rest.len() - found.rest.len())
    {
        let behind = found.rest.trim_start();
        let after = behind.trim_start_matches([':', '.', ' ', '\u{a0}']);
        let said = rest
            .get(..rest.len() - found.rest.len())
            .unwrap_or_default();
        let particle = PARTICLES.contains(&said.to_lowercase().as_str())
            && said.starts_with(char::is_uppercase);
        let begins_surname = particle
            && !(said == "Von" && kind == Field::Shown)
            && !behind.starts_with(':')
            && (kind == Field::Declared
                || !first
                || after.split(' ').count() < 2
                || continues(after));
        if after.is_empty() || begins_surname || found.needs_colon && !behind.starts_with(':') {
            break;
        }
        rest = after;
        first = false;
    }
    rest.trim_matches(|c: char| c.is_whitespace() || ".:-–—\"“”„*_~".contains(c))
}

/// `Von der Leyen`: what follows the particle is one too.
fn continues(after: &str) -> bool {
    let next = after.split(' ').next().unwrap_or_default();
    matches!(next, "der" | "den" | "dem" | "la" | "las" | "los" | "le")
}

/// The full names on both sides of a weak word, or the whole.
fn by_weak_words(part: &str) -> Vec<String> {
    let words: Vec<&str> = part.split(' ').collect();
    let names: Vec<String> = words
        .split(|word| WEAK_AND.contains(word))
        .map(|words| words.join(" "))
        .collect();
    if names.len() > 1 && names.iter().all(|name| is_person(name)) {
        names
    } else {
        vec![part.to_owned()]
    }
}

/// `Ann Lee in Berlin`, `Bo Ek for Daily Post`, `Ann Lee Reporter`: the name alone.
fn before_employer(name: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    let cut = words.iter().enumerate().skip(1).find(|(at, word)| {
        let named = *at > 1 || !name.contains(char::is_lowercase);
        FROM.contains(word) || named && is_job(word)
    });
    let mut end = cut.map_or(words.len(), |(at, _)| at);
    let job = cut.is_some_and(|(at, word)| is_job(word) && at > 2);
    // `Tom Fisher Nordic correspondent`: what stands right before the job belongs to it.
    if job && end > 2 {
        end = 2;
    }
    words.get(..end).unwrap_or(&words).join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Field, read};

    #[track_caller]
    fn check(field: &str, expect: &[&str]) {
        assert_eq!(read(field, Field::Shown), expect, "{field:?}");
    }

    #[test]
    fn names_are_parted_and_bare() {
        check("By Ann Lee and Bo Ek", &["Ann Lee", "Bo Ek"]);
        check(
            "Von Jürgen Müller, Anna Groß",
            &["Jürgen Müller", "Anna Groß"],
        );
        check("Autor: Zofia Łęcka", &["Zofia Łęcka"]);
        check(
            "di Mario Rossi e Anna Di Pietro",
            &["Mario Rossi", "Anna Di Pietro"],
        );
        check("Автор: Иван Петров", &["Иван Петров"]);
        check("Ludwig von Bergen", &["Ludwig von Bergen"]);
        check("Posted by Ann Lee", &["Ann Lee"]);
        check("Di Pietro", &["Di Pietro"]);
        check("Di Mario Rossi", &["Mario Rossi"]);
        check("Ann Lee @annlee", &["Ann Lee"]);
        check("Ann Lee in Berlin", &["Ann Lee"]);
        check("Ann Lee | 14 June 2021", &["Ann Lee"]);
        check("Roy, Aniruddha", &["Aniruddha Roy"]);
        check("Josep Puig i Cadafalch", &["Josep Puig i Cadafalch"]);
        check(
            "Ann Lee (avec Bo Ek et Al Mo)",
            &["Ann Lee", "Bo Ek", "Al Mo"],
        );
        check("https://example.org/ann", &[]);
        assert_eq!(read("Di Maio Luigi", Field::Declared), ["Di Maio Luigi"]);
    }
}
