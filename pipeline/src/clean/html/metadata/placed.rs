//! Where an element stands: near the headline, or inside something else than the article.

use super::super::names::Tag;
use super::super::page::Page;
use super::super::tokens::Role;

/// How many nodes behind and before the headline are near it.
const NEAR_BEHIND: usize = 500;
const NEAR_BEFORE: usize = 120;

/// How many ancestors of an element are looked at.
const MAX_DEPTH: usize = 40;

/// What holds so much of a page is its layout, whatever it is called: one part in so many.
const LAYOUT_PART: usize = 3;

/// Knows where the headline stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Placed {
    headline: Option<usize>,
    /// The `article` that holds the headline, or else the first one behind it.
    article: Option<usize>,
}

impl Placed {
    /// With the headline at the node `headline`, if it was found on the page.
    pub(super) fn by(page: &Page<'_>, headline: Option<usize>) -> Self {
        let is_article = |at: &usize| page.tag(*at) == Tag::Article;
        let article = headline.and_then(|headline| {
            let around = page.ancestors(headline).find(is_article);
            around.or_else(|| (headline..page.len()).find(is_article))
        });
        Self { headline, article }
    }

    /// Whether the headline was found on the page.
    pub(super) fn knows_headline(&self) -> bool {
        self.headline.is_some()
    }

    /// Whether a node is near the headline.
    pub(super) fn is_near(&self, index: usize) -> bool {
        self.headline.is_some_and(|headline| {
            index.saturating_sub(headline) <= NEAR_BEHIND
                && headline.saturating_sub(index) <= NEAR_BEFORE
        })
    }

    /// How far behind or before the headline a node is; what is before counts more.
    pub(super) fn distance(&self, index: usize) -> usize {
        let Some(headline) = self.headline else {
            return index;
        };
        if index >= headline {
            index - headline
        } else {
            (headline - index) * 3
        }
    }

    /// Whether a node stands inside something that is not the article: another article, readers' comments, teasers,
    /// menus. What holds the headline too is no such thing.
    pub(super) fn is_foreign(&self, page: &Page<'_>, index: usize) -> bool {
        self.is_of_others(page, index)
            || self.around(page, index).any(|at| {
                let is_layout = (page.end(at) - at) * LAYOUT_PART > page.len();
                page.element(at).is_some_and(|(tag, _)| match tag {
                    _ if is_layout => false,
                    // What is about the article itself stands aside too, but beside its headline.
                    Tag::Aside => !self.is_near(index),
                    Tag::Figure | Tag::Caption => true,
                    _ => page.name(at).role == Role::Furniture,
                })
            })
    }

    /// Whether a node stands inside the words of others: another article, readers' comments, a menu. Unlike teasers,
    /// these are known for certain by their marks.
    pub(super) fn is_of_others(&self, page: &Page<'_>, index: usize) -> bool {
        self.around(page, index).any(|at| {
            let is_layout = (page.end(at) - at) * LAYOUT_PART > page.len();
            page.element(at).is_some_and(|(tag, _)| match tag {
                Tag::Never => true,
                _ if is_layout => false,
                Tag::Article => self.headline.is_some() && self.article != Some(at),
                _ => page.name(at).role == Role::Foreign,
            })
        })
    }

    /// The ancestors of a node that do not hold the headline.
    fn around<'p>(&self, page: &'p Page<'_>, index: usize) -> impl Iterator<Item = usize> + 'p {
        let headline = self.headline;
        let holds_headline = move |at: &usize| {
            headline.is_some_and(|headline| (*at..page.end(*at)).contains(&headline))
        };
        page.ancestors(index)
            .take(MAX_DEPTH)
            .take_while(move |at| !holds_headline(at))
    }
}
