//! One file for each command, and what they share.

mod advice;
mod check;
mod copying;
mod daemon;
mod diff;
mod discover;
mod explain;
mod export;
mod family;
mod fetch;
mod history;
mod import_opml;
mod init;
mod lineage;
mod lookup;
mod no_item;
mod one_shot;
mod open;
mod outlet;
mod pipe;
mod plan;
mod render;
mod retry;
mod run;
mod show;
mod sources;
mod state;
mod stats;
mod suggest;
mod test;
mod try_file;

pub(crate) use run::run;
