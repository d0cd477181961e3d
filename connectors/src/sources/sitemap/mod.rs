//! The source kind `sitemap`: what a site tells search engines, polled for its news.
//!
//! A sitemap of which an index tells when it changed is an entry of its own, a container that is read once in each
//! version, so that `known` remembers any number of them. Those of which nobody tells are watched: a bounded number,
//! asked conditionally, remembered in the cursor. The past is walked one sitemap after the other, with a cursor of its own.

mod back;
mod connector;
mod foreign;
mod look;
mod memory;
mod names;
mod row;
mod sift;
mod step;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use connector::SitemapConnector;
pub(crate) use step::USUAL_PLACES;
