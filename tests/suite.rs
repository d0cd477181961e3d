//! Whole-program tests: the real binary, real files, real kills. One crate, so that it links once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "in a test a panic is how a failure is told, and a real clock is what a real process runs by"
)]

mod alarms;
mod architecture;
mod bad_input;
mod browser;
mod cli;
mod corpus;
mod crash;
mod daemon;
mod dependencies;
mod disturbed;
mod edge_cases;
mod expectations;
mod export;
mod forget;
mod incremental;
mod keeping;
mod learning;
mod metadata;
mod opml;
mod page;
mod postgres;
mod reading;
mod reload;
mod replay;
mod reprocess;
mod scheduling;
mod schema;
mod search;
mod steering;
mod stories;
mod support;
mod systemd;
mod web;
