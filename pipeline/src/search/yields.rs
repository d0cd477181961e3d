//! How many items each source brought, day by day.

use std::collections::HashMap;

use jiff::Timestamp;
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use super::{SearchError, SearchIndex, compile::since};

/// Days that are told.
pub const DAYS: usize = 30;
/// A day in the nanoseconds that dates are kept in.
const DAY: i64 = 86_400 * 1_000_000_000;
/// What stands before the name of a source among the counted values.
const SOURCE: &str = "source:";

/// The items of the last days by source and by day of publication, the oldest first.
pub type Yields = HashMap<String, [u32; DAYS]>;

/// Counts.
#[derive(Debug, Clone, Copy)]
struct Counting {
    /// The beginning of the first day.
    begins: i64,
}

/// Counts of one segment, by the numbers that it gives its values.
struct CountingSegment {
    begins: i64,
    dates: Column<i64>,
    values: Option<StrColumn>,
    counts: HashMap<u64, Option<[u32; DAYS]>>,
}

/// What sources brought in the last days; today, which `now` is a part of, is the last of them.
pub fn yields(index: &SearchIndex, now: Timestamp) -> Result<Yields, SearchError> {
    let now = i64::try_from(now.as_nanosecond()).unwrap_or(i64::MAX);
    let days = i64::try_from(DAYS).unwrap_or(i64::MAX);
    let begins = (now.div_euclid(DAY) + 1 - days) * DAY;
    let found = since(begins, index.fields);
    Ok(index.searcher().search(&found, &Counting { begins })?)
}

impl Collector for Counting {
    type Fruit = Yields;
    type Child = CountingSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<CountingSegment> {
        Ok(CountingSegment {
            begins: self.begins,
            dates: segment.fast_fields().i64("date")?,
            values: segment.fast_fields().str("facets")?,
            counts: HashMap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Yields>) -> tantivy::Result<Yields> {
        let mut all = Yields::new();
        for (source, days) in segments.into_iter().flatten() {
            let sum = all.entry(source).or_insert([0; DAYS]);
            for (sum, items) in sum.iter_mut().zip(days) {
                *sum += items;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for CountingSegment {
    type Fruit = Yields;

    fn collect(&mut self, document: DocId, _: Score) {
        let (Some(values), Some(date)) = (&self.values, self.dates.first(document)) else {
            return;
        };
        let day = usize::try_from((date - self.begins).div_euclid(DAY)).unwrap_or(usize::MAX);
        for number in values.term_ords(document) {
            let days = self.counts.entry(number).or_insert_with(|| {
                let is_source = name(values, number).is_some();
                is_source.then_some([0; DAYS])
            });
            if let Some(items) = days.as_mut().and_then(|days| days.get_mut(day)) {
                *items += 1;
            }
        }
    }

    fn harvest(self) -> Yields {
        let Some(values) = &self.values else {
            return Yields::new();
        };
        let counted = self.counts.into_iter();
        counted
            .filter_map(|(number, days)| Some((name(values, number)?, days?)))
            .collect()
    }
}

/// The source that a value names, if it names one.
fn name(values: &StrColumn, number: u64) -> Option<String> {
    let mut value = String::new();
    let is_known = values.ord_to_str(number, &mut value).ok()?;
    let source = value.strip_prefix(SOURCE).filter(|_| is_known);
    source.map(str::to_owned)
}
