//! A page -> article: its tree, the part of it that is the article, what it says about itself.
//!
//! Not here: phrases of any language; they are the plain text's rules.

mod app_state;
mod article;
mod block;
mod body;
mod captions;
mod doubles;
mod endless;
mod furniture;
mod joint;
mod lead;
mod letters;
mod linked_body;
mod markup;
mod mass;
mod metadata;
mod names;
mod overridden;
mod page;
mod records;
mod region;
mod score;
mod shell;
mod shown;
mod site;
mod tokens;
mod trim;
mod wall_words;
mod walls;

pub use article::{clean_html, clean_page, described, fragment_blocks, shaped};
pub(in crate::clean) use markup::plain;
pub(in crate::clean) use metadata::{LinkedData, people};

#[cfg(test)]
mod tests;
