//! What a story is known by: words, names and numbers of an item, cut to what fits into the memory of a long window.

use std::collections::BTreeMap;

use item::{Article, Item, Labels, digest64};
use serde::{Deserialize, Serialize};

use super::skeleton::skeleton;
use crate::text::{Tokens, tokenise};

/// Words of a text that count: reports open with what happened, and the memory of a window is bounded by it.
const MOST_WORDS: usize = 400;

/// The first letters of a word stand for it: measured against whole words, .829 to .776 of F1.
const STEM: usize = 6;

/// Shorter words are grammar.
const SHORTEST_WORD: usize = 3;

/// Words of the text that lead to candidates, besides those of the headline, names and numbers.
const LEAD: usize = 40;

/// How often a trait is in a text, by its digest, ascending.
pub(super) type Counts = Vec<(u32, u8)>;

/// What is remembered of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traits {
    pub(super) language: u32,
    pub(super) stems: Counts,
    /// Words with a capital that no sentence gives them.
    pub(super) names: Counts,
    pub(super) numbers: Counts,
    /// Stems of the headline, ascending.
    pub(super) title: Vec<u32>,
    /// What means the same in every language: names' skeletons, longer numbers, ids of labels; ascending.
    pub(super) neutral: Vec<u32>,
    /// What leads to candidates, ascending.
    pub(super) leads: Vec<u32>,
}

impl Traits {
    /// The number of the form that traits have; it changes with whatever is remembered of an item.
    pub const FORM: u32 = 1;

    /// The traits of an item.
    pub fn of_item(item: &Item) -> Self {
        Self::of(&item.article, &item.labels)
    }

    /// The traits of an article with its labels.
    pub fn of(article: &Article, labels: &Labels) -> Self {
        let mut found = Found::default();
        found.read(article.headline.as_deref().unwrap_or_default(), true);
        found.read(&article.text, false);
        let neutral = &mut found.neutral;
        let named = labels.organisations.iter().chain(&labels.people);
        for label in labels.countries.iter().chain(named) {
            neutral.push(digest("label", &label.id));
        }
        let language = labels.language.as_ref().map_or("", |label| &label.id);
        let leads = [found.leads, found.neutral.clone()].concat();
        Self {
            language: digest("language", language),
            stems: counts(found.stems),
            names: counts(found.names),
            numbers: counts(found.numbers),
            title: distinct(found.title),
            neutral: distinct(found.neutral),
            leads: distinct(leads),
        }
    }
}

#[derive(Default)]
struct Found {
    stems: BTreeMap<u32, u8>,
    names: BTreeMap<u32, u8>,
    numbers: BTreeMap<u32, u8>,
    title: Vec<u32>,
    neutral: Vec<u32>,
    leads: Vec<u32>,
}

impl Found {
    fn read(&mut self, text: &str, is_title: bool) {
        let tokens: Tokens = tokenise(text);
        for (index, token) in tokens.iter().enumerate().take(MOST_WORDS) {
            let word = tokens.folded(index);
            let letters = word.chars().count();
            if word.chars().all(char::is_numeric) {
                let number = digest("number", word);
                count(&mut self.numbers, number);
                if letters > 1 {
                    self.neutral.push(number);
                }
                continue;
            }
            if letters < SHORTEST_WORD {
                continue;
            }
            let stem: String = word.chars().take(STEM).collect();
            let stem = digest("stem", &stem);
            count(&mut self.stems, stem);
            let is_name = token.capitalised && !token.opens;
            if is_name {
                count(&mut self.names, stem);
                let bones = skeleton(word);
                self.neutral
                    .extend(bones.map(|bones| digest("name", &bones)));
            }
            if is_title {
                self.title.push(stem);
            }
            if is_title || is_name || index < LEAD {
                self.leads.push(stem);
            }
        }
    }
}

fn count(counts: &mut BTreeMap<u32, u8>, key: u32) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(1);
}

fn counts(counts: BTreeMap<u32, u8>) -> Counts {
    counts.into_iter().collect()
}

fn distinct(mut keys: Vec<u32>) -> Vec<u32> {
    keys.sort_unstable();
    keys.dedup();
    keys.shrink_to_fit();
    keys
}

fn digest(kind: &str, word: &str) -> u32 {
    let digest = digest64([kind, word].join("\0").as_bytes());
    u32::try_from(digest >> 32).unwrap_or_default()
}
