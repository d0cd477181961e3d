//! `newsloom check`: every problem of the configuration, or that there is none.

use std::path::Path;

use super::open::{classifier, load};
use crate::{exit::Exit, report};

/// Checks the configuration.
pub(crate) fn check(path: &Path) -> Exit {
    let config = match load(path) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    if !config.warnings.problems.is_empty() {
        report::say(config.warnings.render(report::colours()).trim_end());
    }
    let missing = config.missing_cases();
    if !missing.problems.is_empty() {
        report::say(missing.render(report::colours()).trim_end());
        return Exit::Usage;
    }
    if let Err(exit) = classifier(&config) {
        return exit;
    }
    let (sources, topics, sinks) = (
        config.sources.len(),
        config.topics.len(),
        config.sinks.len(),
    );
    let said = report::line(format_args!(
        "{}: no errors ({sources} sources, {topics} topics, {sinks} sinks)",
        path.display()
    ));
    Exit::said(&said)
}
