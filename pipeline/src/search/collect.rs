//! The best of what a query finds behind a place, and how many it finds in all.

use std::{cmp::Reverse, collections::BinaryHeap};

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::Column,
};

use super::{
    block::Block,
    page::{After, Order},
};

/// What scores less counts as this much: what no word asks for has no score.
const LEAST_SCORE: f64 = 1e-6;
/// How much younger an item must be to be worth e times the score, in nanoseconds: a year.
const RECENCY: f64 = 365.0 * 86_400.0 * 1e9;

/// Collects one page.
#[derive(Debug)]
pub(super) struct Best {
    /// The order.
    pub(super) order: Order,
    /// The place behind which the page begins.
    pub(super) after: Option<After>,
    /// At most so many.
    pub(super) limit: usize,
}

/// What one segment has.
pub(super) struct BestOfSegment {
    order: Order,
    after: Option<After>,
    limit: usize,
    dates: Column<i64>,
    seen: Column<i64>,
    sequences: Column<u64>,
    best: BinaryHeap<Reverse<After>>,
    total: u64,
    block: Block,
    block_dates: Vec<Option<i64>>,
}

/// How many were found, and the best of them, the best first.
pub(super) type Found = (u64, Vec<After>);

impl Collector for Best {
    type Fruit = Found;
    type Child = BestOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<BestOfSegment> {
        Ok(BestOfSegment {
            order: self.order,
            after: self.after,
            limit: self.limit,
            dates: segment.fast_fields().i64("date")?,
            seen: segment.fast_fields().i64("seen")?,
            sequences: segment.fast_fields().u64("sequence")?,
            best: BinaryHeap::with_capacity(self.limit.saturating_add(1)),
            total: 0,
            block: Block::default(),
            block_dates: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Relevance
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let total = segments.iter().map(|(total, _)| total).sum();
        let mut best: Vec<After> = segments.into_iter().flat_map(|(_, best)| best).collect();
        best.sort_unstable_by_key(|place| Reverse(*place));
        best.truncate(self.limit);
        Ok((total, best))
    }
}

impl BestOfSegment {
    /// Takes a document in, if it is among the best so far. Few are: their dates alone tell.
    fn offer(&mut self, document: DocId, rank: u64, date: i64) {
        let is_full = self.best.len() >= self.limit;
        let worst = self.best.peek().filter(|_| is_full);
        if worst.is_some_and(|Reverse(worst)| (rank, date) < (worst.rank, worst.date))
            || self
                .after
                .is_some_and(|after| (rank, date) > (after.rank, after.date))
        {
            return;
        }
        let (Some(seen), Some(sequence)) =
            (self.seen.first(document), self.sequences.first(document))
        else {
            return;
        };
        let place = After {
            rank,
            date,
            seen,
            sequence,
        };
        if self.after.is_some_and(|after| place >= after) {
            return;
        }
        self.best.push(Reverse(place));
        if self.best.len() > self.limit {
            self.best.pop();
        }
    }

    fn offer_by_date(&mut self, documents: &[DocId]) {
        let mut dates = std::mem::take(&mut self.block_dates);
        dates.clear();
        dates.resize(documents.len(), None);
        self.dates.first_vals(documents, &mut dates);
        for (document, date) in documents.iter().zip(&dates) {
            if let Some(date) = date {
                self.offer(*document, 0, *date);
            }
        }
        self.block_dates = dates;
    }
}

impl SegmentCollector for BestOfSegment {
    type Fruit = Found;

    fn collect(&mut self, document: DocId, score: Score) {
        match self.order {
            Order::Relevance => {
                self.total += 1;
                if let Some(date) = self.dates.first(document) {
                    self.offer(document, rank(score, date), date);
                }
            }
            Order::Newest => {
                if let Some(block) = self.block.with(document) {
                    self.collect_block(&block);
                    self.block.reuse(block);
                }
            }
        }
    }

    fn collect_block(&mut self, documents: &[DocId]) {
        self.total += u64::try_from(documents.len()).unwrap_or_default();
        self.offer_by_date(documents);
    }

    fn harvest(mut self) -> Found {
        let rest = self.block.rest();
        self.collect_block(&rest);
        let best = self.best.into_iter().map(|Reverse(place)| place);
        (self.total, best.collect())
    }
}

/// A score that halves with age, in a form that needs no clock: its logarithm and the date are added. The bits of a float
/// are turned so that they sort as it does.
#[expect(
    clippy::cast_precision_loss,
    reason = "a date to the microsecond is enough for a rank"
)]
fn rank(score: Score, date: i64) -> u64 {
    let rank = f64::from(score).max(LEAST_SCORE).ln() + date as f64 / RECENCY;
    let bits = rank.to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | (1 << 63)
    }
}
