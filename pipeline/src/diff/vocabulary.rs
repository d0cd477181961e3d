//! The few words that decide what a change means, in the eight languages at once: so few that they hardly meet.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    /// It negates.
    pub(super) negates: bool,
    /// It is a number in letters.
    pub(super) counts: bool,
    /// It says that a line tells when the page was touched.
    pub(super) clock: bool,
    /// It says that a line counts readers.
    pub(super) counter: bool,
    /// It may stand beside a clock or a counter.
    pub(super) beside: bool,
}

static WORDS: LazyLock<FxHashMap<String, Meaning>> = LazyLock::new(|| {
    let mut words: FxHashMap<String, Meaning> = FxHashMap::default();
    for line in include_str!("../../data/diff/words.txt").lines() {
        let Some((tag, list)) = line.split_once('\t') else {
            continue;
        };
        for word in list.split(' ') {
            let meaning = words.entry(word.to_lowercase()).or_default();
            match tag {
                "not" => meaning.negates = true,
                "number" => meaning.counts = true,
                "clock" => meaning.clock = true,
                "counter" => meaning.counter = true,
                _ => meaning.beside = true,
            }
        }
    }
    words
});

/// What a word does, as far as it is one of the few.
pub(super) fn meaning(word: &str) -> Meaning {
    WORDS.get(&word.to_lowercase()).copied().unwrap_or_default()
}
