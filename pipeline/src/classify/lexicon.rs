//! The top-level IPTC Media Topics by the words that are typical of them: a floor to stand on, not a model.

use item::Label;
use rustc_hash::FxHashMap;

use super::{labels, reading::Reading};
use crate::text::{Tongue, fold};

/// The most topics of one text.
const MOST_TOPICS: usize = 3;

/// A topic needs this much: three words of the body, or one of the title.
const LEAST_WEIGHT: f32 = 3.0;

/// And this share of all that was found for any topic.
const LEAST_SHARE: f32 = 0.18;

/// What a word of the title counts.
const TITLE_WEIGHT: f32 = 3.0;

/// The same stem counts at most this often: a text that says one word twenty times is not twenty times surer.
const MOST_REPEATS: f32 = 4.0;

/// The words of the topics.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    topics: Vec<(&'static str, &'static str)>,
    stems: FxHashMap<Tongue, FxHashMap<Box<str>, Vec<usize>>>,
}

#[derive(Default)]
struct Found {
    weight: f32,
    evidence: Vec<String>,
}

impl Lexicon {
    /// Reads the table: id, name, language, stems.
    pub(super) fn parse(table: &'static str) -> Self {
        let mut lexicon = Self::default();
        for row in table.lines() {
            let mut fields = row.split('\t');
            let (Some(id), Some(name), Some(language), Some(stems)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let topic = lexicon
                .topics
                .iter()
                .position(|known| known.0 == id)
                .unwrap_or_else(|| {
                    lexicon.topics.push((id, name));
                    lexicon.topics.len() - 1
                });
            for stem in stems.split(' ') {
                let stems = lexicon.stems.entry(Tongue::of(language)).or_default();
                stems.entry(fold(stem).into()).or_default().push(topic);
            }
        }
        lexicon
    }

    /// The topics of a text, the clearest first.
    pub(super) fn topics(&self, reading: &Reading) -> Vec<Label> {
        let mut found: Vec<Found> = self.topics.iter().map(|_| Found::default()).collect();
        let mut seen: FxHashMap<&str, f32> = FxHashMap::default();
        for index in 0..reading.tokens.len() {
            let Some((stem, topics)) = self.stem_at(reading, index) else {
                continue;
            };
            let counts = if reading.in_title(index) {
                TITLE_WEIGHT
            } else {
                1.0
            };
            let so_far = seen.entry(stem).or_default();
            let counts = counts.min(MOST_REPEATS - *so_far).max(0.0);
            *so_far += counts;
            for topic in topics {
                if let Some(topic) = found.get_mut(*topic) {
                    topic.weight += counts;
                    let word = reading.written(index, index + 1);
                    if topic.evidence.len() < 5 && *so_far <= counts {
                        topic.evidence.push(word.to_owned());
                    }
                }
            }
        }
        let total: f32 = found.iter().map(|topic| topic.weight).sum();
        let labels = self.topics.iter().zip(found).filter(|(_, found)| {
            found.weight >= LEAST_WEIGHT && found.weight >= total * LEAST_SHARE
        });
        let mut topics = labels::ranked(labels.map(|((id, name), found)| Label {
            id: (*id).to_owned(),
            name: Some((*name).to_owned()),
            score: labels::rounded(found.weight / total * found.weight / (found.weight + 3.0)),
            evidence: found.evidence,
        }));
        topics.truncate(MOST_TOPICS);
        topics
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
        ids.map(|(id, _)| *id)
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

    const TABLE: &str =
        "medtop:1\tsport\ten\tmatch coach goal\nmedtop:2\tpolitics\ten\telection vot parliament";

    #[test]
    fn a_text_is_about_what_most_of_its_words_are_typical_of() {
        let lexicon = Lexicon::parse(TABLE);
        let reading = Reading::new(
            Some("Election day"),
            "Voters chose a new parliament, the votes are counted; a match was postponed.",
            Tongue::English,
        );
        let topics = lexicon.topics(&reading);
        assert_eq!(topics.len(), 1);
        assert_eq!(topics[0].name.as_deref(), Some("politics"));
        assert!(topics[0].evidence.contains(&"parliament".to_owned()));
    }

    #[test]
    fn one_passing_word_is_no_topic() {
        let reading = Reading::new(None, "The coach left at noon.", Tongue::English);
        assert!(Lexicon::parse(TABLE).topics(&reading).is_empty());
    }
}
