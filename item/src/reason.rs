//! Why entries are dropped, and what follows from it.

use serde::{Deserialize, Serialize};

/// Why an entry was dropped. The names are stable: `retry --dropped REASON` takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropReason {
    /// Its document says what the item already says.
    Unchanged,
    /// It turned out to be an item that is known under another name.
    SameItem,
    /// It holds no article: nothing was left after cleaning.
    Empty,
    /// Its bytes are not a document of the kind they claim to be.
    Malformed,
    /// It is larger than the limit.
    TooLarge,
    /// Its document is gone.
    Gone,
    /// It cannot be read any more, not even from the journal.
    Unreadable,
    /// It is a container: its records became entries of their own.
    Expanded,
    /// Preparing it panicked.
    Panicked,
    /// The process died again and again while preparing it alone.
    Crashed,
    /// It was no longer what the source had listed when it was to be read; the next poll lists what is there.
    Superseded,
    /// There is no such page (HTTP 404, 410).
    NotFound,
    /// It may not be read: robots.txt, a refusal of the host (HTTP 401, 403, 451), or an address that is not to be asked.
    Forbidden,
    /// The web did not give it, however often it was tried.
    Unreachable,
    /// Only a wall stood there: consent, registration, payment, or a check for robots.
    Walled,
    /// Its text is made by scripts in the browser; what was received holds none.
    ScriptRendered,
    /// It is no document with text: an image, a film, a PDF.
    Unsupported,
    /// A filter of its source does not want it.
    Filtered,
    /// It stands for an item that is to be known no more.
    Forgotten,
}

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
