//! What a change of words means: a slip of the pen, other words for the same, or other facts.
//!
//! No meaning is understood here. Numbers, names and negations are what a reader must hear of; so where words differ in
//! one of them, that is said, and also where they only may.

use std::ops::Range;

use item::{Label, Labels, Significance};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    vocabulary::{Does, meaning},
    words::Piece,
};

/// Forms of one name share so many letters at their beginning: `Trump`, `Trumpa`; `Россия`, `России`.
const STEM: usize = 5;

/// By what a change is weighed.
#[derive(Debug)]
pub(super) enum Weights<'a> {
    /// As a part of the text: by its numbers, negations and names, which the labels of both versions help to tell.
    Text(&'a Labels, &'a Labels),
    /// It means this, or is a slip.
    Else(Significance),
}

impl Weights<'_> {
    pub(super) fn is_of_text(&self) -> bool {
        matches!(self, Self::Text(..))
    }
}

/// One version, looked through once.
#[derive(Debug)]
struct Side<'a> {
    pieces: &'a [Piece<'a>],
    /// Words that are capitals where no sentence begins.
    names: FxHashSet<String>,
    /// The beginnings of all words.
    stems: FxHashSet<String>,
    /// Whom or what single words stand for.
    known: FxHashMap<String, &'a str>,
}

/// Both versions, to weigh their differences.
#[derive(Debug)]
pub(super) struct Scale<'a> {
    old: Side<'a>,
    new: Side<'a>,
    otherwise: Option<Significance>,
}

impl<'a> Scale<'a> {
    pub(super) fn new(weights: &Weights<'a>, old: &'a [Piece<'a>], new: &'a [Piece<'a>]) -> Self {
        let (old_labels, new_labels, otherwise) = match weights {
            Weights::Text(old, new) => (Some(*old), Some(*new), None),
            Weights::Else(significance) => (None, None, Some(*significance)),
        };
        Self {
            old: Side::new(old, old_labels),
            new: Side::new(new, new_labels),
            otherwise,
        }
    }

    /// What it means that these pieces became those.
    pub(super) fn weigh(&self, old: Range<usize>, new: Range<usize>) -> Significance {
        let (removed, added) = (self.old.words(old), self.new.words(new));
        if numbers(&removed) != numbers(&added) || negations(&removed) != negations(&added) {
            return self.otherwise.unwrap_or(Significance::Facts);
        }
        if is_slip(&removed, &added) && !self.stand_for_others(&removed, &added) {
            return Significance::Typo;
        }
        if let Some(significance) = self.otherwise {
            return significance;
        }
        let gone = removed
            .iter()
            .any(|word| self.old.is_name(word) && !self.new.has(word));
        let come = added
            .iter()
            .any(|word| self.new.is_name(word) && !self.old.has(word));
        if gone || come {
            Significance::Facts
        } else {
            Significance::Wording
        }
    }

    /// Whether similar words stand for different ones: `Slovakia`, `Slovenia`.
    fn stand_for_others(&self, removed: &[&str], added: &[&str]) -> bool {
        removed.iter().zip(added).any(|(old, new)| {
            let known = self
                .old
                .known
                .get(&old.to_lowercase())
                .zip(self.new.known.get(&new.to_lowercase()));
            known.is_some_and(|(old, new)| old != new)
        })
    }
}

impl<'a> Side<'a> {
    fn new(pieces: &'a [Piece<'a>], labels: Option<&'a Labels>) -> Self {
        let mut side = Self {
            pieces,
            names: FxHashSet::default(),
            stems: FxHashSet::default(),
            known: FxHashMap::default(),
        };
        let Some(labels) = labels else {
            return side;
        };
        // German begins every noun with a capital.
        let german = labels
            .language
            .as_ref()
            .is_some_and(|label| label.id == "de");
        let mut opens = true;
        for piece in pieces {
            opens |= piece.opens_line;
            if piece.is_word {
                side.stems.insert(stem(piece.text));
                let capitals = piece
                    .text
                    .chars()
                    .take(2)
                    .filter(|c| c.is_uppercase())
                    .count();
                if !opens && capitals > usize::from(german) {
                    side.names.insert(piece.text.to_lowercase());
                }
            }
            opens = piece.opens_next() || (opens && !piece.is_word);
        }
        let lists = [&labels.countries, &labels.organisations, &labels.people];
        for label in lists.into_iter().flatten() {
            side.note(label);
        }
        side
    }

    /// Notes the words that a label was found by.
    fn note(&mut self, label: &'a Label) {
        for word in label
            .evidence
            .iter()
            .flat_map(|words| words.split_whitespace())
        {
            self.known.insert(word.to_lowercase(), &label.id);
        }
    }

    fn words(&self, range: Range<usize>) -> Vec<&'a str> {
        let pieces = self.pieces.get(range).unwrap_or_default();
        pieces
            .iter()
            .filter(|piece| piece.is_word)
            .map(|piece| piece.text)
            .collect()
    }

    fn is_name(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        word.starts_with(char::is_uppercase)
            && (self.names.contains(&lower) || self.known.contains_key(&lower))
    }

    fn has(&self, word: &str) -> bool {
        self.stems.contains(&stem(word))
    }
}

fn stem(word: &str) -> String {
    word.chars()
        .take(STEM)
        .flat_map(char::to_lowercase)
        .collect()
}

/// The numbers among words, in no order, without the marks between thousands: `1,200` and `1.200` are one.
fn numbers(words: &[&str]) -> Vec<String> {
    let mut numbers = Vec::new();
    for word in words {
        if word.contains(|c: char| c.is_numeric()) {
            let mut groups = word.split(['.', ',', '\u{a0}', '\u{202f}']);
            let thousands = groups.clone().skip(1).all(|group| group.len() == 3);
            numbers.push(if thousands {
                groups.collect()
            } else {
                groups.by_ref().collect::<Vec<_>>().join(".")
            });
        } else if meaning(word).does(Does::Count) {
            numbers.push(word.to_lowercase());
        }
    }
    numbers.sort();
    numbers
}

fn negations(words: &[&str]) -> usize {
    words
        .iter()
        .filter(|word| meaning(word).does(Does::Negate))
        .count()
}

/// Whether words differ only in capitals, in where they are parted, or each in a letter or two.
fn is_slip(removed: &[&str], added: &[&str]) -> bool {
    let joined = |words: &[&str]| words.concat().to_lowercase();
    joined(removed) == joined(added)
        || (removed.len() == added.len()
            && removed
                .iter()
                .zip(added)
                .all(|(old, new)| is_misspelt(old, new)))
}

/// Whether one word is the other but for a slip: a letter too many, too few, wrong, or two in the wrong order; in long
/// words two letters. Short words with another letter are other words.
fn is_misspelt(old: &str, new: &str) -> bool {
    let old: Vec<char> = old.to_lowercase().chars().collect();
    let new: Vec<char> = new.to_lowercase().chars().collect();
    if old == new {
        return true;
    }
    let longest = old.len().max(new.len());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    let middle = |word: &[char]| {
        word.get(head..word.len() - tail)
            .unwrap_or_default()
            .to_vec()
    };
    let (was, is) = (middle(&old), middle(&new));
    let swapped = was.len() == 2 && was.iter().rev().eq(is.iter());
    match (was.len(), is.len()) {
        _ if swapped => longest >= 3,
        (1, 1) => longest >= 5,
        // What is put before a word may turn it into its opposite: `possible`, `impossible`.
        (0 | 1, 0 | 1) => longest >= 4 && head > 0,
        (0..=2, 0..=2) => longest >= 9 && head > 0,
        _ => false,
    }
}
