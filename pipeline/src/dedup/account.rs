//! What articles say of themselves and of each other: when they were published, whom they credit, what their headlines
//! have in common.

use std::{cmp::Ordering, collections::HashSet};

use item::{Article, Certainty, NewsDate, key_url};

use crate::text::for_each_word;

/// Whether an article was published before another with the same text, by what the two say.
pub(super) fn precedes(one: &Article, other: &Article) -> bool {
    match (credits(one, other), credits(other, one)) {
        (false, true) => return true,
        (true, false) => return false,
        _ => {}
    }
    let dates = date(one).zip(date(other));
    match dates.and_then(|(one, other)| order(one, other)) {
        Some(order) => order == Ordering::Less,
        // Who names an agency or an outlet says that the report is not his own.
        None => one.credits.is_empty() && !other.credits.is_empty(),
    }
}

/// When an article was published, unless its listing says something quite different.
fn date(article: &Article) -> Option<&NewsDate> {
    let disputed = article
        .origins
        .iter()
        .any(|origin| origin.field == "date_published" && origin.certainty == Certainty::Disputed);
    article.date_published.as_ref().filter(|_| !disputed)
}

/// Which of two dates is earlier, as far as both are told: a bare day and a time of that day tell nothing.
fn order(one: &NewsDate, other: &NewsDate) -> Option<Ordering> {
    let has_time = |date: &NewsDate| date.as_str().len() > "2021-06-14".len();
    let order = if has_time(one) && has_time(other) {
        one.as_timestamp()?.cmp(&other.as_timestamp()?)
    } else {
        one.as_day()?.cmp(&other.as_day()?)
    };
    (order != Ordering::Equal).then_some(order)
}

/// Whether an article says that it has its report from the other's publisher or site.
pub(super) fn credits(article: &Article, other: &Article) -> bool {
    let host = other.url.as_deref().and_then(key_url);
    let host = host.as_deref().and_then(|key| key.split(['/', '?']).next());
    let publisher = other.publisher.as_deref().map(folded);
    let named = |name: &str| {
        let name = folded(name);
        let is_host = host.is_some_and(|host| name.contains(host) || is_label(&name, host));
        is_host
            || publisher
                .as_ref()
                .is_some_and(|publisher| name == *publisher)
    };
    leads_to(article, other) || article.credits.iter().any(|credit| named(&credit.name))
}

/// Whether an article calls the other's address its own.
pub(super) fn leads_to(article: &Article, other: &Article) -> bool {
    let canonical = article.canonical_url.as_deref().and_then(key_url);
    canonical.is_some() && canonical == other.url.as_deref().and_then(key_url)
}

/// Whether a name is the part of a host before its suffix: `sputniknews` of `it.sputniknews.com`.
fn is_label(name: &str, host: &str) -> bool {
    let bare: String = name
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    let labels: Vec<&str> = host.split('.').collect();
    let known = labels.len().saturating_sub(1);
    !bare.is_empty()
        && labels
            .iter()
            .take(known)
            .any(|label| label.replace('-', "") == bare)
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Words of a headline that two must share at least, and the share of the shorter one from which on they say the same.
const HEADLINE_WORDS: usize = 4;
const HEADLINE_SHARE: usize = 2;

/// Whether two headlines say the same, by their words.
pub(super) fn are_headlines_alike(one: &Article, other: &Article) -> bool {
    let [one, other] = [one, other].map(|article| {
        let mut words = HashSet::new();
        for_each_word(article.headline.as_deref().unwrap_or_default(), |word| {
            words.insert(word.to_owned());
        });
        words
    });
    let shared = one.intersection(&other).count();
    shared >= HEADLINE_WORDS && shared * HEADLINE_SHARE >= one.len().min(other.len())
}

/// Letters of a stem; shorter words are mostly those of the grammar.
const STEM: usize = 5;

/// The stems of an article's headline.
pub(super) fn stems(article: &Article) -> HashSet<String> {
    let mut stems = HashSet::new();
    for_each_word(article.headline.as_deref().unwrap_or_default(), |word| {
        let stem: String = word.chars().take(STEM).collect();
        if stem.chars().count() == STEM {
            stems.insert(stem);
        }
    });
    stems
}
