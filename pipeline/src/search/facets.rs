//! How many of the items that are found have which language, topic, country, outlet and source.

use std::collections::HashMap;

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::StrColumn,
};

use super::block::Block;

/// The labels that are counted.
pub(super) const COUNTED: [&str; 5] = ["lang", "topic", "country", "outlet", "source"];
/// Values of each that are told: what fits beside a list.
const MOST: usize = 12;

/// One value and how many have it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    /// As a query asks for it.
    pub value: String,
    /// How many items have it.
    pub items: u64,
}

/// The most frequent values of each label, the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Facets {
    /// Languages.
    pub languages: Vec<Count>,
    /// Topics.
    pub topics: Vec<Count>,
    /// Countries.
    pub countries: Vec<Count>,
    /// Outlets, by their names.
    pub outlets: Vec<Count>,
    /// Sources.
    pub sources: Vec<Count>,
}

/// Counts.
#[derive(Debug)]
pub(super) struct Counting;

/// Counts by the numbers that one segment gives its values.
pub(super) struct CountingSegment {
    values: Option<StrColumn>,
    counts: Vec<u64>,
    block: Block,
    /// Where the values of a block stand, and what they are.
    places: (Vec<DocId>, Vec<u32>, Vec<u64>),
}

/// How many items have which value, as `field:value`.
type Counts = HashMap<String, u64>;

impl Collector for Counting {
    type Fruit = Counts;
    type Child = CountingSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<CountingSegment> {
        let values = segment.fast_fields().str("facets")?;
        let known = values.as_ref().map_or(0, |values| values.num_terms());
        Ok(CountingSegment {
            values,
            counts: vec![0; known],
            block: Block::default(),
            places: Default::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counts>) -> tantivy::Result<Counts> {
        let mut all = Counts::new();
        for (value, items) in segments.into_iter().flatten() {
            *all.entry(value).or_default() += items;
        }
        Ok(all)
    }
}

impl SegmentCollector for CountingSegment {
    type Fruit = Counts;

    fn collect(&mut self, document: DocId, _: Score) {
        if let Some(block) = self.block.with(document) {
            self.collect_block(&block);
            self.block.reuse(block);
        }
    }

    fn collect_block(&mut self, documents: &[DocId]) {
        let Some(values) = &self.values else { return };
        let (owners, rows, numbers) = &mut self.places;
        owners.clear();
        rows.clear();
        values.ords().row_ids_for_docs(documents, owners, rows);
        numbers.resize(rows.len(), 0);
        values.ords().values.get_vals(rows, numbers);
        for number in numbers {
            let place = usize::try_from(*number).unwrap_or(usize::MAX);
            if let Some(count) = self.counts.get_mut(place) {
                *count += 1;
            }
        }
    }

    fn harvest(mut self) -> Counts {
        let rest = self.block.rest();
        self.collect_block(&rest);
        let Some(values) = &self.values else {
            return Counts::new();
        };
        let met = (0u64..).zip(self.counts).filter(|(_, items)| *items > 0);
        let named = met.filter_map(|(number, items)| {
            let mut value = String::new();
            let is_known = values.ord_to_str(number, &mut value).ok()?;
            is_known.then_some((value, items))
        });
        named.collect()
    }
}

impl Facets {
    pub(super) fn of(counts: Counts) -> Self {
        let mut by_field: HashMap<String, Vec<Count>> = HashMap::new();
        for (key, items) in counts {
            if let Some((field, value)) = key.split_once(':') {
                let value = value.to_owned();
                let counts = by_field.entry(field.to_owned()).or_default();
                counts.push(Count { value, items });
            }
        }
        let mut most = |field: &str| {
            let mut counts = by_field.remove(field).unwrap_or_default();
            counts
                .sort_unstable_by(|a, b| b.items.cmp(&a.items).then_with(|| a.value.cmp(&b.value)));
            counts.truncate(MOST);
            counts
        };
        let [languages, topics, countries, outlets, sources] = COUNTED.map(&mut most);
        Self {
            languages,
            topics,
            countries,
            outlets,
            sources,
        }
    }
}
