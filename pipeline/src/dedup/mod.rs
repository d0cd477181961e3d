//! Recognising a text that was seen before: exact, mostly, in part.

mod fingerprint;
mod judge;

pub use fingerprint::{FINGERPRINT_VERSION, fingerprint};
pub use judge::{Likeness, judge};
