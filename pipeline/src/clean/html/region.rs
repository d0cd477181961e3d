//! Which part of a page is the article: candidates from different evidence, weighed by the prose they hold.
//!
//! A region is a list of node ranges. Not here: what is taken out of the region afterwards.

use super::block::{Block, Kind};
use super::furniture::Marks;
use super::mass::Mass;
use super::names::Tag;
use super::page::Page;
use super::score::Scores;
use crate::clean::outcome::{Choice, Rival};

/// Node ranges in document order that do not overlap.
pub(super) type Region = Vec<(usize, usize)>;

/// A container named as the body must hold this share of the prose that the scored one holds.
const NAMED_SHARE: f32 = 0.7;

/// A wider region must hold this many tenths of the prose of the narrower one.
const WIDER_TENTHS: usize = 14;

/// A wider region must keep this share of the narrower one's purity.
const PURITY_KEPT: f32 = 0.85;

/// The least prose that makes a named container believable.
const LEAST_PROSE: usize = 140;

/// What was found, and beside what.
pub(super) struct Found {
    pub(super) region: Region,
    pub(super) choice: Choice,
}

/// Finds the region of the article.
pub(super) fn find(page: &Page<'_>, blocks: &[Block], marks: &Marks) -> Found {
    let mass = Mass::of(blocks);
    let scores = Scores::of(page, blocks, &mass);
    let joined = scores
        .best(page)
        .map(|best| join_siblings(page, blocks, &mass, &scores, best))
        .unwrap_or_default();
    let weight = |region: &Region| region.iter().map(|&range| mass.prose(range)).sum::<usize>();
    let held = weight(&joined);
    let named = named(page, marks, &mass);
    let rivals = named.iter().map(|(name, region)| (*name, region));
    let rivals = rivals.chain([("scored", &joined)]);
    let rivals = rivals.map(|(candidate, region)| Rival {
        candidate,
        prose: weight(region),
    });
    let rivals = rivals.filter(|rival| rival.prose > 0).collect();
    let believed = named.into_iter().find(|(_, candidate)| {
        let prose = weight(candidate);
        prose >= LEAST_PROSE && super::block::ratio(prose, held) >= NAMED_SHARE
    });
    let (candidate, region) = believed.unwrap_or(("scored", joined));
    let region = widened(page, &mass, region);
    let choice = Choice { candidate, rivals };
    if region.is_empty() {
        return Found {
            region: vec![(0, page.len())],
            choice: Choice {
                candidate: "whole page",
                ..choice
            },
        };
    }
    Found { region, choice }
}

/// Goes outwards as long as an ancestor holds much more prose and hardly more of anything else: bodies are cut into
/// sections, each of which looks like a body.
fn widened(page: &Page<'_>, mass: &Mass, region: Region) -> Region {
    let (Some(&(first, _)), Some(&(_, end))) = (region.first(), region.last()) else {
        return region;
    };
    let own = Purity::of(mass, &region);
    let outer = page
        .ancestors(first)
        .filter(|&outer| page.end(outer) >= end);
    let mut best = (own, region);
    for ancestor in outer.take_while(|&outer| page.tag(outer) != Tag::Body) {
        let wider: Region = vec![(ancestor, page.end(ancestor))];
        let purity = Purity::of(mass, &wider);
        if purity.prose * 10 >= best.0.prose * WIDER_TENTHS
            && purity.share >= own.share * PURITY_KEPT
        {
            best = (purity, wider);
        }
    }
    best.1
}

/// How much of a region is prose.
#[derive(Clone, Copy)]
struct Purity {
    prose: usize,
    share: f32,
}

impl Purity {
    fn of(mass: &Mass, region: &Region) -> Self {
        let prose = region.iter().map(|&range| mass.prose(range)).sum();
        let chars: usize = region.iter().map(|&range| mass.chars(range)).sum();
        Self {
            prose,
            share: super::block::ratio(prose, chars),
        }
    }
}

/// Containers that call themselves the article's body, the strongest names first.
fn named(page: &Page<'_>, marks: &Marks, mass: &Mass) -> Vec<(&'static str, Region)> {
    let mut by_property = Vec::new();
    let mut by_name = Vec::new();
    let mut articles = Vec::new();
    let mut at = 0;
    while at < page.len() {
        if marks.has(at) {
            at = page.end(at);
            continue;
        }
        if let Some((tag, element)) = page.element(at) {
            let range = (at, page.end(at));
            if element.attrs().any(|(name, value)| {
                name == "itemprop" && value.split_ascii_whitespace().any(|p| p == "articleBody")
            }) {
                by_property.push(range);
            }
            if tag.is_block() && tag != Tag::Body && page.name(at).names_body {
                by_name.push(range);
            }
            if tag == Tag::Article {
                articles.push(range);
            }
        }
        at += 1;
    }
    let first = same_parent(page, mass, outermost(articles))
        .into_iter()
        .take(1);
    [
        ("itemprop articleBody", outermost(by_property)),
        ("named body", same_parent(page, mass, outermost(by_name))),
        ("article element", first.collect()),
    ]
    .into()
}

/// Leaves out ranges that lie in an earlier one.
fn outermost(ranges: Region) -> Region {
    let mut kept: Region = Vec::new();
    for range in ranges {
        if kept.last().is_none_or(|&(_, end)| range.0 >= end) {
            kept.push(range);
        }
    }
    kept
}

/// The range with the most prose, and its siblings in the list: bodies are split by boxes and advertisements.
fn same_parent(page: &Page<'_>, mass: &Mass, ranges: Region) -> Region {
    let Some(&heaviest) = ranges
        .iter()
        .max_by_key(|&&range| (mass.prose(range), std::cmp::Reverse(range.0)))
    else {
        return ranges;
    };
    let parent = page.parent(heaviest.0);
    ranges
        .into_iter()
        .filter(|range| page.parent(range.0) == parent)
        .collect()
}

/// The best container and those of its siblings that go on with the article.
fn join_siblings(
    page: &Page<'_>,
    blocks: &[Block],
    mass: &Mass,
    scores: &Scores,
    best: usize,
) -> Region {
    let Some(parent) = page.parent(best).filter(|_| page.tag(best) != Tag::Body) else {
        return vec![(best, page.end(best))];
    };
    let threshold = (scores.get(best) * 0.2).max(10.0);
    let joins = |&child: &usize| {
        let range = (child, page.end(child));
        child == best
            || scores.get(child) >= threshold
            || continues(page, blocks, mass, best, range)
    };
    page.children(parent)
        .filter(joins)
        .map(|child| (child, page.end(child)))
        .collect()
}

/// A paragraph beside the best container that reads like part of the article. Templates make paragraphs of boxes, too.
fn continues(
    page: &Page<'_>,
    blocks: &[Block],
    mass: &Mass,
    best: usize,
    range: (usize, usize),
) -> bool {
    let inside = blocks.get(mass.blocks(range)).unwrap_or_default();
    let class = |index: usize| {
        page.element(index)
            .and_then(|(_, element)| element.attr("class"))
    };
    let is_box = matches!(page.tag(range.0), Tag::Div | Tag::Section)
        && inside.len() == 1
        && class(range.0) == class(best);
    if page.tag(range.0) != Tag::Paragraph && !is_box {
        return false;
    }
    inside.iter().any(|block| {
        let density = block.link_density();
        matches!(block.kind, Kind::Paragraph | Kind::Loose)
            && ((block.chars > 80 && density < 0.25 && block.is_prose())
                || (!is_box && block.link_chars == 0 && block.ends_sentence()))
    })
}
