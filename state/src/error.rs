//! What can go wrong with the state, told apart by what the caller should do about it.
//!
//! Not here: damage that was met and lived with. That is reported as data (`JournalDamage` and the like),
//! because the state goes on without it.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why the state could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Another process holds this state: wait for it, or ask it.
    #[error("another instance{} holds the state `{}`", holder_text(*holder), path.display())]
    Locked {
        /// The state folder.
        path: PathBuf,
        /// The process id that the holder wrote into its lock, if it can be read.
        holder: Option<u32>,
    },
    /// The operating system refused: stop and touch nothing.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried, as words that follow "cannot".
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// Why it was refused.
        source: io::Error,
    },
    /// A file does not hold what was written to it: restore it or, where it is a fold of the journal, delete it.
    #[error("`{}` is damaged: {detail}", path.display())]
    Damaged {
        /// Which file or folder.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The store failed in a way that is neither I/O nor damage: stop.
    #[error("the store failed: {0}")]
    Store(String),
    /// A newer program wrote this state: use that program.
    #[error("the state has format {found}, and this program knows formats up to {known}")]
    NewerFormat {
        /// The format that was found.
        found: u32,
        /// The newest format that this program reads.
        known: u32,
    },
    /// An earlier write failed, so what is on disk is uncertain: open the state anew.
    #[error(
        "an earlier write to the state failed; nothing more is written until it is opened anew"
    )]
    Poisoned,
    /// The caller offered an event that does not follow the last one: a mistake in the program.
    #[error("event {found} was offered to the journal where event {expected} is next")]
    OutOfOrder {
        /// The sequence that is next.
        expected: u64,
        /// The sequence that was offered.
        found: u64,
    },
    /// One commit is larger than the journal takes: commit fewer events at a time.
    #[error("a commit of {events} events and {bytes} bytes is larger than the journal takes")]
    TooLarge {
        /// How much JSON it is.
        bytes: u64,
        /// How many events.
        events: u64,
    },
    /// An event has no JSON form: leave it out.
    #[error("event {sequence} cannot be written as JSON")]
    Unwritable {
        /// Which event.
        sequence: u64,
        /// Why.
        source: item::EventError,
    },
}

impl StateError {
    /// For `map_err`: an I/O error with what was tried and where.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }

    /// A damaged file and what is wrong with it.
    pub(crate) fn damaged(path: &Path, detail: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            detail: detail.into(),
        }
    }

    /// Advice for people, where there is some: one line, to be shown after `hint:`.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Io { path, source, .. } => io_hint(path, source.kind()),
            Self::Locked { .. } => Some(
                "wait for it to end, stop it, or give this one another state folder".to_owned(),
            ),
            Self::NewerFormat { .. } => {
                Some("use the newer program, or export the state with it".to_owned())
            }
            Self::Poisoned => {
                Some("look for the first failed write further up in the log".to_owned())
            }
            Self::TooLarge { .. } => {
                Some("commit fewer events at a time: at most 65536, and 256 MiB of JSON".to_owned())
            }
            _ => None,
        }
    }
}

fn holder_text(holder: Option<u32>) -> String {
    holder.map_or_else(String::new, |pid| format!(" (process {pid})"))
}

fn io_hint(path: &Path, kind: io::ErrorKind) -> Option<String> {
    let path = path.display();
    match kind {
        io::ErrorKind::StorageFull => Some(format!(
            "free space on the disk that holds `{path}`; what was acknowledged is safe"
        )),
        io::ErrorKind::QuotaExceeded => Some(format!(
            "the disk quota for `{path}` is used up: free space or raise it"
        )),
        io::ErrorKind::PermissionDenied => Some(format!(
            "let this user read and write `{path}`, or choose another state folder"
        )),
        io::ErrorKind::ReadOnlyFilesystem => Some(format!(
            "`{path}` is on a read-only file system: choose another state folder"
        )),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Some(format!(
            "a file stands where the folder of `{path}` should be"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_read_as_one_line_and_keep_their_cause_apart() {
        let full =
            StateError::io("write", Path::new("/s/j"))(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.to_string(), "cannot write `/s/j`");
        assert!(std::error::Error::source(&full).is_some());
        assert!(full.hint().unwrap().starts_with("free space"));
        let locked = StateError::Locked {
            path: "/s".into(),
            holder: Some(7),
        };
        assert_eq!(
            locked.to_string(),
            "another instance (process 7) holds the state `/s`"
        );
    }
}
