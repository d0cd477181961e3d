//! The lead of an article: the paragraph between its headline and its body, which templates keep out of the body.

use super::block::{Block, Kind};
use super::body::Context;
use super::captions::is_caption;
use super::letters::{letters, same_letters};
use super::markup::plain;
use super::mass::Mass;
use super::names::Tag;
use super::page::Page;
use super::region::Region;

/// So many blocks before the body are looked at: bylines, dates and share buttons stand between.
const MOST_BETWEEN: usize = 40;

/// The longest lead, in characters; what is longer is a part of the body that was missed, or another text.
const LONGEST: usize = 900;

/// So many paragraphs at most are a lead.
const MOST_PARAGRAPHS: usize = 3;

/// A text that begins with so many letters of another is taken for the same.
const LETTERS_TO_COMPARE: usize = 40;

/// A description shorter than this may be found by chance.
const SHORTEST_DESCRIPTION: usize = 40;

/// Where the blocks of the lead before `region` are, as ranges of nodes.
pub(super) fn before(context: &Context<'_, '_>, blocks: &[Block], region: &Region) -> Region {
    let Some(&(start, _)) = region.first() else {
        return Region::new();
    };
    let behind = blocks.partition_point(|block| block.at < start);
    let from = behind.saturating_sub(MOST_BETWEEN);
    let before = blocks.get(from..behind).unwrap_or_default();
    let title = before.iter().rposition(|block| is_title(context, block));
    let between = title.map_or(&[][..], |title| before.get(title + 1..).unwrap_or_default());
    let mass = Mass::of(blocks);
    let mut lead: Vec<usize> = between
        .iter()
        .filter(|block| reads_like_lead(block) && !is_caption(context, &mass, block))
        .map(|block| block.at)
        .collect();
    if lead.len() > MOST_PARAGRAPHS {
        lead.clear();
    }
    if lead.is_empty() {
        let described = before.iter().rfind(|block| is_described(context, block));
        lead.extend(described.map(|block| block.at));
    }
    let inside: Vec<String> = region
        .iter()
        .flat_map(|&range| mass.blocks(range))
        .filter_map(|index| blocks.get(index))
        .filter(|block| !is_caption(context, &mass, block))
        .map(|block| letters(&block.text))
        .collect();
    let is_news = |at: &usize| {
        let index = blocks.partition_point(|block| block.at < *at);
        let own = blocks
            .get(index)
            .map(|block| letters(&block.text))
            .unwrap_or_default();
        let beginning: String = own.chars().take(LETTERS_TO_COMPARE).collect();
        !inside.iter().any(|text| text.contains(&beginning))
    };
    lead.retain(is_news);
    lead.into_iter().map(|at| (at, at + 1)).collect()
}

/// What the head of a page says of its article.
pub(super) fn description(page: &Page<'_>) -> Option<String> {
    let metas = page.elements().filter(|(_, tag, _)| *tag == Tag::Meta);
    let described = metas.filter_map(|(_, _, meta)| {
        let name = meta.attr("name").or_else(|| meta.attr("property"))?;
        let is_description = ["description", "og:description", "twitter:description"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name));
        meta.attr("content").filter(|_| is_description)
    });
    // One of them is often cut short.
    described.max_by_key(|content| content.len()).map(plain)
}

fn is_title(context: &Context<'_, '_>, block: &Block) -> bool {
    let in_heading = matches!(block.kind, Kind::Heading(1))
        || context
            .page
            .ancestors(block.node)
            .any(|outer| context.page.tag(outer) == Tag::Heading(1));
    in_heading
        || context
            .known
            .title
            .is_some_and(|title| same_letters(&block.text, title))
}

fn reads_like_lead(block: &Block) -> bool {
    block.is_prose()
        && block.chars <= LONGEST
        && block.link_density() < 0.3
        && !matches!(block.kind, Kind::Caption | Kind::Cell)
}

/// Whether the head of the page describes the article by this block, or by its beginning.
pub(super) fn is_described(context: &Context<'_, '_>, block: &Block) -> bool {
    let Some(description) = context.known.description else {
        return false;
    };
    if description.chars().count() < SHORTEST_DESCRIPTION || block.chars > LONGEST {
        return false;
    }
    let (own, told) = (letters(&block.text), letters(description));
    let beginning: String = told.chars().take(LETTERS_TO_COMPARE).collect();
    own.starts_with(&beginning)
}
