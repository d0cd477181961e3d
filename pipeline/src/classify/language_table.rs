//! How well the letters of a word fit each language: the table of n-grams, made by `data/labels/language-table`.
//!
//! At every letter, the table's rows for the letter after none to four others are added up; where it lacks one, the
//! next shorter one stands in. A row holds for each language how much less probable the letter is there than where
//! it is most probable, so that sums are losses: the language of a text has the smallest.

use std::{borrow::Cow, sync::LazyLock};

use rustc_hash::FxHashMap;

use super::language_marks::SMALL_WORDS;
use crate::text::fold;

const TABLE: &[u8] = include_bytes!("../../data/labels/languages.bin");

/// What the table begins with: its format.
const MAGIC: &[u8] = b"NLL1";

/// The most languages of one script: the length of all sums.
pub(super) const MOST_LANGUAGES: usize = 32;

/// The most letters of an n-gram.
const LONGEST_GRAM: usize = 5;

/// The most letters of a word that are looked at: longer runs are no words.
const LONGEST_WORD: usize = 40;

/// One unit of the table, in natural logarithms.
const STEP: f32 = 0.1;

/// What a small word of a language earns it.
const SMALL_WORD: f32 = 4.0;

/// The longest of the small words, in letters.
const LONGEST_SMALL_WORD: usize = 9;

/// Losses by language, in the order of the script's codes.
pub(super) type Losses = [f32; MOST_LANGUAGES];

/// The languages of the table that share a script.
#[derive(Debug)]
pub(super) struct Script {
    /// Their codes, those of the first class first.
    pub(super) codes: Vec<&'static str>,
    rows: &'static [u8],
    /// Open addressing: the hash of an n-gram and its row; row 0 is none.
    slots: Vec<(u32, u32)>,
    small: FxHashMap<&'static str, Vec<usize>>,
    /// Whether small words are compared without diacritics, as Latin ones are often written.
    folds: bool,
}

/// Latin and Cyrillic letters.
pub(super) static LATIN: LazyLock<Script> = LazyLock::new(|| script(0));
pub(super) static CYRILLIC: LazyLock<Script> = LazyLock::new(|| script(1));

impl Script {
    /// Adds the losses of one word, all in small letters, times a weight; gives how many rows were added.
    pub(super) fn add(&self, word: &str, weight: f32, losses: &mut Losses) -> f32 {
        let mut starts = [0_usize; LONGEST_WORD + 1];
        let mut letters = 0;
        for (index, _) in word.char_indices().take(LONGEST_WORD) {
            if let Some(start) = starts.get_mut(letters) {
                *start = index;
            }
            letters += 1;
        }
        let end_of = |last: usize| match starts.get(last + 1) {
            Some(end) if last + 1 < letters => *end,
            _ => word.len(),
        };
        let mut added = 0.0;
        for last in 0..letters {
            let end = end_of(last);
            let mut row: Option<&[u8]> = None;
            // A row stands for its own length and for the longer ones that the table lacks.
            let mut times = 0.0;
            for length in 1..=LONGEST_GRAM.min(last + 1) {
                let gram = starts
                    .get(last + 1 - length)
                    .and_then(|start| word.get(*start..end));
                if let Some(longer) = gram.and_then(|gram| self.row(gram)) {
                    add(row, times * weight, losses);
                    row = Some(longer);
                    times = 0.0;
                }
                times += 1.0;
                added += weight;
            }
            add(row, times * weight, losses);
        }
        if letters <= LONGEST_SMALL_WORD {
            self.add_small_word(word, losses);
        }
        added
    }

    fn add_small_word(&self, word: &str, losses: &mut Losses) {
        let word = if self.folds {
            Cow::Owned(fold(word))
        } else {
            Cow::Borrowed(word)
        };
        for language in self.small.get(&*word).into_iter().flatten() {
            if let Some(loss) = losses.get_mut(*language) {
                *loss -= SMALL_WORD;
            }
        }
    }

