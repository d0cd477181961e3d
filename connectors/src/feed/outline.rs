//! An XML feed as the elements that it is made of: what a parser's answer is measured by, and all there is to read where a
//! parser gives up.

use std::ops::Range;

use super::{markup::Tag, model::FeedKind, names::Name};

/// A feed's parts.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    pub(super) kind: FeedKind,
    /// The start tag of its root.
    pub(super) root: Tag<'a>,
    /// The text from that tag on.
    pub(super) text: &'a str,
    /// The start tag of the channel in it, if there is one.
    pub(super) channel: Option<Tag<'a>>,
    /// What the feed says of itself.
    pub(super) head: Vec<Element<'a>>,
    /// Its first entries, as many as were asked for.
    pub(super) items: Vec<Item<'a>>,
    /// What its entries say, one after another.
    pub(super) elements: Vec<Element<'a>>,
    pub(super) flaws: Flaws,
}

/// An element that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) name: Name,
    pub(super) tag: Tag<'a>,
    /// What stands between its tags, as written.
    pub(super) inner: &'a str,
}

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    /// Its start tag.
    pub(super) tag: Tag<'a>,
    pub(super) elements: Range<usize>,
}

/// What is wrong with a feed, and what parsers must be spared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flaws {
    /// Elements without an end.
    pub(super) unclosed: usize,
    /// Elements whose prefix means nothing.
    pub(super) undeclared: usize,
    /// Entries beyond those that were asked for.
    pub(super) left_out: usize,
    /// Whether the feed itself has no end.
    pub(super) is_cut_off: bool,
    /// Whether its last entry has no end either, and is left out.
    pub(super) is_last_cut_off: bool,
    /// How deep elements lie in others.
    pub(super) deepest: usize,
    /// The length of the longest tag.
    pub(super) longest_tag: usize,
}

impl<'a> Outline<'a> {
    /// What the feed and its entries say.
    pub(super) fn all(&self) -> impl Iterator<Item = &Element<'a>> {
        self.head.iter().chain(&self.elements)
    }

    /// What an entry says.
    pub(super) fn of_item(&self, item: &Item<'a>) -> &[Element<'a>] {
        self.elements.get(item.elements.clone()).unwrap_or_default()
    }
}
