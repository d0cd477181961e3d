//! How the cases are told: a line for each, and below one that failed what was expected and what came.

use std::io;

use serde_json::json;

use super::{Tested, compare::Check};
use crate::{
    commands::render,
    report::{line, note, say},
};

/// Tells all cases.
pub(super) fn tell(tested: &[Tested<'_>], as_json: bool) -> io::Result<()> {
    if as_json {
        return tested.iter().try_for_each(|one| line(value(one)));
    }
    let widest = tested.iter().map(|one| one.source.id.as_str().len()).max();
    for one in tested {
        words(one, widest.unwrap_or_default())
            .iter()
            .try_for_each(line)?;
    }
    sum_up(tested);
    Ok(())
}

fn words(one: &Tested<'_>, widest: usize) -> Vec<String> {
    let verdict = if one.passed() { "pass" } else { "FAIL" };
    let source = one.source.id.as_str();
    let mut lines = vec![format!(
        "{verdict}  {source:<widest$}  {}",
        one.case.written
    )];
    match &one.outcome {
        Err(why) => lines.push(format!("      {why}")),
        Ok(checks) => {
            for failed in checks.iter().filter(|check| !check.passed) {
                lines.extend(difference(failed));
            }
        }
    }
    if !one.passed() && !one.overrides.is_empty() {
        let overrides = render::overrides(&one.overrides);
        let said = overrides
            .lines()
            .map(|said| format!("      {:<14}{said}", "selector"));
        lines.extend(said);
    }
    lines
}

fn difference(failed: &Check) -> [String; 2] {
    [
        format!("      {:<14}expected  {}", failed.what, failed.expected),
        format!("      {:<14}got       {}", "", failed.got),
    ]
}

fn sum_up(tested: &[Tested<'_>]) {
    if tested.is_empty() {
        note("there are no `[[source.expect]]` cases, so nothing was tested");
        return;
    }
    let failed = tested.iter().filter(|one| !one.passed()).count();
    let passed = tested.len() - failed;
    say(format_args!("{passed} passed, {failed} failed"));
}

fn value(one: &Tested<'_>) -> serde_json::Value {
    let checks = one.outcome.as_deref().unwrap_or_default();
    let checks: Vec<_> = checks
        .iter()
        .map(|check| {
            json!({
                "what": check.what, "expected": check.expected, "got": check.got, "passed": check.passed,
            })
        })
        .collect();
    json!({
        "source": one.source.id, "file": one.case.written, "passed": one.passed(),
        "error": one.outcome.as_ref().err(), "checks": checks, "overrides": one.overrides,
    })
}
