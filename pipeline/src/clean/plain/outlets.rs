//! Agencies and media by name, and how a name is read where reports are credited.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::chars::is_word_part;
use super::shape;

static OUTLETS: LazyLock<Outlets> =
    LazyLock::new(|| Outlets::new(include_str!("../../../data/clean/outlets.txt")));

#[derive(Debug)]
struct Outlets {
    /// First word of a form -> forms with their names, the longest first.
    by_first: FxHashMap<&'static str, Vec<(&'static str, &'static str)>>,
    by_key: FxHashMap<String, &'static str>,
    /// In bytes: longer texts name no medium.
    longest_key: usize,
}

impl Outlets {
    fn new(file: &'static str) -> Self {
        let mut by_first: FxHashMap<&'static str, Vec<_>> = FxHashMap::default();
        let mut by_key = FxHashMap::default();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let (name, others) = line.split_once('\t').unwrap_or((line, ""));
            let others = others.split('|').filter(|form| !form.is_empty());
            for form in std::iter::once(name).chain(others) {
                by_first
                    .entry(first_word(form))
                    .or_default()
                    .push((form, name));
                by_key.entry(shape::key(form)).or_insert(name);
            }
        }
        for forms in by_first.values_mut() {
            forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        }
        let longest_key = by_key.keys().map(String::len).max().unwrap_or_default();
        Self {
            by_first,
            by_key,
            longest_key,
        }
    }
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !is_word_part(c));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The medium whose name the text begins with, in its usual case, and what follows the name.
pub(super) fn at_start(text: &str) -> Option<(&'static str, &str)> {
    let forms = OUTLETS.by_first.get(first_word(text))?;
    forms.iter().find_map(|(form, name)| {
        let rest = text.strip_prefix(form)?;
        let whole = !rest.starts_with(|c: char| is_word_part(c) || c == '-');
        whole.then_some((*name, rest))
    })
}

/// The medium that a whole text names, in any case.
pub(in crate::clean) fn named(text: &str) -> Option<&'static str> {
    let mut key = String::new();
    for c in shape::key_chars(text) {
        if key.len() >= OUTLETS.longest_key {
            return None;
        }
        key.push(c);
    }
    OUTLETS.by_key.get(&key).copied()
}

/// The names in a credit: `PAP, Reuters`, `dpa/AFP`, `https://www.example.com/a`.
pub(super) fn listed(text: &str) -> Vec<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "()[]/.,;:|«»\"“”„".contains(c));
    if let Some((_, address)) = text.split_once("://") {
        let host = address.split(['/', '?', '#']).next().unwrap_or_default();
        return vec![host.trim_start_matches("www.").to_owned()];
    }
    if let Some(name) = named(text) {
        return vec![name.to_owned()];
    }
    text.split([',', ';', '/', '&', '|'])
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" i "))
        .flat_map(|part| part.split(" и "))
        .flat_map(|part| part.split(" та "))
        .flat_map(|part| part.split(" e "))
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || ".()«»\"“”„".contains(c)))
        .filter(|part| part.contains(char::is_alphanumeric))
        .map(|part| named(part).map_or_else(|| part.to_owned(), ToOwned::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_their_forms() {
        assert_eq!(
            at_start("Reutera, powołując się").map(|found| found.0),
            Some("Reuters")
        );
        assert_eq!(at_start("APEC meets"), None);
        assert_eq!(named("ИНТЕРФАКС-УКРАИНА"), Some("Интерфакс-Украина"));
        assert_eq!(listed("dpa/AFP"), ["dpa", "AFP"]);
        assert_eq!(listed("https://www.example.com/a?b"), ["example.com"]);
    }
}
