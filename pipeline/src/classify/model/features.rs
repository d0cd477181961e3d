//! What a text looks like to a model: words and what they begin with or, for one that reads letters, words, pairs of
//! neighbours, stems, runs of three to six letters and what sounds alike in several languages and scripts; hashed. Then which
//! of the shipped topics its words are typical of, and, for one that reads letters, what the shipped model says of it.

use serde::{Deserialize, Serialize};

use super::topic_model::TopicModel;
use crate::{
    classify::{given::sound, reading::Reading, tables::LEXICON},
    text::{Gap, Tongue, light_stem},
};

/// The most words that are looked at: a long-read; what follows seldom changes the topic.
const MOST_WORDS: usize = 1_500;

/// A word of the title counts so often.
const TITLE: f32 = 2.0;

/// A word that is typical of a shipped topic counts so often for it: there are few topics and many words. What the shipped
/// model says tells most of it too.
const TYPICAL: f32 = 3.0;
const TYPICAL_BESIDE_SHIPPED: f32 = 1.0;

/// Words that are longer than this count by so many of their first letters too: in most inflections those stay.
const BEGINNINGS: std::ops::RangeInclusive<usize> = 4..=7;

/// The fewest letters of a stem.
const SHORTEST_STEM: usize = 4;

/// Runs of so many letters, with the word's ends.
const SHORTEST_RUN: usize = 3;
const LONGEST_RUN: usize = 6;

/// Words that begin with the same sounds may be one in several languages: `università`, `університет`.
const FEWEST_SOUNDS: usize = 4;
const MOST_SOUNDS: usize = 5;

/// The kinds of features; a kind begins its hash, so that no two are taken for one another.
const WORD: u32 = 0x811c_9dc5;
const PAIR: u32 = 0x050c_5d1f;
const STEM: u32 = 0x6b2e_91c3;
const RUN: u32 = 0x1b87_3593;
const SOUND: u32 = 0x0765_4321;
const TOPIC: u32 = 0x0123_4567;
const BEGINNING: u32 = 0x3c6e_f372;
const SHIPPED: u32 = 0x2545_f491;

/// How finely a model reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// Words and all runs of letters in them: the most exact where few texts are labelled.
    #[default]
    Letters,
    /// Words and their beginnings: several times as fast.
    Words,
}

/// Hashed features with how often each occurs, words and runs of letters apart: each kind has the same weight in all.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Features {
    pub(super) words: Vec<(u32, f32)>,
    pub(super) runs: Vec<(u32, f32)>,
    /// What the shipped model says, as a vector of length one.
    pub(super) shipped: Vec<(u32, f32)>,
}

impl Features {
    /// The features of a text.
    pub(super) fn of(reading: &Reading, grain: Grain) -> Self {
        let mut features = Self::default();
        let typical = match grain {
            Grain::Letters => TYPICAL_BESIDE_SHIPPED,
            Grain::Words => TYPICAL,
        };
        let mut before = None;
        for (index, token) in reading.tokens.iter().take(MOST_WORDS).enumerate() {
            let word = reading.tokens.folded(index);
            let counts = if reading.in_title(index) { TITLE } else { 1.0 };
            of_word(word, reading.tongue, grain, |hash, is_run| {
                let list = if is_run {
                    &mut features.runs
                } else {
                    &mut features.words
                };
                list.push((hash, counts));
            });
            for topic in LEXICON.ids_at(reading, index) {
                features
                    .words
                    .push((hashed(TOPIC, topic), counts * typical));
            }
            if let Some(before) = before.filter(|_| token.gap != Gap::Stop)
                && grain == Grain::Letters
            {
                let pair = hashed(hashed(hashed(PAIR, before), " "), word);
                features.words.push((pair, counts));
            }
            before = Some(word);
        }
        count(&mut features.words);
        count(&mut features.runs);
        if grain == Grain::Letters && reading.tongue != Tongue::Other {
            features.shipped = by_the_shipped(reading);
        }
        features
    }
}

/// The shares of the shipped topics in a text; their roots, so that the length of all is one (Hellinger).
fn by_the_shipped(reading: &Reading) -> Vec<(u32, f32)> {
    let model = TopicModel::shipped();
    let shares = model.shares(&Features::of(reading, model.grain));
    let named = model.topics().zip(shares);
    named
        .map(|(topic, share)| (hashed(SHIPPED, topic), share.sqrt()))
        .collect()
}

