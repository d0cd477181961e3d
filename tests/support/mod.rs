//! What the whole-program tests share: a folder with a configuration, the binary, what it left behind, and a web.

mod daemon;
mod desk;
mod journal;
pub(crate) mod postgres;
mod random;
mod receiver;
pub(crate) mod reports;
pub(crate) mod web;
pub(crate) mod week;

pub(crate) use daemon::Daemon;
pub(crate) use desk::{Desk, Ended};
pub(crate) use journal::{Line, lines_of, whole_lines};
pub(crate) use postgres::Postgres;
pub(crate) use random::Random;
pub(crate) use receiver::Receiver;
