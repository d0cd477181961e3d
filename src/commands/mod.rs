//! One file for each command, and what they share.

mod check;
mod explain;
mod fetch;
mod init;
mod lookup;
mod open;
mod pipe;
mod render;
mod run;
mod show;
mod sources;
mod state;
mod try_file;

pub(crate) use run::run;
