//! The text of a page's article: marking furniture, finding the region, trimming it; again with fewer rules where
//! they left too little.

use super::block::{Block, Kind, blocks};
use super::furniture::{Mass, Strictness, mark};
use super::linked_body::LinkedBody;
use super::page::Page;
use super::{region, trim};

/// Less prose than this is suspiciously little for an article: the rules may have been wrong about the page.
const LITTLE: usize = 400;

/// How many blocks from the start may repeat the title.
const TITLE_BLOCKS: usize = 4;

/// The blocks of an article and what stood between them.
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
    /// Blocks inside the article's region that are none of its text.
    pub(super) removed: Vec<String>,
}

/// Extracts the body of `page`; `linked` is the body that its linked data holds.
pub(super) fn extract(page: &Page<'_>, title: Option<&str>, linked: Option<&str>) -> Body {
    let everything = blocks(page, &[]);
    let dropped = mark(page, &everything, Strictness::ByName);
    let mut best = attempt(page, blocks(page, &dropped), &dropped);
    if prose(&best.blocks) < LITTLE {
        let dropped = mark(page, &everything, Strictness::ByKind);
        let looser = attempt(page, blocks(page, &dropped), &dropped);
        if prose(&looser.blocks) > prose(&best.blocks) * 2 {
            best = looser;
        }
    }
    if let Some(chosen) = linked
        .and_then(LinkedBody::of)
        .and_then(|linked| linked.choose(&everything))
    {
        best = refereed(best, everything, &chosen);
    }
    drop_title(&mut best, title);
    best
}

/// Everything that a fragment holds but furniture: it is an article's body already.
pub(super) fn whole(page: &Page<'_>) -> Body {
    let everything = blocks(page, &[]);
    let dropped = mark(page, &everything, Strictness::ByName);
    let kept = blocks(page, &dropped);
    split(page, kept, &vec![(0, page.len())])
}

fn attempt(page: &Page<'_>, blocks: Vec<Block>, dropped: &[bool]) -> Body {
    let region = region::find(page, &blocks, dropped);
    split(page, blocks, &region)
}

fn split(page: &Page<'_>, blocks: Vec<Block>, region: &region::Region) -> Body {
    let kept = trim::body(page, &blocks, region);
    let mass = Mass::of(&blocks);
    let inside: Vec<usize> = region
        .iter()
        .flat_map(|&range| mass.blocks(range))
        .collect();
    take(blocks, &kept, &inside)
}

/// Takes the blocks with the indices `kept`; the others of `inside` are noted as removed.
fn take(blocks: Vec<Block>, kept: &[usize], inside: &[usize]) -> Body {
    let mut body = Body {
        blocks: Vec::with_capacity(kept.len()),
        removed: Vec::new(),
    };
    for (index, block) in blocks.into_iter().enumerate() {
        if kept.binary_search(&index).is_ok() {
            body.blocks.push(block);
        } else if inside.binary_search(&index).is_ok() {
            body.removed.push(block.text);
        }
    }
    body
}

/// What the linked data chose, unless the region holds much more: then the linked data was cut short.
fn refereed(found: Body, everything: Vec<Block>, chosen: &[usize]) -> Body {
    let chosen_prose: usize = chosen
        .iter()
        .filter_map(|&i| everything.get(i))
        .filter(|b| b.is_prose())
        .map(|b| b.chars)
        .sum();
    if prose(&found.blocks) * 4 > chosen_prose * 5 {
        return found;
    }
    let inside: Vec<usize> = match (chosen.first(), chosen.last()) {
        (Some(&first), Some(&last)) => (first..=last).collect(),
        _ => Vec::new(),
    };
    take(everything, chosen, &inside)
}

/// How much of the blocks reads like sentences.
pub(super) fn prose(blocks: &[Block]) -> usize {
    blocks
        .iter()
        .filter(|block| block.is_prose())
        .map(|block| block.chars)
        .sum()
}

fn drop_title(body: &mut Body, title: Option<&str>) {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let title = title.map(letters).filter(|title| !title.is_empty());
    let repeats = |block: &Block| {
        matches!(block.kind, Kind::Heading(1))
            || title
                .as_ref()
                .is_some_and(|title| letters(&block.text) == *title)
    };
    let head = body.blocks.len().min(TITLE_BLOCKS);
    let rest = body.blocks.split_off(head);
    body.blocks.retain(|block| !repeats(block));
    body.blocks.extend(rest);
}
