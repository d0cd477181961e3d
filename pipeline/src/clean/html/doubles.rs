//! Text that a page shows twice: a sentence in large type beside the paragraph that it was taken from, and the whole
//! article once more in one piece, for printing or reading aloud.

use memchr::memmem::Finder;

use super::block::{Block, Kind};
use super::letters::letters;

/// A shorter text stands in a longer one by chance, in letters.
const SHORTEST: usize = 60;

/// So many paragraphs in one block are a copy of the article.
const PARAGRAPHS_OF_A_COPY: usize = 3;

/// And so much of it, in percent.
const SHARE_OF_A_COPY: usize = 60;

/// Each block is compared with every other: a page with more is left as it is.
const MOST_BLOCKS: usize = 400;

/// And the letters that are compared with each.
const MOST_LETTERS: usize = 200_000;

/// Which of the kept blocks say again what others say, with the rule that takes them.
pub(super) fn of(blocks: &[Block], kept: &[usize]) -> Vec<(usize, &'static str)> {
    let texts: Vec<(usize, String)> = kept
        .iter()
        .filter_map(|&index| Some((index, blocks.get(index)?)))
        .filter(|(_, block)| !matches!(block.kind, Kind::Cell | Kind::Preformatted))
        .map(|(index, block)| (index, letters(&block.text)))
        .filter(|(_, text)| text.len() >= SHORTEST)
        .collect();
    let size: usize = texts.iter().map(|(_, text)| text.len()).sum();
    if texts.len() > MOST_BLOCKS || size > MOST_LETTERS {
        return Vec::new();
    }
    let texts: Vec<Letters<'_>> = texts
        .iter()
        .map(|(index, text)| Letters::of(*index, text))
        .collect();
    let copies: Vec<usize> = texts
        .iter()
        .filter(|text| text.is_copy(&texts))
        .map(|text| text.index)
        .collect();
    let again = texts.iter().filter_map(|text| {
        let index = &text.index;
        if copies.contains(index) {
            return Some((*index, "copy of the text"));
        }
        let is_apart = |block: &Block| matches!(block.kind, Kind::Quote | Kind::Loose);
        if !blocks.get(*index).is_some_and(is_apart) {
            return None;
        }
        let mut others = texts.iter().filter(|other| !copies.contains(&other.index));
        others
            .any(|longer| longer.holds(text))
            .then_some((*index, "words of a paragraph"))
    });
    again.collect()
}

/// The letters of a block, prepared for looking them up in others.
struct Letters<'t> {
    index: usize,
    text: &'t str,
    finder: Finder<'t>,
}

impl<'t> Letters<'t> {
    fn of(index: usize, text: &'t str) -> Self {
        let finder = Finder::new(text);
        Self {
            index,
            text,
            finder,
        }
    }

    /// Whether all of a shorter text stands in this one.
    fn holds(&self, part: &Letters<'_>) -> bool {
        part.text.len() < self.text.len() && part.finder.find(self.text.as_bytes()).is_some()
    }

    /// Whether the block consists of other blocks.
    fn is_copy(&self, texts: &[Letters<'_>]) -> bool {
        let inside = texts.iter().filter(|part| self.holds(part));
        let (count, size) = inside.fold((0, 0), |(count, size), part| {
            (count + 1, size + part.text.len())
        });
        count >= PARAGRAPHS_OF_A_COPY && size * 100 >= self.text.len() * SHARE_OF_A_COPY
    }
}
