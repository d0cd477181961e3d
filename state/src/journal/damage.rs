//! What was found wrong with the journal: reported, never a reason to stop reading.

use std::{fmt, path::PathBuf};

/// One damaged place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalDamage {
    /// Which segment file.
    pub segment: PathBuf,
    /// At which byte it begins.
    pub offset: u64,
    /// The first sequence that may be lost here, where that is known.
    pub first_sequence: Option<u64>,
    /// What became of it.
    pub kind: DamageKind,
    /// What is wrong, in words.
    pub detail: String,
}

/// What became of a damaged place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DamageKind {
    /// A write that was never finished, and so never acknowledged, was cut off.
    Cut,
    /// Bytes that cannot be read were skipped and left as they are.
    Kept,
}

impl fmt::Display for JournalDamage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let done = match self.kind {
            DamageKind::Cut => "cut off",
            DamageKind::Kept => "skipped and kept",
        };
        write!(
            f,
            "`{}` at byte {}: {}; {done}",
            self.segment.display(),
            self.offset,
            self.detail
        )
    }
}
