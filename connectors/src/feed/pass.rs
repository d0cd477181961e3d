//! The one pass over a feed that finds its elements, however broken it is.
//!
//! What must hold: it takes time linear in the length of the text, and an element that is not closed costs no other one.
//! Such an element ends where the next one that feeds know begins, or where what it stands in ends.

use super::{
    markup::{Markup, Piece, Tag, local},
    model::FeedKind,
    names::{self, Name, Space, Spaces},
    outline::{Element, Flaws, Item, Outline},
    root::{kind, root},
};

/// Elements of the feed itself, and of one entry, that are looked at: more than any feed has that means well.
const MOST_ELEMENTS: usize = 1000;

/// For so many elements of an entry an end is looked for in vain; that bounds what looking costs.
const MOST_SEARCHES: usize = 16;

/// So often in a feed an element is thought in vain to hold whole entries.
const MOST_MISTAKES: usize = 16;

/// The outline of a text with its first `most` entries; `None` if no feed begins near its beginning.
pub(super) fn outline(text: &str, most: usize) -> Option<Outline<'_>> {
    let mut markup = Markup::new(text);
    let (root, at) = root(&mut markup)?;
    let kind = kind(&root);
    let outline = Outline {
        kind,
        root,
        text: text.get(at..)?,
        channel: None,
        head: Vec::new(),
        items: Vec::new(),
        elements: Vec::new(),
        flaws: Flaws {
            is_cut_off: !root.is_empty,
            ..Flaws::default()
        },
    };
    let is_atom = kind == FeedKind::Atom;
    let mut pass = Pass {
        markup,
        spaces: Spaces::of(&root, is_atom),
        outline,
        most,
        listed: if is_atom { "entry" } else { "item" },
        searches: 0,
        mistakes: 0,
    };
    // A feed may be a single entry.
    if pass.is_item(&root) {
        pass.outline.flaws.is_cut_off = false;
        pass.item(root);
    }
    pass.feed();
    Some(pass.outline)
}

struct Pass<'a> {
    markup: Markup<'a>,
    spaces: Spaces<'a>,
    outline: Outline<'a>,
    most: usize,
    /// What entries are called.
    listed: &'static str,
    /// Searches for an end that were in vain.
    searches: usize,
    /// Those of them that went beyond the entry.
    mistakes: usize,
}

impl<'a> Pass<'a> {
    /// Reads what stands in the feed but not in an entry. What is unknown there and holds entries is looked through.
    fn feed(&mut self) {
        let mut searches = 0;
        while let Some(piece) = self.markup.next() {
            match piece {
                Piece::Start(tag) if self.is_item(&tag) => self.item(tag),
                Piece::Start(tag) if tag.local == "items" => {} // RSS 1.1 lists them there
                Piece::Start(tag) if tag.local.eq_ignore_ascii_case("channel") => {
                    self.spaces.declare(&tag);
                    self.outline.channel.get_or_insert(tag);
                }
                Piece::Start(tag) => {
                    self.searches = searches;
                    let element = self.element(tag);
                    searches = self.searches;
                    if self.outline.head.len() < MOST_ELEMENTS {
                        self.outline.head.extend(element);
                    }
                }
                Piece::End(name) if self.is_end(name) => self.outline.flaws.is_cut_off = false,
                _ => {}
            }
        }
    }

    /// Reads an entry, whose start tag was read.
    fn item(&mut self, tag: Tag<'a>) {
        let from = self.outline.elements.len();
        let is_wanted = self.outline.items.len() < self.most;
        self.spaces.declare(&tag);
        self.searches = 0;
        if !tag.is_empty && !self.elements(&tag, is_wanted) {
            self.outline.elements.truncate(from);
            self.outline.flaws.is_cut_off = true;
            self.outline.flaws.is_last_cut_off = true;
        } else if is_wanted {
            let elements = from..self.outline.elements.len();
            self.outline.items.push(Item { tag, elements });
        } else {
            self.outline.flaws.left_out += 1;
        }
    }

