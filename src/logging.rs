//! Log lines go to standard error; standard output is for data.

use std::{io, panic};

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::{cli::Cli, report};

/// Starts logging as the command line asks, and turns panics into log lines: a panic inside a stage is one
/// entry's failure, recorded as such.
pub(crate) fn start(cli: &Cli) -> Result<(), String> {
    // The store's own lines repeat, many times, what our error says once; who asks for them gets them.
    let wanted = if cli.log.contains("sled") {
        cli.log.clone()
    } else {
        format!("{},sled=off", cli.log)
    };
    let filter = EnvFilter::try_new(wanted)
        .map_err(|error| format!("`{}` is not a log filter: {error}", cli.log))?;
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
