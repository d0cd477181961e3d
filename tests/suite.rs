//! Whole-program tests: the real binary, real files, real kills. One crate, so that it links once.

mod architecture;
mod bad_input;
mod cli;
mod corpus;
mod crash;
mod dependencies;
mod incremental;
mod schema;
mod support;
