//! Why nothing could be searched.

use state::StateError;

/// A search that failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index cannot be read or written.
    #[error("the search index cannot be used: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// Its folder cannot be made or removed.
    #[error("the folder of the search index cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// It was made and cannot be opened.
    #[error("the search index cannot be opened after it was made")]
    Unusable,
    /// The journal cannot be read.
    #[error(transparent)]
    State(#[from] StateError),
}
