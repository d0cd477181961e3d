//! What an item is in relation to the others: the first of its kind, a copy, a revision.

use serde::{Deserialize, Serialize};

use crate::ItemId;

/// The standing of an item, decided once, when it is settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Standing {
    /// Nothing known before it says the same.
    Original,
    /// It repeats another item.
    Copy {
        /// The item it repeats.
        of: ItemId,
        /// In which way.
        how: How,
        /// The share of this item's text that the other one holds, from 0 to 1.
        similarity: f32,
        /// The share of the other item's text that this one holds, from 0 to 1.
        coverage: f32,
    },
    /// It is a later version of an item.
    Revision {
        /// The item it revises.
        of: ItemId,
        /// Which version it is; the first is 1.
        version: u32,
    },
}

/// In which way an item repeats another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The same words.
    Exact,
    /// Mostly the same words.
    Near,
    /// A part of the other item.
    Excerpt,
    /// The other item and more.
    Roundup,
    /// The other item in other words: it names that one, or its publisher, as where the report is from.
    Credited,
}
