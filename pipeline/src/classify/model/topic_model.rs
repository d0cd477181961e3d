//! A model of topics: how it is trained, and what it says of a text.

use std::borrow::Cow;

use item::Label;
use rustc_hash::FxHashMap;

use super::{
    features::{self, Features, Grain},
    learn::{Calibration, Row, Separator},
    weighing::{row, steps_of, weigh},
};
use crate::{
    classify::{labels, language, reading::Reading},
    text::Tongue,
};

/// The largest model, in bytes: with few topics there is room for more buckets.
pub(super) const LARGEST: usize = 5_000_000;

/// Buckets of hashed features, as powers of two.
const MOST_BITS: u32 = 19;
const FEWEST_BITS: u32 = 14;

/// The most topics of one model.
pub(super) const MOST_TOPICS: usize = 200;

/// A topic needs so many examples: fewer teach nothing that holds.
const FEWEST_EXAMPLES: usize = 5;

/// Margins for the calibration come from texts that were left out of so many trainings.
const CALIBRATION_FOLDS: usize = 3;

/// Where every text has a topic the likeliest is given, unless it is hardly likelier than a guess.
const BETTER_THAN_A_GUESS: f32 = 1.3;

/// Words that are shown as evidence, among so many that are looked at.
const MOST_EVIDENCE: usize = 5;
const LOOKED_AT: usize = 400;

/// The most labels of one text.
const MOST_LABELS: usize = 3;

/// A labelled text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// Its headline.
    pub title: Option<String>,
    /// Its text.
    pub text: String,
    /// The language it declares.
    pub language: Option<String>,
    /// Its topics.
    pub topics: Vec<String>,
    /// Texts of one group (a story, its translations) are never on both sides of a trial.
    pub group: Option<String>,
}

/// How a model is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// How finely it reads.
    pub grain: Grain,
    /// The samples were chosen to a plan: how many there are of a topic says nothing of how many there will be. Then all topics
    /// are calibrated together.
    pub planned: bool,
}

/// Why no model comes of some samples.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// Fewer than two topics.
    #[error("the labels have {0} topics; two are the least")]
    TooFew(usize),
    /// More topics than a model holds.
    #[error("the labels have {0} topics; {MOST_TOPICS} are the most")]
    TooMany(usize),
    /// A topic with too few examples.
    #[error("topic `{0}` has {1} examples; {FEWEST_EXAMPLES} are the least")]
    TooRare(String, usize),
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicModel {
    pub(super) topics: Vec<Topic>,
    /// How finely it reads.
    pub(super) grain: Grain,
    /// Every text of the training had exactly one topic: so has every other text.
    pub(super) exclusive: bool,
    /// Every text of the training had a topic: so has every other text.
    pub(super) always: bool,
    /// Topics that are less probable are not given, but for the likeliest where every text has one.
    pub(super) threshold: f32,
    pub(super) samples: u32,
    pub(super) bits: u32,
    /// How much each bucket counts, in steps; 0: never seen.
    pub(super) importance: Cow<'static, [u8]>,
    /// By bucket, then by topic: signed bytes.
    pub(super) weights: Cow<'static, [u8]>,
}

/// One topic of a model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Topic {
    pub(super) id: String,
    /// What one step of its weights is.
    pub(super) scale: f32,
    pub(super) bias: f32,
    pub(super) calibration: Calibration,
}

/// A text prepared for training: the features do not depend on which texts are left out.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) features: Features,
    pub(super) topics: Vec<usize>,
    pub(super) group: usize,
}

impl TopicModel {
    /// Learns the topics of samples.
    ///
    /// # Errors
    /// Where there are too few topics or examples to learn from.
    pub fn train(samples: &[Sample], manner: Manner) -> Result<Self, TrainError> {
        let (names, prepared) = prepare(samples, manner.grain)?;
        let all: Vec<&Prepared> = prepared.iter().collect();
        Ok(Self::learn(&names, &all, manner))
    }

