//! Events as the lines that sinks write. What is not for sinks was taken out of them before.

use item::Event;

use crate::error::DeliverError;

/// One line of JSON per event, each ended by a line break.
pub(super) fn lines(events: &[Event]) -> Result<Vec<u8>, DeliverError> {
    let mut bytes = Vec::new();
    for event in events {
        let json = event.to_json().map_err(|source| DeliverError::Unwritable {
            sequence: event.sequence,
            source,
        })?;
        bytes.extend_from_slice(json.as_bytes());
        bytes.push(b'\n');
    }
    Ok(bytes)
}
