//! What the ids of labels are called in English, for people who read lists of them.

use std::{collections::HashMap, sync::LazyLock};

use super::tables::{COUNTRY_NAMES, TOPICS};

/// Names by their ids.
type Names = HashMap<&'static str, &'static str>;

static TOPIC_NAMES: LazyLock<Names> = LazyLock::new(|| {
    let lines = TOPICS.lines();
    let named = lines.filter_map(|line| line.split_once('\t'));
    named
        .filter_map(|(id, rest)| Some((id, rest.split('\t').next()?)))
        .collect()
});

static ENGLISH_COUNTRIES: LazyLock<Names> = LazyLock::new(|| {
    let lines = COUNTRY_NAMES.lines();
    let named = lines.filter_map(|line| line.split_once("\ten\t"));
    // Further names of a country are behind the first.
    named
        .map(|(code, names)| (code, names.split(';').next().unwrap_or(names).trim()))
        .collect()
});

/// The name of a shipped topic.
pub fn topic_name(id: &str) -> Option<&'static str> {
    TOPIC_NAMES.get(id).copied()
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
            topic_name("medtop:01000000"),
            Some("arts, culture, entertainment and media")
        );
        assert_eq!(country_name("PL"), Some("Poland"));
        assert_eq!(
            (topic_name("nato-russia"), country_name("XX")),
            (None, None)
        );
    }
}
