//! A small filter that says "certainly not here" for most keys that a run does not hold.
//!
//! A Bloom filter whose four bits lie in one 64-bit word (Putze, Sanders, Singler 2007): one memory access per
//! question. Ten bits a key let about one absent key in sixty through, five one in ten; each costs one small
//! read. So runs that are small, of which there are many, get ten, and the few large ones, which hold nearly
//! all keys, get five (the idea of Dayan, Athanassoulis, Idreos: "Monkey", 2017).

/// Bits per posting in the filter of a small run.
const MANY_BITS: u64 = 10;
/// Bits per posting in the filter of a large run.
const FEW_BITS: u64 = 5;
/// Runs of more postings than this are large: a filter of 10 MB.
const LARGE: u64 = 1 << 23;

/// The filter of one run.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    words: Vec<u64>,
}

impl Filter {
    /// An empty filter for about this many keys.
    pub(crate) fn for_keys(keys: u64) -> Self {
        let bits = if keys > LARGE { FEW_BITS } else { MANY_BITS };
        let words = (keys * bits).div_ceil(64).max(1);
        Self {
            words: vec![0; usize::try_from(words).unwrap_or(1)],
        }
    }

    /// A filter that was written before.
    pub(crate) fn from_words(words: Vec<u64>) -> Self {
        Self { words }
    }

    /// What is to be written.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// Lets a key through from now on.
    pub(crate) fn insert(&mut self, key: u32) {
        let index = self.word_of(key);
        if let Some(word) = self.words.get_mut(index) {
            *word |= bits(key);
        }
    }

    /// Whether the key may have been inserted.
    pub(crate) fn lets_through(&self, key: u32) -> bool {
        let word = self.words.get(self.word_of(key)).copied().unwrap_or(0);
        let bits = bits(key);
        word & bits == bits
    }

    /// Keys are evenly spread, so scaling them gives every word its share, in key order.
    fn word_of(&self, key: u32) -> usize {
        let scaled = (u64::from(key) * self.words.len() as u64) >> 32;
        usize::try_from(scaled).unwrap_or(0)
    }
}

fn bits(key: u32) -> u64 {
    // The golden ratio's multiplier (Knuth): its high bits depend on all bits of the key.
    let spread = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    [58, 52, 46, 40]
        .into_iter()
        .fold(0, |bits, at| bits | 1 << ((spread >> at) & 63))
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    #[test]
    fn every_inserted_key_passes_and_few_others() {
        let mut filter = Filter::for_keys(10_000);
        for hash in 0..10_000 {
            filter.insert(keys::shingle(1, hash));
        }
        let passed = |range: std::ops::Range<u32>| {
            range
                .filter(|hash| filter.lets_through(keys::shingle(1, *hash)))
                .count()
        };
        assert_eq!(passed(0..10_000), 10_000);
        let wrongly = passed(1_000_000..1_010_000);
        assert!(wrongly < 400, "{wrongly} of 10000");
    }
}
