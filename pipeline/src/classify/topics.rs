//! Topics of the user's own: phrases that must or must not occur, in any inflection, and countries.

use config::Topic;
use item::Label;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{labels, reading::Reading};
use crate::text::{Gap, Stemmer, Tongue, fold, light_stem};

/// The fewest letters of a stem that stands for its inflections.
const SHORTEST_STEM: usize = 4;

/// What a phrase in the title counts, where the rule does not say.
const TITLE_WEIGHT: u8 = 3;

/// How many words apart phrases are near each other, where the rule does not say: about a sentence.
const WITHIN: u16 = 10;

/// The places of one phrase that are remembered.
const MOST_PLACES: usize = 200;

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
    in_title: f32,
    in_text: f32,
    words: String,
    /// The words that it begins with.
    places: Vec<usize>,
}

/// What is known of a text.
struct Facts<'f> {
    /// The phrases of the rules that occur.
    found: FxHashMap<usize, Occurrence>,
    countries: &'f [Label],
    /// Organisations and people.
    entities: &'f [&'f [Label]],
}

impl Facts<'_> {
    fn phrase(&self, rules: &Rules, phrase: &str) -> Option<&Occurrence> {
        let index = rules.by_written.get(phrase)?;
        self.found.get(index)
    }

    fn country(&self, code: &str) -> Option<&Label> {
        let mut countries = self.countries.iter();
        countries.find(|label| label.id.eq_ignore_ascii_case(code))
    }

    fn entity(&self, id: &str) -> Option<&Label> {
        let mut entities = self.entities.iter().copied().flatten();
        entities.find(|label| label.id == id)
    }
}

