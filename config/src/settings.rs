//! `[state]`: where state lives and how much of it is kept.

use std::path::PathBuf;

use jiff::SignedDuration;

/// Where and how long state is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateSettings {
    /// The state folder; absolute.
    pub dir: PathBuf,
    /// How long journal segments are kept; `None` keeps them for ever.
    pub keep: Option<SignedDuration>,
    /// How many bytes the journal may take before old segments go; those that something still needs stay.
    pub max_size: Option<u64>,
    /// How many bytes the journal may take at all; past it segments go even if a sink has not seen them.
    pub hard_max_size: Option<u64>,
    /// How far back repeated texts are recognised.
    pub duplicate_window: SignedDuration,
}
