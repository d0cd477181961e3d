//! Text that a page shows twice: a sentence in large type beside the paragraph that it was taken from, and the whole
//! article once more in one piece, for printing or reading aloud.

use super::block::{Block, Kind};
use super::endless::letters;

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
    let copies: Vec<usize> = texts
        .iter()
        .filter(|(index, text)| is_copy(*index, text, &texts))
        .map(|&(index, _)| index)
        .collect();
    let again = texts.iter().filter_map(|(index, text)| {
        if copies.contains(index) {
            return Some((*index, "copy of the text"));
        }
        let is_apart = |block: &Block| matches!(block.kind, Kind::Quote | Kind::Loose);
        if !blocks.get(*index).is_some_and(is_apart) {
            return None;
        }
        let mut others = texts.iter().filter(|(other, longer)| {
            other != index && longer.len() > text.len() && !copies.contains(other)
        });
        others
            .any(|(_, longer)| longer.contains(text.as_str()))
            .then_some((*index, "words of a paragraph"))
    });
    again.collect()
}

/// Whether a block consists of other blocks.
fn is_copy(index: usize, text: &str, texts: &[(usize, String)]) -> bool {
    let inside = texts.iter().filter(|(other, part)| {
        *other != index && part.len() < text.len() && text.contains(part.as_str())
    });
    let (count, size) = inside.fold((0, 0), |(count, size), (_, part)| {
        (count + 1, size + part.len())
    });
    count >= PARAGRAPHS_OF_A_COPY && size * 100 >= text.len() * SHARE_OF_A_COPY
}
