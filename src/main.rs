//! The newsloom binary: command line, exit codes, signals, and messages for people.

mod cli;
mod clock;
mod commands;
mod exit;
mod logging;
mod report;
mod signals;
mod systemd;
mod when;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, exit::Exit};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return exit::of_command_line(&error),
    };
    if let Err(problem) = logging::start(&cli) {
        report::problem(
            &problem,
            Some("for instance `--log info` or `--log state=debug`"),
        );
        return Exit::Usage.into();
    }
    commands::run(cli).into()
}
