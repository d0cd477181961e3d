//! A feed that cannot be read as a whole, read entry by entry: each in the feed's own root, so that a bad one costs
//! only itself.

use super::{
    dialect,
    markup::local,
    outline::{Item, Outline},
    parse::{Parsed, parse},
};

/// A longer root is not repeated before every entry.
const LONGEST_ROOT: usize = 16 << 10;

/// A feed in pieces.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    /// What it says of itself, if that could be read.
    pub(super) head: Option<Parsed>,
    /// Its entries, each parsed alone, with their places in the feed.
    pub(super) entries: Vec<(Item<'a>, Parsed)>,
}

/// Reads the first `most` entries of a feed one by one. `root` is its start tag as the parser knows it.
pub(super) fn read<'a>(outline: &Outline<'a>, root: &str, most: usize) -> Option<Pieces<'a>> {
    if root.len() > LONGEST_ROOT {
        return None;
    }
    let end = format!("</{}>", outline.root.name);
    let alone = |piece: &str| parse(&format!("{root}{piece}{end}")).ok();
    let is_rss = local(outline.root.name).eq_ignore_ascii_case("rss");
    let body = |piece| dialect::body(piece, &outline.root);
    let channel = outline
        .channel
        .filter(|(tag, written)| !tag.is_empty && written.len() < LONGEST_ROOT);
    let framed = |piece: &str| match channel {
        Some((tag, written)) => format!("{written}{piece}</{}>", tag.name),
        None => format!("<channel>{piece}</channel>"),
    };
    let head = body(outline.head);
    let head = if is_rss || channel.is_some() {
        alone(&framed(&head))
    } else {
        alone(&head)
    };
    let whole = outline.items.iter().filter(|item| item.is_closed);
    let entries = whole.take(most).filter_map(|item| {
        let raw = body(item.raw);
        let parsed = alone(&if is_rss { framed(&raw) } else { raw })?;
        (!parsed.feed.entries.is_empty()).then_some((*item, parsed))
    });
    let entries = entries.collect();
    Some(Pieces { head, entries })
}
