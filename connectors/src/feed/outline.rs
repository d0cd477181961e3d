//! Where the entries of an XML feed begin and end, found without parsing it: what a parser's answer is measured by,
//! and where a feed is cut when it cannot be read as a whole.

use std::ops::Range;

use super::markup::{Markup, Piece, Tag, local};

/// How far the root may lie behind declarations, comments and what a server wrote before it.
const FARTHEST_ROOT: usize = 64 << 10;

/// The root elements of feeds.
const ROOTS: [&str; 4] = ["rss", "rdf", "feed", "entry"];

/// A feed's parts.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    /// The start tag of its root.
    pub(super) root: Tag<'a>,
    /// Everything behind that tag.
    pub(super) body: &'a str,
    /// The start tag of the channel in it, and how it is written, if there is one.
    pub(super) channel: Option<(Tag<'a>, &'a str)>,
    /// What lies behind the channel's start tag, or the root's if there is no channel, and before the first entry or
    /// the end of either.
    pub(super) head: &'a str,
    /// Its entries.
    pub(super) items: Vec<Item<'a>>,
    /// Whether the root is closed; otherwise the feed was cut off.
    pub(super) is_whole: bool,
}

/// One entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    /// Its start tag.
    pub(super) tag: Tag<'a>,
    /// The whole of it, with its tags.
    pub(super) raw: &'a str,
    /// Whether its end tag was found.
    pub(super) is_closed: bool,
}

impl<'a> Outline<'a> {
    /// The outline of a text; `None` if no feed begins near its beginning.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let mut markup = Markup::new(text);
        let root = root(&mut markup)?;
        let mut outline = Self {
            root,
            body: text.get(markup.at()..)?,
            channel: None,
            head: "",
            items: Vec::new(),
            is_whole: root.is_empty,
        };
        outline.read();
        Some(outline)
    }

    fn read(&mut self) {
        let is_atom = local(self.root.name).eq_ignore_ascii_case("feed");
        let listed = if is_atom { "entry" } else { "item" };
        let mut markup = Markup::new(self.body);
        let mut open: Option<(usize, Tag<'a>)> = None;
        let (mut head, mut is_past) = (0, false); // the head
        loop {
            let before = markup.at();
            let piece = markup.next();
            let begins = matches!(piece, Some(Piece::Start(tag)) if tag.local() == listed);
            let ends = match piece {
                Some(Piece::End(name)) => local(name) == "channel" || name == self.root.name,
                piece => begins || piece.is_none(),
            };
            if ends && !is_past {
                self.head = self.body.get(head..before).unwrap_or_default();
                is_past = true;
            }
            if (begins || piece.is_none())
                && let Some((from, tag)) = open.take()
            {
                self.item(tag, from..before, false);
            }
            match piece {
                None => break,
                Some(Piece::Start(tag)) if begins && tag.is_empty => {
                    self.item(tag, before..markup.at(), true);
                }
                Some(Piece::Start(tag)) if begins => open = Some((before, tag)),
                Some(Piece::Start(tag))
                    if tag.local() == "channel" && self.channel.is_none() && !is_past =>
                {
                    self.channel = Some((tag, markup.since(before)));
                    head = markup.at();
                }
                Some(Piece::End(name)) if local(name) == listed => {
                    if let Some((from, tag)) = open.take() {
                        self.item(tag, from..markup.at(), true);
                    }
                }
                Some(Piece::End(name)) if name == self.root.name => self.is_whole = true,
                Some(_) => {}
            }
        }
    }

    fn item(&mut self, tag: Tag<'a>, place: Range<usize>, is_closed: bool) {
        let raw = self.body.get(place).unwrap_or_default();
        self.items.push(Item {
            tag,
            raw,
            is_closed,
        });
    }
}

/// The root of a feed, if there is one before any sign of a web page. What servers write before it does not matter.
fn root<'a>(markup: &mut Markup<'a>) -> Option<Tag<'a>> {
    let mut is_first = true;
    while markup.at() < FARTHEST_ROOT {
        let Piece::Start(tag) = markup.next()? else {
            continue;
        };
        let is_page = ["html", "head", "body"]
            .iter()
            .any(|name| tag.name.eq_ignore_ascii_case(name));
        if is_page {
            return None;
        }
        if is_root(tag.name) && (is_first || tag.local() != "entry") {
            return Some(tag);
        }
        is_first = false;
    }
    None
}

fn is_root(name: &str) -> bool {
    ROOTS
        .iter()
        .any(|root| local(name).eq_ignore_ascii_case(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>, head: &str, items: &[(&str, bool)], whole: bool) {
        let outline = Outline::of(text).unwrap();
        let found: Vec<_> = outline
            .items
            .iter()
            .map(|item| (item.raw, item.is_closed))
            .collect();
        assert_eq!(found, items, "{text}");
        let channel = outline.channel.map(|(_, written)| written);
        let parts = (channel, outline.head, outline.is_whole);
        assert_eq!(parts, (expect, head, whole), "{text}");
    }

    #[test]
    fn entries_are_found_where_they_begin_and_end() {
        check(
            "<?xml?><rss v='2'><channel c='d'><title>t</title><item>1<![CDATA[</item>]]></item> <item/></channel></rss>",
            Some("<channel c='d'>"),
            "<title>t</title>",
            &[
                ("<item>1<![CDATA[</item>]]></item>", true),
                ("<item/>", true),
            ],
            true,
        );
        check(
            "<rdf:RDF><channel><title/></channel><item/></rdf:RDF>",
            Some("<channel>"),
            "<title/>",
            &[("<item/>", true)],
            true,
        );
        check(
            "<a:feed><a:id/><!-- <entry> --><a:entry>x</a:entry></a:feed>",
            None,
            "<a:id/><!-- <entry> -->",
            &[("<a:entry>x</a:entry>", true)],
            true,
        );
        check(
            "<br /><b>Warning</b>: x<rss><channel><item>1<item>2</item><item>3",
            Some("<channel>"),
            "",
            &[
                ("<item>1", false),
                ("<item>2</item>", true),
                ("<item>3", false),
            ],
            false,
        );
        check(
            "<rss><title>t</title></rss>",
            None,
            "<title>t</title>",
            &[],
            true,
        );
    }

    #[test]
    fn what_is_no_feed_has_no_outline() {
        for text in [
            "",
            "x",
            "<!DOCTYPE html><html><body><rss>",
            "<dict><entry/></dict>",
            "<HTML>",
        ] {
            assert!(Outline::of(text).is_none(), "{text}");
        }
    }
}
