//! How good a model is: on labelled texts that it has not seen, by topic and in which way it errs.

use rustc_hash::FxHashMap;

use super::{
    features::Features,
    topic_model::{Manner, Prepared, Sample, TopicModel, TrainError, folds, prepare},
};
use crate::{
    classify::{language, reading::Reading},
    text::Tongue,
};

/// What became of labelled texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trial {
    /// One for each text.
    pub outcomes: Vec<Outcome>,
}

/// What a model said of a text, and what is so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Its topics.
    pub truth: Vec<String>,
    /// The topics that the model gave, the likeliest first; none where it abstained.
    pub given: Vec<String>,
}

/// How well one topic is told.
#[derive(Debug, Clone, PartialEq)]
pub struct OfTopic {
    /// Its id.
    pub topic: String,
    /// How many texts have it.
    pub texts: usize,
    /// How many of those that were said to have it do.
    pub precision: f64,
    /// How many of those that have it were found.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

impl Trial {
    /// Trains on all folds but one and tries that one, for each fold.
    ///
    /// # Errors
    /// Where there are too few topics or examples to learn from.
    pub fn by_folds(samples: &[Sample], count: usize, manner: Manner) -> Result<Self, TrainError> {
        let (names, prepared) = prepare(samples, manner.grain)?;
        let all: Vec<&Prepared> = prepared.iter().collect();
        let fold_of = folds(&all, count);
        let mut outcomes: Vec<Outcome> = vec![Outcome::default(); samples.len()];
        for left_out in 0..count {
            let seen: Vec<&Prepared> = all
                .iter()
                .zip(&fold_of)
                .filter_map(|(sample, fold)| (*fold != left_out).then_some(*sample))
                .collect();
            let model = TopicModel::learn(&names, &seen, manner);
            let unseen = all.iter().zip(&fold_of).zip(samples).zip(&mut outcomes);
            for (((prepared, fold), sample), outcome) in unseen {
                if *fold == left_out {
                    *outcome = outcome_of(&model, &prepared.features, sample);
                }
            }
        }
        Ok(Self { outcomes })
    }

    /// Tries a model.
    pub fn of(model: &TopicModel, samples: &[Sample]) -> Self {
        let outcomes = samples.iter().map(|sample| {
            let title = sample.title.as_deref();
            let language = language::detect(title, &sample.text, sample.language.as_deref());
            let reading = Reading::new(title, &sample.text, Tongue::of(&language.id));
            let features = Features::of(&reading, model.grain);
            outcome_of(model, &features, sample)
        });
        Self {
            outcomes: outcomes.collect(),
        }
    }

    /// The share of texts whose likeliest topic is one of theirs; abstentions count as errors.
    pub fn accuracy(&self) -> f64 {
        let right = self.outcomes.iter().filter(|outcome| outcome.is_right());
        share(right.count(), self.outcomes.len())
    }

    /// The share of texts that got a topic, and the share of those whose likeliest one is right.
    pub fn answered(&self) -> (f64, f64) {
        let answered = || {
            self.outcomes
                .iter()
                .filter(|outcome| !outcome.given.is_empty())
        };
        let right = answered().filter(|outcome| outcome.is_right());
        (
            share(answered().count(), self.outcomes.len()),
            share(right.count(), answered().count()),
        )
    }

    /// Every topic that a text has or was given, in order.
    pub fn topics(&self) -> Vec<String> {
        let all = self
            .outcomes
            .iter()
            .flat_map(|outcome| outcome.truth.iter().chain(&outcome.given));
        let mut topics: Vec<String> = all.cloned().collect();
        topics.sort();
        topics.dedup();
        topics
    }

    /// How well each topic is told.
    pub fn by_topic(&self) -> Vec<OfTopic> {
        let count = |holds: &dyn Fn(&Outcome) -> bool| {
            self.outcomes
                .iter()
                .filter(|outcome| holds(outcome))
                .count()
        };
        self.topics()
            .into_iter()
            .map(|topic| {
                let texts = count(&|outcome| outcome.truth.contains(&topic));
                let given = count(&|outcome| outcome.given.contains(&topic));
                let right = count(&|outcome| {
                    outcome.given.contains(&topic) && outcome.truth.contains(&topic)
                });
                OfTopic {
                    texts,
                    precision: share(right, given),
                    recall: share(right, texts),
                    f1: share(2 * right, texts + given),
                    topic,
                }
            })
            .collect()
    }

    /// The mean F1 of the topics that texts have.
    pub fn macro_f1(&self) -> f64 {
        let of_topics = self.by_topic();
        let had: Vec<f64> = of_topics
            .iter()
            .filter(|of_topic| of_topic.texts > 0)
            .map(|of_topic| of_topic.f1)
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "topics")]
        let topics = had.len().max(1) as f64;
        had.iter().sum::<f64>() / topics
    }

    /// For texts of one topic: how often each topic (rows) was taken for each (columns); the last column is abstention.
    pub fn confusion(&self) -> Vec<Vec<usize>> {
        let topics = self.topics();
        let at: FxHashMap<&str, usize> = topics
            .iter()
            .enumerate()
            .map(|(index, topic)| (&**topic, index))
            .collect();
        let mut table = vec![vec![0; topics.len() + 1]; topics.len()];
        for outcome in &self.outcomes {
            let [truth] = &*outcome.truth else { continue };
            let given = outcome.given.first().and_then(|topic| at.get(&**topic));
            let column = given.copied().unwrap_or(topics.len());
            let row = at.get(&**truth).and_then(|row| table.get_mut(*row));
            if let Some(cell) = row.and_then(|row| row.get_mut(column)) {
                *cell += 1;
            }
        }
        table
    }
}

