//! The part of a text where the words stand that were asked for.

use std::{collections::HashSet, ops::Range};

use item::{Item, Query, Wanted};

use super::{compile::word_tokens, document::stem_token};
use crate::text::{Tongue, fold, tokenise};

/// Words before the first one that was asked for.
const LEAD: usize = 8;
/// Words of a snippet: two or three lines of a terminal.
const LENGTH: usize = 36;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Its words, on one line.
    pub text: String,
    /// Where in it the words stand that were asked for, in bytes.
    pub marked: Vec<Range<usize>>,
}

impl Snippet {
    /// Its text in pieces, each with whether it was asked for.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, bool)> {
        let mut at = 0;
        let ends = self
            .marked
            .iter()
            .flat_map(|marked| [(marked.start, false), (marked.end, true)]);
        let ends = ends.chain([(self.text.len(), false)]);
        let pieces = ends.map(move |(end, is_marked)| {
            let piece = self.text.get(at..end).unwrap_or_default();
            at = end;
            (piece, is_marked)
        });
        pieces.filter(|(piece, _)| !piece.is_empty())
    }
}

/// The words that a query asks for.
pub(super) struct Words {
    exact: HashSet<String>,
    stems: HashSet<String>,
}

impl Words {
    pub(super) fn of(query: &Query) -> Self {
        let mut words = Self {
            exact: HashSet::new(),
            stems: HashSet::new(),
        };
        let asked = query.conditions().into_iter().filter(|term| !term.negated);
        for wanted in asked.flat_map(|term| term.any) {
            if let Wanted::Words {
                written,
                words: folded,
            } = wanted
            {
                if folded.len() == 1 {
                    words.stems.extend(word_tokens(&written));
                }
                words.exact.extend(folded);
            }
        }
        words
    }

    /// The text around the place where most of them stand together; its beginning where none does.
    pub(super) fn snippet(&self, item: &Item) -> Snippet {
        let text = &item.article.text;
        let language = item.labels.language.as_ref();
        let tongue = language.map_or(Tongue::Other, |language| Tongue::of(&language.id));
        let tokens = tokenise(text);
        let words: Vec<(Range<usize>, bool)> = tokens
            .iter()
            .map(|token| {
                let word = text.get(token.start..token.end).unwrap_or_default();
                (token.start..token.end, self.has(word, tongue))
            })
            .collect();
        let first = densest(&words).saturating_sub(LEAD);
        let shown = words.iter().skip(first).take(LENGTH);
        let shown: Vec<&(Range<usize>, bool)> = shown.collect();
        let mut snippet = Snippet {
            text: String::new(),
            marked: Vec::new(),
        };
        let mut end = None;
        for (range, marked) in shown {
            if let Some(end) = end {
                let between = text.get(end..range.start).unwrap_or_default();
                snippet.text.extend(between.chars().map(on_one_line));
            }
            let start = snippet.text.len();
            snippet
                .text
                .push_str(text.get(range.clone()).unwrap_or_default());
            if *marked {
                snippet.marked.push(start..snippet.text.len());
            }
            end = Some(range.end);
        }
        snippet
    }

    fn has(&self, word: &str, tongue: Tongue) -> bool {
        !self.exact.is_empty()
            && (self.exact.contains(&fold(word)) || self.stems.contains(&stem_token(word, tongue)))
    }
}

/// The first word of the run that holds the most.
fn densest(words: &[(Range<usize>, bool)]) -> usize {
    let hits: Vec<usize> = words
        .iter()
        .enumerate()
        .filter_map(|(index, (_, hit))| hit.then_some(index))
        .collect();
    let reach = LENGTH - LEAD;
    let together = |from: usize| {
        let until = hits.partition_point(|hit| *hit < from + reach);
        until - hits.partition_point(|hit| *hit < from)
    };
    let best = hits.iter().rev().max_by_key(|hit| together(**hit));
    best.copied().unwrap_or(0)
}

/// Line breaks and control characters would break the line, or worse.
fn on_one_line(letter: char) -> char {
    if letter.is_whitespace() || letter.is_control() {
        ' '
    } else {
        letter
    }
}
