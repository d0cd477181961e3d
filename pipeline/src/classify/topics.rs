//! Topics of the user's own: phrases that must or must not occur, in any inflection, and countries.

use config::Topic;
use item::Label;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{labels, reading::Reading};
use crate::text::{Gap, Stemmer, Tongue, fold, light_stem};

/// The fewest letters of a stem that stands for its inflections.
const SHORTEST_STEM: usize = 4;

/// What a phrase in the title counts.
const TITLE_WEIGHT: f32 = 3.0;

/// The rules, with their phrases ready to be looked for.
#[derive(Debug, Default)]
pub(super) struct Rules {
    topics: Vec<Topic>,
    phrases: Vec<Phrase>,
    /// By the forms that the first word may have in a language.
    by_first: FxHashMap<(Tongue, Box<str>), Vec<usize>>,
    by_written: FxHashMap<String, usize>,
}

#[derive(Debug)]
struct Phrase {
    words: Vec<Forms>,
}

/// One word of a phrase: folded, and its stems in each language.
#[derive(Debug)]
struct Forms {
    folded: String,
    stems: Vec<(Tongue, [String; 2])>,
}

/// What was found of a phrase.
#[derive(Debug, Default)]
struct Occurrence {
    weight: f32,
    words: String,
}

impl Rules {
    /// Prepares rules.
    pub(super) fn new(rules: Vec<Topic>) -> Self {
        let mut prepared = Self::default();
        for phrase in rules
            .iter()
            .flat_map(|rule| rule.any.iter().chain(&rule.all).chain(&rule.none))
        {
            prepared.add(phrase);
        }
        prepared.topics = rules;
        prepared
    }

    fn add(&mut self, written: &str) {
        if self.by_written.contains_key(written) {
            return;
        }
        let words: Vec<Forms> = written
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(Forms::of)
            .collect();
        let index = self.phrases.len();
        self.by_written.insert(written.to_owned(), index);
        if let Some(first) = words.first() {
            for (tongue, stems) in &first.stems {
                let keys: FxHashSet<&str> = stems
                    .iter()
                    .map(String::as_str)
                    .chain([&*first.folded])
                    .collect();
                for key in keys {
                    self.by_first
                        .entry((*tongue, key.into()))
                        .or_default()
                        .push(index);
                }
            }
        }
        self.phrases.push(Phrase { words });
    }

    /// The user's topics of a text.
    pub(super) fn topics(&self, reading: &Reading, countries: &[Label]) -> Vec<Label> {
        if self.topics.is_empty() {
            return Vec::new();
        }
        let found = self.find(reading);
        labels::ranked(
            self.topics
                .iter()
                .filter_map(|rule| self.judge(rule, &found, countries)),
        )
    }

    fn judge(
        &self,
        rule: &Topic,
        found: &FxHashMap<usize, Occurrence>,
        countries: &[Label],
    ) -> Option<Label> {
        let seen = |phrase: &String| {
            self.by_written
                .get(phrase)
                .and_then(|index| found.get(index))
        };
        let about = |code: &String| {
            countries
                .iter()
                .find(|label| label.id.eq_ignore_ascii_case(code))
        };
        let holds = (rule.any.is_empty() || rule.any.iter().any(|phrase| seen(phrase).is_some()))
            && rule.all.iter().all(|phrase| seen(phrase).is_some())
            && !rule.none.iter().any(|phrase| seen(phrase).is_some())
            && (rule.any_of_countries.is_empty()
                || rule
                    .any_of_countries
                    .iter()
                    .any(|code| about(code).is_some()))
            && rule
                .all_of_countries
                .iter()
                .all(|code| about(code).is_some());
        let positive = rule.any.len()
            + rule.all.len()
            + rule.any_of_countries.len()
            + rule.all_of_countries.len();
        if !holds || positive == 0 {
            return None;
        }
        let phrases = rule.any.iter().chain(&rule.all).filter_map(seen);
        let places = rule
            .any_of_countries
            .iter()
            .chain(&rule.all_of_countries)
            .filter_map(about);
        let (mut weight, mut evidence) = (0.0, Vec::new());
        for occurrence in phrases {
            weight += occurrence.weight;
            evidence.push(occurrence.words.clone());
        }
        for place in places {
            weight += place.score;
            evidence.extend(place.evidence.first().cloned());
        }
        evidence.truncate(5);
        let score = labels::rounded(0.3 + 0.7 * weight / (weight + 2.0));
        Some(Label {
            id: rule.id.clone(),
            name: rule.name.clone(),
            score,
            evidence,
        })
    }