    pub(super) fn learn(names: &[String], samples: &[&Prepared], manner: Manner) -> Self {
        let bits = bits_for(names.len());
        let importance = weigh(samples, names.len(), bits);
        let rows: Vec<Row> = samples
            .iter()
            .map(|sample| row(&sample.features, &importance, bits))
            .collect();
        let rows: Vec<&Row> = rows.iter().collect();
        let exclusive = samples.iter().all(|sample| sample.topics.len() == 1);
        let mut weights = vec![0; importance.len() * names.len()];
        let mut topics = Vec::with_capacity(names.len());
        let mut unseen: Vec<Vec<f32>> = vec![Vec::new(); samples.len()];
        let margins = unseen_margins(samples, names.len(), bits);
        let pooled = manner.planned.then(|| Calibration::fit(&margins.concat()));
        for (topic, (name, margins)) in names.iter().zip(margins).enumerate() {
            let calibration = pooled.unwrap_or_else(|| Calibration::fit(&margins));
            for (probabilities, (margin, _)) in unseen.iter_mut().zip(&margins) {
                probabilities.push(calibration.probability(*margin));
            }
            let labelled: Vec<bool> = margins.iter().map(|(_, with)| *with).collect();
            let separator = Separator::learn(&rows, &labelled, importance.len());
            let column = weights.iter_mut().skip(topic).step_by(names.len());
            topics.push(Topic {
                id: name.clone(),
                scale: keep(&separator, column),
                bias: separator.bias,
                calibration,
            });
        }
        Self {
            topics,
            grain: manner.grain,
            exclusive,
            always: samples.iter().all(|sample| !sample.topics.is_empty()),
            threshold: threshold(samples, unseen),
            samples: u32::try_from(samples.len()).unwrap_or(u32::MAX),
            bits,
            weights: Cow::Owned(weights),
            importance: Cow::Owned(importance),
        }
    }

    /// The ids of the topics, in the order of the model.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(|topic| &*topic.id)
    }

    /// How many texts it was trained on.
    pub fn samples(&self) -> u32 {
        self.samples
    }

    /// The topics of a text, the likeliest first; none where the model abstains.
    pub fn label(&self, title: Option<&str>, text: &str, declared: Option<&str>) -> Vec<Label> {
        let language = language::detect(title, text, declared);
        self.labels(&Reading::new(title, text, Tongue::of(&language.id)))
    }

    pub(in crate::classify) fn labels(&self, reading: &Reading) -> Vec<Label> {
        let features = Features::of(reading, self.grain);
        let probabilities = self.probabilities(&features);
        self.chosen(&probabilities)
            .into_iter()
            .filter_map(|topic| {
                Some(Label {
                    id: self.topics.get(topic)?.id.clone(),
                    name: None,
                    score: labels::rounded(*probabilities.get(topic)?),
                    evidence: self.evidence(reading, topic),
                })
            })
            .collect()
    }

    /// The probability of each topic; of a text of which no word is known, nothing.
    pub(super) fn probabilities(&self, features: &Features) -> Vec<f32> {
        let mut margins = vec![0.0_f32; self.topics.len()];
        let row = row(features, &self.importance, self.bits);
        if row.is_empty() {
            return margins;
        }
        for (bucket, value) in row {
            for (margin, weight) in margins.iter_mut().zip(self.row_of(bucket)) {
                *margin += f32::from(weight.cast_signed()) * value;
            }
        }
        let mut probabilities: Vec<f32> = self
            .topics
            .iter()
            .zip(margins)
            .map(|(topic, margin)| {
                topic
                    .calibration
                    .probability(margin * topic.scale + topic.bias)
            })
            .collect();
        if self.exclusive {
            share(&mut probabilities);
        }
        probabilities
    }

    /// The share of each topic in all that is probable.
    pub(super) fn shares(&self, features: &Features) -> Vec<f32> {
        let mut shares = self.probabilities(features);
        share(&mut shares);
        shares
    }

    /// The topics that are probable enough: of exclusive ones the best alone.
    pub(super) fn chosen(&self, probabilities: &[f32]) -> Vec<usize> {
        let of = |topic: &usize| probabilities.get(*topic).copied().unwrap_or_default();
        let mut chosen: Vec<usize> = (0..probabilities.len()).collect();
        chosen.sort_by(|a, b| of(b).total_cmp(&of(a)).then_with(|| a.cmp(b)));
        #[expect(clippy::cast_precision_loss, reason = "topics")]
        let guess = probabilities.iter().sum::<f32>() / probabilities.len().max(1) as f32;
        let is_given = |(rank, topic): &(usize, usize)| {
            if self.always && *rank == 0 {
                of(topic) > guess * BETTER_THAN_A_GUESS
            } else {
                of(topic) >= self.threshold
            }
        };
        let most = if self.exclusive { 1 } else { MOST_LABELS };
        let ranked = chosen.into_iter().enumerate().take(most);
        ranked.filter(is_given).map(|(_, topic)| topic).collect()
    }

    fn row_of(&self, bucket: u32) -> &[u8] {
        let start = usize::try_from(bucket).unwrap_or(usize::MAX);
        let start = start.saturating_mul(self.topics.len());
        self.weights
            .get(start..start.saturating_add(self.topics.len()))
            .unwrap_or_default()
    }

    /// The words that spoke most for a topic, as written.
    fn evidence(&self, reading: &Reading, topic: usize) -> Vec<String> {
        let mut words: FxHashMap<&str, (f32, usize)> = FxHashMap::default();
        for index in 0..reading.tokens.len().min(LOOKED_AT) {
            let word = reading.tokens.folded(index);
            let entry = words.entry(word).or_insert_with(|| {
                let mut sum = 0.0;
                features::of_word(word, reading.tongue, self.grain, |hash, _| {
                    let bucket = hash >> (32 - self.bits);
                    let counts = steps_of(&self.importance, bucket);
                    let weight = self.row_of(bucket).get(topic).copied().unwrap_or_default();
                    sum += f32::from(weight.cast_signed()) * counts;
                });
                (sum, index)
            });
            // A word that stands there often speaks more, but not as often as it stands there.
            entry.0 *= 1.1;
        }
        let mut words: Vec<(f32, usize)> =
            words.into_values().filter(|(sum, _)| *sum > 0.0).collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        words
            .into_iter()
            .take(MOST_EVIDENCE)
            .map(|(_, index)| reading.written(index, index + 1).to_owned())
            .collect()
    }
}