/// Every feature of one word alone, and whether it is a run of letters.
pub(super) fn of_word(word: &str, tongue: Tongue, grain: Grain, add: impl FnMut(u32, bool)) {
    match grain {
        Grain::Words => beginnings_of(word, add),
        Grain::Letters => letters_of(word, tongue, add),
    }
}

fn beginnings_of(word: &str, mut add: impl FnMut(u32, bool)) {
    add(hashed(WORD, word), false);
    for (letters, (end, _)) in word.char_indices().enumerate() {
        if BEGINNINGS.contains(&letters)
            && let Some(beginning) = word.get(..end)
        {
            add(hashed(BEGINNING, beginning), false);
        }
    }
}

fn letters_of(word: &str, tongue: Tongue, mut add: impl FnMut(u32, bool)) {
    add(hashed(WORD, word), false);
    let stem = light_stem(word, tongue, SHORTEST_STEM);
    if stem.len() < word.len() {
        add(hashed(STEM, stem), false);
    }
    let sounds = sound(word);
    if sounds.len() >= FEWEST_SOUNDS {
        let beginning = sounds.get(..MOST_SOUNDS).unwrap_or(&sounds);
        add(hashed(SOUND, beginning), false);
    }
    let mut ends: Vec<usize> = vec![0];
    ends.extend(word.char_indices().map(|(at, c)| at + c.len_utf8()));
    let letters = ends.len() - 1;
    // The places before the first and after the last letter are letters too: a blank.
    for first in 0..letters + 2 {
        for length in SHORTEST_RUN..=LONGEST_RUN {
            let after = first + length;
            if after > letters + 2 {
                break;
            }
            let start = ends.get(first.saturating_sub(1)).copied();
            let end = ends.get((after - 1).min(letters)).copied();
            let Some(run) = start.zip(end).and_then(|(start, end)| word.get(start..end)) else {
                continue;
            };
            let mut hash = RUN;
            if first == 0 {
                hash = hashed(hash, " ");
            }
            hash = hashed(hash, run);
            if after == letters + 2 {
                hash = hashed(hash, " ");
            }
            add(hash, true);
        }
    }
}

/// FNV-1a, going on from a hash.
fn hashed(start: u32, text: &str) -> u32 {
    text.bytes().fold(start, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Each feature once, with its sum.
fn count(list: &mut Vec<(u32, f32)>) {
    list.sort_unstable_by_key(|(hash, _)| *hash);
    list.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            earlier.1 += later.1;
        }
        same
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_its_stem_and_the_runs_of_its_letters() {
        let mut runs = 0;
        let mut words = 0;
        of_word("minister", Tongue::Polish, Grain::Letters, |_, is_run| {
            if is_run {
                runs += 1;
            } else {
                words += 1;
            }
        });
        // Ten places with the blanks: eight runs of three, seven of four, six of five, five of six.
        assert_eq!((words, runs), (2, 26));
    }

    #[test]
    fn a_word_counts_by_what_it_begins_with_where_letters_are_not_read() {
        let features = |word: &str| {
            let mut hashes = Vec::new();
            of_word(word, Tongue::Russian, Grain::Words, |hash, _| {
                hashes.push(hash);
            });
            hashes
        };
        let (one, other) = (features("парламента"), features("парламентская"));
        assert_eq!(
            (one.len(), other.len()),
            (5, 5),
            "the word and four beginnings"
        );
        assert_eq!(one[1..], other[1..]);
        assert_eq!(features("мир").len(), 1);
    }

    #[test]
    fn what_occurs_twice_is_one_feature_and_a_title_counts_more() {
        let of = |title| {
            let reading = Reading::new(title, "xyzzy", Tongue::English);
            Features::of(&reading, Grain::Letters)
        };
        let (with, without) = (of(Some("xyzzy")), of(None));
        assert_eq!(with.words.len(), without.words.len());
        assert!((with.words[0].1 - 3.0).abs() < 0.01 && (without.words[0].1 - 1.0).abs() < 0.01);
    }

    #[test]
    fn words_that_sound_alike_share_a_feature_across_scripts() {
        let hashes = |word: &str| {
            let mut hashes = Vec::new();
            of_word(word, Tongue::Other, Grain::Letters, |hash, _| {
                hashes.push(hash);
            });
            hashes
        };
        let (latin, cyrillic) = (hashes("universita"), hashes("університет"));
        assert!(latin.iter().any(|hash| cyrillic.contains(hash)));
    }
}
