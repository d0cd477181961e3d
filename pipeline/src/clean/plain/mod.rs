//! Plain text -> article: what was an article's page, flattened to lines, becomes the article again.
//!
//! Rules know lines by position, shape and tables of short phrases (`data/clean/`); each notes what it took.
//! Paragraphs are never dropped for their words alone.

mod about;
mod address;
mod attribution;
mod authority;
mod blocks;
mod caption;
mod chars;
#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod credit_lines;
mod dated;
mod dateline;
mod draft;
mod finish;
mod furniture;
mod head;
mod line;
mod normal;
mod outlets;
mod people;
mod phrases;
mod rights;
mod role;
mod shape;
mod signature;
mod sweep;
mod tail;
mod title;

pub use finish::{clean_blocks, clean_text};
pub use people::is_person;

pub(in crate::clean) use authority::is_authority;
pub(in crate::clean) use line::{LineRole, dated_line, line_role};
pub(in crate::clean) use outlets::named as outlet;
pub(in crate::clean) use people::{is_desk, is_job};
pub(in crate::clean) use phrases::Table as Phrases;
