//! The one query language: `lang:it,pl topic:nato-russia "exact words" -word after:2021-06-01`. It serves sinks,
//! search, the API and the page alike.

mod error;
mod fold;
mod keys;
mod kind;
mod matches;
mod moment;
mod parse;
mod scan;
mod term;
#[cfg(test)]
mod tests;

pub use error::QueryError;
pub use keys::{Condition, Indexed, Wanted};
pub use matches::Subject;
pub use term::Query;
