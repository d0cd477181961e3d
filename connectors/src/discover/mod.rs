//! What a site offers to be read by programs: its feeds, tried one by one, or else its news sitemap.
//!
//! Finding addresses (`page`, `platforms`, `usual`) and judging what they hold (`rank`) is pure; asking is `search`'s.

mod find;
mod page;
mod platforms;
mod rank;
mod search;
mod sitemaps;
#[cfg(test)]
mod tests;
mod trial;

pub use find::{By, Discovered, Find, FindKind};
pub use search::discover;
