//! Recognising a text that was seen before: exact, mostly, in part.

mod account;
mod fingerprint;
mod judge;
mod lineage;
mod numbers;
mod overlap;

pub use fingerprint::{FINGERPRINT_VERSION, fingerprint};
pub use judge::{Counted, Likeness, MOST_COMPARED, Published, judge, plausible};
pub use lineage::{Known, standing_among};
pub use numbers::contradict;
pub use overlap::{Overlap, overlap};
