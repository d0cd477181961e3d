//! What reads sources, one folder per kind.

mod article;
mod blocking;
mod feed;
mod files;
mod memory;
mod page;

pub(crate) use feed::FeedConnector;
pub(crate) use files::FilesConnector;
pub use files::document_at;
pub(crate) use page::PageConnector;
