//! What can go wrong at the two ends of the stream. A variant says what the caller should do.

use std::{io, path::PathBuf, time::Duration};

use item::DropReason;
use jiff::Timestamp;

use crate::fault::Fault;

/// A source or one of its entries could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The source itself cannot be read as it is configured. Show it; poll again at the next due time.
    #[error("cannot read `{}`", path.display())]
    Source {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It no longer exists: drop the entry; a source that its host calls gone for good (HTTP 410) is not asked any more.
    #[error("`{what}` is gone")]
    Gone {
        /// The file, or the URL of the source.
        what: String,
    },
    /// The document is not the version that was listed. Leave the entry: the next poll lists it anew.
    #[error("`{what}` has changed since it was listed")]
    Changed {
        /// The file or record.
        what: String,
    },
    /// It may go better later: leave the entry and try again, at growing intervals. Nobody but a person can say that
    /// a local file will never be readable, so there is no last try.
    #[error("cannot read `{what}`")]
    Temporary {
        /// The file.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// The web did not give it, and may later: try again at growing intervals, but not for ever.
    #[error("`{url}`: {reason}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What happened, in words.
        reason: String,
        /// The time before which its host does not want to be asked again.
        not_before: Option<Timestamp>,
    },
    /// No connection to its host came about: try again at growing intervals, but not for ever.
    #[error("`{url}`: {reason}")]
    Unconnected {
        /// What was asked for.
        url: String,
        /// What happened, in words.
        reason: String,
        /// The time before which its host is not asked again.
        not_before: Option<Timestamp>,
        /// What it says of the next attempt: a name that does not exist says more than a connection that takes too long.
        fault: Fault,
    },
    /// From here nobody at all can be reached, so it was not asked: ask again then. This is no failed attempt.
    #[error("nobody on the web can be reached from here; asked again after {until}")]
    Offline {
        /// When to ask again.
        until: Timestamp,
        /// When somebody answered last, if anybody did in this run: what could not be connected to since then was not at
        /// fault either.
        since: Option<Timestamp>,
    },
    /// Its host is not to be asked now, or wants to be asked later: ask again then. This is no failed attempt.
    #[error("`{url}` is not asked for before {until}: {reason}")]
    Deferred {
        /// What would be asked for.
        url: String,
        /// When its host may be asked again.
        until: Timestamp,
        /// Why not now, in words.
        reason: String,
    },
    /// The web will not give it, or what it gave is of no use: drop the entry for this reason.
    #[error("`{url}`: {detail}")]
    Refused {
        /// What was asked for.
        url: String,
        /// What is recorded of it.
        reason: DropReason,
        /// What happened, in words.
        detail: String,
        /// What a person can do about it.
        hint: Option<String>,
        /// Whether a guard said so that may think otherwise before long: then it is worth one more request.
        may_change: bool,
    },
    /// It is larger than allowed: drop the entry.
    #[error("`{what}` has {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// The file or record.
        what: String,
        /// Its size, at least.
        size: u64,
        /// The limit it breaks.
        limit: u64,
    },
    /// It is not what its name says: drop the entry.
    #[error("`{what}` is malformed: {reason}")]
    Malformed {
        /// The file or record.
        what: String,
        /// Why.
        reason: String,
    },
    /// Reading it met a fault of the program, and would again: drop the entry.
    #[error("reading `{what}` met a fault of the program: {message}")]
    Panicked {
        /// The source or entry.
        what: String,
        /// What the panic said.
        message: String,
    },
}