    fn row(&self, gram: &str) -> Option<&'static [u8]> {
        let hash = hash(gram);
        let mut slot = self.slot_of(hash);
        loop {
            let (found, row) = *self.slots.get(slot)?;
            if row == 0 {
                return None;
            }
            if found == hash {
                let start = usize::try_from(row).ok()?.checked_sub(1)? * self.codes.len();
                return self.rows.get(start..start + self.codes.len());
            }
            slot = (slot + 1) % self.slots.len();
        }
    }

    fn slot_of(&self, hash: u32) -> usize {
        usize::try_from(hash).unwrap_or_default() % self.slots.len()
    }
}

fn add(row: Option<&[u8]>, weight: f32, losses: &mut Losses) {
    for (loss, byte) in losses.iter_mut().zip(row.unwrap_or_default()) {
        *loss += f32::from(*byte) * STEP * weight;
    }
}

/// FNV-1a, as the generator computes it.
fn hash(gram: &str) -> u32 {
    gram.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Reads the table of one script: how many languages, their codes, how many n-grams, their hashes, their rows.
fn script(wanted: usize) -> Script {
    let mut rest = TABLE.strip_prefix(MAGIC).unwrap_or_default();
    let mut script = Script {
        codes: Vec::new(),
        rows: &[],
        slots: vec![(0, 0)],
        small: FxHashMap::default(),
        folds: false,
    };
    for index in 0..=wanted {
        let Some((read, behind)) = read(rest) else {
            return script;
        };
        rest = behind;
        if index == wanted {
            script = read;
        }
    }
    script
}

fn read(table: &'static [u8]) -> Option<(Script, &'static [u8])> {
    let (languages, rest) = table.split_first()?;
    let languages = usize::from(*languages);
    let (codes, rest) = rest.split_at_checked(languages * 2)?;
    let (count, rest) = rest.split_first_chunk::<4>()?;
    let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
    let (hashes, rest) = rest.split_at_checked(count * 4)?;
    let (rows, rest) = rest.split_at_checked(count * languages)?;
    let codes: Vec<&str> = codes
        .chunks_exact(2)
        .filter_map(|code| std::str::from_utf8(code).ok())
        .collect();
    // At most half of the slots are taken, so that a search soon ends.
    let mut slots = vec![(0, 0); (count * 2).next_power_of_two()];
    for (row, hash) in (1_u32..).zip(hashes.as_chunks::<4>().0) {
        let hash = u32::from_le_bytes(*hash);
        let mut slot = usize::try_from(hash).ok()? % slots.len();
        while slots.get(slot).is_some_and(|(_, row)| *row != 0) {
            slot = (slot + 1) % slots.len();
        }
        *slots.get_mut(slot)? = (hash, row);
    }
    let mut small: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (code, words) in SMALL_WORDS {
        if let Some(language) = codes.iter().position(|known| known == code) {
            for word in words.split(' ') {
                small.entry(word).or_default().push(language);
            }
        }
    }
    let script = Script {
        folds: codes.first() == Some(&"it"),
        codes,
        rows,
        slots,
        small,
    };
    Some((script, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_knows_whose_letters_a_word_has() {
        assert_eq!((LATIN.codes.len(), CYRILLIC.codes.len()), (25, 6));
        assert!(LATIN.rows.len() > 500_000 && CYRILLIC.rows.len() > 100_000);
        for (script, word, expect) in [
            (&LATIN, "przedstawiciel", "pl"),
            (&LATIN, "geschwindigkeit", "de"),
            (&LATIN, "heureusement", "fr"),
            (&CYRILLIC, "відповідальність", "uk"),
            (&CYRILLIC, "ответственность", "ru"),
        ] {
            let mut losses = [0.0; MOST_LANGUAGES];
            assert!(script.add(word, 1.0, &mut losses) > 0.0);
            let best = (0..script.codes.len())
                .min_by(|a, b| losses[*a].total_cmp(&losses[*b]))
                .unwrap();
            assert_eq!(script.codes[best], expect, "{word}");
        }
    }

    #[test]
    fn every_small_word_is_written_as_it_is_looked_up() {
        for (code, words) in SMALL_WORDS {
            for word in words.split(' ') {
                let latin = word.is_ascii();
                assert_eq!(latin, LATIN.codes.contains(code), "{word}");
                assert!(!latin || fold(word) == word, "{word}");
                assert!(word.chars().count() <= LONGEST_SMALL_WORD, "{word}");
            }
        }
    }
}
