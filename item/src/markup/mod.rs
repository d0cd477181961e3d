//! Markup before anybody understands it: what makes a page safe to parse, for all who do.

mod guard;
mod names;
mod pieces;

pub use guard::{Attributes, guarded, scripts};
