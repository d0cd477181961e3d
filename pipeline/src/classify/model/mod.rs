//! Topics that are learned from labelled items: the shipped ones, and those of `newsloom train`.
//!
//! A linear model over hashed words and their beginnings or all runs of letters: it learns from a few hundred items, is
//! deterministic, and can say which words caused a label. It does not know what words mean, but by what the shipped model
//! says of them.

mod features;
mod file;
mod learn;
mod shipped;
mod topic_model;
mod trial;
mod weighing;

pub use features::Grain;
pub use file::ModelError;
pub use topic_model::{Manner, Sample, TopicModel, TrainError};
pub use trial::{Outcome, Trial};
