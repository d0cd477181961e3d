//! What is remembered of an item that goes back and forth between the same texts.

use serde::{Deserialize, Serialize};

use crate::hex64;

/// The texts that an item's versions had, and how often one of them came back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flips {
    /// How many of the versions said what an earlier one had said.
    #[serde(default)]
    pub count: u32,
    /// Digests of what the last versions said, the newest last.
    #[serde(with = "hex64::list")]
    pub told: Vec<u64>,
}

impl Flips {
    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
