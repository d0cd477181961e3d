//! What is said about a picture: a line or two that stand in one box with it, apart from the paragraphs.
//!
//! Only the place tells them: a caption is written like any sentence. What must hold: photo stories, whose text stands
//! beside pictures, keep it.

use rustc_hash::FxHashSet;

use super::block::{Block, Kind, ratio};
use super::body::Context;
use super::lead::is_described;
use super::mass::Mass;
use super::names::Tag;
use super::page::Page;
use super::region::Region;

/// The longest text in the box of a picture, in characters.
const LONGEST: usize = 400;

/// So many lines at most: what is seen, who took it, where it may be bought.
const MOST_LINES: usize = 4;

/// A table with so few cells of text is one that holds a picture in place.
const MOST_LINES_OF_TABLE: usize = 2;

/// So many elements further out the picture may be.
const MOST_LEVELS: usize = 4;

/// Where more of the prose than this stands beside pictures, it is the text of the pictures.
const MOST_SHARE: f32 = 0.3;

/// A text that stands beside several pictures in the same words has at least so many characters.
const SHORTEST_REPEATED: usize = 40;

/// The pictures of a page: how many there are before each node.
pub(super) struct Pictures {
    before: Vec<u32>,
}

impl Pictures {
    /// Counts them.
    pub(super) fn of(page: &Page<'_>) -> Self {
        let mut count = 0;
        let before = (0..page.len()).map(|at| {
            let here = count;
            count += u32::from(page.tag(at) == Tag::Media);
            here
        });
        let mut before: Vec<u32> = before.collect();
        before.push(count);
        Self { before }
    }

    fn within(&self, (start, end): (usize, usize)) -> bool {
        let at = |index: usize| self.before.get(index).copied().unwrap_or(0);
        at(end) > at(start)
    }
}

/// Which blocks of the region are captions by their place.
pub(super) fn in_region(
    context: &Context<'_, '_>,
    blocks: &[Block],
    mass: &Mass,
    region: &Region,
) -> Vec<usize> {
    let repeated = repeated(context, blocks, mass, region);
    let mut captions = Vec::new();
    let mut prose = 0;
    for &range in region {
        for index in mass.blocks(range) {
            let Some(block) = blocks.get(index) else {
                continue;
            };
            let again = repeated.contains(block.text.as_str());
            if again || is_caption(context, mass, block) {
                captions.push(index);
                prose += if block.is_prose() { block.chars } else { 0 };
            }
        }
    }
    let whole: usize = region.iter().map(|&range| mass.prose(range)).sum();
    if ratio(prose, whole) > MOST_SHARE {
        captions.clear();
    }
    captions
}

/// The texts that stand more than once, each time in the box of a picture: those of a gallery are in its list as well.
fn repeated<'b>(
    context: &Context<'_, '_>,
    blocks: &'b [Block],
    mass: &Mass,
    region: &Region,
) -> FxHashSet<&'b str> {
    let inside = region.iter().flat_map(|&range| mass.blocks(range));
    let inside = inside.filter_map(|index| blocks.get(index));
    let long = inside.filter(|block| (SHORTEST_REPEATED..=LONGEST).contains(&block.chars));
    let mut seen = FxHashSet::default();
    let mut repeated = FxHashSet::default();
    for block in long.filter(|block| is_boxed(context, mass, block)) {
        if !seen.insert(block.text.as_str()) {
            repeated.insert(block.text.as_str());
        }
    }
    repeated
}

/// Whether a block stands in the box of a picture, and is of a kind that captions are.
pub(super) fn is_caption(context: &Context<'_, '_>, mass: &Mass, block: &Block) -> bool {
    let kind = matches!(
        block.kind,
        Kind::Paragraph | Kind::Loose | Kind::Caption | Kind::Cell
    );
    kind && is_boxed(context, mass, block) && !is_described(context, block)
}

fn is_boxed(context: &Context<'_, '_>, mass: &Mass, block: &Block) -> bool {
    let Context { page, pictures, .. } = context;
    if block.chars > LONGEST || matches!(block.kind, Kind::Heading(_)) {
        return false;
    }
    // A picture in the same paragraph is an illustration of it.
    if pictures.within((block.node, page.end(block.node))) {
        return false;
    }
    let boxed = page
        .ancestors(block.node)
        .take(MOST_LEVELS)
        .find_map(|outer| {
            let range = (outer, page.end(outer));
            pictures.within(range).then_some(range)
        });
    let Some(range) = boxed else { return false };
    let most = if block.kind == Kind::Cell {
        MOST_LINES_OF_TABLE
    } else {
        MOST_LINES
    };
    mass.chars(range) <= LONGEST
        && mass.blocks(range).len() <= most
        && !matches!(page.tag(range.0), Tag::Article | Tag::Main | Tag::Body)
        && !(range.0..range.1).any(|inner| matches!(page.tag(inner), Tag::Heading(_)))
}
