//! The body in a page's linked data as a referee: it says which blocks of the page are the article, and stands in
//! for them on pages that only scripts draw.
//!
//! It is believed only as far as it goes: publishers cut it short, so it may choose among blocks, never shorten.

use super::block::{Block, Kind};

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
        let own: Vec<char> = letters(&block.text).chars().collect();
        let mut has = |part: &[char]| {
            *searched = searched.saturating_add(self.letters.len());
            self.letters.contains(&part.iter().collect::<String>())
        };
        let ends = || {
            [
                own.get(..PART),
                own.len().checked_sub(PART).and_then(|from| own.get(from..)),
            ]
        };
        own.len() >= SHORTEST_BLOCK
            && (has(&own) || (own.len() >= 2 * PART && ends().into_iter().flatten().any(&mut has)))
    }
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
