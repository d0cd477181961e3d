//! `[source.extract]`: a source's own selectors for the parts of its articles.

use crate::{Css, css, written::Written};

/// Where the parts of an article stand in the pages of a source. What no selector says, cleaning finds itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extract {
    /// The text: all elements that match, in their order.
    pub body: Option<Css>,
    /// The headline: the first element that matches and says something.
    pub title: Option<Css>,
    /// The date of publication: the first element that matches and can be read as a date.
    pub date: Option<Css>,
    /// The byline: all elements that match.
    pub author: Option<Css>,
    /// What is no part of the text.
    pub remove: Vec<Css>,
}

impl Extract {
    /// Reads `extract`. Problems are in the table's findings.
    pub(crate) fn check(source: &Written<'_>) -> Self {
        let Some(table) = source.table("extract", "`{ body = \"div.article-text\" }`") else {
            return Self::default();
        };
        let extract = Self {
            body: css::selector(&table, "body", "\"div.article-text\""),
            title: css::selector(&table, "title", "\"h1.title\""),
            date: css::selector(&table, "date", "\"time.published\""),
            author: css::selector(&table, "author", "\".author a\""),
            remove: css::selectors(&table, "remove", "`[\".related\", \"aside\"]`"),
        };
        table.finish();
        extract
    }

    /// Whether there is no selector at all.
    pub fn is_empty(&self) -> bool {
        let Self {
            body,
            title,
            date,
            author,
            remove,
        } = self;
        let parts = [body, title, date, author];
        parts.into_iter().all(Option::is_none) && remove.is_empty()
    }
}
