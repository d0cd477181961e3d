//! What a source, a sink or the state can need a person for: raised once, when it begins, and cleared once, when it ends.

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
    /// Of the last week it could not be read for longer than its error budget allows.
    Budget,
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
            Self::Budget => "budget",
        }
    }
}

/// What is wrong with a sink. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SinkAlarm {
    /// It has not dealt with what was journalled long ago.
    Behind,
    /// It does not take what it is offered, and will not by itself.
    Refusing,
}

impl SinkAlarm {
    /// The stable name, as in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Behind => "behind",
            Self::Refusing => "refusing",
        }
    }
}

/// What is wrong with the place where the state lies. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateAlarm {
    /// Little is free on its disk.
    Disk,
    /// The journal is larger than it may be, because something still needs its old segments.
    Size,
}

impl StateAlarm {
    /// The stable name, as in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disk => "disk",
            Self::Size => "size",
        }
    }
}
