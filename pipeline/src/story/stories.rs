//! The stories of a window: which one an item belongs to, and what is remembered to say so.

use std::collections::{BTreeMap, HashMap, VecDeque};

use item::ItemId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{alike::alike, traits::Traits};

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

/// Log odds from which an item joins: chosen with the weights.
const JOINS: f32 = -0.2;

/// As if so many items without a word in common stood before the first one, for a window that is nearly empty cannot
/// say what is common.
const ITEMS_BEFORE: f32 = 200.0;

/// In how many items of the window a trait is.
#[derive(Debug, Default)]
pub(super) struct Commonness {
    items: usize,
    of: HashMap<u32, u32>,
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
fn as_f32(count: usize) -> f32 {
    count as f32
}

/// An item that is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The story that it belongs to.
    pub story: ItemId,
    /// When it was first seen, which decides how long it is remembered.
    pub seen: Timestamp,
    /// When it was told, which decides what it is compared with.
    pub told: Timestamp,
    /// What is compared.
    pub traits: Traits,
}

/// The stories of the window.
#[derive(Debug)]
pub struct Stories {
    window: SignedDuration,
    common: Commonness,
    members: BTreeMap<u64, Member>,
    next: u64,
    newest: Timestamp,
    posted: HashMap<u32, VecDeque<u64>>,
    of_story: HashMap<ItemId, VecDeque<u64>>,
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
            posted: HashMap::new(),
            of_story: HashMap::new(),
        }
    }

    /// The story that an item belongs to, if it belongs to a known one. `told` is when it was told.
    pub fn story_of(&self, traits: &Traits, told: Timestamp) -> Option<ItemId> {
        let mut best: Option<(f32, ItemId)> = None;
        for story in self.candidates(traits) {
            let Some(odds) = self.odds(story, traits, told) else {
                continue;
            };
            // Of equals the least name: the order of a table must decide nothing.
            let better = best.is_none_or(|(most, name)| {
                odds > most || (odds.total_cmp(&most).is_eq() && story < name)
            });
            if odds >= JOINS && better {
                best = Some((odds, story));
            }
        }
        best.map(|(_, story)| story)
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

    /// The mean log odds of an item beside those of a story, with what time takes away.
    fn odds(&self, story: ItemId, traits: &Traits, told: Timestamp) -> Option<f32> {
        let numbers = self.of_story.get(&story)?;
        let first = numbers.front().into_iter();
        let others = numbers.iter().skip(1).rev().take(MOST_COMPARED - 1);
        let members: Vec<&Member> = first
            .chain(others)
            .filter_map(|number| self.members.get(number))
            .collect();
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
        let late = gap.as_secs_f32() / 3600.0 / HALF_LIFE_HOURS;
        Some(mean - late * std::f32::consts::LN_2)
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
mod tests {
    use item::{Article, Label, Labels};

    use super::*;

    fn item(language: &str, headline: &str, text: &str) -> Traits {
        let article = Article {
            headline: Some(headline.to_owned()),
            text: text.to_owned(),
            ..Article::default()
        };
        let labels = Labels {
            language: Some(Label {
                id: language.to_owned(),
                name: None,
                score: 1.0,
                evidence: Vec::new(),
            }),
            ..Labels::default()
        };
        Traits::of(&article, &labels)
    }

    fn hour(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3600).unwrap()
    }

    fn bridge() -> Traits {
        item(
            "en",
            "Bridge collapses in Valdoro after heavy rain",
            "A road bridge collapsed near Valdoro on Monday after heavy rain, and 14 people were hurt, said mayor Lukas Brennik.",
        )
    }

    fn bridge_elsewhere() -> Traits {
        item(
            "en",
            "Fourteen hurt as Valdoro bridge collapses",
            "Rescuers searched the river near Valdoro, where a bridge collapsed in heavy rain. Mayor Lukas Brennik said that 14 people were hurt.",
        )
    }

    fn election() -> Traits {
        item(
            "en",
            "Parliament of Ostmark votes for an early election",
            "Members of parliament in Ostmark decided with 81 votes to hold the election in June, said speaker Irma Salnik.",
        )
    }

    fn story(name: &str) -> ItemId {
        ItemId::of_url(name)
    }

    impl Stories {
        fn note(&mut self, name: &str, traits: Traits, told: Timestamp) {
            self.remember(Member {
                story: story(name),
                seen: told,
                told,
                traits,
            });
        }
    }

    #[test]
    fn another_outlet_on_the_same_happening_joins_and_another_happening_does_not() {
        let mut stories = Stories::default();
        stories.note("bridge", bridge(), hour(0));
        assert_eq!(
            stories.story_of(&bridge_elsewhere(), hour(2)),
            Some(story("bridge"))
        );
        assert_eq!(stories.story_of(&election(), hour(2)), None);
    }

    #[test]
    fn time_takes_a_story_away_and_the_window_forgets_it() {
        let mut stories = Stories::default();
        stories.note("bridge", bridge(), hour(0));
        assert_eq!(stories.story_of(&bridge_elsewhere(), hour(24 * 8)), None);
        stories.note("election", election(), hour(24 * 8));
        assert_eq!(stories.len(), 1);
        assert_eq!(stories.common.items, 1);
        let left: usize = stories.posted.values().map(VecDeque::len).sum();
        assert_eq!(left, election().leads.len(), "nothing else is posted");
        assert_eq!(stories.of_story.len(), 1);
    }

    #[test]
    fn across_languages_shared_names_and_numbers_join_and_a_few_do_not() {
        let mut stories = Stories::default();
        let english = item(
            "en",
            "Summit opens",
            "The leaders Jens Stoltenberg, Mark Brennik, Irma Salnik and Pavel Dobrov meet near Valdoro with 1450 guests.",
        );
        let russian = item(
            "ru",
            "Открылся саммит",
            "На встречу приехали Йенс Столтенберг, Марк Бренник, Ирма Салник и Павел Добров, 1450 гостей.",
        );
        let other = item(
            "ru",
            "Погода на завтра",
            "По словам синоптика, которого зовут Марк Бренник, завтра ожидается дождь и ветер до 15 метров.",
        );
        stories.note("summit", english, hour(0));
        assert_eq!(stories.story_of(&russian, hour(1)), Some(story("summit")));
        assert_eq!(stories.story_of(&other, hour(1)), None);
    }

    #[test]
    fn a_trait_leads_to_a_bounded_number_of_items() {
        let mut stories = Stories::default();
        for number in 0..i64::try_from(MOST_POSTED * 3).unwrap() {
            stories.note(&format!("s{number}"), bridge(), hour(0));
        }
        let longest = stories.posted.values().map(VecDeque::len).max();
        assert_eq!(longest, Some(MOST_POSTED));
    }

    #[test]
    fn the_same_items_in_the_same_order_lead_to_the_same_stories() {
        let told = || {
            let mut stories = Stories::default();
            let mut names = Vec::new();
            for (number, traits) in [bridge(), election(), bridge_elsewhere(), election()]
                .into_iter()
                .enumerate()
            {
                let known = stories.story_of(&traits, hour(1));
                let name = known.unwrap_or_else(|| story(&number.to_string()));
                stories.remember(Member {
                    story: name,
                    seen: hour(1),
                    told: hour(1),
                    traits,
                });
                names.push(name);
            }
            names
        };
        assert_eq!(told(), ["0", "1", "0", "1"].map(story));
        assert_eq!(told(), told());
    }
}
