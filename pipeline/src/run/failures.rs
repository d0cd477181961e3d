//! The desk remembers the last failed polls of a source, and for how long it could not be read.

use connectors::Sign;
use item::{Alarm, SourceId};
use jiff::Timestamp;
use state::{Failure, Health, StateError};

use super::desk::Desk;
use crate::schedule::{Went, counted, of_budget, unread_for};

impl Desk {
    /// Remembers how a poll went of a source that stood like `before`: `failed` says what kind of failure it was, and in
    /// words. Gives what is to be told of its error budget.
    pub(super) fn note_failure(
        &mut self,
        source: &SourceId,
        before: &Health,
        began: Timestamp,
        failed: Option<(&'static str, &str)>,
    ) -> Result<Option<Sign>, StateError> {
        let is_alarmed = before.alarms.contains(&Alarm::Budget);
        if failed.is_none() && before.failures == 0 && !is_alarmed {
            return Ok(None); // nothing changes
        }
        let mut failures = self.state.failures(source)?;
        let went = match failed {
            Some(_) => Went::Wrong,
            None => Went::Well,
        };
        failures.unread = counted(failures.unread, before, went, began);
        if let Some((kind, text)) = failed {
            failures.add(Failure {
                at: self.now(),
                kind: kind.to_owned(),
                text: text.to_owned(),
            });
        }
        let unread = unread_for(&failures.unread, self.now());
        self.state.set_failures(source, failures);
        Ok(of_budget(unread, self.watch.limits().error_budget))
    }
}
