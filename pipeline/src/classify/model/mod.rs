//! Topics learned from the user's own labelled items: `newsloom train`, and the model it makes.
//!
//! A linear model over hashed words, pairs of words, stems and runs of letters: it learns from a few hundred items, is
//! deterministic, and can say which words caused a label. It does not know what words mean: what it has not seen, it
//! cannot tell, and then it abstains.

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
