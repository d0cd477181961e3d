//! Which outlet copies which, counted over the copies that are told.

use std::collections::{BTreeMap, HashMap};

use item::{Item, ItemId, Standing};
use serde::Serialize;

use super::outlet::Moment;

/// Every item that was told, and which of them are copies.
#[derive(Debug, Default)]
pub(super) struct Copying {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    items: HashMap<ItemId, Member>,
}

#[derive(Debug)]
struct Member {
    outlet: u32,
    published: Option<Moment>,
    wanted: bool,
    /// Whom it copies, and how much of it is copied.
    copies: Option<(ItemId, f32)>,
}

/// One outlet copies another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    /// Who copies.
    pub(super) outlet: String,
    /// Whom.
    pub(super) of: String,
    /// How many items.
    pub(super) count: usize,
    /// After how long, where both say when; half of them are sooner.
    pub(super) median_delay_seconds: Option<i64>,
    /// The mean share of the copies' text that is copied, from 0 to 1.
    pub(super) mean_share: f32,
}

impl Copying {
    pub(super) fn knows(&self, id: ItemId) -> bool {
        self.items.contains_key(&id)
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Notes an item as it is told now; only what is `wanted` counts as a copier.
    pub(super) fn note(
        &mut self,
        item: &Item,
        outlet: String,
        published: Option<Moment>,
        wanted: bool,
    ) {
        let outlet = self.number(outlet);
        let copies = match item.standing {
            Standing::Copy { of, similarity, .. } => Some((of, similarity)),
            // A new version tells no shares; those of the copy stay.
            Standing::Revision { .. } => self.items.get(&item.id).and_then(|known| known.copies),
            Standing::Original => None,
        };
        let member = Member {
            outlet,
            published,
            wanted,
            copies,
        };
        self.items.insert(item.id, member);
    }

    fn number(&mut self, outlet: String) -> u32 {
        if let Some(number) = self.numbers.get(&outlet) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(outlet.clone());
        self.numbers.insert(outlet, number);
        number
    }

    /// Who copies whom, the most first.
    pub(super) fn pairs(&self) -> Vec<Row> {
        let mut pairs: BTreeMap<(u32, u32), (Vec<i64>, Vec<f32>)> = BTreeMap::new();
        for copy in self.items.values().filter(|member| member.wanted) {
            let Some((of, share)) = copy.copies else {
                continue;
            };
            // An original that the journal no longer keeps has no name.
            let Some(original) = self.items.get(&of) else {
                continue;
            };
            let (delays, shares) = pairs.entry((copy.outlet, original.outlet)).or_default();
            let delay = copy.published.zip(original.published);
            delays.extend(delay.and_then(|(copy, first)| Some(copy.after(first)?.as_secs())));
            shares.push(share);
        }
        let mut rows: Vec<Row> = pairs
            .into_iter()
            .map(|((outlet, of), (delays, shares))| Row {
                outlet: self.name(outlet),
                of: self.name(of),
                count: shares.len(),
                median_delay_seconds: median(delays),
                mean_share: mean(shares),
            })
            .collect();
        rows.sort_by(|a, b| {
            let names = |row: &Row| (row.outlet.clone(), row.of.clone());
            b.count.cmp(&a.count).then_with(|| names(a).cmp(&names(b)))
        });
        rows
    }

    fn name(&self, number: u32) -> String {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        self.names.get(at).cloned().unwrap_or_default()
    }
}

/// The middle one; of an even number the earlier of the two in the middle.
fn median(mut delays: Vec<i64>) -> Option<i64> {
    delays.sort_unstable();
    delays.get(delays.len().saturating_sub(1) / 2).copied()
}

/// Summed from the least on: the items are in no order, and the figure must be the same each time.
fn mean(mut shares: Vec<f32>) -> f32 {
    shares.sort_by(f32::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let count = shares.len().max(1) as f32;
    shares.iter().sum::<f32>() / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_one_of_the_delays() {
        assert_eq!(median(Vec::new()), None);
        assert_eq!(median(vec![30, 10, 20]), Some(20));
        assert_eq!(median(vec![40, 10, 20, 30]), Some(20));
    }

    #[test]
    fn the_mean_does_not_depend_on_the_order() {
        let shares = vec![0.1, 0.7, 0.2, 0.9];
        let backwards = shares.iter().rev().copied().collect();
        assert_eq!(mean(shares).to_bits(), mean(backwards).to_bits());
    }
}
