//! Names of authorities: ministries, governments, forces, offices. They are neither authors nor media.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::phrases::{fold_char, without_beginning};

/// By their first letter.
static STEMS: LazyLock<FxHashMap<char, Vec<Stem>>> = LazyLock::new(|| {
    let mut stems: FxHashMap<char, Vec<Stem>> = FxHashMap::default();
    let lines = include_str!("../../../data/clean/not_media.txt").lines();
    for stem in lines.filter(|line| !line.starts_with('#')) {
        let first = stem.chars().next().unwrap_or_default();
        let whole = stem.chars().count() < SHORT_STEM;
        stems.entry(first).or_default().push(Stem { stem, whole });
    }
    stems
});

#[derive(Debug)]
struct Stem {
    stem: &'static str,
    /// Whether it must be the whole word.
    whole: bool,
}

/// Beginnings of words shorter than this are compared as whole words.
const SHORT_STEM: usize = 5;

/// Whether the name is an authority's.
pub(in crate::clean) fn is_authority(name: &str) -> bool {
    name.split([' ', '-']).any(|word| {
        let first = word.chars().next().map(fold_char);
        let stems = first.and_then(|first| STEMS.get(&first));
        stems.is_some_and(|stems| {
            stems.iter().any(|stem| {
                let rest = without_beginning(word, stem.stem);
                rest.is_some_and(|rest| rest.is_empty() || !stem.whole)
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_known_by_their_words() {
        assert!(is_authority("Ministerstwo Obrony") && is_authority("Минобороны"));
        assert!(!is_authority("Marta Rossi") && !is_authority("Monika Nowak"));
    }
}
