//! Words for people: everything the program says on standard error, and tables on standard output.

mod progress;
mod summary;
mod times;
mod words;

pub(crate) use progress::Display;
pub(crate) use summary::{events, summary};
pub(crate) use times::{distance, moment};
pub(crate) use words::{
    bytes, colours, colours_out, failure, hint, line, note, problem, say, warning,
};
