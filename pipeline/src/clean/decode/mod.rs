//! Bytes -> text: which encoding a document is in, and its characters without control codes. Not here: markup.

mod binary;
mod cascade;
mod detect;
mod label;
mod twice;

pub use binary::looks_binary;
pub use cascade::{Decoded, decode};
