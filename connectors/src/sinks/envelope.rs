//! Events as the JSON that sinks hand over. What is not for sinks was taken out of them before.

use item::Event;
use jiff::Timestamp;

use crate::error::DeliverError;

/// How events are written: as they come, or marked as sent again.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Envelope {
    /// When a person had them sent again.
    pub(crate) replayed: Option<Timestamp>,
}

impl Envelope {
    /// The event as one line, without a line break.
    pub(super) fn json(self, event: &Event) -> Result<String, DeliverError> {
        let json = match self.replayed {
            Some(at) => event.to_json_replayed(at),
            None => event.to_json(),
        };
        json.map_err(|source| DeliverError::Unwritable {
            sequence: event.sequence,
            source,
        })
    }

    /// One line per event, each ended by a line break.
    pub(super) fn lines(self, events: &[Event]) -> Result<Vec<u8>, DeliverError> {
        let mut bytes = Vec::new();
        for event in events {
            bytes.extend_from_slice(self.json(event)?.as_bytes());
            bytes.push(b'\n');
        }
        Ok(bytes)
    }
}
