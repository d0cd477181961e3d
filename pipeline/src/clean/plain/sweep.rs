//! Lines that belong to the page wherever they stand, and paragraphs that stand twice.

use rustc_hash::FxHashSet;

use super::blocks::Block;
use super::draft::Draft;
use super::head;
use super::outlets;
use super::role::{Link, Role};
use super::shape;
use crate::clean::dates;

/// Shorter texts may honestly stand twice ("Why?"), in letters.
const FEWEST_REPEATED_LETTERS: usize = 40;

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
    let keys: Vec<String> = draft
        .blocks
        .iter()
        .map(|block| shape::key(block.text()))
        .collect();
    draft.drop_blocks(|at, block| {
        let key = keys.get(at)?;
        if block.letters() < FEWEST_REPEATED_LETTERS {
            return None;
        }
        if !seen.insert(key.as_str()) {
            return Some("repeated paragraph");
        }
        let cut_off = block.text().ends_with('…') || block.text().ends_with("...");
        let next = keys.iter().skip(at + 1).take(3);
        let teased = cut_off
            && next
                .into_iter()
                .any(|other| other.starts_with(key.as_str()));
        teased.then_some("teaser of a paragraph")
    });
}
