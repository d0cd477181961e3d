//! The stories of a window: which one an item belongs to, and what is remembered to say so.

use std::collections::{BTreeMap, HashMap, VecDeque};

use item::ItemId;
use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{alike::alike, retell::ALSO, traits::Traits};

/// What was seen longer ago than this is not remembered, and what was told further apart is not compared, unless the
/// configuration says otherwise.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The odds that a report belongs to a story halve in so many hours without another one.
const HALF_LIFE_HOURS: f32 = 36.0;

/// Items that are remembered, the last ones; about 3 KB each.
pub const MOST_ITEMS: usize = 100_000;

/// Items that a trait leads to, the last ones.
const MOST_POSTED: usize = 48;

/// Candidates that are compared, those with the most weight in common.
const MOST_CANDIDATES: usize = 24;

/// Items of a story that a new one is compared with: the one that began it and the last ones.
const MOST_COMPARED: usize = 6;

/// Other stories that an item is strongly like; more than a few it is not.
const MOST_RIVALS: usize = 3;

/// Log odds from which an item joins: chosen with the weights.
const JOINS: f32 = -0.2;

/// As if so many items without a word in common stood before the first one, for a window that is nearly empty cannot
/// say what is common.
const ITEMS_BEFORE: f32 = 200.0;

/// In how many items of the window a trait is.
#[derive(Debug, Default)]
pub(super) struct Commonness {
    items: usize,
    of: FxHashMap<u32, u32>,
}

impl Commonness {
    /// What a trait weighs: the logarithm of how rare it is.
    pub(super) fn weight(&self, key: u32) -> f32 {
        let of = self.of.get(&key).copied().unwrap_or_default();
        ((as_f32(self.items) + ITEMS_BEFORE) / (as_f32(of as usize) + 1.0)).ln()
    }

    fn add(&mut self, traits: &Traits) {
        self.items += 1;
        for key in all(traits) {
            *self.of.entry(key).or_default() += 1;
        }
    }

    fn remove(&mut self, traits: &Traits) {
        self.items = self.items.saturating_sub(1);
        for key in all(traits) {
            if let Some(of) = self.of.get_mut(&key) {
                *of = of.saturating_sub(1);
                if *of == 0 {
                    self.of.remove(&key);
                }
            }
        }
    }
}

fn all(traits: &Traits) -> impl Iterator<Item = u32> {
    let stems = traits.stems.iter().map(|(key, _)| *key);
    stems.chain(traits.neutral.iter().copied())
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bounded window")]
pub(super) fn as_f32(count: usize) -> f32 {
    count as f32
}

/// An item that is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The item.
    pub item: ItemId,
    /// The story that it belongs to.
    pub story: ItemId,
    /// When it was first seen, which decides how long it is remembered.
    pub seen: Timestamp,
    /// When it was told, which decides what it is compared with.
    pub told: Timestamp,
    /// What is compared.
    pub traits: Traits,
}

/// Where an item belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// The story that it is most like, if it is like any.
    pub story: Option<ItemId>,
    /// Other stories that it is strongly like, the most alike first.
    pub rivals: Vec<ItemId>,
}

/// The stories of the window.
#[derive(Debug)]
pub struct Stories {
    pub(super) window: SignedDuration,
    pub(super) common: Commonness,
    pub(super) members: BTreeMap<u64, Member>,
    next: u64,
    newest: Timestamp,
    posted: FxHashMap<u32, VecDeque<u64>>,
    pub(super) of_story: HashMap<ItemId, VecDeque<u64>>,
}

impl Default for Stories {
    fn default() -> Self {
        Self::new(WINDOW)
    }
}

impl Stories {
    /// An empty window of this length.
    pub fn new(window: SignedDuration) -> Self {
        Self {
            window,
            common: Commonness::default(),
            members: BTreeMap::new(),
            next: 0,
            newest: Timestamp::MIN,
            posted: FxHashMap::default(),
            of_story: HashMap::new(),
        }
    }

    /// The story that an item belongs to, if it belongs to a known one. `told` is when it was told.
    pub fn story_of(&self, traits: &Traits, told: Timestamp) -> Option<ItemId> {
        self.place(traits, told).story
    }

