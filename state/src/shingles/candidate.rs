//! What a lookup answers.

use item::ItemId;

/// A known item that shares something with the text that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Which item.
    pub id: ItemId,
    /// The journal sequence of the version that shares it.
    pub sequence: u64,
    /// Whether the whole texts are equal.
    pub exact: bool,
    /// About how many sampled shingles both have.
    pub shared: u32,
    /// How many sampled shingles the text has.
    pub of_query: u32,
    /// How many sampled shingles the item has.
    pub of_candidate: u32,
}
