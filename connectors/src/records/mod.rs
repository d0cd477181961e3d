//! Containers of records: files of JSON that hold several articles. Each record becomes an entry of its own, that
//! points at its bytes; the bytes are read again when its turn comes.

mod container;
mod json;
mod lines;
mod names;

pub(crate) use container::{Container, TO_THE_END};
pub(crate) use json::in_json;
pub(crate) use lines::LineReader;
pub(crate) use names::Names;
