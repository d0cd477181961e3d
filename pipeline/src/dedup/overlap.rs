//! How much two texts share, counted on the texts themselves: all their word shingles, no sample.

use std::collections::HashSet;

use item::digest64;

use super::fingerprint::SHINGLE_WORDS;
use crate::text::for_each_word;

/// Between the blocks of a text.
const BETWEEN: &str = "\n\n";

/// Lines of one site up to this length, in characters, that two of its texts share are its furniture: teasers, appeals, labels.
const LINE: usize = 200;

/// What two texts share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Shingles of the new text that the known one has.
    pub shared: u32,
    /// Shingles of the new text.
    pub of_new: u32,
    /// Shingles of the known text.
    pub of_known: u32,
}

/// What a new text and a known one share; of one site, without the short lines that both have.
pub fn overlap(new: &str, known: &str, one_site: bool) -> Overlap {
    let common = if one_site {
        common_lines(new, known)
    } else {
        HashSet::new()
    };
    let (new, known) = (shingles(new, &common), shingles(known, &common));
    Overlap {
        shared: count(new.intersection(&known).count()),
        of_new: count(new.len()),
        of_known: count(known.len()),
    }
}

fn common_lines<'a>(new: &'a str, known: &str) -> HashSet<&'a str> {
    let known: HashSet<&str> = known.split(BETWEEN).collect();
    let is_short = |line: &&str| line.chars().nth(LINE).is_none();
    let lines = new.split(BETWEEN).filter(is_short);
    lines.filter(|line| known.contains(line)).collect()
}

fn shingles(text: &str, without: &HashSet<&str>) -> HashSet<u64> {
    let mut words = Vec::with_capacity(text.len() / 6);
    for line in text.split(BETWEEN) {
        if !without.contains(line) {
            for_each_word(line, |word| words.push(digest64(word.as_bytes())));
        }
    }
    let mut bytes = [0; SHINGLE_WORDS * 8];
    let mut digest = |words: &[u64]| {
        for (slot, hash) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(words) {
            *slot = hash.to_le_bytes();
        }
        digest64(&bytes)
    };
    words.windows(SHINGLE_WORDS).map(&mut digest).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(name: &str) -> String {
        (0..20)
            .map(|n| format!("{name}{n}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn shared_words_count_in_rows_of_five() {
        let (one, other) = (story("a"), format!("{} {}", story("a"), story("b")));
        let expect = Overlap {
            shared: 16,
            of_new: 16,
            of_known: 36,
        };
        assert_eq!(overlap(&one, &other, false), expect);
        assert_eq!(overlap(&one, &story("c"), false).shared, 0);
    }

    #[test]
    fn the_furniture_of_a_site_makes_no_copies_among_its_stories() {
        let furniture = "Follow us on all the channels that there are for the latest news";
        let [one, other] = ["a", "b"].map(|name| [&story(name), furniture].join(BETWEEN));
        assert_eq!(overlap(&one, &other, true).shared, 0);
        assert_eq!(overlap(&one, &other, false).shared, 9);
        // A paragraph is no furniture, and a whole copy stays one.
        let long = story("long word ");
        let [one, other] = ["a", "b"].map(|name| [&story(name), long.as_str()].join(BETWEEN));
        assert!(overlap(&one, &other, true).shared > 40);
    }
}