impl Outcome {
    /// Whether the likeliest topic that was given is one of the text's.
    pub fn is_right(&self) -> bool {
        self.given
            .first()
            .is_some_and(|topic| self.truth.contains(topic))
    }
}

fn outcome_of(model: &TopicModel, features: &Features, sample: &Sample) -> Outcome {
    let probabilities = model.probabilities(features);
    let names: Vec<&str> = model.topics().collect();
    let given = model.chosen(&probabilities).into_iter();
    Outcome {
        truth: sample.topics.clone(),
        given: given
            .filter_map(|topic| names.get(topic).map(|name| (*name).to_owned()))
            .collect(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of texts")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::model::ModelError;

    /// Thirty reports of each of two topics, and which is which only by their words.
    fn samples() -> Vec<Sample> {
        let sentences = |topic: &str, subjects: &[&str], verbs: &[&str]| -> Vec<Sample> {
            let mut samples = Vec::new();
            for (day, subject) in subjects.iter().enumerate() {
                for verb in verbs {
                    samples.push(Sample {
                        text: format!("On day {day} the {subject} {verb} in the town."),
                        topics: vec![topic.to_owned()],
                        ..Sample::default()
                    });
                }
            }
            samples
        };
        let mut all = sentences(
            "sport",
            &["goalkeeper", "striker", "coach", "referee", "fullback"],
            &[
                "scored",
                "trained",
                "played the match",
                "won the cup",
                "lost the final",
                "kicked",
            ],
        );
        all.extend(sentences(
            "money",
            &["bank", "lender", "treasurer", "investor", "broker"],
            &[
                "raised rates",
                "sold bonds",
                "cut the deficit",
                "bought shares",
                "paid taxes",
                "lent",
            ],
        ));
        all
    }

    #[test]
    fn unseen_texts_get_the_topic_of_their_words_and_the_words_are_told() {
        let trial = Trial::by_folds(&samples(), 5, Manner::default()).unwrap();
        assert!(trial.accuracy() > 0.9, "{:?}", trial.confusion());
        assert_eq!(trial.confusion().len(), 2);
        let model = TopicModel::train(&samples(), Manner::default()).unwrap();
        let labels = model.label(None, "The striker of the guests scored twice.", None);
        assert_eq!(labels[0].id, "sport");
        assert!(
            labels[0].evidence.contains(&"scored".to_owned()),
            "{labels:?}"
        );
        assert!(labels[0].score > 0.6);
    }

    #[test]
    fn what_says_nothing_of_any_topic_is_not_labelled() {
        let model = TopicModel::train(&samples(), Manner::default()).unwrap();
        assert_eq!(model.label(None, "Zzyzx qwrtp.", None), []);
    }

    #[test]
    fn training_twice_gives_the_same_bytes_and_a_file_gives_the_model_back() {
        let model = TopicModel::train(&samples(), Manner::default()).unwrap();
        let bytes = model.to_bytes();
        assert_eq!(
            bytes,
            TopicModel::train(&samples(), Manner::default())
                .unwrap()
                .to_bytes()
        );
        assert!(bytes.len() <= TopicModel::LARGEST_FILE);
        assert_eq!(TopicModel::from_bytes(&bytes).unwrap(), model);
    }

    #[test]
    fn a_file_that_is_no_whole_model_is_refused() {
        let bytes = TopicModel::train(&samples(), Manner::default())
            .unwrap()
            .to_bytes();
        assert_eq!(TopicModel::from_bytes(b"{}"), Err(ModelError::Other));
        let mut other = bytes.clone();
        other[16] = b'7';
        assert_eq!(
            TopicModel::from_bytes(&other),
            Err(ModelError::Version('7'))
        );
        for cut in [17, 100, bytes.len() - 1] {
            assert_eq!(
                TopicModel::from_bytes(&bytes[..cut]),
                Err(ModelError::Damaged)
            );
        }
        let mut flipped = bytes;
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        assert_eq!(TopicModel::from_bytes(&flipped), Err(ModelError::Damaged));
    }

    #[test]
    fn too_little_to_learn_from_is_an_error() {
        let mut few = samples();
        few.truncate(30);
        assert_eq!(
            TopicModel::train(&few, Manner::default()),
            Err(TrainError::TooFew(1))
        );
        few.extend(samples().split_off(58));
        assert_eq!(
            TopicModel::train(&few, Manner::default()),
            Err(TrainError::TooRare("money".into(), 2))
        );
    }

    #[test]
    fn translations_of_one_text_are_never_on_both_sides() {
        let mut samples = samples();
        for (index, sample) in samples.iter_mut().enumerate() {
            sample.group = Some((index / 2).to_string());
        }
        let (_, prepared) = prepare(&samples, Manner::default().grain).unwrap();
        let prepared: Vec<&Prepared> = prepared.iter().collect();
        let folds = folds(&prepared, 5);
        assert!(folds.chunks(2).all(|pair| pair[0] == pair[1]));
        assert!(folds.contains(&0) && folds.contains(&4));
    }
}
