//! The text of a page's article: marking furniture, finding the region, trimming it; again with fewer rules where
//! they left too little.

use rustc_hash::FxHashMap;

use super::block::{Block, Kind, blocks};
use super::furniture::{Mass, Strictness, mark};
use super::linked_body::LinkedBody;
use super::names::Tag;
use super::page::Page;
use super::region::{self, Region};
use super::trim::{self, Trimmed};
use crate::clean::outcome::Removed;

/// Less prose than this is suspiciously little for an article: the rules may have been wrong about the page.
const LITTLE: usize = 400;

/// How many blocks from the start may repeat the title.
const TITLE_BLOCKS: usize = 4;

/// The blocks of an article and what stood between them.
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
    /// Blocks inside the article's region that are none of its text.
    pub(super) removed: Vec<Removed>,
}

/// Extracts the body of `page`; `linked` is the body that its linked data holds.
pub(super) fn extract(page: &Page<'_>, title: Option<&str>, linked: Option<&str>) -> Body {
    let everything = blocks(page, &[]);
    let others = title
        .map(|title| other_articles(page, &Mass::of(&everything), title))
        .unwrap_or_default();
    let marked = |strictness: Strictness| {
        let mut dropped = mark(page, &everything, strictness);
        for &other in &others {
            if let Some(mark) = dropped.get_mut(other) {
                *mark = true;
            }
        }
        dropped
    };
    let dropped = marked(Strictness::ByName);
    let mut best = attempt(page, blocks(page, &dropped), &dropped);
    if prose(&best.blocks) < LITTLE {
        let dropped = marked(Strictness::ByKind);
        let looser = attempt(page, blocks(page, &dropped), &dropped);
        if prose(&looser.blocks) > prose(&best.blocks) * 2 {
            best = looser;
        }
    }
    if let Some(chosen) = linked
        .and_then(LinkedBody::of)
        .and_then(|linked| linked.choose(&everything))
    {
        best = refereed(best, everything, chosen);
    }
    drop_title(&mut best, title);
    best
}

/// Endless pages append the next articles: those beside the one that holds the title, with a title of their own.
fn other_articles(page: &Page<'_>, mass: &Mass, title: &str) -> Vec<usize> {
    let is_title = |index: usize| same_letters(&page.words(index, title.len() * 2), title);
    let mut headings = page
        .elements()
        .filter(|(_, tag, _)| matches!(tag, Tag::Heading(1 | 2)));
    let own = headings
        .find(|&(index, ..)| is_title(index))
        .and_then(|(index, ..)| {
            page.ancestors(index)
                .find(|&outer| page.tag(outer) == Tag::Article)
        });
    let Some(own) = own.filter(|&own| mass.prose((own, page.end(own))) >= LITTLE) else {
        return Vec::new();
    };
    let beside = page.elements().filter(|&(index, tag, _)| {
        let headed =
            || (index..page.end(index)).any(|inner| matches!(page.tag(inner), Tag::Heading(1 | 2)));
        tag == Tag::Article && index >= page.end(own) && headed()
    });
    beside.map(|(index, ..)| index).collect()
}

fn same_letters(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    letters(a) == letters(b)
}

/// Everything that a fragment holds but furniture: it is an article's body already.
pub(super) fn whole(page: &Page<'_>) -> Body {
    let everything = blocks(page, &[]);
    let dropped = mark(page, &everything, Strictness::ByName);
    let kept = blocks(page, &dropped);
    split(page, kept, &vec![(0, page.len())])
}

/// The body in the elements that a person named: furniture is taken out of it, unless most of it is called so.
pub(super) fn within(page: &Page<'_>, region: &Region, title: Option<&str>) -> Body {
    let everything = blocks(page, &[]);
    let mut dropped = mark(page, &everything, Strictness::ByName);
    for &(start, _) in region {
        for chosen in std::iter::once(start).chain(page.ancestors(start)) {
            if let Some(mark) = dropped.get_mut(chosen) {
                *mark = false;
            }
        }
    }
    let chars = |blocks: &[Block]| {
        let mass = Mass::of(blocks);
        region.iter().map(|&range| mass.chars(range)).sum::<usize>()
    };
    let named = chars(&everything);
    let kept = blocks(page, &dropped);
    let believed = if chars(&kept) * 2 < named {
        everything
    } else {
        kept
    };
    let mut body = split(page, believed, region);
    drop_title(&mut body, title);
    body
}

fn attempt(page: &Page<'_>, blocks: Vec<Block>, dropped: &[bool]) -> Body {
    let region = region::find(page, &blocks, dropped);
    split(page, blocks, &region)
}

fn split(page: &Page<'_>, blocks: Vec<Block>, region: &Region) -> Body {
    let trimmed = trim::body(page, &blocks, region);
    take(blocks, &trimmed)
}

fn take(blocks: Vec<Block>, trimmed: &Trimmed) -> Body {
    let mut body = Body {
        blocks: Vec::with_capacity(trimmed.kept.len()),
        removed: Vec::new(),
    };
    let rules: FxHashMap<usize, &'static str> = trimmed.cut.iter().copied().collect();
    for (index, block) in blocks.into_iter().enumerate() {
        if trimmed.kept.binary_search(&index).is_ok() {
            body.blocks.push(block);
        } else if let Some(rule) = rules.get(&index) {
            body.removed.push(Removed::new(rule, block.text));
        }
    }
    body
}

/// What the linked data chose, unless the region holds much more: then the linked data was cut short.
fn refereed(found: Body, everything: Vec<Block>, chosen: Vec<usize>) -> Body {
    let held = chosen.iter().filter_map(|&index| everything.get(index));
    let held: usize = held
        .filter(|block| block.is_prose())
        .map(|block| block.chars)
        .sum();
    if prose(&found.blocks) * 4 > held * 5 {
        return found;
    }
    let (first, last) = (
        chosen.first().copied().unwrap_or(0),
        chosen.last().copied().unwrap_or(0),
    );
    let others = (first..=last).filter(|index| chosen.binary_search(index).is_err());
    let cut = others
        .map(|index| (index, "not in the linked data"))
        .collect();
    take(everything, &Trimmed { kept: chosen, cut })
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
    let repeats = |block: &Block| {
        matches!(block.kind, Kind::Heading(1))
            || title.is_some_and(|title| same_letters(&block.text, title))
    };
    let head = body.blocks.len().min(TITLE_BLOCKS);
    let rest = body.blocks.split_off(head);
    body.blocks.retain(|block| !repeats(block));
    body.blocks.extend(rest);
}
