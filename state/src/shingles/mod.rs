//! The near-duplicate index: which known items share sampled shingles with a text.
//!
//! A fold of the fingerprints that `item.*` events record. It never judges: it counts, and the pipeline decides
//! what a count means. What must hold: it may be deleted at any time and is rebuilt from the journal; the same
//! inserts in the same order give the same candidates, whenever runs were written or merged; its memory is bounded.

mod candidate;
mod document;
mod filed;
mod filter;
mod folder;
mod index;
mod keys;
mod lookup;
mod memtable;
mod merge;
mod run;
mod sections;
#[cfg(test)]
mod tests;
mod write;

pub use candidate::Candidate;
pub use index::{ShingleSettings, Shingles};