impl FetchError {
    /// What it says of the next attempt at the same.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Changed { .. }
            | Self::Unreachable { .. }
            | Self::Offline { .. }
            | Self::Deferred { .. } => Fault::Temporary,
            Self::Unconnected { fault, .. } => *fault,
            Self::Refused { .. } => Fault::Soft,
            Self::Source { .. }
            | Self::Temporary { .. }
            | Self::Gone { .. }
            | Self::TooLarge { .. }
            | Self::Malformed { .. }
            | Self::Panicked { .. } => Fault::Hard,
        }
    }

    /// A stable name for what went wrong.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Source { .. } | Self::Temporary { .. } => "unreadable",
            Self::Gone { .. } => "gone",
            Self::Changed { .. } => "changed",
            Self::Unreachable { .. } => "unreachable",
            Self::Unconnected { .. } => "unconnected",
            Self::Offline { .. } => "offline",
            Self::Deferred { .. } => "deferred",
            Self::Refused { .. } => "refused",
            Self::TooLarge { .. } => "too_large",
            Self::Malformed { .. } => "malformed",
            Self::Panicked { .. } => "panicked",
        }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Source { source, .. } => Some(match source.kind() {
                io::ErrorKind::NotFound => {
                    "create it, or correct `path`; a relative path starts at the configuration file's folder".to_owned()
                }
                io::ErrorKind::PermissionDenied => {
                    "give this user the right to read it and to enter the folders above it".to_owned()
                }
                io::ErrorKind::IsADirectory => {
                    "name a file in it; whole folders are read by a source of the kind `files`".to_owned()
                }
                _ => return None,
            }),
            Self::Temporary { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                Some("give this user the right to read it".to_owned())
            }
            Self::Gone { what } if what.contains("://") => Some(
                "its host says so (410), and it is not asked any more: correct its `url`, or take it out; `newsloom fetch` with its name asks it once more".to_owned(),
            ),
            Self::Refused { hint, .. } => hint.clone(),
            Self::TooLarge { what, .. } if what.contains("://") => {
                Some("raise `max_body_size` in [http]".to_owned())
            }
            Self::TooLarge { .. } => Some("raise the source's `max_file_size`, or split the file".to_owned()),
            _ => None,
        }
    }
}

/// A sink did not take events. Nothing of the failed step is acknowledged; other sinks are not concerned.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// It may go better later: wait, then begin again at the sink's `resume`.
    #[error("cannot {doing} `{}`", path.display())]
    Temporary {
        /// What was tried: `write`, `open` …
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The receiver on the web did not take it now: wait, at least as long as it asks, then begin again at the sink's
    /// `resume`.
    #[error("`{receiver}` {reason}")]
    NotNow {
        /// The receiver's scheme, host and port; its whole address may be a secret.
        receiver: String,
        /// What happened, in words.
        reason: String,
        /// How long it wants not to be asked.
        wait: Option<Duration>,
    },
    /// The receiver on the web will not take it, and a person should look: try again now and then, or stop this sink
    /// where it is for good.
    #[error("`{receiver}` {reason}")]
    Declined {
        /// The receiver's scheme, host and port.
        receiver: String,
        /// What it said, in words.
        reason: String,
        /// What a person can do.
        hint: String,
        /// Whether no other answer is to be expected before the configuration changes.
        for_good: bool,
    },
    /// The receiver refuses one event for what is in it, and takes others: it has all that came before it. Offer it again
    /// where that may change its mind; then set the event aside, or stop this sink, and go on behind it.
    #[error("`{receiver}` {reason}")]
    Unfit {
        /// The receiver.
        receiver: String,
        /// The event.
        sequence: u64,
        /// What it said, in words.
        reason: String,
        /// Whether it may take the event yet, as a receiver that is being changed.
        may_change: bool,
    },
    /// Going on could destroy or double something: stop this sink until a person has looked.
    #[error("`{}` {reason}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What a person can do.
        hint: String,
    },
    /// The reader at the other end went away: end this sink, quietly.
    #[error("the reader of sink `{sink}` has gone away")]
    Closed {
        /// The sink.
        sink: String,
    },
    /// An event cannot be written down: stop this sink, for this is a fault of the program.
    #[error("cannot write event {sequence} as JSON")]
    Unwritable {
        /// The event.
        sequence: u64,
        /// Why.
        source: item::EventError,
    },
}

impl DeliverError {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused { hint, .. } | Self::Declined { hint, .. } => Some(hint.clone()),
            Self::Unfit { .. } => Some(
                "see in the receiver's log what is wrong with it; nothing is lost; `where` and `events` leave out what the \
                 receiver cannot take"
                    .to_owned(),
            ),
            Self::NotNow { .. } => Some(
                "look whether the receiver is up; nothing is lost, the next run offers it again"
                    .to_owned(),
            ),
            Self::Temporary { source, .. } => Some(match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space; delivery then goes on by itself, nothing is lost".to_owned()
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "give this user the right to write there".to_owned()
                }
                io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                    "something that is no folder stands where a folder must be: move it away, or name another path"
                        .to_owned()
                }
                _ => return None,
            }),
            _ => None,
        }
    }
}
