//! The stories of a window: which one an item belongs to, and what is remembered to say so.

use std::collections::{BTreeMap, HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::{alike::alike, traits::Traits};

/// What is older than this leads to no story any more.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The odds that a report belongs to a story halve in so many hours without another one.
const HALF_LIFE_HOURS: f32 = 36.0;

/// Items that are remembered, the last ones; about 2 KB each.
const MOST_ITEMS: usize = 100_000;

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

#[derive(Debug)]
struct Member {
    story: String,
    told: Timestamp,
    traits: Traits,
}

/// The stories of the window.
#[derive(Debug, Default)]
pub struct Stories {
    common: Commonness,
    members: BTreeMap<u64, Member>,
    next: u64,
    posted: HashMap<u32, VecDeque<u64>>,
    of_story: HashMap<String, VecDeque<u64>>,
}

impl Stories {
    /// The story that an item belongs to, if it belongs to a known one. `told` is when it was told.
    pub fn story_of(&self, traits: &Traits, told: Timestamp) -> Option<&str> {
        let mut best: Option<(f32, &str)> = None;
        for story in self.candidates(traits) {
            let Some(odds) = self.odds(story, traits, told) else {
                continue;
            };
            // Of equals the first name by the alphabet: the order of a table must decide nothing.
            let better = best.is_none_or(|(most, name)| {
                odds > most || (odds.total_cmp(&most).is_eq() && story < name)
            });
            if odds >= JOINS && better {
                best = Some((odds, story));
            }
        }
        best.map(|(_, story)| story)
    }

    /// Remembers an item as one of a story. The same items in the same order lead to the same stories.
    pub fn remember(&mut self, story: &str, traits: Traits, told: Timestamp) {
        self.common.add(&traits);
        let number = self.next;
        self.next += 1;
        for key in &traits.leads {
            let posted = self.posted.entry(*key).or_default();
            posted.push_back(number);
            if posted.len() > MOST_POSTED {
                posted.pop_front();
            }
        }
        let members = self.of_story.entry(story.to_owned()).or_default();
        members.push_back(number);
        let story = story.to_owned();
        let member = Member {
            story,
            told,
            traits,
        };
        self.members.insert(number, member);
        self.forget_before(told);
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
    fn candidates(&self, traits: &Traits) -> Vec<&str> {
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
        let mut stories: Vec<&str> = members.map(|member| member.story.as_str()).collect();
        stories.sort_unstable();
        stories.dedup();
        stories
    }

    /// The mean log odds of an item beside those of a story, with what time takes away.
    fn odds(&self, story: &str, traits: &Traits, told: Timestamp) -> Option<f32> {
        let numbers = self.of_story.get(story)?;
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
        if gap > WINDOW {
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
    fn forget_before(&mut self, now: Timestamp) {
        while let Some((number, member)) = self.members.first_key_value() {
            let number = *number;
            let old = now.duration_since(member.told) > WINDOW;
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

    #[test]
    fn another_outlet_on_the_same_happening_joins_and_another_happening_does_not() {
        let mut stories = Stories::default();
        stories.remember("bridge", bridge(), hour(0));
        assert_eq!(
            stories.story_of(&bridge_elsewhere(), hour(2)),
            Some("bridge")
        );
        assert_eq!(stories.story_of(&election(), hour(2)), None);
    }

    #[test]
    fn time_takes_a_story_away_and_the_window_forgets_it() {
        let mut stories = Stories::default();
        stories.remember("bridge", bridge(), hour(0));
        assert_eq!(stories.story_of(&bridge_elsewhere(), hour(24 * 8)), None);
        stories.remember("election", election(), hour(24 * 8));
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
        stories.remember("summit", english, hour(0));
        assert_eq!(stories.story_of(&russian, hour(1)), Some("summit"));
        assert_eq!(stories.story_of(&other, hour(1)), None);
    }

    #[test]
    fn a_trait_leads_to_a_bounded_number_of_items() {
        let mut stories = Stories::default();
        for number in 0..i64::try_from(MOST_POSTED * 3).unwrap() {
            stories.remember(&format!("s{number}"), bridge(), hour(0));
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
                let known = stories.story_of(&traits, hour(1)).map(str::to_owned);
                let name = known.unwrap_or_else(|| number.to_string());
                stories.remember(&name, traits, hour(1));
                names.push(name);
            }
            names
        };
        assert_eq!(told(), ["0", "1", "0", "1"]);
        assert_eq!(told(), told());
    }
}
