//! The clock seam: the one place of the program that reads the time of day.

use std::sync::Arc;

use connectors::Clock;
use jiff::Timestamp;

/// The machine's clock.
pub(crate) fn system() -> Clock {
    Arc::new(now)
}

/// The time now.
#[expect(clippy::disallowed_methods, reason = "this is the clock seam")]
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    // Milliseconds are what people read and other programs keep.
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