    /// Where an item belongs that was told then.
    pub fn place(&self, traits: &Traits, told: Timestamp) -> Placed {
        let mut likely: Vec<(f32, ItemId)> = self
            .candidates(traits)
            .into_iter()
            .filter_map(|story| Some((self.odds(story, traits, told)?, story)))
            .filter(|(odds, _)| *odds >= JOINS)
            .collect();
        // Of equals the least name: the order of a table must decide nothing.
        likely.sort_by(|(odds, one), (most, other)| most.total_cmp(odds).then(one.cmp(other)));
        let mut likely = likely.into_iter();
        let best = likely.next();
        let also = likely.take_while(|(odds, _)| *odds >= ALSO);
        Placed {
            story: best.map(|(_, story)| story),
            rivals: also.map(|(_, story)| story).take(MOST_RIVALS).collect(),
        }
    }

    /// Remembers an item as one of a story. The same items in the same order lead to the same stories, also where those
    /// before are left out that are forgotten by then.
    pub fn remember(&mut self, member: Member) {
        self.common.add(&member.traits);
        let number = self.next;
        self.next += 1;
        for key in &member.traits.leads {
            let posted = self.posted.entry(*key).or_default();
            posted.push_back(number);
            if posted.len() > MOST_POSTED {
                posted.pop_front();
            }
        }
        let members = self.of_story.entry(member.story).or_default();
        members.push_back(number);
        // A clock that was set back makes nothing young.
        self.newest = self.newest.max(member.seen);
        self.members.insert(number, member);
        self.forget_the_old();
    }

    /// What is remembered, in the order in which it was.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// How many items are remembered.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The stories of the items with the most weight in common, without doubles.
    fn candidates(&self, traits: &Traits) -> Vec<ItemId> {
        let mut weights: HashMap<u64, f32> = HashMap::new();
        for key in &traits.leads {
            let Some(posted) = self.posted.get(key) else {
                continue;
            };
            let weight = self.common.weight(*key);
            for number in posted {
                *weights.entry(*number).or_default() += weight;
            }
        }
        let mut weights: Vec<(u64, f32)> = weights.into_iter().collect();
        weights.sort_unstable_by(|(one, weight), (other, most)| {
            most.total_cmp(weight).then(other.cmp(one))
        });
        let best = weights.iter().take(MOST_CANDIDATES);
        let members = best.filter_map(|(number, _)| self.members.get(number));
        let mut stories: Vec<ItemId> = members.map(|member| member.story).collect();
        stories.sort_unstable();
        stories.dedup();
        stories
    }

    /// The items of a story that others are compared with.
    pub(super) fn compared(&self, story: ItemId) -> Vec<&Member> {
        let Some(numbers) = self.of_story.get(&story) else {
            return Vec::new();
        };
        let first = numbers.front().into_iter();
        let others = numbers.iter().skip(1).rev().take(MOST_COMPARED - 1);
        let numbers = first.chain(others);
        numbers
            .filter_map(|number| self.members.get(number))
            .collect()
    }

    /// The mean log odds of an item beside those of a story, with what time takes away.
    fn odds(&self, story: ItemId, traits: &Traits, told: Timestamp) -> Option<f32> {
        let members = self.compared(story);
        let gap = members
            .iter()
            .map(|member| told.duration_since(member.told).abs())
            .min()?;
        if gap > self.window {
            return None;
        }
        let odds = members
            .iter()
            .map(|member| alike(traits, &member.traits, &self.common));
        // In another language a member says nothing unless names are shared.
        let odds: Vec<f32> = odds.filter(|odds| odds.is_finite()).collect();
        if odds.is_empty() {
            return None;
        }
        let mean = odds.iter().sum::<f32>() / as_f32(odds.len());
        Some(mean - Self::late(gap))
    }

    /// What a gap takes from the log odds.
    pub(super) fn late(gap: SignedDuration) -> f32 {
        gap.as_secs_f32() / 3600.0 / HALF_LIFE_HOURS * std::f32::consts::LN_2
    }

    /// Forgets what is out of the window, or more than fits.
    fn forget_the_old(&mut self) {
        while let Some((number, member)) = self.members.first_key_value() {
            let number = *number;
            let old = self.newest.duration_since(member.seen) > self.window;
            if !old && self.members.len() <= MOST_ITEMS {
                return;
            }
            self.forget(number);
        }
    }

    fn forget(&mut self, number: u64) {
        let Some(member) = self.members.remove(&number) else {
            return;
        };
        self.common.remove(&member.traits);
        for key in &member.traits.leads {
            if let Some(posted) = self.posted.get_mut(key) {
                posted.retain(|other| *other != number);
                if posted.is_empty() {
                    self.posted.remove(key);
                }
            }
        }
        if let Some(members) = self.of_story.get_mut(&member.story) {
            members.retain(|other| *other != number);
            if members.is_empty() {
                self.of_story.remove(&member.story);
            }
        }
    }
}

#[cfg(test)]
mod tests;
