//! Lines that belong to the page wherever they stand, and paragraphs that stand twice.

use rustc_hash::FxHashSet;

use super::draft::Draft;
use super::head;
use super::outlets;
use super::role::{self, Link, Role};
use super::shape;
use crate::clean::dates;

/// Shorter texts may honestly stand twice ("Why?"), in letters.
const FEWEST_REPEATED_LETTERS: usize = 40;

/// Links below a "read also" label: so many short lines at most.
const MOST_LINKS: usize = 3;

/// Takes away furniture, captions, links to other articles and repetitions.
pub(super) fn sweep(draft: &mut Draft) {
    let roles: Vec<Role> = draft
        .blocks
        .iter()
        .map(|block| role::of(&block.text))
        .collect();
    let mut links = 0;
    for (block, role) in draft.blocks.clone().iter().zip(&roles) {
        match role {
            Role::Source(names) => draft.credit(names.clone(), &block.text),
            Role::Byline(people) => {
                draft.sign(people.clone());
                draft.credit(agency_behind(&block.text), &block.text);
            }
            Role::Dated(dated) => head::take_date(draft, dated.clone()),
            Role::Furniture if draft.article.date_published.is_none() => {
                if let Some((_, date)) = dates::find(&block.text) {
                    draft.publish(date);
                }
            }
            _ => {}
        }
    }
    draft.drop_blocks(|at, block| {
        let below = std::mem::take(&mut links);
        match roles.get(at)? {
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
            Role::Text | Role::Name if below > 0 && is_link(&block.text) => {
                // Behind an empty line the next line may be a subheading: only the first is the link.
                links = if block.after_gap { 0 } else { below - 1 };
                Some("read also")
            }
            _ => None,
        }
    });
    repetitions(draft);
}

/// `Anna Nowak (PAP)`: for whom an author writes.
fn agency_behind(line: &str) -> Option<String> {
    let (_, inner) = line
        .trim_end_matches('.')
        .strip_suffix(')')?
        .rsplit_once('(')?;
    outlets::named(inner).map(ToOwned::to_owned)
}

fn is_link(text: &str) -> bool {
    shape::is_title_like(text) && !shape::is_prose(text)
}

/// Drops paragraphs that stand twice, and teasers of paragraphs that follow.
fn repetitions(draft: &mut Draft) {
    let mut seen = FxHashSet::default();
    let keys: Vec<String> = draft
        .blocks
        .iter()
        .map(|block| shape::key(&block.text))
        .collect();
    draft.drop_blocks(|at, block| {
        let key = keys.get(at)?;
        if shape::letters(&block.text) < FEWEST_REPEATED_LETTERS {
            return None;
        }
        if !seen.insert(key.as_str()) {
            return Some("repeated paragraph");
        }
        let cut_off = block.text.ends_with('…') || block.text.ends_with("...");
        let next = keys.iter().skip(at + 1).take(3);
        let teased = cut_off
            && next
                .into_iter()
                .any(|other| other.starts_with(key.as_str()));
        teased.then_some("teaser of a paragraph")
    });
}
