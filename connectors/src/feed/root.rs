//! Where a feed begins, and which format it has.

use super::{
    markup::{Markup, Piece, Tag},
    model::FeedKind,
};

/// How far the root may lie behind declarations, comments and what a server wrote before it.
const FARTHEST_ROOT: usize = 64 << 10;

/// The root of a feed and where it begins, if there is one before any sign of a web page. What servers write before it
/// does not matter.
pub(super) fn root<'a>(markup: &mut Markup<'a>) -> Option<(Tag<'a>, usize)> {
    let mut is_first = true;
    while markup.at() < FARTHEST_ROOT {
        let at = markup.at();
        let Piece::Start(tag) = markup.next()? else {
            continue;
        };
        let is_any = |names: &[&str], name: &str| {
            let mut names = names.iter();
            names.any(|known| known.eq_ignore_ascii_case(name))
        };
        if is_any(&["html", "head", "body"], tag.name) {
            return None;
        }
        let is_root = is_any(&["rss", "rdf", "feed"], tag.local);
        if is_root || is_first && is_any(&["entry", "channel"], tag.local) {
            return Some((tag, at));
        }
        is_first = false;
    }
    None
}

/// The format that a root stands for.
pub(super) fn kind(root: &Tag<'_>) -> FeedKind {
    let name = root.local.to_ascii_lowercase();
    // RSS 1.1 and the Channel Definition Format have the same root.
    let is_rss_1_1 = name == "channel" && root.attribute("xmlns").is_some();
    match name.as_str() {
        "rdf" => FeedKind::Rdf,
        "channel" if is_rss_1_1 => FeedKind::Rdf,
        "rss" | "channel" => FeedKind::Rss,
        _ => FeedKind::Atom,
    }
}
