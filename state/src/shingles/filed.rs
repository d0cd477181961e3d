//! Under which of its sampled shingles a text is filed: all of a short one, two in three of a long one.
//!
//! The index only nominates: whoever judges compares the whole texts. A long text shares enough with another to be found by a
//! part of its sample, so that the rest is neither filed nor asked for, which saves a third of memory, disk and time. Half would
//! do for most; of a paragraph of thirty words it leaves nothing once in thirty times.
//!
//! What must hold: the part is the same in every text, and what two texts share is counted over what both are filed under.

/// A text with more sampled shingles is long: about 130 words.
const WHOLE: u32 = 32;

/// One shingle in so many does not belong to the part.
const LEFT_OUT: u32 = 3;

/// Whether a text with so many sampled shingles is filed under a part of them.
pub(crate) fn is_thinned(sampled: u32) -> bool {
    sampled > WHOLE
}

/// Whether a shingle belongs to the part under which long texts are filed.
pub(crate) fn is_in_part(hash: u32) -> bool {
    !hash.is_multiple_of(LEFT_OUT)
}

/// How often a document was met under the shingles of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Met {
    /// Under those of the part that long texts have.
    pub(crate) part: u32,
    /// Under the others.
    pub(crate) rest: u32,
}

impl Met {
    /// About how many sampled shingles two texts share that have so many each.
    pub(crate) fn shared(self, one: u32, other: u32) -> u32 {
        let counted = if is_thinned(one) || is_thinned(other) {
            self.part * LEFT_OUT / (LEFT_OUT - 1)
        } else {
            self.part + self.rest
        };
        counted.min(one).min(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_short_texts_everything_counts_and_of_a_long_one_its_part() {
        let met = Met { part: 6, rest: 7 };
        assert_eq!(met.shared(WHOLE, 20), 13);
        assert_eq!(met.shared(WHOLE + 1, 20), 9);
        assert_eq!(met.shared(20, 8), 8);
    }
}
