//! What reads sources, one folder per kind.

#[allow(
    dead_code,
    reason = "the contract for sources on the web that are written beside it"
)]
mod article;
mod files;

#[allow(
    unused_imports,
    reason = "the contract for sources on the web that are written beside it"
)]
pub(crate) use article::open_article;
pub(crate) use files::FilesConnector;
pub use files::document_at;
