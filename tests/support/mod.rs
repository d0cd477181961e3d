//! What the whole-program tests share: a folder with a configuration, the binary, and what it left behind.

mod desk;
mod journal;

pub(crate) use desk::Desk;
pub(crate) use journal::{Line, whole_lines};
