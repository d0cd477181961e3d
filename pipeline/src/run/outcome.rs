//! What came of a pending entry.

use connectors::FetchError;
use item::{DropReason, Entry, EntryRef, ItemId};

use crate::{clean::Unclean, stages::Prepared};

/// What came of one pending entry.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The sequence of the event that found it.
    pub(super) sequence: u64,
    /// How often reading it had failed before.
    pub(super) attempts: u32,
    /// Which version of which entry.
    pub(super) entry: EntryRef,
    /// How it ended.
    pub(super) ending: Ending,
}

/// How a pending entry ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// It became an article.
    Prepared {
        prepared: Box<Prepared>,
        id: ItemId,
        keys: Vec<String>,
    },
    /// It is a container; its records are entries of their own.
    Expanded { entries: Vec<Entry> },
    /// It holds no article.
    Dropped { reason: DropReason, detail: String },
    /// It could not be read now.
    Later { message: String },
}

impl From<Unclean> for Ending {
    fn from(unclean: Unclean) -> Self {
        let detail = unclean.to_string();
        let reason = match unclean {
            Unclean::Empty { .. } => DropReason::Empty,
            Unclean::Malformed { .. } => DropReason::Malformed,
        };
        Self::Dropped { reason, detail }
    }
}

impl From<FetchError> for Ending {
    fn from(error: FetchError) -> Self {
        let detail = report(&error);
        let reason = match error {
            FetchError::Gone { .. } => DropReason::Gone,
            // The next poll lists the version that is there now.
            FetchError::Changed { .. } => DropReason::Superseded,
            FetchError::TooLarge { .. } => DropReason::TooLarge,
            FetchError::Malformed { .. } => DropReason::Malformed,
            FetchError::Panicked { .. } => DropReason::Panicked,
            FetchError::Refused { reason, .. } => reason,
            FetchError::Temporary { .. }
            | FetchError::Source { .. }
            | FetchError::Unreachable { .. }
            | FetchError::Deferred { .. } => {
                return Self::Later { message: detail };
            }
        };
        Self::Dropped { reason, detail }
    }
}

/// An error with its causes, each said once.
pub(super) fn report(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
