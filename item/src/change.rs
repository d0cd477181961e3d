//! What a new version of an item changed: the words, and how much that means.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What differs between a version of an item and the one before it. Clocks, counters and the like are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The most that any of its runs means; `headline` where the headline says something else.
    pub significance: Significance,
    /// Where the headline differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headline: Vec<Run>,
    /// Where the authors differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub byline: Vec<Run>,
    /// Where the text differs, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<Run>,
    /// How many runs are left out, because there are too many.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

/// One place where words were taken out, put in or replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// What it means.
    pub significance: Significance,
    /// The words before it, the same in both versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The words that are no longer there; long ones are cut, and end with `…`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub removed: String,
    /// The words that are new; long ones are cut, and end with `…`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub added: String,
    /// The words behind it, the same in both versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// How much a change means, the least first. The names are stable.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Significance {
    /// Spelling, punctuation, capitals.
    Typo,
    /// The same told in other words, as far as can be seen.
    Wording,
    /// Other numbers, names or negations.
    Facts,
    /// Another headline.
    Headline,
}

impl Significance {
    /// The stable name, as in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Typo => "typo",
            Self::Wording => "wording",
            Self::Facts => "facts",
            Self::Headline => "headline",
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
