//! Endless pages: below the article the next ones are appended, each a whole article with a title of its own.

use super::block::Block;
use super::letters::same_letters;
use super::mass::Mass;
use super::names::Tag;
use super::page::Page;

/// The article whose title the page bears holds at least this much prose.
const LEAST_PROSE: usize = 400;

/// So many elements that are called articles are looked at: an endless page appends a dozen.
const MOST_ARTICLES: usize = 100;

/// The articles behind the one that holds the title: those with a title of their own of the same rank, and those that
/// their class calls entries of a blog as it does the first (microformats.org, hAtom and h-entry).
pub(super) fn other_articles(page: &Page<'_>, everything: &[Block], title: &str) -> Vec<usize> {
    let is_title = |index: usize| same_letters(&page.words(index, title.len() * 2), title);
    let mut headings = page
        .elements()
        .filter(|(_, tag, _)| matches!(tag, Tag::Heading(1 | 2)));
    let Some((heading, rank, _)) = headings.find(|&(index, ..)| is_title(index)) else {
        return Vec::new();
    };
    let own = page
        .ancestors(heading)
        .find(|&outer| page.tag(outer) == Tag::Article || is_entry(page, outer));
    let mass = Mass::of(everything);
    let Some(own) = own.filter(|&own| mass.prose((own, page.end(own))) >= LEAST_PROSE) else {
        return Vec::new();
    };
    let own_is_entry = is_entry(page, own);
    let behind = page
        .elements()
        .skip_while(|&(index, ..)| index < page.end(own));
    let articles = behind.filter(|&(index, tag, _)| tag == Tag::Article || is_entry(page, index));
    let is_other = |index: &usize| {
        (own_is_entry && is_entry(page, *index))
            || (*index..page.end(*index)).any(|inner| page.tag(inner) == rank)
    };
    let others = articles.map(|(index, ..)| index).take(MOST_ARTICLES);
    others.filter(is_other).collect()
}

fn is_entry(page: &Page<'_>, index: usize) -> bool {
    let class = page
        .element(index)
        .and_then(|(_, element)| element.attr("class"));
    class.is_some_and(|class| {
        class
            .split_ascii_whitespace()
            .any(|name| matches!(name, "hentry" | "h-entry"))
    })
}
