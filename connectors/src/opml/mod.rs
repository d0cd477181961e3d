//! OPML 2.0 (<https://opml.org/spec2.opml>): lists of feeds, as readers exchange them. Pure.

mod read;
mod write;

pub use read::{NoOpml, Opml, Outline, read_opml};
pub use write::write_opml;
