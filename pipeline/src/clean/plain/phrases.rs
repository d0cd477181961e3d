//! Tables of phrases that pages of news are furnished with, and whether a line begins with one.
//!
//! A table is a data file of lines `tag<TAB>phrase`. Comparison ignores case, the look of apostrophes and what
//! is not a letter or a digit at the beginning of a line.

use rustc_hash::FxHashMap;

use super::chars::{is_word_part, lower};
use super::shape;

/// How much of a line a phrase must be for the line to be that phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The whole line.
    Whole,
    /// The beginning of a short line (`phrase*`).
    Short,
    /// The beginning of any line that is not a long paragraph (`phrase**`).
    Any,
}

/// The longest line that may be an [`Extent::Short`] one, in words; with a final stop it is sooner a sentence.
const SHORT_WORDS: usize = 14;
const SHORT_SENTENCE_WORDS: usize = 8;

/// A single word says little: a line that begins with it is hardly longer.
const MOST_BEHIND_ONE_WORD: usize = 4;

/// A single word that only pages say ("subscribe") opens a sentence of its own, no paragraph.
const MOST_BEHIND_ONE_STRONG_WORD: usize = 16;

/// The longest line that a phrase may stand for, in characters: consent texts are this long, paragraphs longer.
const LONGEST_LINE: usize = 320;

/// Phrases of so many words say enough that what follows does not matter.
const TELLING_WORDS: usize = 3;

#[derive(Debug)]
struct Phrase {
    tag: &'static str,
    beginning: String,
    /// What must come later in the line, where the phrase has a gap.
    later: Option<String>,
    extent: Extent,
    needs_colon: bool,
    words: usize,
}

/// A phrase that was found at the beginning of a line.
#[derive(Debug, Clone, Copy)]
pub(in crate::clean) struct Match<'a> {
    /// The tag of the phrase's line in its file.
    pub(super) tag: &'static str,
    /// What follows the phrase, untouched.
    pub(in crate::clean) rest: &'a str,
    /// How many words the phrase has.
    pub(super) words: usize,
    /// Whether the table asks for a colon after it.
    pub(in crate::clean) needs_colon: bool,
}

impl<'a> Match<'a> {
    /// What follows the phrase and a colon; `None` without a colon.
    pub(super) fn after_colon(&self) -> Option<&'a str> {
        let rest = self.rest.trim_start();
        rest.strip_prefix([':', '：']).map(str::trim)
    }
}

/// A compiled table.
#[derive(Debug)]
pub(in crate::clean) struct Table {
    /// By their first two characters: one alone would leave dozens of phrases to compare.
    by_first: FxHashMap<(char, char), Vec<Phrase>>,
}

impl Table {
    /// Compiles a data file.
    pub(in crate::clean) fn new(file: &'static str) -> Self {
        let mut by_first: FxHashMap<(char, char), Vec<Phrase>> = FxHashMap::default();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let Some((tag, written)) = line.split_once('\t') else {
                continue;
            };
            let phrase = Phrase::new(tag, written);
            if let Some(first) = first_two(&phrase.beginning) {
                by_first.entry(first).or_default().push(phrase);
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.beginning.len()));
        }
        Self { by_first }
    }

    /// The longest phrase that the line begins with.
    pub(in crate::clean) fn at_start<'a>(&self, line: &'a str) -> Option<Match<'a>> {
        let line = line.trim_start_matches(|c: char| !is_word_part(c) && c != '©');
        let phrases = self.by_first.get(&first_two(line)?)?;
        phrases.iter().find_map(|phrase| phrase.at_start(line))
    }

    /// Whether the line as a whole is one of the phrases.
    pub(super) fn is(&self, line: &str) -> bool {
        let line = line.trim_start_matches(|c: char| !is_word_part(c) && c != '©');
        let Some(first) = first_two(line) else {
            return false;
        };
        let phrases = self.by_first.get(&first);
        phrases.is_some_and(|phrases| phrases.iter().any(|phrase| phrase.is(line)))
    }
}

