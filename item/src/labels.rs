//! What classification says an article is about, each with its reasons.

use serde::{Deserialize, Serialize};

/// One label: what, how sure, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Label {
    /// A stable identifier: `pl`, `medtop:11000000`, `RU`, `person:jens-stoltenberg`.
    pub id: String,
    /// The name for people to read, where the id is not one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How sure, from 0 to 1.
    pub score: f32,
    /// The words of the article that caused it, at most a few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// The labels of an article, each list ordered by score.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Labels {
    /// The language of the text (BCP 47), or `und`.
    pub language: Option<Label>,
    /// Topics: IPTC Media Topics and the user's own.
    pub topics: Vec<Label>,
    /// Countries (ISO 3166-1 alpha-2).
    pub countries: Vec<Label>,
    /// Organisations.
    pub organisations: Vec<Label>,
    /// People.
    pub people: Vec<Label>,
}