impl Rules {
    /// Prepares rules.
    pub(super) fn new(rules: Vec<Topic>) -> Self {
        let mut prepared = Self::default();
        for phrase in rules
            .iter()
            .flat_map(|rule| [&rule.any, &rule.all, &rule.none, &rule.near])
            .flatten()
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
    pub(super) fn topics(
        &self,
        reading: &Reading,
        countries: &[Label],
        entities: &[&[Label]],
    ) -> Vec<Label> {
        if self.topics.is_empty() {
            return Vec::new();
        }
        let facts = Facts {
            found: self.find(reading),
            countries,
            entities,
        };
        labels::ranked(
            self.topics
                .iter()
                .filter_map(|rule| self.judge(rule, &facts)),
        )
    }

    fn judge(&self, rule: &Topic, facts: &Facts) -> Option<Label> {
        let seen = |phrase: &String| facts.phrase(self, phrase);
        if !self.holds(rule, facts) {
            return None;
        }
        let phrases = rule
            .any
            .iter()
            .chain(&rule.all)
            .chain(&rule.near)
            .filter_map(seen);
        let places = rule
            .any_of_countries
            .iter()
            .chain(&rule.all_of_countries)
            .filter_map(|code| facts.country(code));
        let named = rule
            .any_of_entities
            .iter()
            .chain(&rule.all_of_entities)
            .filter_map(|id| facts.entity(id));
        let title = f32::from(rule.title_weight.unwrap_or(TITLE_WEIGHT));
        let (mut weight, mut evidence) = (0.0, Vec::new());
        for occurrence in phrases {
            weight += occurrence.in_text + occurrence.in_title * title;
            evidence.push(occurrence.words.clone());
        }
        for label in places.chain(named) {
            weight += label.score;
            evidence.extend(label.evidence.first().cloned());
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

    /// Whether everything that a rule asks for is there, and it asks for something.
    fn holds(&self, rule: &Topic, facts: &Facts) -> bool {
        let seen = |phrase: &String| facts.phrase(self, phrase).is_some();
        let about = |code: &String| facts.country(code).is_some();
        let names = |id: &String| facts.entity(id).is_some();
        let any = |list: &[String], holds: &dyn Fn(&String) -> bool| {
            list.is_empty() || list.iter().any(holds)
        };
        let asks = [&rule.any, &rule.all, &rule.near]
            .into_iter()
            .any(|phrases| !phrases.is_empty());
        asks && any(&rule.any, &seen)
            && rule.all.iter().all(seen)
            && !rule.none.iter().any(seen)
            && any(&rule.any_of_countries, &about)
            && rule.all_of_countries.iter().all(about)
            && any(&rule.any_of_entities, &names)
            && rule.all_of_entities.iter().all(names)
            && self.are_near(rule, facts)
    }

    /// Whether all phrases of `near` stand about one place.
    fn are_near(&self, rule: &Topic, facts: &Facts) -> bool {
        let places = |phrase: &String| {
            let occurrence = facts.phrase(self, phrase);
            occurrence.map_or::<&[usize], _>(&[], |occurrence| &occurrence.places)
        };
        let within = usize::from(rule.within.unwrap_or(WITHIN));
        let Some((first, others)) = rule.near.split_first() else {
            return true;
        };
        places(first).iter().any(|at| {
            let near = |place: &usize| place.abs_diff(*at) <= within;
            others.iter().all(|other| places(other).iter().any(near))
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
                if reading.in_title(index) {
                    occurrence.in_title += 1.0;
                } else {
                    occurrence.in_text += 1.0;
                }
                if occurrence.places.len() < MOST_PLACES {
                    occurrence.places.push(index);
                }
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
        let topics = rules.topics(&reading, &russia(), &[]);
        assert_eq!(
            topics[0].evidence,
            ["Sojuszu Północnoatlantyckiego", "Rosji"]
        );
        assert!(
            rules.topics(&reading, &[], &[]).is_empty(),
            "the country is missing"
        );
    }

    #[test]
    fn a_word_that_must_not_occur_ends_the_topic() {
        let rules = Rules::new(vec![rule()]);
        let text = "Nato staff played football";
        assert!(
            rules
                .topics(&Reading::new(None, text, Tongue::English), &russia(), &[])
                .is_empty()
        );
    }

    fn holds(rule: Topic, text: &str, entities: &[&[Label]]) -> bool {
        let rules = Rules::new(vec![rule]);
        let reading = Reading::new(None, text, Tongue::English);
        !rules.topics(&reading, &[], entities).is_empty()
    }

    #[test]
    fn phrases_that_must_be_near_are_not_enough_far_apart() {
        let rule = |within| Topic {
            id: "gas".into(),
            near: vec!["gas".into(), "pipeline".into()],
            within,
            ..Topic::default()
        };
        let far =
            "Gas was cheap. Much later in the year, when nobody thought of it, a pipeline burst.";
        assert!(holds(
            rule(None),
            "Gas flows through the new pipelines.",
            &[]
        ));
        assert!(!holds(rule(None), far, &[]) && holds(rule(Some(20)), far, &[]));
        assert!(!holds(rule(None), "Gas and oil.", &[]));
    }

    #[test]
    fn an_entity_that_must_be_named_is_asked_for_by_its_id() {
        let rule = Topic {
            id: "nato".into(),
            any: vec!["summit".into()],
            all_of_entities: vec!["org:nato".into()],
            ..Topic::default()
        };
        let nato = [Label {
            id: "org:nato".into(),
            name: None,
            score: 0.5,
            evidence: vec!["NATO".into()],
        }];
        assert!(holds(rule.clone(), "The summit of NATO", &[&nato]));
        assert!(!holds(rule, "The summit of NATO", &[]));
    }

    #[test]
    fn a_rule_says_what_its_title_counts() {
        let score = |title_weight| {
            let rule = Topic {
                id: "gas".into(),
                any: vec!["gas".into()],
                title_weight,
                ..Topic::default()
            };
            let reading = Reading::new(Some("Gas"), "It was cold.", Tongue::English);
            Rules::new(vec![rule]).topics(&reading, &[], &[])[0].score
        };
        assert!(score(Some(10)) > score(None) && score(None) > score(Some(1)));
    }
}
