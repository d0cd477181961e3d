//! What receives events: a file of JSON lines, a database, standard output, a receiver on the web. Each keeps its own cursor.

mod acknowledged;
mod blocking;
mod cursor;
mod jsonl;
mod lines;
mod mark;
mod outfile;
mod recover;
mod sqlite;
mod stdout;
mod webhook;

pub use acknowledged::{acknowledged, all_acknowledged};
pub(crate) use cursor::CursorFile;
pub(crate) use jsonl::Jsonl;
pub(crate) use sqlite::Sqlite;
pub(crate) use stdout::Stdout;
pub(crate) use webhook::Webhook;
