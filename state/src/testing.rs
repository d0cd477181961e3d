//! Events for the tests of this crate.

use item::{Body, Cursor, Event, SourceId};
use jiff::Timestamp;

/// A small event with this sequence; events with different sequences differ.
pub(crate) fn event(sequence: u64) -> Event {
    Event {
        sequence,
        time: Timestamp::UNIX_EPOCH,
        body: Body::SourcePolled {
            source: SourceId::new("agency"),
            cursor: Cursor::new(format!("page {sequence}")).unwrap(),
        },
    }
}

/// Events with sequences from `first` on.
pub(crate) fn events(first: u64, count: u64) -> Vec<Event> {
    (first..first + count).map(event).collect()
}
