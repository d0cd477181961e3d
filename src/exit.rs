//! How the program ends: one code for each thing that a script does differently.

use std::{io, process::ExitCode};

use state::StateError;

use crate::report;

/// The exit codes of `docs/operating.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Could not go on.
    Failed,
    /// Some sources or entries could not be read.
    SomeFailed,
    /// Another instance holds the state.
    Locked,
    /// The command line or the configuration is wrong (`EX_USAGE` of sysexits.h).
    Usage,
    /// A second signal ended it at once (128 + SIGINT).
    Interrupted,
}

impl Exit {
    /// How a command ends that has only to say something on standard output: well, unless its reader is gone.
    pub(crate) fn said(said: &io::Result<()>) -> Self {
        match said {
            Ok(()) => Self::Done,
            Err(_) => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::SomeFailed => 2,
            Exit::Locked => 3,
            Exit::Usage => 64,
            Exit::Interrupted => 130,
        })
    }
}

/// Prints what clap says and picks the code: asking for help is no error.
pub(crate) fn of_command_line(error: &clap::Error) -> ExitCode {
    // A closed standard output is nothing to fail for.
    error.print().ok();
    if error.use_stderr() {
        Exit::Usage.into()
    } else {
        Exit::Done.into()
    }
}

/// Prints a failure of the state and picks the code.
pub(crate) fn of_state(error: &StateError) -> Exit {
    report::failure(error, error.hint().as_deref());
    match error {
        StateError::Locked { .. } => Exit::Locked,
        _ => Exit::Failed,
    }
}
