//! What reads sources, one folder per kind.

mod files;

pub(crate) use files::FilesConnector;
pub use files::document_at;