/// The names of the topics, sorted, and the samples with their features.
pub(super) fn prepare(
    samples: &[Sample],
    grain: Grain,
) -> Result<(Vec<String>, Vec<Prepared>), TrainError> {
    let mut names: Vec<String> = samples
        .iter()
        .flat_map(|sample| sample.topics.iter().cloned())
        .collect();
    names.sort();
    names.dedup();
    if names.len() < 2 {
        return Err(TrainError::TooFew(names.len()));
    }
    if names.len() > MOST_TOPICS {
        return Err(TrainError::TooMany(names.len()));
    }
    for name in &names {
        let examples = samples
            .iter()
            .filter(|sample| sample.topics.contains(name))
            .count();
        if examples < FEWEST_EXAMPLES {
            return Err(TrainError::TooRare(name.clone(), examples));
        }
    }
    let mut groups: FxHashMap<&str, usize> = FxHashMap::default();
    let mut prepared = Vec::with_capacity(samples.len());
    for (index, sample) in samples.iter().enumerate() {
        let next = groups.len();
        let group = match &sample.group {
            Some(group) => *groups.entry(group).or_insert(next),
            None => usize::MAX / 2 + index,
        };
        let title = sample.title.as_deref();
        let language = language::detect(title, &sample.text, sample.language.as_deref());
        let reading = Reading::new(title, &sample.text, Tongue::of(&language.id));
        prepared.push(Prepared {
            features: Features::of(&reading, grain),
            topics: names
                .iter()
                .enumerate()
                .filter(|(_, name)| sample.topics.contains(name))
                .map(|(topic, _)| topic)
                .collect(),
            group,
        });
    }
    Ok((names, prepared))
}