    /// Reads the elements of an entry; `false` where the text ends before it does.
    fn elements(&mut self, entry: &Tag<'a>, is_wanted: bool) -> bool {
        let most = self.outline.elements.len() + MOST_ELEMENTS;
        loop {
            let before = self.markup.at();
            match self.markup.next() {
                None => return false,
                Some(Piece::End(name)) if name.eq_ignore_ascii_case(entry.name) => return true,
                Some(piece) if self.is_beyond(&piece) => {
                    self.outline.flaws.unclosed += 1;
                    self.markup.go_back(before);
                    return true;
                }
                Some(Piece::Start(tag)) => {
                    let element = self.element(tag);
                    if is_wanted && self.outline.elements.len() < most {
                        self.outline.elements.extend(element);
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// Reads an element, whose start tag was read, if it says something; steps over what says nothing.
    fn element(&mut self, tag: Tag<'a>) -> Option<Element<'a>> {
        let (space, is_declared) = self.spaces.space(&tag);
        let name = names::name(space, tag.local);
        let might_mislead = || names::name(Space::Own, tag.local).is_some();
        if !is_declared && (name.is_some() || might_mislead()) {
            self.outline.flaws.undeclared += 1;
        }
        self.measure(&tag);
        let from = self.markup.at();
        // What is not the feed's own may hold earlier versions of an entry, or an entry of another feed.
        let may_hold = space == Space::Other || name == Some(Name::Aside);
        let inner = if tag.is_empty {
            ""
        } else if let Some(inner) = self.markup.leaf(tag.name) {
            inner
        } else if let Some(end) = self.end_of(&tag, may_hold) {
            self.markup.between(from, end)
        } else {
            name?; // What it holds may say something.
            self.cut(from)
        };
        Some(Element {
            name: name?,
            tag,
            inner,
        })
    }

    fn measure(&mut self, tag: &Tag<'a>) {
        let flaws = &mut self.outline.flaws;
        flaws.longest_tag = flaws.longest_tag.max(tag.attributes.len());
    }

    /// Reads up to the end of an element and gives where that begins. `None`, and nothing is read, where it has none.
    fn end_of(&mut self, tag: &Tag<'a>, may_hold: bool) -> Option<usize> {
        let from = self.markup.at();
        let (mut alike, mut depth) = (0_usize, 0_usize);
        let may_pass = may_hold && self.mistakes < MOST_MISTAKES;
        let (mut entries, mut is_past) = (0_usize, false);
        while self.searches < MOST_SEARCHES {
            let before = self.markup.at();
            let Some(piece) = self.markup.next() else {
                break;
            };
            match piece {
                Piece::Text(_) | Piece::Cdata(_) | Piece::Other => {}
                Piece::End(name) if name.eq_ignore_ascii_case(tag.name) => {
                    if alike == 0 {
                        self.outline.flaws.unclosed += depth;
                        return Some(before);
                    }
                    (alike, depth) = (alike - 1, depth.saturating_sub(1));
                }
                Piece::Start(entry) if may_pass && self.is_item(&entry) => {
                    entries += usize::from(!entry.is_empty);
                    is_past = true;
                }
                Piece::End(name) if entries > 0 && self.is_listed(name) => entries -= 1,
                piece if self.is_beyond(&piece) => break,
                Piece::End(_) => depth = depth.saturating_sub(1),
                Piece::Start(inside) => {
                    self.measure(&inside);
                    if !inside.is_empty {
                        alike += usize::from(inside.name.eq_ignore_ascii_case(tag.name));
                        depth += 1;
                        self.outline.flaws.deepest = self.outline.flaws.deepest.max(depth);
                    }
                }
            }
        }
        self.searches += 1;
        self.mistakes += usize::from(is_past);
        self.outline.flaws.unclosed += 1;
        self.markup.go_back(from);
        None
    }

    /// Reads what an element without an end holds: what stands before the next one, or before an end that was meant
    /// for it.
    fn cut(&mut self, from: usize) -> &'a str {
        let mut depth = 0_usize;
        loop {
            let before = self.markup.at();
            let is_past = match self.markup.next() {
                None => true,
                Some(Piece::Start(tag)) => {
                    depth += usize::from(!tag.is_empty);
                    let (space, _) = self.spaces.space(&tag);
                    self.is_item(&tag) || names::name(space, tag.local).is_some()
                }
                Some(piece @ Piece::End(_)) => {
                    let is_meant = depth == 0;
                    depth = depth.saturating_sub(1);
                    is_meant || self.is_beyond(&piece)
                }
                Some(_) => false,
            };
            if is_past {
                self.markup.go_back(before);
                return self.markup.between(from, before);
            }
        }
    }

    /// Whether a piece stands in no entry: the beginning of the next one, or an end of what holds them.
    fn is_beyond(&self, piece: &Piece<'a>) -> bool {
        match piece {
            Piece::Start(tag) => self.is_item(tag),
            Piece::End(name) => self.is_listed(name) || self.is_end(name),
            _ => false,
        }
    }

    fn is_item(&self, tag: &Tag<'a>) -> bool {
        tag.local.eq_ignore_ascii_case(self.listed) && self.spaces.space(tag).0 == Space::Own
    }

    /// Whether a name is that of an entry.
    fn is_listed(&self, name: &'a str) -> bool {
        self.is_item(&Tag::named(name))
    }

    /// Whether a name is that of what holds entries.
    fn is_end(&self, name: &str) -> bool {
        let is_channel =
            self.outline.kind == FeedKind::Rss && local(name).eq_ignore_ascii_case("channel");
        is_channel || name.eq_ignore_ascii_case(self.outline.root.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an outline finds: the elements of the feed, and those of each entry, as their names and what they hold.
    fn check(text: &str, head: &str, items: &[&str], flaws: Flaws) {
        let outline = outline(text, 10).unwrap();
        let written = |elements: &[Element<'_>]| {
            let elements = elements.iter();
            let each: Vec<String> = elements
                .map(|element| format!("{}={}", element.tag.name, element.inner))
                .collect();
            each.join("|")
        };
        let found: Vec<String> = outline
            .items
            .iter()
            .map(|item| written(outline.of_item(item)))
            .collect();
        assert_eq!(written(&outline.head), head, "{text}");
        assert_eq!(found, items, "{text}");
        let flaws_found = Flaws {
            deepest: 0,
            longest_tag: 0,
            ..outline.flaws
        };
        assert_eq!(flaws_found, flaws, "{text}");
    }

    fn unclosed(unclosed: usize) -> Flaws {
        Flaws {
            unclosed,
            ..Flaws::default()
        }
    }

    #[test]
    fn elements_are_found_where_they_begin_and_end() {
        check(
            "<?xml?><rss v='2'><channel c='d'><title>t</title><item><title>1<![CDATA[</item>]]></title><x/></item> <item/>\
             <ttl>5</ttl></channel></rss>",
            "title=t|ttl=5",
            &["title=1<![CDATA[</item>]]>", ""],
            unclosed(0),
        );
        check(
            "<rdf:RDF><channel><title/></channel><image><title>no</title></image><item/></rdf:RDF>",
            "title=|image=<title>no</title>",
            &[""],
            unclosed(0),
        );
        check(
            "<a:feed><a:id/><!-- <a:entry> --><a:entry><a:id>x</a:id></a:entry></a:feed>",
            "a:id=",
            &["a:id=x"],
            unclosed(0),
        );
        check(
            "<rss><item><description>a<description>b</description>c</description><link/></item></rss>",
            "",
            &["description=a<description>b</description>c|link="],
            unclosed(0),
        );
    }

    #[test]
    fn elements_without_an_end_cost_no_other_one() {
        check(
            "<br /><b>Warning</b>: x<rss><channel><title>t<item><title>1<link>2</link><item><title>3</titel><link>4</item></channel>",
            "title=t",
            &["title=1|link=2", "title=3|link=4"],
            unclosed(5),
        );
        check(
            "<rss><item><p><title>1</title><q><link>2</link></item></rss>",
            "",
            &["title=1|link=2"],
            unclosed(2),
        );
    }

    #[test]
    fn a_last_entry_without_an_end_is_left_out_only_where_the_feed_has_none() {
        let cut_off = |is_last_cut_off| Flaws {
            is_cut_off: true,
            is_last_cut_off,
            ..Flaws::default()
        };
        check(
            "<rss><item><title>1</title></item>",
            "",
            &["title=1"],
            cut_off(false),
        );
        check(
            "<rss><item><title>1</title></item><item><title>2</title>",
            "",
            &["title=1"],
            cut_off(true),
        );
        check(
            "<rss><item><title>1</title></rss>",
            "",
            &["title=1"],
            unclosed(1),
        );
    }
}
