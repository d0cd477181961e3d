//! Sitemaps as bytes: XML, an index, a feed or a list of lines, in one neutral form; and what of an index is worth
//! reading. Pure: it fetches nothing and knows no clock.

mod age;
mod choose;
mod model;
mod past;
mod read;
#[cfg(test)]
mod tests;
mod xml;

pub(crate) use age::{Period, When, in_page_url, in_sitemap_url, tells};
pub(crate) use choose::{Choice, choose};
#[cfg(test)]
pub(crate) use model::News;
pub(crate) use model::{Child, Listed, Sitemap};
pub(crate) use past::{Mark, Order, Stretch};
pub(crate) use read::{SitemapBytes, read_sitemap};
