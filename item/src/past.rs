//! How far back a source was read, beyond what it lists today.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Cursor;

/// How far the way back into the past of a source has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The moment down to which it is read; what is older was left out.
    pub since: Timestamp,
    /// Everything later than this was listed, as far as the dates of the entries tell; none while they tell nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<Timestamp>,
    /// Where the way goes on; only the connector reads it.
    pub cursor: Cursor,
    /// Why it ended; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<PastEnd>,
}

/// Why a way back ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastEnd {
    /// It came to the moment that was asked for; the source may list more before it.
    Since,
    /// The source lists nothing before.
    Source,
}
