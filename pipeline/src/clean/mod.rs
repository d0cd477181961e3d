//! Document -> article: what was published, without the furniture of the page it stood on.
//!
//! Pure: no I/O, no clock. Nothing is guessed without evidence, and prose is never dropped.

pub mod dates;
pub mod decode;
pub mod html;
pub mod json;
mod outcome;

pub use outcome::{Cleaned, Removed, Unclean};
