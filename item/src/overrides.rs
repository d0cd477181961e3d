//! What the selectors that a source is configured with came to in one document.

use serde::{Deserialize, Serialize};

/// One selector in one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Override {
    /// Which part of the article it is for.
    pub part: Part,
    /// The selector, as it is configured.
    pub css: String,
    /// How many elements it matched.
    pub matched: u32,
    /// Whether the part was taken from them. Where it was not, it is what cleaning found without the selector.
    pub used: bool,
}

/// A part of an article that a source may have a selector for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The text.
    Body,
    /// The headline.
    Title,
    /// The date of publication.
    Date,
    /// The byline.
    Author,
    /// What is no part of it.
    Remove,
}

impl Part {
    /// The name, as it is written in a configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Title => "title",
            Self::Date => "date",
            Self::Author => "author",
            Self::Remove => "remove",
        }
    }
}
