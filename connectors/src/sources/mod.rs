//! What reads sources, one folder per kind.

mod article;
mod blocking;
mod feed;
mod files;
mod memory;
mod page;
mod sitemap;

pub(crate) use feed::FeedConnector;
pub(crate) use files::FilesConnector;
pub use files::document_at;
pub(crate) use page::PageConnector;
pub(crate) use sitemap::SitemapConnector;
