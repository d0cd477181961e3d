//! `[[source]]`: what is read, and how often. What a kind of source needs beyond that is its own file.

use item::SourceId;
use jiff::SignedDuration;

use crate::Files;

/// One configured origin.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name; unique.
    pub id: SourceId,
    /// How often it is read.
    pub every: Every,
    /// What it is.
    pub kind: SourceKind,
}

/// How often a source is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// As the source's own rhythm suggests.
    Auto,
    /// Once per interval.
    Interval(SignedDuration),
}

/// What kinds of sources there are.
#[derive(Debug, Clone)]
pub enum SourceKind {
    /// Files in a folder, by a glob, or one file.
    Files(Files),
}
