//! Many patterns at once: which of them stands at a place of a text, the longest one first.

use rustc_hash::FxHashMap;

use super::pattern::Pattern;
use crate::text::{Tokens, Tongue};

/// Patterns, found by the letters that their first word begins with.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    patterns: Vec<Pattern>,
    /// Every beginning of a key is a key too, so that a look-up ends at the first letters that begin none.
    by_key: FxHashMap<Box<str>, Vec<u32>>,
}

/// A pattern that stands at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit {
    /// What it stands for.
    pub(super) target: u32,
    /// How many words it takes.
    pub(super) words: usize,
    /// It counts only beside a better form.
    pub(super) weak: bool,
    /// It may be written small.
    pub(super) small: bool,
    /// How many of its words are written as in the nominative.
    pub(super) nominative: usize,
    /// How long the beginning is by which it was found, in bytes.
    letters: usize,
    /// It belongs to the language of the text.
    native: bool,
}

impl Hit {
    fn rank(&self) -> (usize, bool, usize, usize, bool, bool) {
        let Self {
            words,
            weak,
            nominative,
            letters,
            small,
            native,
            ..
        } = *self;
        (words, !weak, nominative, letters, !small, native)
    }
}

impl Gazetteer {
    /// Adds a pattern.
    pub(super) fn add(&mut self, pattern: Pattern) {
        let Ok(index) = u32::try_from(self.patterns.len()) else {
            return;
        };
        let key = pattern.key();
        for prefix in prefixes(key) {
            self.by_key.entry(prefix.into()).or_default();
        }
        self.by_key.entry(key.into()).or_default().push(index);
        self.patterns.push(pattern);
    }

    /// Adds a pattern, if there is one.
    pub(super) fn extend(&mut self, pattern: Option<Pattern>) {
        if let Some(pattern) = pattern {
            self.add(pattern);
        }
    }

    /// The longest pattern at a place; among those of as many words the better, then the one with more words in the
    /// nominative, then the one with more letters of its own, then one that asks for a capital, then one of the text's own
    /// language, then the last added.
    pub(super) fn longest_at(&self, tokens: &Tokens, first: usize, tongue: Tongue) -> Option<Hit> {
        self.all_at(tokens, first, tongue).max_by_key(Hit::rank)
    }

    /// The longest one at a place of those whose target is at least this.
    pub(super) fn longest_from(
        &self,
        least: usize,
        tokens: &Tokens,
        first: usize,
        tongue: Tongue,
    ) -> Option<Hit> {
        self.all_at(tokens, first, tongue)
            .filter(|hit| usize::try_from(hit.target).is_ok_and(|target| target >= least))
            .max_by_key(Hit::rank)
    }

    /// Every pattern at a place.
    pub(super) fn all_at<'a>(
        &'a self,
        tokens: &'a Tokens,
        first: usize,
        tongue: Tongue,
    ) -> impl Iterator<Item = Hit> + 'a {
        prefixes(tokens.folded(first))
            .map_while(|prefix| self.by_key.get(prefix))
            .flatten()
            .filter_map(|index| self.patterns.get(usize::try_from(*index).ok()?))
            .filter(move |pattern| pattern.is_at(tokens, first, tongue))
            .map(move |pattern| Hit {
                target: pattern.target,
                words: pattern.len(),
                weak: pattern.weak,
                small: pattern.may_be_small(),
                nominative: pattern.in_nominative(tokens, first),
                letters: pattern.key().len(),
                native: pattern.is_native(tongue),
            })
    }
}

/// The beginnings of a word, the shortest first, the word itself last.
fn prefixes(word: &str) -> impl Iterator<Item = &str> {
    word.char_indices()
        .filter_map(|(at, c)| word.get(..at + c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenise;

    #[test]
    fn the_longest_name_wins() {
        let mut names = Gazetteer::default();
        for (target, pattern) in ["Corea", "Corea del Sud", "?Corea"].iter().enumerate() {
            names.add(Pattern::parse(pattern, None, u32::try_from(target).unwrap()).unwrap());
        }
        let found = |text: &str| names.longest_at(&tokenise(text), 0, Tongue::Italian);
        assert_eq!(
            found("Corea del Sud"),
            Some(Hit {
                target: 1,
                words: 3,
                weak: false,
                small: false,
                nominative: 3,
                letters: 5,
                native: true
            })
        );
        assert_eq!(
            found("Corea divisa"),
            Some(Hit {
                target: 0,
                words: 1,
                weak: false,
                small: false,
                nominative: 1,
                letters: 5,
                native: true
            })
        );
        assert_eq!(found("Core"), None);
    }
}