    fn find(&self, reading: &Reading) -> FxHashMap<usize, Occurrence> {
        let mut found: FxHashMap<usize, Occurrence> = FxHashMap::default();
        for index in 0..reading.tokens.len() {
            for phrase in self.phrases_at(reading, index) {
                let Some(words) = self.phrases.get(phrase).map(|phrase| phrase.words.len()) else {
                    continue;
                };
                let occurrence = found.entry(phrase).or_default();
                occurrence.weight += if reading.in_title(index) {
                    TITLE_WEIGHT
                } else {
                    1.0
                };
                if occurrence.words.is_empty() {
                    reading
                        .written(index, index + words)
                        .clone_into(&mut occurrence.words);
                }
            }
        }
        found
    }

    fn phrases_at(&self, reading: &Reading, index: usize) -> Vec<usize> {
        let mut phrases: Vec<usize> = Vec::new();
        for key in forms_at(reading, index) {
            if let Some(candidates) = self.by_first.get(&(reading.tongue, key.into())) {
                phrases.extend(candidates);
            }
        }
        phrases.sort_unstable();
        phrases.dedup();
        phrases.retain(|phrase| {
            self.phrases
                .get(*phrase)
                .is_some_and(|phrase| phrase.is_at(reading, index))
        });
        phrases
    }
}

impl Forms {
    fn of(word: &str) -> Self {
        let folded = fold(word);
        let tongues = Tongue::KNOWN.into_iter().chain([Tongue::Other]);
        let stems = tongues
            .map(|tongue| {
                let light = light_stem(&folded, tongue, SHORTEST_STEM).to_owned();
                (tongue, [Stemmer::new(tongue).stem(word), light])
            })
            .collect();
        Self { folded, stems }
    }

    fn fits(&self, reading: &Reading, index: usize) -> bool {
        let stems = self
            .stems
            .iter()
            .find(|(tongue, _)| *tongue == reading.tongue);
        forms_at(reading, index).iter().any(|form| {
            *form == self.folded || stems.is_some_and(|(_, stems)| stems.contains(form))
        })
    }
}

impl Phrase {
    fn is_at(&self, reading: &Reading, first: usize) -> bool {
        self.words.iter().enumerate().all(|(offset, word)| {
            let joined = offset == 0
                || reading
                    .tokens
                    .get(first + offset)
                    .is_some_and(|token| !matches!(token.gap, Gap::Pause | Gap::Stop));
            joined && word.fits(reading, first + offset)
        })
    }
}

/// The forms of a word of the text under which a phrase may know it.
fn forms_at(reading: &Reading, index: usize) -> [String; 3] {
    let folded = reading.tokens.folded(index);
    [
        folded.to_owned(),
        Stemmer::new(reading.tongue).stem(reading.written(index, index + 1)),
        light_stem(folded, reading.tongue, SHORTEST_STEM).to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Topic {
        Topic {
            id: "nato-russia".into(),
            any: vec!["NATO".into(), "Sojusz Północnoatlantycki".into()],
            none: vec!["football".into()],
            all_of_countries: vec!["RU".into()],
            ..Topic::default()
        }
    }

    fn russia() -> Vec<Label> {
        vec![Label {
            id: "RU".into(),
            name: None,
            score: 0.5,
            evidence: vec!["Rosji".into()],
        }]
    }

    #[test]
    fn a_phrase_is_found_in_every_case_and_says_so() {
        let rules = Rules::new(vec![rule()]);
        let reading = Reading::new(
            None,
            "Szef Sojuszu Północnoatlantyckiego mówi o Rosji",
            Tongue::Polish,
        );
        let topics = rules.topics(&reading, &russia());
        assert_eq!(
            topics[0].evidence,
            ["Sojuszu Północnoatlantyckiego", "Rosji"]
        );
        assert!(
            rules.topics(&reading, &[]).is_empty(),
            "the country is missing"
        );
    }

    #[test]
    fn a_word_that_must_not_occur_ends_the_topic() {
        let rules = Rules::new(vec![rule()]);
        let text = "Nato staff played football";
        assert!(
            rules
                .topics(&Reading::new(None, text, Tongue::English), &russia())
                .is_empty()
        );
    }
}
