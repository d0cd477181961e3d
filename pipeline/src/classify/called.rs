//! What the ids of labels are called, for people who read lists of them.

use std::{collections::HashMap, sync::LazyLock};

use super::tables::{COUNTRY_NAMES, TOPIC_NAMES};

/// Names by their ids.
type Names = HashMap<&'static str, &'static str>;

/// By language.
static TOPICS: LazyLock<HashMap<&'static str, Names>> = LazyLock::new(|| {
    let mut topics: HashMap<&str, Names> = HashMap::new();
    for line in TOPIC_NAMES.lines() {
        let mut fields = line.split('\t');
        if let (Some(id), Some(language), Some(name)) =
            (fields.next(), fields.next(), fields.next())
        {
            topics.entry(language).or_default().insert(id, name);
        }
    }
    topics
});

static ENGLISH_COUNTRIES: LazyLock<Names> = LazyLock::new(|| {
    let lines = COUNTRY_NAMES.lines();
    let named = lines.filter_map(|line| line.split_once("\ten\t"));
    // Further names of a country are behind the first.
    named
        .map(|(code, names)| (code, names.split(';').next().unwrap_or(names).trim()))
        .collect()
});

/// The name of a shipped topic in one of the eight languages of the tables, by its two letters.
pub fn topic_name(id: &str, language: &str) -> Option<&'static str> {
    TOPICS.get(language)?.get(id).copied()
}

/// The English name of a country, by its two letters.
pub fn country_name(code: &str) -> Option<&'static str> {
    ENGLISH_COUNTRIES.get(code).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_has_a_name_and_nothing_else_has() {
        assert_eq!(
            topic_name("medtop:01000000", "en"),
            Some("arts, culture, entertainment and media")
        );
        assert_eq!(topic_name("medtop:11000000", "pl"), Some("polityka"));
        assert_eq!(topic_name("medtop:11000000", "tr"), None);
        assert_eq!(country_name("PL"), Some("Poland"));
        assert_eq!(
            (topic_name("nato-russia", "en"), country_name("XX")),
            (None, None)
        );
    }
}
