//! Taking furniture out of the region of the article: boxes of links, lines that are only a link, captions.
//!
//! Shape only; what the words say is the plain furniture pass. What must hold: prose is never taken by shape alone.

use std::ops::Range;

use super::block::{Block, Kind, ratio};
use super::body::Context;
use super::captions;
use super::doubles;
use super::mass::Mass;
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

/// So many links of a box are looked at.
const MOST_LINKS: usize = 60;

/// What trimming decided about the blocks of a region, by their indices in order.
#[derive(Debug, Default)]
pub(super) struct Trimmed {
    /// Text of the article.
    pub(super) kept: Vec<usize>,
    /// What is none, and the rule that says so.
    pub(super) cut: Vec<(usize, &'static str)>,
}

/// Decides which blocks of `region` are text of the article.
pub(super) fn body(context: &Context<'_, '_>, blocks: &[Block], region: &Region) -> Trimmed {
    let Context { page, site, .. } = context;
    let mass = Mass::of(blocks);
    let prose: usize = region.iter().map(|&range| mass.prose(range)).sum();
    let offers = |range: Range<usize>| {
        let inside = blocks.get(range).unwrap_or_default().iter();
        let links = inside.flat_map(|block| &block.links);
        let hrefs = links.filter_map(|link| page.element(link.node)?.1.attr("href"));
        let (mut all, mut offers) = (0_usize, 0_usize);
        for href in hrefs.take(MOST_LINKS) {
            all += 1;
            offers += usize::from(site.is_offer(href));
        }
        offers * 2 >= all
    };
    let mut trimmed = Trimmed::default();
    for &range in region {
        let mut at = range.0;
        let mut open = mass.blocks(range);
        while at < range.1 {
            let here = (at, page.end(at));
            let skipped = mass.blocks(here);
            let is_box = || is_link_box(page, &mass, here, prose) && offers(skipped.clone());
            if page.tag(at).is_block() && is_box() {
                trimmed.kept.extend(open.start..skipped.start);
                trimmed
                    .cut
                    .extend(skipped.clone().map(|index| (index, "box of links")));
                open.start = skipped.end.max(open.start);
                at = here.1;
                continue;
            }
            at += 1;
        }
        trimmed.kept.extend(open);
    }
    let captions = captions::in_region(context, blocks, &mass, region);
    trimmed.cut_where("caption", |index| captions.binary_search(&index).is_ok());
    trimmed.cut_where("link", |index| {
        blocks.get(index).is_some_and(is_link_line) && offers(index..index + 1)
    });
    for (double, rule) in doubles::of(blocks, &trimmed.kept) {
        trimmed.cut_where(rule, |index| index == double);
    }
    let cut: Vec<usize> = trimmed.cut.iter().map(|&(index, _)| index).collect();
    let idle = idle_headings(blocks, &trimmed.kept, &cut);
    trimmed.cut_where("heading of nothing", |index| idle.contains(&index));
    trimmed
}

impl Trimmed {
    fn cut_where(&mut self, rule: &'static str, is_cut: impl Fn(usize) -> bool) {
        let cut = &mut self.cut;
        self.kept.retain(|&index| {
            if is_cut(index) {
                cut.push((index, rule));
                return false;
            }
            true
        });
    }
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

/// Headings with nothing under them because what they announced was cut; a heading over a picture stays.
fn idle_headings(blocks: &[Block], kept: &[usize], cut: &[usize]) -> Vec<usize> {
    let level = |index: usize| match blocks.get(index).map(|block| block.kind) {
        Some(Kind::Heading(level)) => Some(level),
        _ => None,
    };
    let mut idle = Vec::new();
    let mut next = (usize::MAX, Some(0)); // as if a title followed the end
    for &index in kept.iter().rev() {
        let announced =
            || next.0 == usize::MAX || cut.iter().any(|&cut| cut > index && cut < next.0);
        match (level(index), next.1) {
            (Some(own), Some(under)) if under <= own && announced() => idle.push(index),
            (own, _) => next = (index, own),
        }
    }
    idle
}
