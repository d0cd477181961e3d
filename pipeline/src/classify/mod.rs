//! What an article is about: language, countries, organisations, people, topics, and who said what.
//!
//! Pure: the tables are compiled in, nothing is read or written. Every label keeps the words that caused
//! it. It is not a model of meaning: it knows names, their cases and their neighbours.

mod added;
mod announced;
mod called;
mod candidates;
mod classifier;
mod gazetteer;
mod given;
mod known;
mod labels;
mod language;
mod language_marks;
mod language_table;
mod lexicon;
pub mod model;
mod name_classes;
mod name_forms;
mod name_words;
mod names;
mod own;
mod pattern;
mod people;
mod places;
mod reading;
mod same;
mod spans;
mod statements;
mod tables;
mod topics;

pub use called::{country_name, topic_name};
pub use classifier::{Classified, Classifier};
pub use labels::{Entity, EntityKind};
