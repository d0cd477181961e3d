//! The desk tells what sources need a person for: once when it begins, once when it ends.
//!
//! What a source is alarmed for lies in its soft row: should that be lost, an alarm that lasts is told once more.

use connectors::Sign;
use item::{Alarm, Body, SourceId};
use state::StateError;

use super::desk::Desk;

impl Desk {
    /// Journals what is new of what was seen of a source.
    pub(super) fn note_signs(
        &mut self,
        source: &SourceId,
        signs: Vec<Sign>,
    ) -> Result<(), StateError> {
        for sign in signs {
            match sign {
                Sign::Raised {
                    alarm,
                    detail,
                    hint,
                } => self.raise(source, alarm, detail, hint)?,
                Sign::Fine(alarm) => self.clear(source, alarm)?,
                Sign::Moved { from, to } => {
                    let source = source.clone();
                    self.push(Body::SourceMoved { source, from, to })?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn raise(
        &mut self,
        source: &SourceId,
        alarm: Alarm,
        detail: String,
        hint: Option<String>,
    ) -> Result<(), StateError> {
        let mut health = self.state.health(source)?;
        if health.alarms.insert(alarm) {
            self.state.set_health(source, health);
            let source = source.clone();
            self.push(Body::SourceAlarmed {
                source,
                alarm,
                detail,
                hint,
            })?;
        }
        Ok(())
    }

    pub(super) fn clear(&mut self, source: &SourceId, alarm: Alarm) -> Result<(), StateError> {
        let mut health = self.state.health(source)?;
        if health.alarms.remove(&alarm) {
            self.state.set_health(source, health);
            let source = source.clone();
            self.push(Body::SourceCleared { source, alarm })?;
        }
        Ok(())
    }
}
