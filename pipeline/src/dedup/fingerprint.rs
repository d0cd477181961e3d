//! What is remembered of a text: a digest of all its words and a sample of its word 5-shingles.
//!
//! Containment is estimated from the sample alone, so the sample must not depend on the length of the text:
//! a shingle is kept when its own hash says so ("modulo sketch", Broder 1997), the same in every document.

use item::{Fingerprint, digest64};

use crate::text::for_each_word;

/// The way fingerprints are made now; those of another version are not compared with these.
pub const FINGERPRINT_VERSION: u8 = 2;

/// Words in one shingle: long enough that two independent reports share hardly any, short enough that an
/// edited sentence keeps some (5 is the usual choice for news).
pub(super) const SHINGLE_WORDS: usize = 5;

/// One shingle in so many is kept.
const SAMPLED_OF: u64 = 4;

/// A text of fewer words is not like another by its words alone: “more details will follow” stands under many headlines.
/// Two such texts are the same only under one headline.
pub(super) const SHORT: usize = 25;

/// The most shingles kept of one text (about 16,000 words), so that one book does not fill the index.
const MOST_SHINGLES: usize = 4096;

/// Fingerprints a cleaned text. Case, punctuation and spacing do not count.
pub fn fingerprint(headline: Option<&str>, text: &str) -> Fingerprint {
    let mut words = Vec::with_capacity(text.len() / 6);
    for_each_word(text, |word| words.push(digest64(word.as_bytes())));
    let mut shingles: Vec<u32> = words.windows(SHINGLE_WORDS).filter_map(sampled).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles.truncate(MOST_SHINGLES);
    if words.len() < SHORT {
        words.push(0);
        for_each_word(headline.unwrap_or_default(), |word| {
            words.push(digest64(word.as_bytes()));
        });
    }
    Fingerprint {
        version: FINGERPRINT_VERSION,
        exact: of_all(&words),
        shingles,
    }
}

fn of_all(words: &[u64]) -> u64 {
    let all: Vec<u8> = words.iter().flat_map(|hash| hash.to_le_bytes()).collect();
    digest64(&all)
}

/// The shingle's 32-bit hash if it belongs to the sample. The bits that decide are not among the 32 kept,
/// so that the kept ones stay evenly spread.
fn sampled(words: &[u64]) -> Option<u32> {
    let mut bytes = [0; SHINGLE_WORDS * 8];
    for (slot, hash) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *slot = hash.to_le_bytes();
    }
    let hash = digest64(&bytes);
    let low = u32::try_from(hash & u64::from(u32::MAX)).ok()?;
    (hash >> 32).is_multiple_of(SAMPLED_OF).then_some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(text: &str) -> Fingerprint {
        super::fingerprint(None, text)
    }

    #[test]
    fn a_short_text_is_the_same_only_under_the_same_headline() {
        let follows = "More details will follow on our site in the coming hours.";
        let of = |headline| super::fingerprint(Some(headline), follows);
        assert_eq!(of("Bridge closed"), of("BRIDGE  closed!"));
        assert_ne!(of("Bridge closed"), of("Two hurt in fire"));
        let long = prose(SHORT);
        let of = |headline| super::fingerprint(Some(headline), &long);
        assert_eq!(of("Bridge closed"), of("Two hurt in fire"));
    }

    fn prose(words: usize) -> String {
        (0..words)
            .map(|n| format!("word{n}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn case_punctuation_and_spacing_do_not_count() {
        let plain = fingerprint("Rutte warns of troops in Kursk region today");
        let dressed = fingerprint("RUTTE  warns: of troops — in Kursk\n\nregion, today!");
        assert_eq!(plain, dressed);
        assert_ne!(
            plain.exact,
            fingerprint("Rutte warns of troops in Kursk region").exact
        );
    }

    #[test]
    fn an_excerpt_keeps_the_sample_of_its_whole() {
        let whole = fingerprint(&prose(800));
        let part = fingerprint(&prose(300));
        assert!(
            part.shingles.len() > 40,
            "about 74 of 296 shingles, got {}",
            part.shingles.len()
        );
        assert!(
            part.shingles
                .iter()
                .all(|hash| whole.shingles.contains(hash))
        );
    }

    #[test]
    fn a_book_does_not_fill_the_index() {
        assert_eq!(fingerprint(&prose(40_000)).shingles.len(), MOST_SHINGLES);
    }
}
