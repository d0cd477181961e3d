//! What is remembered of when a source publishes: plain numbers, small enough to stand in its row. What they mean is
//! judged where it is decided when to ask again.

use item::Quiet;
use jiff::{Timestamp, fmt::serde::timestamp::second};
use serde::{Deserialize, Serialize};

/// When a source publishes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rhythm {
    /// From when on it was watched, or its own dates tell; none if nothing is known.
    #[serde(with = "second::optional")]
    pub since: Option<Timestamp>,
    /// Until when.
    #[serde(with = "second::optional")]
    pub until: Option<Timestamp>,
    /// What came in each hour of the day (UTC), in parts of an item; what is old has faded.
    pub hours: [u16; 24],
    /// When the last item came.
    #[serde(with = "second::optional")]
    pub last_item: Option<Timestamp>,
    /// How many seconds may pass between two looks before what it lists may have rolled over unseen.
    pub reach: Option<u32>,
    /// When it says that it publishes nothing.
    pub quiet: Quiet,
}