/// Keeps the weights of a separator as signed bytes, and gives what one step of them is.
fn keep<'w>(separator: &Separator, column: impl Iterator<Item = &'w mut u8>) -> f32 {
    let largest = separator
        .weights
        .iter()
        .fold(1e-6_f32, |largest, weight| largest.max(weight.abs()));
    let scale = largest / f32::from(i8::MAX);
    for (weight, kept) in separator.weights.iter().zip(column) {
        #[expect(clippy::cast_possible_truncation, reason = "scaled to fit")]
        let step = (weight / scale).round() as i8;
        *kept = step.cast_unsigned();
    }
    scale
}

fn bits_for(topics: usize) -> u32 {
    let fits = |bits: &u32| (topics + 1) << bits <= LARGEST - 64 * topics - 1_000;
    (FEWEST_BITS..=MOST_BITS)
        .rev()
        .find(fits)
        .unwrap_or(FEWEST_BITS)
}

/// What separators that have not seen a sample say of it, and whether it has the topic, by topic.
fn unseen_margins(samples: &[&Prepared], topics: usize, bits: u32) -> Vec<Vec<(f32, bool)>> {
    let folds: Vec<usize> = folds(samples, CALIBRATION_FOLDS);
    let mut margins: Vec<Vec<(f32, bool)>> = (0..topics)
        .map(|topic| {
            let with = samples.iter().map(|sample| sample.topics.contains(&topic));
            with.map(|with| (0.0, with)).collect()
        })
        .collect();
    for left_out in 0..CALIBRATION_FOLDS {
        let is_kept = |fold: &usize| *fold != left_out;
        let kept: Vec<&Prepared> = samples
            .iter()
            .zip(&folds)
            .filter_map(|(sample, fold)| is_kept(fold).then_some(*sample))
            .collect();
        let importance = weigh(&kept, topics, bits);
        let rows: Vec<Row> = samples
            .iter()
            .map(|sample| row(&sample.features, &importance, bits))
            .collect();
        let kept_rows: Vec<&Row> = rows
            .iter()
            .zip(&folds)
            .filter_map(|(row, fold)| is_kept(fold).then_some(row))
            .collect();
        for (topic, margins) in margins.iter_mut().enumerate() {
            let with: Vec<bool> = kept
                .iter()
                .map(|sample| sample.topics.contains(&topic))
                .collect();
            let separator = Separator::learn(&kept_rows, &with, importance.len());
            for ((margin, row), fold) in margins.iter_mut().zip(&rows).zip(&folds) {
                if !is_kept(fold) {
                    margin.0 = separator.margin(row);
                }
            }
        }
    }
    margins
}

/// In which fold each sample is left out: the topics spread evenly, and a group in one fold.
pub(super) fn folds(samples: &[&Prepared], folds: usize) -> Vec<usize> {
    let mut of_group: FxHashMap<usize, usize> = FxHashMap::default();
    let mut next: FxHashMap<&[usize], usize> = FxHashMap::default();
    samples
        .iter()
        .map(|sample| {
            *of_group.entry(sample.group).or_insert_with(|| {
                let next = next.entry(&sample.topics).or_default();
                let fold = *next % folds;
                *next += 1;
                fold
            })
        })
        .collect()
}

/// Probabilities of topics that exclude each other add up to one.
fn share(probabilities: &mut [f32]) {
    let sum: f32 = probabilities.iter().sum();
    for probability in probabilities {
        *probability /= sum.max(1e-6);
    }
}

/// Below which probability a topic of several is not given: where precision and recall on unseen texts are best together
/// (F1).
fn threshold(samples: &[&Prepared], unseen: Vec<Vec<f32>>) -> f32 {
    let mut answers: Vec<(f32, bool)> = Vec::new();
    let mut wanted = 0.0_f32;
    for (sample, probabilities) in samples.iter().zip(unseen) {
        for (topic, probability) in probabilities.into_iter().enumerate() {
            let is_right = sample.topics.contains(&topic);
            wanted += f32::from(u8::from(is_right));
            answers.push((probability, is_right));
        }
    }
    answers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut given, mut best, mut at) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
    for (probability, is_right) in answers {
        given += 1.0;
        right += f32::from(u8::from(is_right));
        let f1 = 2.0 * right / (given + wanted);
        if f1 >= best {
            (best, at) = (f1, probability);
        }
    }
    at
}
