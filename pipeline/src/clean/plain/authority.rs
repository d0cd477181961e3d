//! Names of authorities: ministries, governments, forces, offices. They are neither authors nor media.

use std::sync::LazyLock;

use super::phrases::fold;

static STEMS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/clean/not_media.txt").lines();
    lines.filter(|line| !line.starts_with('#')).collect()
});

/// Beginnings of words shorter than this are compared as whole words.
const SHORT_STEM: usize = 5;

/// Whether the name is an authority's.
pub(super) fn is_authority(name: &str) -> bool {
    let folded = fold(name);
    folded.split([' ', '-']).any(|word| {
        STEMS.iter().any(|stem| {
            let short = stem.chars().count() < SHORT_STEM;
            word == *stem || (!short && word.starts_with(stem))
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
