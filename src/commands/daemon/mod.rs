//! `newsloom run`: the daemon.

mod live;
mod loaded;
mod reload;
mod touched;
mod words;

use std::path::Path;

use crate::{cli::RunArgs, exit::Exit};

/// Runs until a signal ends it.
pub(crate) fn daemon(path: &Path, args: &RunArgs) -> Exit {
    live::begin(path, args).unwrap_or_else(|exit| exit)
}
