//! Article pages: what stands behind a link that a feed or a list page gave. All sources on the web open their entries
//! here.
//!
//! Not here: what of a page is its text, and whether that text is an article or a wall; that is cleaning's.

mod landing;
mod media;
mod open;
mod refresh;

pub(crate) use landing::{Landing, landing};
pub(crate) use media::{Content, content};
pub(crate) use open::{ask_article_again, open_article};
