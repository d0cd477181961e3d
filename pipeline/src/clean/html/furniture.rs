//! Which subtrees of a page are no part of the article, by what they are and what they are called.
//!
//! Not here: what the text itself says. What must hold: no rule takes a subtree that holds much of the page's prose.

use scraper::node::Element;

use super::block::Block;
use super::names::Tag;
use super::page::Page;
use super::tokens::{Role, role};

/// A rule that would take a larger share of the page's prose than this is wrong about the page.
const MAX_SHARE: f32 = 0.4;

/// How much prose must stay outside comments for them to be comments and not a forum's posts.
const PROSE_BESIDE_FOREIGN: usize = 250;

/// The longest line about an article (byline, date, tags); what is longer is text.
const LONGEST_META: usize = 220;

/// How strict the rules are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// What elements are called counts.
    ByName,
    /// Only what elements are, and whether they are others' text: for pages whose names mislead.
    ByKind,
}

/// Marks the subtrees to leave out. `blocks` are the page's blocks with nothing left out.
pub(super) fn mark(page: &Page<'_>, blocks: &[Block], strictness: Strictness) -> Vec<bool> {
    let mass = Mass::of(blocks);
    let mut dropped = vec![false; page.len()];
    let mut at = 0;
    while at < page.len() {
        if let Some((tag, element)) = page.element(at) {
            let end = page.end(at);
            if takes(&mass, (at, end), tag, element, strictness) {
                if let Some(mark) = dropped.get_mut(at) {
                    *mark = true;
                }
                at = end;
                continue;
            }
        }
        at += 1;
    }
    dropped
}

fn takes(
    mass: &Mass,
    range: (usize, usize),
    tag: Tag,
    element: &Element,
    strictness: Strictness,
) -> bool {
    if matches!(tag, Tag::Body) || element.name() == "html" {
        return false;
    }
    let small = || mass.share(range) <= MAX_SHARE;
    if matches!(tag, Tag::Figure | Tag::Caption | Tag::Footer | Tag::Aside)
        || is_hidden(element)
        || has_furniture_role(element)
    {
        return small();
    }
    match role(element) {
        Role::Foreign => mass.total.saturating_sub(mass.prose(range)) >= PROSE_BESIDE_FOREIGN,
        _ if strictness == Strictness::ByKind => false,
        Role::Furniture if !matches!(tag, Tag::Article | Tag::Main) => small(),
        Role::Meta => {
            mass.chars(range) <= LONGEST_META
                && mass.prose(range) * 2 <= mass.chars(range)
                && small()
        }
        _ => false,
    }
}

fn is_hidden(element: &Element) -> bool {
    element.attrs().any(|(name, value)| match name {
        "hidden" => !value.eq_ignore_ascii_case("until-found"),
        "aria-hidden" => value.eq_ignore_ascii_case("true"),
        "style" => {
            let style: String = value
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
                .to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        "class" => value.split_ascii_whitespace().any(|class| {
            matches!(
                class,
                "hidden"
                    | "hide"
                    | "sr-only"
                    | "visually-hidden"
                    | "visuallyhidden"
                    | "screen-reader-text"
                    | "d-none"
                    | "invisible"
            )
        }),
        _ => false,
    })
}

fn has_furniture_role(element: &Element) -> bool {
    element.attrs().any(|(name, value)| {
        name == "role"
            && matches!(
                value,
                "navigation"
                    | "complementary"
                    | "contentinfo"
                    | "banner"
                    | "dialog"
                    | "alertdialog"
                    | "menu"
                    | "menubar"
                    | "search"
                    | "toolbar"
                    | "tablist"
                    | "alert"
            )
    })
}

/// How much text and prose lies below any node: prefix sums over the blocks.
pub(super) struct Mass {
    at: Vec<usize>,
    chars: Vec<usize>,
    prose: Vec<usize>,
    links: Vec<usize>,
    /// The prose of the whole page.
    pub(super) total: usize,
}

impl Mass {
    /// Sums up `blocks`.
    pub(super) fn of(blocks: &[Block]) -> Self {
        let sums = |weight: fn(&Block) -> usize| {
            let mut sum = 0;
            std::iter::once(0)
                .chain(blocks.iter().map(|block| {
                    sum += weight(block);
                    sum
                }))
                .collect::<Vec<_>>()
        };
        let prose = sums(|block| if block.is_prose() { block.chars } else { 0 });
        Self {
            at: blocks.iter().map(|block| block.at).collect(),
            chars: sums(|block| block.chars),
            links: sums(|block| block.link_chars),
            total: prose.last().copied().unwrap_or(0),
            prose,
        }
    }

    /// Characters of blocks that read like sentences, between two nodes.
    pub(super) fn prose(&self, range: (usize, usize)) -> usize {
        self.between(&self.prose, range)
    }

    /// All characters between two nodes.
    pub(super) fn chars(&self, range: (usize, usize)) -> usize {
        self.between(&self.chars, range)
    }

    /// Characters in links between two nodes.
    pub(super) fn links(&self, range: (usize, usize)) -> usize {
        self.between(&self.links, range)
    }

    /// The indices of the blocks between two nodes.
    pub(super) fn blocks(&self, (start, end): (usize, usize)) -> std::ops::Range<usize> {
        self.at.partition_point(|&at| at < start)..self.at.partition_point(|&at| at < end)
    }

    fn share(&self, range: (usize, usize)) -> f32 {
        super::block::ratio(self.prose(range), self.total)
    }

    fn between(&self, sums: &[usize], range: (usize, usize)) -> usize {
        let blocks = self.blocks(range);
        let at = |index: usize| sums.get(index).copied().unwrap_or(0);
        at(blocks.end).saturating_sub(at(blocks.start))
    }
}
