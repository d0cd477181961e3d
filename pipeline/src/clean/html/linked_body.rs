//! The body in a page's linked data as a referee: it says which blocks of the page are the article, and stands in
//! for them on pages that only scripts draw.
//!
//! It is believed only as far as it goes: publishers cut it short, so it may choose among blocks, never shorten.

use memchr::memmem;

use super::block::{Block, Kind};
use super::letters::letters;

/// Shorter ones are teasers.
const SHORTEST: usize = 500;

/// A block of fewer letters occurs by chance.
const SHORTEST_BLOCK: usize = 20;

/// This many letters at an end of a block are as good as the whole.
const PART: usize = 40;

/// How many bytes of bodies are looked through for the blocks of one page: several times what the longest reports ask
/// for. Without an end, a body and blocks of megabytes each would take minutes.
const MAX_SEARCHED: usize = 1 << 30;

/// The letters of an article's body, for looking blocks up.
pub(super) struct LinkedBody {
    letters: String,
}

impl LinkedBody {
    /// Takes a body that is long enough to judge by.
    pub(super) fn of(body: &str) -> Option<Self> {
        let letters = letters(body);
        (letters.chars().count() >= SHORTEST).then_some(Self { letters })
    }

    /// The indices of the blocks that the body holds, and the headings between them, if these blocks are nearly all
    /// of it. Otherwise the page and its linked data tell different stories and nothing follows; as little does where
    /// both are too long to compare.
    pub(super) fn choose(&self, blocks: &[Block]) -> Option<Vec<usize>> {
        let mut searched = 0;
        let held = blocks.iter().map(|block| {
            let held = self.holds(block, &mut searched);
            (searched <= MAX_SEARCHED).then_some(held)
        });
        let held: Vec<bool> = held.collect::<Option<_>>()?;
        let mut seen = rustc_hash::FxHashSet::default();
        let matched: usize = blocks
            .iter()
            .zip(&held)
            .filter(|(block, held)| **held && seen.insert(block.text.as_str()))
            .map(|(block, _)| letters(&block.text).len())
            .sum();
        if matched * 100 < self.letters.len() * 80 {
            return None;
        }
        let first = held.iter().position(|&held| held)?;
        let last = held.iter().rposition(|&held| held)?;
        let mut chosen: Vec<usize> = Vec::new();
        for index in first..=last {
            let heads_next = matches!(blocks.get(index)?.kind, Kind::Heading(2..))
                && held.get(index + 1).copied().unwrap_or(false);
            if held.get(index).copied().unwrap_or(false) || heads_next {
                chosen.push(index);
            }
        }
        Some(chosen)
    }

    /// Whether the body holds the block, or its beginning or end: a link or a quotation mark may differ between.
    /// Adds to `searched` what that took.
    fn holds(&self, block: &Block, searched: &mut usize) -> bool {
        let own = letters(&block.text);
        let count = own.chars().count();
        let mut has = |part: &str| {
            *searched = searched.saturating_add(self.letters.len());
            memmem::find(self.letters.as_bytes(), part.as_bytes()).is_some()
        };
        let cut = |nth: usize| own.char_indices().nth(nth).map_or(own.len(), |(at, _)| at);
        let ends = |has: &mut dyn FnMut(&str) -> bool| {
            let beginning = own.get(..cut(PART));
            let end = own.get(cut(count - PART)..);
            [beginning, end].into_iter().flatten().any(has)
        };
        count >= SHORTEST_BLOCK && (has(&own) || (count >= 2 * PART && ends(&mut has)))
    }
}
