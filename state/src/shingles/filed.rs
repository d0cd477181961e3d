//! Under which of its sampled shingles a text is filed: all of a short one, half of a long one.
//!
//! The index only nominates: whoever judges compares the whole texts. A long text shares enough with another to be found by
//! half its sample, so that half is neither filed nor asked for, and both take half the memory, disk and time.
//!
//! What must hold: the half is the same in every text, and what two texts share is counted over what both are filed under.

/// A text with more sampled shingles is long: about 130 words.
const WHOLE: u32 = 32;

/// Whether a text with so many sampled shingles is filed under half of them.
pub(crate) fn is_halved(sampled: u32) -> bool {
    sampled > WHOLE
}

/// Whether a shingle belongs to the half under which long texts are filed.
pub(crate) fn is_in_half(hash: u32) -> bool {
    hash.is_multiple_of(2)
}

/// How often a document was met under the shingles of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Met {
    /// Under those of the half that long texts have.
    pub(crate) half: u32,
    /// Under the others.
    pub(crate) rest: u32,
}

impl Met {
    /// About how many sampled shingles two texts share that have so many each.
    pub(crate) fn shared(self, one: u32, other: u32) -> u32 {
        let counted = if is_halved(one) || is_halved(other) {
            self.half * 2
        } else {
            self.half + self.rest
        };
        counted.min(one).min(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_short_texts_everything_counts_and_of_a_long_one_its_half() {
        let met = Met { half: 5, rest: 7 };
        assert_eq!(met.shared(WHOLE, 20), 12);
        assert_eq!(met.shared(WHOLE + 1, 20), 10);
        assert_eq!(met.shared(20, 8), 8);
    }
}
