//! What follows from the reason of a drop, and the names of the reasons.

use crate::DropReason;

impl DropReason {
    /// All reasons.
    pub const ALL: [Self; 19] = [
        Self::Unchanged,
        Self::SameItem,
        Self::Empty,
        Self::Malformed,
        Self::TooLarge,
        Self::Gone,
        Self::Unreadable,
        Self::Expanded,
        Self::Panicked,
        Self::Crashed,
        Self::Superseded,
        Self::NotFound,
        Self::Forbidden,
        Self::Unreachable,
        Self::Walled,
        Self::ScriptRendered,
        Self::Unsupported,
        Self::Filtered,
        Self::Forgotten,
    ];

    /// The reason with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// Whether the entry is its item all the same: its document was read, and said what the item says, or is not to be told.
    pub fn settles(self) -> bool {
        matches!(self, Self::Unchanged | Self::SameItem | Self::Forgotten)
    }

    /// Whether the document was read before it was dropped, or is not wanted. What was not read is read when a source
    /// lists it again, though in the same version.
    pub fn was_read(self) -> bool {
        !matches!(
            self,
            Self::Gone | Self::Unreadable | Self::Superseded | Self::TooLarge
        )
    }

    /// The stable name, as in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::SameItem => "same_item",
            Self::Empty => "empty",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
            Self::Gone => "gone",
            Self::Unreadable => "unreadable",
            Self::Expanded => "expanded",
            Self::Panicked => "panicked",
            Self::Crashed => "crashed",
            Self::Superseded => "superseded",
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Unreachable => "unreachable",
            Self::Walled => "walled",
            Self::ScriptRendered => "script_rendered",
            Self::Unsupported => "unsupported",
            Self::Filtered => "filtered",
            Self::Forgotten => "forgotten",
        }
    }
}
