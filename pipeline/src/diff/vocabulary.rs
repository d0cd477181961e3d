//! The few words that decide what a change means, in the eight languages at once: so few that they hardly meet.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    /// It negates.
    Negate = 1,
    /// It is a number in letters.
    Count = 2,
    /// It says that a line tells when the page was touched, or counts readers.
    Churn = 4,
    /// It may stand beside such a word.
    Accompany = 8,
}

/// All that a word does: the sum of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning(u8);

impl Meaning {
    pub(super) fn does(self, what: Does) -> bool {
        self.0 & what as u8 != 0
    }
}

static WORDS: LazyLock<FxHashMap<String, Meaning>> = LazyLock::new(|| {
    let mut words: FxHashMap<String, Meaning> = FxHashMap::default();
    for line in include_str!("../../data/diff/words.txt").lines() {
        let Some((tag, list)) = line.split_once('\t') else {
            continue;
        };
        let does = match tag {
            "not" => Does::Negate,
            "number" => Does::Count,
            "clock" | "counter" => Does::Churn,
            _ => Does::Accompany,
        };
        for word in list.split(' ') {
            words.entry(word.to_lowercase()).or_default().0 |= does as u8;
        }
    }
    words
});

/// What a word does, as far as it is one of the few.
pub(super) fn meaning(word: &str) -> Meaning {
    WORDS.get(&word.to_lowercase()).copied().unwrap_or_default()
}
