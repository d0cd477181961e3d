//! Whole runs over scripted sources: what is asked for, what is journalled.

mod cursors;
mod lanes;
mod pages;
mod retries;
mod script;
mod stories;
mod treatments;
