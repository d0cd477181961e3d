//! A sitemap as this program understands it, whatever its form was (<https://www.sitemaps.org/protocol.html>).

use super::age::When;

/// A sitemap that was read. Almost always it has either pages or further sitemaps.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sitemap {
    /// The sitemaps that it names: then it is an index.
    pub(crate) children: Vec<Child>,
    /// The pages that it lists, in its order.
    pub(crate) urls: Vec<Listed>,
    /// Entries of either kind that name no address.
    pub(crate) broken: usize,
    /// Entries beyond the most that are read.
    pub(crate) beyond: usize,
    /// Whether its end is missing.
    pub(crate) is_cut: bool,
}

/// A sitemap that an index names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Child {
    /// Where it is, absolute.
    pub(crate) url: String,
    /// When it was last changed, as the index says.
    pub(crate) lastmod: Option<When>,
}

/// A page that a sitemap lists.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listed {
    /// Where it is, absolute.
    pub(crate) url: String,
    /// When it was last changed.
    pub(crate) lastmod: Option<When>,
    /// What marks it as news.
    pub(crate) news: Option<News>,
}

/// What a news sitemap says of an article (<https://www.google.com/schemas/sitemap-news/0.9>). An entry of a feed says
/// the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct News {
    /// Its title as plain text.
    pub(crate) title: Option<String>,
    /// When it was published.
    pub(crate) published: Option<When>,
    /// Its language (BCP 47).
    pub(crate) language: Option<String>,
    /// The name of the publication.
    pub(crate) publication: Option<String>,
    /// Its keywords and genres.
    pub(crate) keywords: Vec<String>,
}
