//! When two stories turn out to be one, and one to be two.
//!
//! An item is told in the story that it is most like, and what is told stays. But a report may be strongly like two
//! stories, and then they are compared with each other as wholes; and a story that has grown is looked at again for two
//! groups that have nothing in common. Between the odds that put together and those that take apart lies a wide gap, so
//! that nothing goes back and forth. Like all of this, it is a function of what is remembered.

use item::ItemId;
use jiff::Timestamp;

use super::{
    alike::alike,
    stories::{Member, Stories, as_f32},
};

/// Log odds from which a report counts as like another story, too.
pub(super) const ALSO: f32 = 0.5;

/// Mean log odds of the items of two stories from which they are one.
const ONE: f32 = 1.0;

/// Mean log odds of two groups of a story below which they are two, if the items of either group are more alike than not.
const TWO: f32 = -2.5;
const HOLDS: f32 = -0.2;

/// A story is looked at again whenever so many more of its items are remembered, from this many on,
const LOOKED_AT_EVERY: usize = 4;
/// up to so many: each look compares all with all, some hundred pairs.
const MOST_LOOKED_AT: usize = 32;

impl Stories {
    /// Whether two stories are one, by their items that are compared: what either tells of the happening.
    pub fn are_one(&self, one: ItemId, other: ItemId) -> bool {
        let (one, other) = (self.compared(one), self.compared(other));
        let gap = one
            .iter()
            .flat_map(|a| other.iter().map(|b| a.told.duration_since(b.told).abs()))
            .min();
        let odds = self.mean(&one, &other);
        gap.zip(odds)
            .is_some_and(|(gap, odds)| gap <= self.window && odds - Self::late(gap) >= ONE)
    }

    /// Remembers the items of a story as those of another one.
    pub fn merge(&mut self, from: ItemId, into: ItemId) {
        let Some(numbers) = self.of_story.remove(&from) else {
            return;
        };
        for number in &numbers {
            if let Some(member) = self.members.get_mut(number) {
                member.story = into;
            }
        }
        let all = self.of_story.entry(into).or_default();
        all.extend(numbers);
        all.make_contiguous().sort_unstable();
    }

    /// Remembers these items as a story of their own.
    pub fn split(&mut self, story: ItemId, into: ItemId, items: &[ItemId]) {
        let Some(numbers) = self.of_story.remove(&story) else {
            return;
        };
        for number in numbers {
            let Some(member) = self.members.get_mut(&number) else {
                continue;
            };
            if items.contains(&member.item) {
                member.story = into;
            }
            self.of_story
                .entry(member.story)
                .or_default()
                .push_back(number);
        }
    }

    /// The items that have nothing in common with the others of their story, which has just grown: those of the group in
    /// which its first one is not. None where it holds together, or it is not the time to look.
    pub fn apart(&self, story: ItemId) -> Option<Vec<ItemId>> {
        let numbers = self.of_story.get(&story)?;
        let count = numbers.len();
        if count > MOST_LOOKED_AT || !count.is_multiple_of(LOOKED_AT_EVERY) {
            return None;
        }
        let members: Vec<&Member> = numbers
            .iter()
            .filter_map(|number| self.members.get(number))
            .collect();
        let (stay, leave) = self.groups(&members)?;
        let are_two = stay.len() > 1
            && leave.len() > 1
            && self.mean(&stay, &leave)? < TWO
            && self.within(&stay)? >= HOLDS
            && self.within(&leave)? >= HOLDS;
        are_two.then(|| leave.iter().map(|member| member.item).collect())
    }

    /// The members as two groups around the two that are least alike, the one with the first of them first.
    fn groups<'m>(&self, members: &[&'m Member]) -> Option<(Vec<&'m Member>, Vec<&'m Member>)> {
        let mut seeds: Option<(f32, &Member, &Member)> = None;
        for (at, one) in members.iter().enumerate() {
            for other in members.iter().skip(at + 1) {
                let odds = self.between(one, other);
                // Of equals the first pair.
                if odds.is_finite() && seeds.is_none_or(|(least, ..)| odds < least) {
                    seeds = Some((odds, one, other));
                }
            }
        }
        let (_, one, other) = seeds?;
        let (mut ones, mut others) = (Vec::new(), Vec::new());
        for member in members {
            let is_one = member.item == one.item
                || member.item != other.item
                    && self.between(member, one) >= self.between(member, other);
            if is_one {
                ones.push(*member);
            } else {
                others.push(*member);
            }
        }
        let first = members.first()?.item;
        if ones.iter().any(|member| member.item == first) {
            Some((ones, others))
        } else {
            Some((others, ones))
        }
    }

    fn between(&self, one: &Member, other: &Member) -> f32 {
        alike(&one.traits, &other.traits, &self.common)
    }

    /// The mean log odds of the items of two groups. In another language an item says nothing unless names are shared.
    fn mean(&self, ones: &[&Member], others: &[&Member]) -> Option<f32> {
        let pairs = ones
            .iter()
            .flat_map(|one| others.iter().map(move |other| self.between(one, other)));
        mean(pairs)
    }

    fn within(&self, group: &[&Member]) -> Option<f32> {
        let pairs = group.iter().enumerate();
        let pairs = pairs.flat_map(|(at, one)| {
            let others = group.iter().skip(at + 1);
            others.map(move |other| self.between(one, other))
        });
        mean(pairs)
    }
}

fn mean(odds: impl Iterator<Item = f32>) -> Option<f32> {
    let odds: Vec<f32> = odds.filter(|odds| odds.is_finite()).collect();
    (!odds.is_empty()).then(|| odds.iter().sum::<f32>() / as_f32(odds.len()))
}

/// Which of two stories began first; of two that began at once, the one with the lesser name.
pub fn older(one: (Timestamp, ItemId), other: (Timestamp, ItemId)) -> (ItemId, ItemId) {
    let (first, second) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    (first.1, second.1)
}

#[cfg(test)]
mod tests;
