//! What receives events: a file of JSON lines, databases, standard output, a receiver on the web. Each keeps its own cursor.

mod acknowledged;
mod beside;
mod blocking;
mod cursor;
mod dead;
mod envelope;
mod erase_dead;
mod jsonl;
mod mark;
mod outfile;
mod postgres;
mod recover;
mod rows;
mod sqlite;
mod stdout;
mod webhook;

pub use acknowledged::{acknowledged, all_acknowledged};
pub(crate) use beside::NewFile;
pub(crate) use cursor::CursorFile;
pub use dead::{DeadLetter, DeadLetters, Taken, read_dead_letter};
pub(crate) use envelope::Envelope;
pub use erase_dead::erase_dead_letters;
pub(crate) use jsonl::Jsonl;
pub(crate) use postgres::Postgres;
pub(crate) use sqlite::Sqlite;
pub(crate) use stdout::{STDOUT, Stdout};
pub(crate) use webhook::Webhook;
