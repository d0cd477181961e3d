//! What came of a pending entry.

use connectors::{FetchError, Validators};
use item::{DropReason, Entry, EntryRef, ItemId, Override, RawPlace, ReadFrom};
use jiff::Timestamp;

use super::retry::Trouble;
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
    /// What the selectors of its source came to, where its document counts for them.
    pub(super) overrides: Vec<Override>,
}

/// How a pending entry ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// It became an article.
    Prepared(Box<Reading>),
    /// It is a container; its records are entries of their own.
    Expanded { entries: Vec<Entry> },
    /// It holds no article.
    Dropped { reason: DropReason, detail: String },
    /// It was asked for again, and its host says that it did not change.
    Same(Validators),
    /// It was asked for again only to know whether it is there, and it is.
    There,
    /// It was asked for again, and its host says that it is not there: in which words.
    NotThere(String),
    /// It could not be read now.
    Later { message: String, trouble: Trouble },
}

/// A document that was read and prepared.
#[derive(Debug)]
pub(super) struct Reading {
    /// What was made of it.
    pub(super) prepared: Prepared,
    /// The name of the item that it is.
    pub(super) id: ItemId,
    /// The key URLs under which it is known from now on.
    pub(super) keys: Vec<String>,
    /// Where on the web it was read, if there.
    pub(super) read_from: Option<ReadFrom>,
    /// What its listing calls it.
    pub(super) listed_title: Option<String>,
    /// When it was captured, where it was read from an archive; else it was read now.
    pub(super) captured: Option<Timestamp>,
    /// Where its raw form is kept, if it is.
    pub(super) raw: Option<RawPlace>,
    /// What its host wants to hear when it is asked for again.
    pub(super) validators: Validators,
}

impl From<Unclean> for Ending {
    fn from(unclean: Unclean) -> Self {
        let detail = unclean.to_string();
        Self::Dropped {
            reason: unclean.reason(),
            detail,
        }
    }
}

impl From<FetchError> for Ending {
    fn from(error: FetchError) -> Self {
        let mut detail = report(&error);
        let reason = match error {
            FetchError::Gone { .. } => DropReason::Gone,
            // The next poll lists the version that is there now.
            FetchError::Changed { .. } => DropReason::Superseded,
            FetchError::TooLarge { .. } => DropReason::TooLarge,
            FetchError::Malformed { .. } => DropReason::Malformed,
            FetchError::Panicked { .. } => DropReason::Panicked,
            FetchError::Refused {
                reason,
                hint,
                may_change,
                ..
            } => {
                if let Some(hint) = hint {
                    detail.push_str("; ");
                    detail.push_str(&hint);
                }
                if may_change || reason == DropReason::NotFound {
                    return Self::later(detail, Trouble::Refused(reason));
                }
                reason
            }
            FetchError::Temporary { .. } | FetchError::Source { .. } => {
                return Self::later(detail, Trouble::Local);
            }
            FetchError::Unreachable { not_before, .. }
            | FetchError::Unconnected { not_before, .. } => {
                return Self::later(detail, Trouble::Unreachable { not_before });
            }
            FetchError::Deferred { until, .. } | FetchError::Offline { until, .. } => {
                return Self::later(detail, Trouble::Deferred { until });
            }
        };
        Self::Dropped { reason, detail }
    }
}

impl Ending {
    pub(super) fn later(message: String, trouble: Trouble) -> Self {
        Self::Later { message, trouble }
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

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no message".to_owned())
}
