//! What cleaning answers: an article with the evidence of what was taken away, or why there is none.

use std::borrow::Cow;

use item::{Article, DropReason, Override};

/// An article and what was removed on the way to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cleaned {
    /// The clean article.
    pub article: Article,
    /// What was taken away, in the order of the rules.
    pub removed: Vec<Removed>,
    /// What the selectors of its source came to.
    pub overrides: Vec<Override>,
    /// Where a page's body was found.
    pub choice: Option<Choice>,
}

/// Which part of a page was taken for the body of its article, and what else might have been.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What the part is.
    pub candidate: &'static str,
    /// All candidates that held any prose, the chosen one among them.
    pub rivals: Vec<Rival>,
}

/// A part of a page that may be the body of its article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rival {
    /// What it is.
    pub candidate: &'static str,
    /// How many characters of prose it holds.
    pub prose: usize,
}

/// Something that a rule took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The rule, by its name.
    pub rule: Cow<'static, str>,
    /// The words that it took.
    pub text: String,
}

impl Removed {
    /// Notes that `rule` took `text`.
    pub fn new(rule: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        Self {
            rule: rule.into(),
            text: text.into(),
        }
    }
}

/// Why a document gave no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unclean {
    /// Nothing that reads like an article was left: try again only when the document changes.
    #[error("no article in the document: {detail}")]
    Empty {
        /// What was found instead.
        detail: String,
    },
    /// Only a wall stood there: consent, registration, payment, or a check for robots.
    #[error("no article but {detail}")]
    Walled {
        /// Which, and the words that say so.
        detail: String,
    },
    /// The text is made by scripts in the browser; what was received holds none.
    #[error("no article in the page as it was sent: {detail}")]
    ScriptRendered {
        /// What was found instead.
        detail: String,
    },
    /// The bytes are not a document of the kind they claim to be.
    #[error("not a readable document: {detail}")]
    Malformed {
        /// What is wrong with them.
        detail: String,
    },
}

impl Unclean {
    /// The reason under which the entry is dropped.
    pub fn reason(&self) -> DropReason {
        match self {
            Self::Empty { .. } => DropReason::Empty,
            Self::Walled { .. } => DropReason::Walled,
            Self::ScriptRendered { .. } => DropReason::ScriptRendered,
            Self::Malformed { .. } => DropReason::Malformed,
        }
    }
}
