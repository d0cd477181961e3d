//! How much each feature counts, and a text as a vector of that: what is rare counts more, and what is much more usual
//! in one topic than elsewhere (the ratio of Wang and Manning 2012, in place of their weights a factor for all topics).

use super::{features::Features, learn::Row, topic_model::Prepared};

/// How the importance of a feature is kept in a byte: steps of this. A vector's length is one, whatever the step.
const STEP: f32 = 0.2;

/// Added to the counts of a feature in a topic and elsewhere: what was seen once is no proof.
const SMOOTHING: f32 = 1.0;

/// How much each bucket counts, in steps; 0: never seen.
pub(super) fn weigh(samples: &[&Prepared], topics: usize, bits: u32) -> Vec<u8> {
    let mut of_bucket = vec![0_u32; 1 << bits];
    let mut of_topic = vec![0_u32; topics << bits];
    let mut sizes = vec![0_u32; topics];
    let mut buckets: Vec<usize> = Vec::new();
    for sample in samples {
        let Features {
            words,
            runs,
            shipped,
        } = &sample.features;
        let all = words.iter().chain(runs).chain(shipped);
        buckets.clear();
        buckets.extend(all.map(|(hash, _)| at(hash >> (32 - bits))));
        buckets.sort_unstable();
        buckets.dedup();
        for topic in &sample.topics {
            add(&mut sizes, *topic);
        }
        for bucket in &buckets {
            add(&mut of_bucket, *bucket);
            for topic in &sample.topics {
                add(&mut of_topic, bucket * topics + topic);
            }
        }
    }
    let all = count(samples.len());
    let of_topics = of_topic.chunks(topics.max(1));
    of_bucket
        .into_iter()
        .zip(of_topics)
        .map(|(total, of_topics)| match total {
            0 => 0,
            total => {
                let total = exact(total);
                let rarity = ((1.0 + all) / (1.0 + total)).ln() + 1.0;
                in_steps(rarity * telling(total, all, of_topics, &sizes))
            }
        })
        .collect()
}

/// How much a feature tells one topic from the others: the largest logarithm of how much more or less usual it is there.
fn telling(total: f32, all: f32, of_topics: &[u32], sizes: &[u32]) -> f32 {
    let ratios = of_topics.iter().zip(sizes).map(|(with, size)| {
        let (with, size) = (exact(*with), exact(*size));
        let inside = (with + SMOOTHING) / (size + 2.0 * SMOOTHING);
        let outside = (total - with + SMOOTHING) / (all - size + 2.0 * SMOOTHING);
        (inside / outside).ln().abs()
    });
    ratios.fold(0.0, f32::max)
}

/// How long the parts of a vector are: words tell more of a whole article than runs of letters do, and the shipped topics are
/// a hint.
const WORDS: f32 = 1.5;
const RUNS: f32 = 1.0;
const SHIPPED: f32 = 0.3;

/// A text as a vector: words, runs of letters and shipped topics each of its length. What no sample had is left out.
pub(super) fn row(features: &Features, importance: &[u8], bits: u32) -> Row {
    let Features {
        words,
        runs,
        shipped,
    } = features;
    let mut row = Row::with_capacity(words.len() + runs.len() + shipped.len());
    for (list, long) in [(words, WORDS), (runs, RUNS)] {
        let start = row.len();
        let mut square = 0.0;
        for (hash, count) in list {
            let bucket = hash >> (32 - bits);
            let value = (1.0 + count.ln()) * steps_of(importance, bucket);
            if value > 0.0 {
                square += value * value;
                row.push((bucket, value));
            }
        }
        let times = long / f32::max(square, 1e-9).sqrt();
        for (_, value) in row.iter_mut().skip(start) {
            *value *= times;
        }
    }
    if row.is_empty() {
        return row; // of words that it does not know nothing is hinted either
    }
    let hints = shipped.iter();
    row.extend(hints.map(|(hash, value)| (hash >> (32 - bits), value * SHIPPED)));
    row
}

/// How much a bucket counts, in steps.
pub(super) fn steps_of(importance: &[u8], bucket: u32) -> f32 {
    f32::from(importance.get(at(bucket)).copied().unwrap_or_default())
}

fn add(counts: &mut [u32], index: usize) {
    if let Some(count) = counts.get_mut(index) {
        *count += 1;
    }
}

fn at(bucket: u32) -> usize {
    usize::try_from(bucket).unwrap_or(usize::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between one step and 255"
)]
fn in_steps(importance: f32) -> u8 {
    (importance / STEP).round().clamp(1.0, 255.0) as u8
}

#[expect(clippy::cast_precision_loss, reason = "counts of samples")]
fn exact(count: u32) -> f32 {
    count as f32
}

fn count(samples: usize) -> f32 {
    exact(u32::try_from(samples).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_topics_apart_counts_more_than_what_all_have() {
        // Four samples of two topics: one feature in all, one only in the first topic.
        let sample = |hashes: &[u32], topic| Prepared {
            features: Features {
                words: hashes.iter().map(|hash| (hash << 30, 1.0)).collect(),
                ..Features::default()
            },
            topics: vec![topic],
            group: 0,
        };
        let samples = [
            sample(&[0, 1], 0),
            sample(&[0, 1], 0),
            sample(&[0, 2], 1),
            sample(&[0], 1),
        ];
        let samples: Vec<&Prepared> = samples.iter().collect();
        let importance = weigh(&samples, 2, 2);
        assert_eq!(importance[3], 0, "never seen");
        assert!(importance[1] > importance[0]);
        assert!(importance[0] > 0, "seen");
    }
}
