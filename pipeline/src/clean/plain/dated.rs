//! Lines that say when an article was published or changed, with what usually stands beside the date.

use std::sync::LazyLock;

use item::NewsDate;

use super::furniture;
use super::outlets;
use super::people;
use super::phrases::Table;
use super::shape;
use item::dates;

static LABELS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/date_labels.txt")));
static BYLINES: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/bylines.txt")));

static SOURCES: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/source_labels.txt")));

/// Such a line has no more words than this.
const MOST_WORDS: usize = 22;

/// So many words beside the date may be anything (a place, a section that is not known).
const MOST_UNKNOWN_WORDS: usize = 2;

/// Words that are not capitalised and not longer than this mean nothing by themselves ("ore", "godz", "Uhr").
const IDLE_LENGTH: usize = 5;

/// What a date line says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::clean) struct Dated {
    pub(in crate::clean) published: Option<NewsDate>,
    pub(in crate::clean) modified: Option<NewsDate>,
    pub(super) outlet: Option<String>,
    pub(in crate::clean) people: Vec<String>,
    pub(super) credits: Vec<String>,
}

/// Reads a line that consists of a date and what stands beside it.
pub(super) fn read(line: &str) -> Option<Dated> {
    if !line.contains(|c: char| c.is_ascii_digit()) || shape::has_words(line, MOST_WORDS + 1) {
        return None;
    }
    let mut dated = Dated::default();
    let mut rest = line;
    let mut unknown = 0;
    while let Some((range, date)) = dates::find(rest) {
        let before = rest.get(..range.start)?;
        let modified = unknown_words(before, &mut dated, &mut unknown);
        let place = if modified {
            &mut dated.modified
        } else {
            &mut dated.published
        };
        place.get_or_insert(date);
        rest = rest.get(range.end..)?;
    }
    if dated.published.is_none() && dated.modified.is_none() {
        return None;
    }
    if line.contains("(@") {
        // A post that the text quotes: `— Jane Doe (@jane) June 14, 2021`.
        dated.people.clear();
    }
    unknown_words(rest, &mut dated, &mut unknown);
    if unknown > MOST_UNKNOWN_WORDS {
        return None;
    }
    Some(dated)
}

/// Takes in what a part of the line says; true if a label announces the date of a change.
fn unknown_words(text: &str, dated: &mut Dated, unknown: &mut usize) -> bool {
    let mut modified = false;
    let mut sources = false;
    for part in people::parts(text) {
        let mut part = part.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some(label) = BYLINES.at_start(part) {
            let names = label.rest.trim_start_matches([':', '.', ' ']);
            if let Some((name, rest)) = people::leading(names) {
                dated.people.push(name);
                part = rest;
            } else if outlets::named(names).is_some() {
                sources = true;
                part = names;
            } else if people::is_desk(names) {
                part = names;
            }
        }
        if let Some(label) = SOURCES.at_start(part)
            && let Some(names) = label.after_colon()
        {
            sources = true;
            part = names;
        }
        let name = part.trim_end_matches(|c: char| !c.is_alphabetic());
        if sources && let Some(name) = outlets::named(name) {
            dated.credits.push(name.to_owned());
        } else if sources && people::is_initials(name.split(' ').next().unwrap_or_default()) {
            dated
                .people
                .extend(name.split(' ').take(1).map(ToOwned::to_owned));
        } else if people::is_person(part) {
            dated.people.extend(people::listed(part));
        } else if let Some(label) = LABELS.at_start(part) {
            modified = label.tag == "modified";
            *unknown += unfamiliar(label.rest);
        } else if let Some(name) = outlets::named(part) {
            dated.outlet.get_or_insert_with(|| name.to_owned());
        } else if shape::is_host(part) {
            dated.outlet.get_or_insert_with(|| part.to_owned());
        } else if !furniture::is_section(part) && !people::is_desk(part) {
            *unknown += unfamiliar(part);
        }
    }
    modified
}

