//! What a source can need a person for: raised once, when it begins, and cleared once, when it ends.

use serde::{Deserialize, Serialize};

/// What is wrong with a source. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// Its host says that it is gone for good (HTTP 410): it is not asked any more.
    Gone,
    /// It has failed for so long that it is asked but now and then.
    Failing,
    /// A selector of its list page matches nothing any more.
    Selector,
    /// A selector of its articles matches nothing any more.
    Override,
    /// It answers, but has listed nothing new for so long that its own rhythm does not explain it.
    Silent,
}

impl Alarm {
    /// The stable name, as in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Selector => "selector",
            Self::Override => "override",
            Self::Silent => "silent",
        }
    }
}