impl Phrase {
    fn new(tag: &'static str, written: &str) -> Self {
        let (body, extent) = if let Some(body) = written.strip_suffix("**") {
            (body, Extent::Any)
        } else if let Some(body) = written.strip_suffix('*') {
            (body, Extent::Short)
        } else {
            (written, Extent::Whole)
        };
        let (body, needs_colon) = match body.strip_suffix(':') {
            Some(body) => (body, true),
            None => (body, false),
        };
        let (beginning, later) = match body.split_once('*') {
            Some((beginning, later)) => (beginning, Some(fold(later))),
            None => (body, None),
        };
        let words = beginning.split_whitespace().count();
        let extent = match extent {
            Extent::Short if words >= TELLING_WORDS => Extent::Any,
            _ if later.is_some() => Extent::Any,
            extent => extent,
        };
        Self {
            tag,
            beginning: fold(beginning),
            later,
            extent,
            needs_colon,
            words,
        }
    }

    fn at_start<'a>(&self, line: &'a str) -> Option<Match<'a>> {
        let rest = without_beginning(line, &self.beginning)?;
        let cut_word = rest.chars().next().is_some_and(is_word_part)
            && self.beginning.ends_with(char::is_alphanumeric);
        if cut_word {
            return None;
        }
        if let Some(later) = &self.later
            && !fold(rest).contains(later.as_str())
        {
            return None;
        }
        Some(Match {
            tag: self.tag,
            rest,
            words: self.words,
            needs_colon: self.needs_colon,
        })
    }

    fn is(&self, line: &str) -> bool {
        let Some(found) = self.at_start(line) else {
            return false;
        };
        if shape::is_longer(line, LONGEST_LINE) {
            return false;
        }
        match self.extent {
            Extent::Whole => !found.rest.contains(is_word_part),
            Extent::Any => self.words > 1 || shape::words(line) <= MOST_BEHIND_ONE_STRONG_WORD,
            Extent::Short => {
                let words = shape::words(line);
                let sentence = shape::ends_sentence(line);
                // `Tags: …` is a label, however much it lists.
                let label = found.after_colon().is_some();
                match self.words {
                    _ if label && !sentence => true,
                    1 => words <= MOST_BEHIND_ONE_WORD,
                    _ if sentence => words <= SHORT_SENTENCE_WORDS,
                    _ => words <= SHORT_WORDS,
                }
            }
        }
    }
}

/// What follows a folded beginning in a text that is not folded; `None` if it begins otherwise.
pub(super) fn without_beginning<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let mut left = text.chars();
    for wanted in beginning.chars() {
        if fold_char(left.next()?) != wanted {
            return None;
        }
    }
    Some(left.as_str())
}

/// The first two characters of a text, as they are compared.
fn first_two(text: &str) -> Option<(char, char)> {
    let mut chars = text.chars().map(fold_char);
    Some((chars.next()?, chars.next()?))
}

/// One character as it is compared.
pub(super) fn fold_char(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        'ё' | 'Ё' => 'е',
        _ => lower(c),
    }
}

/// A text as it is compared.
pub(super) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_phrase_only_as_far_as_the_table_allows() {
        let table =
            Table::new("en\tprint\nen\tshare*\nen\tsubscribe**\nen\tlike*on paper\nru\tвсё");
        let check = |line: &str, expect: bool| assert_eq!(table.is(line), expect, "{line}");
        check("Print", true);
        check("— PRINT:", true);
        check("Printing presses stopped", false);
        check("Share on Paperbook", true);
        check(
            "Share prices fell on Monday after the ministers met in the capital for talks.",
            false,
        );
        check(
            "Subscribe to our letter and never miss a report from our people on the ground again.",
            true,
        );
        check("Like us on paper", true);
        check("Like us on screen", false);
        check("Все", true);
    }
}
