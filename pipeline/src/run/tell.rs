//! What a run without an end logs of its polls: what they brought, and how sources fail and recover, each told once.

use std::time::Duration;

use connectors::Warning;
use item::SourceId;

use super::poll::{PollEnd, PollReport};

/// What was told of a source.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// That it fails.
    fails: bool,
    /// That its host wants to be left alone.
    waits: bool,
    /// Its last poll's warnings.
    warnings: Vec<Warning>,
}

/// A line to log.
#[derive(Debug, PartialEq, Eq)]
enum Line<'a> {
    Failed {
        message: &'a str,
        hint: Option<&'a str>,
    },
    FailedAgain {
        message: &'a str,
    },
    Recovered,
    Waits {
        message: &'a str,
    },
    Brought,
    Warned(&'a Warning),
}

impl Told {
    /// Logs how a poll went. `failures` is how often the source had failed before it.
    pub(super) fn tell(&mut self, report: &PollReport, failures: u32, took: Duration) {
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let (source, entries, new) = (&report.source, report.listed, report.brought);
        for line in self.lines(report, failures) {
            match line {
                Line::Failed { message, hint } => {
                    tracing::warn!(%source, hint, "cannot be read: {message}");
                }
                Line::FailedAgain { message } => {
                    tracing::debug!(%source, failures, "still cannot be read: {message}");
                }
                Line::Recovered => tracing::info!(%source, failures, "can be read again"),
                Line::Waits { message } => tracing::info!(%source, "waits: {message}"),
                Line::Brought => tracing::info!(%source, entries, new, took_ms, "polled"),
                Line::Warned(warning) => warned(source, warning),
            }
        }
    }

    /// What is to be said now, of all that could be.
    fn lines<'a>(&mut self, report: &'a PollReport, failures: u32) -> Vec<Line<'a>> {
        let mut lines = Vec::new();
        match &report.end {
            PollEnd::Failed { message, hint } => {
                lines.push(if self.fails {
                    Line::FailedAgain { message }
                } else {
                    let hint = hint.as_deref();
                    Line::Failed { message, hint }
                });
                self.fails = true;
            }
            PollEnd::Deferred { message } => {
                if !self.waits {
                    lines.push(Line::Waits { message });
                }
                self.waits = true;
            }
            PollEnd::Complete | PollEnd::Unchanged => {
                if self.fails || failures > 0 {
                    lines.push(Line::Recovered);
                }
                (self.fails, self.waits) = (false, false);
            }
            PollEnd::Stopped => {}
        }
        if report.brought > 0 {
            lines.push(Line::Brought);
        }
        let is_new = |warning: &&Warning| !self.warnings.contains(warning);
        let warnings = &report.remarks.warnings;
        lines.extend(warnings.iter().filter(is_new).map(Line::Warned));
        self.warnings.clone_from(warnings);
        lines
    }
}

fn warned(source: &SourceId, warning: &Warning) {
    tracing::warn!(%source, entry = warning.what, "{}", warning.message);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Remarks;

    fn report(end: PollEnd) -> PollReport {
        PollReport {
            source: SourceId::new("s"),
            end,
            listed: 0,
            brought: 0,
            remarks: Remarks::default(),
        }
    }

    fn failed() -> PollReport {
        report(PollEnd::Failed {
            message: "no".to_owned(),
            hint: None,
        })
    }

    #[test]
    fn failure_and_recovery_are_told_once_each() {
        let mut told = Told::default();
        let (message, hint) = ("no", None);
        assert_eq!(told.lines(&failed(), 0), [Line::Failed { message, hint }]);
        assert_eq!(told.lines(&failed(), 1), [Line::FailedAgain { message }]);
        assert_eq!(told.lines(&report(PollEnd::Stopped), 2), []);
        let well = report(PollEnd::Unchanged);
        assert_eq!(told.lines(&well, 2), [Line::Recovered]);
        assert_eq!(told.lines(&well, 0), []);
        assert_eq!(told.lines(&failed(), 0), [Line::Failed { message, hint }]);
        // A failure that an earlier run told of.
        let recovered = Told::default().lines(&well, 3) == [Line::Recovered];
        assert!(recovered);
    }

    #[test]
    fn what_is_new_is_told_and_what_was_told_is_not() {
        let mut told = Told::default();
        let warning = |what: &str| Warning {
            what: what.to_owned(),
            message: "is too large".to_owned(),
        };
        let mut polled = report(PollEnd::Complete);
        polled.brought = 3;
        polled.remarks.warnings = vec![warning("a")];
        let a = warning("a");
        assert_eq!(told.lines(&polled, 0), [Line::Brought, Line::Warned(&a)]);
        polled.brought = 0;
        polled.remarks.warnings.push(warning("b"));
        let b = warning("b");
        assert_eq!(told.lines(&polled, 0), [Line::Warned(&b)]);
        let deferred = report(PollEnd::Deferred {
            message: "later".to_owned(),
        });
        let message = "later";
        assert_eq!(told.lines(&deferred, 0), [Line::Waits { message }]);
        assert_eq!(told.lines(&deferred, 0), []);
    }
}
