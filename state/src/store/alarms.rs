//! A soft row: what sinks and the state are alarmed for, so that it is told once though many runs see it. Should it be lost,
//! an alarm that lasts is told once more.

use item::{SinkAlarm, StateAlarm};
use jiff::{Timestamp, fmt::serde::timestamp::millisecond};
use serde::{Deserialize, Serialize};

use super::{codec::Row, tree::Tree};

/// The longest text of one, in bytes.
const MAX_TEXT: usize = 300;

/// What sinks and the state are alarmed for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Alarms(pub Vec<Raised>);

/// An alarm that lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// What is alarmed, and for what.
    pub about: About,
    /// Since when.
    #[serde(with = "millisecond::required")]
    pub since: Timestamp,
    /// What happened, in words; cut when it is stored.
    pub detail: String,
    /// What a person can do about it.
    pub hint: String,
}

/// What is alarmed, and for what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum About {
    /// The place where the state lies.
    State(StateAlarm),
    /// A sink.
    Sink(String, SinkAlarm),
}

impl Alarms {
    /// The same with texts that fit a row.
    #[must_use]
    pub(crate) fn trimmed(mut self) -> Self {
        for raised in &mut self.0 {
            let text = &mut raised.detail;
            text.truncate(text.floor_char_boundary(MAX_TEXT));
        }
        self
    }
}

impl Row for Alarms {
    const TREE: Tree = Tree::Alarms;
    type Key = ();

    fn key((): &()) -> Vec<u8> {
        b"alarms".to_vec()
    }

    fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}
