//! Taking furniture out of the region of the article: boxes of links, lines that are only a link, captions.
//!
//! Shape only; what the words say is the plain furniture pass. What must hold: prose is never taken by shape alone.

use super::block::{Block, Kind, ratio};
use super::furniture::Mass;
use super::names::Tag;
use super::page::Page;
use super::region::Region;

/// A box that holds more than this share of the region's prose is part of the article.
const MAX_SHARE: f32 = 0.25;

/// From this share of link text on, a box is a list of links.
const LINK_BOX: f32 = 0.5;

/// From this share on, a line is only a link.
const LINK_LINE: f32 = 0.8;

/// The longest line that may be dropped for being a link.
const LONGEST_LINK_LINE: usize = 300;

/// The indices of the blocks of `region` that are text of the article.
pub(super) fn body(page: &Page<'_>, blocks: &[Block], region: &Region) -> Vec<usize> {
    let mass = Mass::of(blocks);
    let prose: usize = region.iter().map(|&range| mass.prose(range)).sum();
    let mut kept = Vec::new();
    for &range in region {
        let mut at = range.0;
        let mut open = mass.blocks(range);
        while at < range.1 {
            let here = (at, page.end(at));
            if page.tag(at).is_block() && is_link_box(page, &mass, here, prose) {
                let skipped = mass.blocks(here);
                kept.extend(open.start..skipped.start);
                open.start = skipped.end.max(open.start);
                at = here.1;
                continue;
            }
            at += 1;
        }
        kept.extend(open);
    }
    kept.retain(|&index| blocks.get(index).is_some_and(|block| !is_link_line(block)));
    without_idle_headings(blocks, kept)
}

fn is_link_box(page: &Page<'_>, mass: &Mass, range: (usize, usize), prose: usize) -> bool {
    if !matches!(
        page.tag(range.0),
        Tag::List | Tag::Div | Tag::Section | Tag::Table | Tag::Form | Tag::Article | Tag::Block
    ) {
        return false;
    }
    let chars = mass.chars(range);
    if chars == 0 || ratio(mass.prose(range), prose) > MAX_SHARE {
        return false;
    }
    ratio(mass.links(range), chars) > LINK_BOX && mass.prose(range) * 2 < chars
}

fn is_link_line(block: &Block) -> bool {
    block.chars <= LONGEST_LINK_LINE && block.link_density() > LINK_LINE && !block.ends_sentence()
}

/// A heading with nothing under it announced something that was taken out.
fn without_idle_headings(blocks: &[Block], kept: Vec<usize>) -> Vec<usize> {
    let level = |index: usize| match blocks.get(index).map(|block| block.kind) {
        Some(Kind::Heading(level)) => Some(level),
        _ => None,
    };
    let mut body: Vec<usize> = Vec::with_capacity(kept.len());
    let mut next: Option<u8> = Some(0); // as if a title followed the end
    for &index in kept.iter().rev() {
        match (level(index), next) {
            (Some(own), Some(under)) if under <= own => {}
            (own, _) => {
                next = own;
                body.push(index);
            }
        }
    }
    body.reverse();
    body
}
