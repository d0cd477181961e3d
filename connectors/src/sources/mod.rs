//! What reads sources, one folder per kind.

mod article;
mod blocking;
mod feed;
mod files;
mod memory;
mod moved;
mod page;
mod sitemap;
mod stamps;
mod warc;
mod way;

pub(crate) use blocking::blocking;
pub(crate) use feed::{FeedConnector, is_whole};
pub(crate) use files::FilesConnector;
pub use files::document_at;
pub(crate) use page::{PageConnector, articles, decoded};
pub(crate) use sitemap::{SitemapConnector, USUAL_PLACES as USUAL_SITEMAPS};
pub(crate) use warc::WarcConnector;
pub use warc::{NoRaw, RawReader};
