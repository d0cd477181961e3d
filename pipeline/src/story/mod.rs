//! Stories: items about the same happening, across sources and languages, found one item at a time.
//!
//! It is pure: a function of the items that were remembered, in their order. It says which story an item belongs to; it
//! does not know what a copy is (a copy belongs to the story of what it repeats, and is never remembered here), and
//! times come in with the items.

mod alike;
mod retell;
mod skeleton;
mod stories;
mod traits;

pub use retell::older;
pub use stories::{MOST_ITEMS, Member, Placed, Stories, WINDOW};
pub use traits::Traits;
