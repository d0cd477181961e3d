//! Why a text is no query, and where.

/// A text that is no query: the place and the reason, for a message that shows both.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (column {column} of the query)")]
pub struct QueryError {
    /// Where, in characters; the first is 1.
    pub column: usize,
    /// How many characters are meant; at least 1.
    pub length: usize,
    /// What is wrong: lower-case, no full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}
