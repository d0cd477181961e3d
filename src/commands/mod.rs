//! One file for each command, and what they share.

mod advice;
mod check;
mod daemon;
mod discover;
mod eval;
mod explain;
mod export;
mod family;
mod fetch;
mod found;
mod history;
mod import_opml;
mod init;
mod labelled;
mod lineage;
mod lookup;
mod no_item;
mod one_shot;
mod open;
mod pipe;
mod plan;
mod render;
mod retry;
mod run;
mod search;
mod show;
mod sources;
mod state;
mod suggest;
mod test;
mod train;
mod try_file;

pub(crate) use run::run;
