//! Finding the element that holds the article by its paragraphs: each gives its container points for length and
//! commas, and less to the containers further out (after Arc90's Readability, whose weights these are).
//!
//! Not here: what elements are called, save a nudge; `region` weighs the answer against other candidates.

use rustc_hash::FxHashMap;

use super::block::{Block, Kind, ratio};
use super::mass::Mass;
use super::names::Tag;
use super::page::Page;
use super::tokens::Role;

/// Containers this far out still get a share of a paragraph's points.
const LEVELS: usize = 5;

/// Paragraphs shorter than this say nothing.
const SHORTEST: usize = 25;

/// How many of the best containers are compared.
const TOP: usize = 5;

/// The points of containers.
pub(super) struct Scores {
    points: FxHashMap<usize, f32>,
}

impl Scores {
    /// Scores the containers of `blocks`.
    pub(super) fn of(page: &Page<'_>, blocks: &[Block], mass: &Mass) -> Self {
        let mut points: FxHashMap<usize, f32> = FxHashMap::default();
        for block in blocks.iter().filter(|block| counts(block)) {
            let score = (1.0 + small(block.commas) + (small(block.chars) / 100.0).min(3.0))
                * (1.0 - block.link_density());
            let own = matches!(block.kind, Kind::Loose | Kind::Cell);
            let first = if own {
                Some(block.node)
            } else {
                page.parent(block.node)
            };
            let containers = first
                .into_iter()
                .flat_map(|first| std::iter::once(first).chain(page.ancestors(first)));
            for (level, container) in containers.take(LEVELS).enumerate() {
                let divisor = match level {
                    0 => 1.0,
                    1 => 2.0,
                    further => small(further) * 3.0,
                };
                *points
                    .entry(container)
                    .or_insert_with(|| start(page, container)) += score / divisor;
            }
        }
        for (&container, score) in &mut points {
            let range = (container, page.end(container));
            *score *= 1.0 - ratio(mass.links(range), mass.chars(range));
        }
        Self { points }
    }

    /// The points of one container.
    pub(super) fn get(&self, container: usize) -> f32 {
        self.points.get(&container).copied().unwrap_or(0.0)
    }

    /// The container that most likely holds the article.
    pub(super) fn best(&self, page: &Page<'_>) -> Option<usize> {
        let mut ranked: Vec<(usize, f32)> = self
            .points
            .iter()
            .map(|(&at, &score)| (at, score))
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.truncate(TOP);
        let &(mut best, top) = ranked.first()?;
        best = shared_by_rivals(page, &ranked, top).unwrap_or(best);
        best = self.rising(page, best);
        // An only child stands for its parent, whose other children may join it later.
        while let Some(parent) = page
            .parent(best)
            .filter(|&parent| page.tag(parent) != Tag::Body)
        {
            if page
                .children(parent)
                .filter(|&child| page.element(child).is_some())
                .count()
                != 1
            {
                break;
            }
            best = parent;
        }
        Some(best)
    }

    /// Goes outwards as long as the points rise, past a level that has hardly any.
    fn rising(&self, page: &Page<'_>, best: usize) -> usize {
        let mut last = self.get(best);
        let floor = last / 3.0;
        for ancestor in page
            .ancestors(best)
            .take_while(|&at| page.tag(at) != Tag::Body)
        {
            let score = self.get(ancestor);
            if score < floor {
                break;
            }
            if score > last {
                return ancestor;
            }
            last = score;
        }
        best
    }
}

/// Where three of the best are nearly as good, the article is spread: an ancestor they share holds all of it.
fn shared_by_rivals(page: &Page<'_>, ranked: &[(usize, f32)], top: f32) -> Option<usize> {
    let rivals: Vec<usize> = ranked
        .iter()
        .skip(1)
        .filter(|(_, s)| *s >= top * 0.75)
        .map(|&(at, _)| at)
        .collect();
    let best = ranked.first()?.0;
    page.ancestors(best)
        .take_while(|&at| page.tag(at) != Tag::Body)
        .find(|&ancestor| {
            let holds = |&rival: &usize| rival > ancestor && rival < page.end(ancestor);
            rivals.iter().filter(|rival| holds(rival)).count() >= 3
        })
}

fn counts(block: &Block) -> bool {
    block.chars >= SHORTEST && !matches!(block.kind, Kind::Heading(_) | Kind::Caption)
}

/// What a container starts with: a nudge by its kind and its names.
fn start(page: &Page<'_>, container: usize) -> f32 {
    let Some((tag, _)) = page.element(container) else {
        return 0.0;
    };
    let kind = match tag {
        Tag::Article | Tag::Main => 8.0,
        Tag::Div | Tag::Section => 5.0,
        Tag::Preformatted | Tag::Cell | Tag::Quote => 3.0,
        Tag::List | Tag::ListItem | Tag::Form => -3.0,
        Tag::Heading(_) | Tag::Header | Tag::Footer | Tag::Aside => -5.0,
        _ => 0.0,
    };
    kind + match page.name(container).role {
        Role::Body => 25.0,
        Role::Furniture | Role::Foreign => -25.0,
        Role::Weak => -10.0,
        Role::Meta | Role::Unknown => 0.0,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a count on one page, used as a weight"
)]
fn small(count: usize) -> f32 {
    count as f32
}
