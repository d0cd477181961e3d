//! The top-level IPTC Media Topics by the beginnings of words that are typical of them: what models are told beforehand.

use rustc_hash::FxHashMap;

use super::reading::Reading;
use crate::text::{Tongue, fold};

/// The words of the topics.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    topics: Vec<&'static str>,
    stems: FxHashMap<Tongue, FxHashMap<Box<str>, Vec<usize>>>,
}

impl Lexicon {
    /// Reads the table: id, language, stems.
    pub(super) fn parse(table: &'static str) -> Self {
        let mut lexicon = Self::default();
        for row in table.lines() {
            let mut fields = row.split('\t');
            let (Some(id), Some(language), Some(stems)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let topic = lexicon
                .topics
                .iter()
                .position(|known| *known == id)
                .unwrap_or_else(|| {
                    lexicon.topics.push(id);
                    lexicon.topics.len() - 1
                });
            for stem in stems.split(' ') {
                let stems = lexicon.stems.entry(Tongue::of(language)).or_default();
                stems.entry(fold(stem).into()).or_default().push(topic);
            }
        }
        lexicon
    }

    /// The topics that the word at an index is typical of.
    pub(super) fn ids_at<'a>(
        &'a self,
        reading: &'a Reading,
        index: usize,
    ) -> impl Iterator<Item = &'static str> + 'a {
        let topics = self.stem_at(reading, index);
        let topics = topics.map_or::<&[usize], _>(&[], |(_, topics)| topics);
        let ids = topics.iter().filter_map(|topic| self.topics.get(*topic));
        ids.copied()
    }

    /// The longest stem that a word begins with. A short one allows a short rest only: `gas` is not `gastronomia`.
    fn stem_at<'a>(&'a self, reading: &'a Reading, index: usize) -> Option<(&'a str, &'a [usize])> {
        let word = reading.tokens.folded(index);
        let length = word.chars().count();
        let stems = self.stems.get(&reading.tongue)?;
        word.char_indices()
            .enumerate()
            .skip(1)
            .filter_map(|(letters, (at, c))| {
                let stem = word.get(..at + c.len_utf8())?;
                let rest = length - letters - 1;
                (rest <= longest_rest(letters + 1)).then_some(stem)
            })
            .filter_map(|stem| Some((stem, &**stems.get(stem)?)))
            .last()
    }
}

fn longest_rest(stem: usize) -> usize {
    match stem {
        0..=3 => 2,
        4 => 4,
        _ => usize::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "medtop:1\ten\tmatch coach goal\nmedtop:2\ten\telection vot parliament";

    fn ids(word: &str) -> Vec<&'static str> {
        let reading = Reading::new(None, word, Tongue::English);
        Lexicon::parse(TABLE).ids_at(&reading, 0).collect()
    }

    #[test]
    fn a_word_is_typical_of_the_topic_whose_beginning_it_has() {
        assert_eq!(ids("Parliaments"), ["medtop:2"]);
        assert_eq!(ids("elections"), ["medtop:2"]);
        assert_eq!(ids("coaches"), ["medtop:1"]);
        assert!(ids("noon").is_empty());
    }

    #[test]
    fn a_short_beginning_allows_a_short_rest_only() {
        assert!(!ids("voted").is_empty());
        assert!(ids("votisimilitude").is_empty());
    }
}
