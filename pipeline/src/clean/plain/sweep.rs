//! Lines that belong to the page wherever they stand, and paragraphs that stand twice.

use rustc_hash::{FxHashMap, FxHashSet};

use super::blocks::Block;
use super::draft::Draft;
use super::head;
use super::outlets;
use super::role::{Link, Role};
use super::shape;
use item::dates;

/// Shorter texts may honestly stand twice ("Why?"), in letters.
const FEWEST_REPEATED_LETTERS: usize = 40;

/// A teaser stands at most so many blocks above its paragraph.
const MOST_BETWEEN: usize = 3;

/// Links below a "read also" label: so many short lines at most.
const MOST_LINKS: usize = 3;

/// Takes away furniture, captions, links to other articles and repetitions.
pub(super) fn sweep(draft: &mut Draft) {
    learn(draft);
    let mut links = 0;
    draft.drop_blocks(|_, block| {
        let below = std::mem::take(&mut links);
        match block.role() {
            Role::ReadAlso(link) => {
                links = if *link == Link::Below { MOST_LINKS } else { 0 };
                Some("read also")
            }
            Role::Furniture => Some("furniture"),
            Role::Address => Some("address"),
            Role::Source(_) => Some("source line"),
            Role::Caption => Some("caption"),
            Role::Byline(_) => Some("byline"),
            Role::Dated(_) => Some("date line"),
            Role::Author(_) => Some("about the author"),
            Role::Stop => {
                links = MOST_LINKS;
                Some("furniture")
            }
            Role::Text | Role::Name if below > 0 && is_link(block) => {
                // Behind an empty line the next line may be a subheading: only the first is the link.
                links = if block.after_gap { 0 } else { below - 1 };
                Some("read also")
            }
            _ => None,
        }
    });
    repetitions(draft);
}

/// Asks the lines that go for sources, authors and dates.
fn learn(draft: &mut Draft) {
    let blocks = std::mem::take(&mut draft.blocks);
    for block in &blocks {
        match block.role() {
            Role::Source(names) => draft.credit(names.clone(), block.text()),
            Role::Byline(people) => {
                draft.sign(people.clone());
                draft.credit(agency_behind(block.text()), block.text());
            }
            Role::Author(names) => draft.sign(names.clone()),
            Role::Dated(dated) => head::take_date(draft, dated.clone()),
            Role::Furniture if draft.article.date_published.is_none() => {
                if let Some((_, date)) = dates::find(block.text()) {
                    draft.publish(date);
                }
            }
            _ => {}
        }
    }
    draft.blocks = blocks;
}

/// `Anna Nowak (PAP)`: for whom an author writes.
fn agency_behind(line: &str) -> Option<String> {
    let (_, inner) = line
        .trim_end_matches('.')
        .strip_suffix(')')?
        .rsplit_once('(')?;
    outlets::named(inner).map(ToOwned::to_owned)
}

fn is_link(block: &Block) -> bool {
    shape::is_title_like(block.text()) && !block.is_prose()
}

/// Drops paragraphs that stand twice, and teasers of paragraphs that follow.
fn repetitions(draft: &mut Draft) {
    let mut seen = FxHashSet::default();
    // Only texts with as many letters can be the same.
    let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
    for block in &draft.blocks {
        *sizes.entry(block.letters()).or_default() += 1;
    }
    let teasers = teasers(&draft.blocks);
    draft.drop_blocks(|at, block| {
        let size = block.letters();
        if size < FEWEST_REPEATED_LETTERS {
            return None;
        }
        let alike = sizes.get(&size).is_some_and(|blocks| *blocks > 1);
        if alike && !seen.insert(shape::key(block.text())) {
            return Some("repeated paragraph");
        }
        teasers.contains(&at).then_some("teaser of a paragraph")
    });
}

/// Which blocks break off, and are the beginning of one of the next.
fn teasers(blocks: &[Block]) -> Vec<usize> {
    let numbered = blocks.iter().enumerate();
    let cut_off =
        numbered.filter(|(_, block)| block.text().ends_with('…') || block.text().ends_with("..."));
    let teasers = cut_off.filter(|(at, block)| {
        let key = shape::key(block.text());
        let mut next = blocks.iter().skip(at + 1).take(MOST_BETWEEN);
        next.any(|other| shape::key(other.text()).starts_with(&key))
    });
    teasers.map(|(at, _)| at).collect()
}
