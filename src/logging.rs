//! Log lines go to standard error; standard output is for data.

use std::{io, panic};

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::{
    cli::{Cli, Command, RunArgs},
    report,
};

/// What a run without an end logs: what this program does, and the problems of the parts that it is made of.
const OF_A_DAEMON: &str = "warn,newsloom=info,pipeline=info,connectors=info,state=info";

/// Starts logging as the command line asks, and turns panics into log lines: a panic inside a stage is one
/// entry's failure, recorded as such.
pub(crate) fn start(cli: &Cli) -> Result<(), String> {
    let asked = cli.log.as_deref().unwrap_or_else(|| usual(&cli.command));
    // The store's own lines repeat, many times, what our error says once; who asks for them gets them.
    let wanted = if asked.contains("sled") {
        asked.to_owned()
    } else {
        format!("{asked},sled=off")
    };
    let filter = EnvFilter::try_new(wanted)
        .map_err(|error| format!("`{asked}` is not a log filter: {error}"))?;
    let lines = fmt::layer().with_writer(io::stderr).with_target(false);
    let subscriber = tracing_subscriber::registry().with(filter);
    if cli.log_json {
        subscriber.with(lines.json()).init();
    } else {
        subscriber.with(lines.with_ansi(report::colours())).init();
    }
    panic::set_hook(Box::new(|info| tracing::error!("{info}")));
    Ok(())
}

/// What is logged where nobody says otherwise.
fn usual(command: &Command) -> &'static str {
    match command {
        Command::Run(RunArgs { quiet: false, .. }) => OF_A_DAEMON,
        _ => "warn",
    }
}