fn unfamiliar(text: &str) -> usize {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| {
            word.chars().count() > IDLE_LENGTH
                || (shape::is_capitalised(word) && word.chars().count() > 1)
        })
        .filter(|word| LABELS.at_start(word).is_none() && !furniture::is_section(word))
        .filter(|word| dates::parse(&format!("{word}, 14.06.2021")).is_none())
        .count()
}

/// Parts a paragraph from a date, and perhaps a medium, at its end: `… a Ginevra... 14.06.2021, Sputnik Italia`.
pub(super) fn at_end(block: &str) -> Option<(&str, Dated)> {
    let skipped = block.split(' ').count().saturating_sub(MOST_WORDS);
    let mut start = 0;
    for _ in 0..skipped {
        start += block.get(start..)?.find(' ')? + 1;
    }
    let (range, _) = dates::find(block.get(start..)?)?;
    let (before, tail) = block.split_at_checked(start + range.start)?;
    let before = before
        .trim_end()
        .trim_end_matches(['-', '–', '—', '|', '(', ' ']);
    if !shape::ends_sentence(before) || shape::words(tail) > 10 {
        return None;
    }
    let mut dated = read(tail)?;
    // A name without a label there is the medium's, though it may look like a person's.
    if dated.outlet.is_none() && signing_medium(tail).is_some_and(|name| dated.people == [name]) {
        dated.people.clear();
    }
    if dated.outlet.is_none() {
        dated.outlet = signing_medium(tail);
    }
    Some((before, dated))
}

/// Behind the date that closes a lead stands who published it: `14.06.2021, Some Name`.
fn signing_medium(tail: &str) -> Option<String> {
    let (_, name) = tail.rsplit_once(", ")?;
    let name = name.trim_end_matches('.');
    let plain = !name.contains(|c: char| c.is_ascii_digit());
    (plain && shape::words(name) <= 3 && shape::is_capitalised(name)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_lines_are_told_from_headlines_with_a_date() {
        let check = |line: &str, expect: Option<&str>| {
            let found = read(line).and_then(|dated| dated.published.or(dated.modified));
            assert_eq!(found.as_ref().map(NewsDate::as_str), expect, "{line}");
        };
        check("14.06.2021, Sputnik Italia", Some("2021-06-14"));
        check("14 июня 2021, 10:32", Some("2021-06-14T10:32:00"));
        check(
            "Aktualizacja: 15.06.2021 08:00",
            Some("2021-06-15T08:00:00"),
        );
        check(
            "Veröffentlicht am 14. Juni 2021 um 10:05 Uhr",
            Some("2021-06-14T10:05:00"),
        );
        check("di Mario Rossi - 14 giugno 2021", Some("2021-06-14"));
        check("poniedziałek, 14 czerwca 2021", Some("2021-06-14"));
        check(
            "Guerra in Ucraina, cosa è successo il 14 giugno 2021 sul fronte",
            None,
        );
        check("Il vertice del 14 giugno 2021 cambierà i rapporti", None);
        let both = read("Pubblicato: 14.06.2021 10:00 | Aggiornato: 15.06.2021").unwrap();
        assert!(both.published.is_some() && both.modified.is_some());
    }

    #[test]
    fn a_date_behind_the_last_sentence_is_parted_from_it() {
        let (text, dated) =
            at_end("Il vertice si terrà a Ginevra... 14.06.2021, Sputnik Italia").unwrap();
        assert_eq!(text, "Il vertice si terrà a Ginevra...");
        assert_eq!(dated.outlet.as_deref(), Some("Sputnik Italia"));
        let (_, dated) =
            at_end("Il vertice si terrà a Ginevra... 14.06.2021, Osservatore Nuovo").unwrap();
        assert_eq!(dated.outlet.as_deref(), Some("Osservatore Nuovo"));
        assert!(dated.people.is_empty());
        assert!(at_end("Il vertice si terrà a Ginevra il 14.06.2021.").is_none());
    }
}
