//! Containers of records: files of JSON that hold several articles. Each record becomes an entry of its own, that
//! points at its bytes; the bytes are read again when its turn comes.

mod container;
mod json;
mod kept;
mod lines;
mod list;
mod names;

pub(crate) use container::{Container, TO_THE_END, rest_version};
pub(crate) use json::JsonReader;
pub(crate) use lines::LineReader;
pub(crate) use names::Names;
