//! What a source's connector had to say in the course of a run.

use connectors::Warning;
use item::SourceId;

/// Warnings and notes kept of one source for the summary; all warnings are logged.
const KEPT: usize = 20;

/// What was said of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// The first warnings.
    pub warnings: Vec<Warning>,
    /// How many warnings there were in all.
    pub warned: usize,
    /// What is worth knowing though nothing went wrong.
    pub notes: Vec<Warning>,
}

impl Remarks {
    /// Adds what was said, as far as there is room.
    pub(super) fn add(&mut self, source: &SourceId, warnings: &[Warning], notes: &[Warning]) {
        for warning in warnings {
            tracing::debug!(%source, entry = warning.what, "{}", warning.message);
            self.warned += 1;
            if self.warnings.len() < KEPT {
                self.warnings.push(warning.clone());
            }
        }
        let room = KEPT.saturating_sub(self.notes.len());
        self.notes.extend(notes.iter().take(room).cloned());
    }
}
