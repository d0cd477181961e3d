//! How much text and prose lies below any node: prefix sums over the blocks of a page.

use std::ops::Range;

use super::block::{Block, ratio};

/// The sums. Ranges are ranges of nodes.
pub(super) struct Mass {
    at: Vec<usize>,
    chars: Vec<usize>,
    prose: Vec<usize>,
    links: Vec<usize>,
    /// The prose of the whole page.
    pub(super) total: usize,
}

impl Mass {
    /// Sums up `blocks`.
    pub(super) fn of(blocks: &[Block]) -> Self {
        let sums = |weight: fn(&Block) -> usize| {
            let mut sum = 0;
            std::iter::once(0)
                .chain(blocks.iter().map(|block| {
                    sum += weight(block);
                    sum
                }))
                .collect::<Vec<_>>()
        };
        let prose = sums(|block| if block.is_prose() { block.chars } else { 0 });
        Self {
            at: blocks.iter().map(|block| block.at).collect(),
            chars: sums(|block| block.chars),
            links: sums(|block| block.link_chars),
            total: prose.last().copied().unwrap_or(0),
            prose,
        }
    }

    /// Characters of blocks that read like sentences, between two nodes.
    pub(super) fn prose(&self, range: (usize, usize)) -> usize {
        self.between(&self.prose, range)
    }

    /// All characters between two nodes.
    pub(super) fn chars(&self, range: (usize, usize)) -> usize {
        self.between(&self.chars, range)
    }

    /// Characters in links between two nodes.
    pub(super) fn links(&self, range: (usize, usize)) -> usize {
        self.between(&self.links, range)
    }

    /// The indices of the blocks between two nodes.
    pub(super) fn blocks(&self, (start, end): (usize, usize)) -> Range<usize> {
        self.at.partition_point(|&at| at < start)..self.at.partition_point(|&at| at < end)
    }

    /// The index of the last block that begins before the node `end`: the one in which an element that ends there stands.
    pub(super) fn block_before(&self, end: usize) -> Option<usize> {
        self.at.partition_point(|&at| at < end).checked_sub(1)
    }

    /// The share of the page's prose between two nodes.
    pub(super) fn share(&self, range: (usize, usize)) -> f32 {
        ratio(self.prose(range), self.total)
    }

    fn between(&self, sums: &[usize], range: (usize, usize)) -> usize {
        let blocks = self.blocks(range);
        let at = |index: usize| sums.get(index).copied().unwrap_or(0);
        at(blocks.end).saturating_sub(at(blocks.start))
    }
}
