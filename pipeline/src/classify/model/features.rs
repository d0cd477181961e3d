//! What a text looks like to a model: words, pairs of neighbours, stems, and runs of three to six letters, hashed; what
//! sounds alike in several languages and scripts; and which of the shipped topics its words are typical of.

use crate::{
    classify::{given::sound, reading::Reading, tables::LEXICON},
    text::{Gap, Tongue, light_stem},
};

/// The most words that are looked at: a long-read; what follows seldom changes the topic.
const MOST_WORDS: usize = 1_500;

/// A word of the title counts so often.
const TITLE: f32 = 2.0;

/// A word that is typical of a shipped topic counts so often for it: there are few topics and many words.
const TYPICAL: f32 = 3.0;

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

/// Hashed features with how often each occurs, words and runs of letters apart: each kind has the same weight in all.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Features {
    pub(super) words: Vec<(u32, f32)>,
    pub(super) runs: Vec<(u32, f32)>,
}

impl Features {
    /// The features of a text.
    pub(super) fn of(reading: &Reading) -> Self {
        let mut features = Self::default();
        let mut before = None;
        for (index, token) in reading.tokens.iter().take(MOST_WORDS).enumerate() {
            let word = reading.tokens.folded(index);
            let counts = if reading.in_title(index) { TITLE } else { 1.0 };
            of_word(word, reading.tongue, |hash, is_run| {
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
                    .push((hashed(TOPIC, topic), counts * TYPICAL));
            }
            if let Some(before) = before.filter(|_| token.gap != Gap::Stop) {
                let pair = hashed(hashed(hashed(PAIR, before), " "), word);
                features.words.push((pair, counts));
            }
            before = Some(word);
        }
        count(&mut features.words);
        count(&mut features.runs);
        features
    }
}

/// Every feature of one word alone, and whether it is a run of letters.
pub(super) fn of_word(word: &str, tongue: Tongue, mut add: impl FnMut(u32, bool)) {
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
        of_word("minister", Tongue::Polish, |_, is_run| {
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
    fn what_occurs_twice_is_one_feature_and_a_title_counts_more() {
        let of = |title| Features::of(&Reading::new(title, "xyzzy", Tongue::English));
        let (with, without) = (of(Some("xyzzy")), of(None));
        assert_eq!(with.words.len(), without.words.len());
        assert!((with.words[0].1 - 3.0).abs() < 0.01 && (without.words[0].1 - 1.0).abs() < 0.01);
    }

    #[test]
    fn words_that_sound_alike_share_a_feature_across_scripts() {
        let hashes = |word: &str| {
            let mut hashes = Vec::new();
            of_word(word, Tongue::Other, |hash, _| hashes.push(hash));
            hashes
        };
        let (latin, cyrillic) = (hashes("universita"), hashes("університет"));
        assert!(latin.iter().any(|hash| cyrillic.contains(hash)));
    }
}
