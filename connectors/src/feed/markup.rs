//! Markup cut into pieces, however broken it is. It judges nothing and fails at nothing: whatever is no tag is text.
//!
//! What must hold: the pieces, in order, are the whole text, and cutting takes time linear in its length.

use memchr::{memchr, memchr3, memmem};

/// What a CDATA section begins and ends with.
const CDATA: &str = "<![CDATA[";
const CDATA_END: &str = "]]>";

/// A piece of markup; its raw form is what stands between the places before and after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Text, its references unresolved.
    Text(&'a str),
    /// What a CDATA section holds.
    Cdata(&'a str),
    /// `<name …>` or `<name …/>`.
    Start(Tag<'a>),
    /// The name in `</name>`.
    End(&'a str),
    /// A comment, a declaration, a processing instruction.
    Other,
}

/// A start tag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// Its name with its prefix.
    pub(crate) name: &'a str,
    /// Its name without its prefix.
    pub(crate) local: &'a str,
    /// What follows the name, without the closing `/`.
    pub(crate) attributes: &'a str,
    /// Whether it ends with `/>`.
    pub(crate) is_empty: bool,
}

/// The pieces of a text.
#[derive(Debug, Clone)]
pub(crate) struct Markup<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Markup<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the next piece begins, in bytes.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes back to where an earlier piece began.
    pub(crate) fn go_back(&mut self, to: usize) {
        self.at = to.min(self.at);
    }

    /// The raw text between two places.
    pub(crate) fn between(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The raw text from a place to the next piece.
    #[cfg(test)]
    fn since(&self, start: usize) -> &'a str {
        self.between(start, self.at)
    }

    /// What the element holds whose start tag came last, if that is only text, or one section, with its end behind it.
    /// Most elements are like this, and there is no need to cut them into pieces.
    pub(crate) fn leaf(&mut self, name: &str) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?;
        let bytes = rest.as_bytes();
        let mut length = memchr(b'<', bytes)?;
        if let Some(held) = bytes.get(length..)?.strip_prefix(CDATA.as_bytes()) {
            length += CDATA.len() + memmem::find(held, CDATA_END.as_bytes())? + CDATA_END.len();
        }
        let behind = bytes.get(length..)?.strip_prefix(b"</")?;
        let behind = behind.strip_prefix(name.as_bytes())?;
        let held = rest
            .get(..length)
            .filter(|_| behind.first() == Some(&b'>'))?;
        self.at += length + "</>".len() + name.len();
        Some(held)
    }

    fn take(&mut self, length: usize) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let (taken, _) = rest.split_at_checked(length).unwrap_or((rest, ""));
        self.at += taken.len();
        taken
    }

    /// Takes up to and with `end`, or all that is left; gives what lies between.
    fn take_until(&mut self, opening: usize, end: &str) -> &'a str {
        self.take(opening);
        let rest = self.text.get(self.at..).unwrap_or_default();
        if let Some(length) = memmem::find(rest.as_bytes(), end.as_bytes()) {
            let inside = self.take(length);
            self.take(end.len());
            inside
        } else {
            self.take(rest.len())
        }
    }
}

impl<'a> Iterator for Markup<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.text.get(self.at..)?;
        if rest.is_empty() {
            return None;
        }
        let Some(sign) = rest.strip_prefix('<') else {
            let length = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            return Some(Piece::Text(self.take(length)));
        };
        if rest.starts_with(CDATA) {
            return Some(Piece::Cdata(self.take_until(CDATA.len(), CDATA_END)));
        }
        let (opening, end) = match sign.as_bytes() {
            [b'!', b'-', b'-', ..] => (4, "-->"),
            [b'?', ..] => (2, "?>"),
            [b'!', ..] => (2, ">"),
            _ => (0, ""),
        };
        if opening > 0 {
            self.take_until(opening, end);
            return Some(Piece::Other);
        }
        let Some(length) = tag_length(sign) else {
            return Some(Piece::Text(self.take(1)));
        };
        self.take(length + 2);
        let inside = sign.get(..length).unwrap_or_default();
        Some(match inside.strip_prefix('/') {
            Some(name) => Piece::End(name.trim()),
            None => Piece::Start(tag(inside)),
        })
    }
}

/// Most tags are no longer than this: to look at their bytes one by one is faster than to prepare for many.
const QUICK: usize = 24;

/// How much lies between `<` and the `>` that closes it; `None` if it opens no tag. A `<` inside ends the search: it
/// may not stand in an attribute, so a quote was forgotten, and the first `>` must do.
fn tag_length(sign: &str) -> Option<usize> {
    let name = sign.strip_prefix('/').unwrap_or(sign);
    let is_first = |first: char| {
        first.is_ascii_alphabetic() || first == '_' || !first.is_ascii() && first.is_alphabetic()
    };
    if !name.starts_with(is_first) {
        return None;
    }
    let quick = sign.bytes().take(QUICK);
    let stop = quick
        .enumerate()
        .find(|(_, sign)| matches!(sign, b'>' | b'<' | b'"' | b'\''));
    if let Some((at, b'>')) = stop {
        return Some(at);
    }
    let end = memchr(b'<', sign.as_bytes()).unwrap_or(sign.len());
    let inside = sign.as_bytes().get(..end)?;
    let (mut at, mut first) = (0, None);
    loop {
        let rest = inside.get(at..)?;
        let Some(found) = memchr3(b'>', b'"', b'\'', rest) else {
            return first;
        };
        let (before, behind) = rest.split_at_checked(found)?;
        let (sign, quoted) = behind.split_first()?;
        if *sign == b'>' {
            return Some(at + before.len());
        }
        let length = memchr(*sign, quoted);
        let until = length.unwrap_or(quoted.len());
        let in_quotes = || memchr(b'>', quoted.get(..until)?);
        first = first.or_else(|| Some(at + found + 1 + in_quotes()?));
        at += match length {
            Some(length) => found + 1 + length + 1,
            None => return first,
        };
    }
}

fn tag(inside: &str) -> Tag<'_> {
    let (inside, is_empty) = match inside.strip_suffix('/') {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let end = inside.bytes().position(|byte| byte.is_ascii_whitespace());
    let (name, attributes) = end
        .and_then(|end| inside.split_at_checked(end))
        .unwrap_or((inside, ""));
    Tag {
        name,
        local: local(name),
        attributes: attributes.trim_ascii_start(),
        is_empty,
    }
}

impl<'a> Tag<'a> {
    /// A tag of a name.
    pub(crate) fn named(name: &'a str) -> Self {
        Self {
            name,
            local: local(name),
            ..Self::default()
        }
    }

    /// Its prefix, if it has one.
    pub(crate) fn prefix(&self) -> Option<&'a str> {
        let prefix = self.name.len().checked_sub(self.local.len() + 1)?;
        self.name.get(..prefix)
    }

    /// The value of an attribute, its references unresolved.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        attributes(self.attributes).find_map(|(key, value)| (key == name).then_some(value))
    }
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    let colon = name.bytes().position(|sign| sign == b':');
    colon
        .and_then(|colon| name.get(colon + 1..))
        .unwrap_or(name)
}

/// The attributes of a tag with their values, quoted or not.
pub(crate) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            return None;
        }
        let is_end = |sign: u8| sign == b'=' || sign.is_ascii_whitespace();
        let end = rest.bytes().position(is_end).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let quoted = match value.as_bytes() {
            [quote @ (b'"' | b'\''), quoted @ ..] => memchr(*quote, quoted),
            _ => None,
        };
        let (value, after) = if let Some(length) = quoted {
            (value.get(1..=length)?, value.get(length + 2..)?)
        } else {
            let end = value.bytes().position(|sign| sign.is_ascii_whitespace());
            value.split_at_checked(end.unwrap_or(value.len()))?
        };
        rest = after;
        Some((name, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece<'_>> {
        let mut markup = Markup::new(text);
        let (mut pieces, mut raw) = (Vec::new(), String::new());
        let mut start = 0;
        while let Some(piece) = markup.next() {
            raw.push_str(markup.since(start));
            start = markup.at();
            pieces.push(piece);
        }
        assert_eq!(raw, text, "nothing is lost");
        pieces
    }

    #[test]
    fn markup_is_cut_into_its_pieces() {
        let tag = |name, attributes, is_empty| {
            Piece::Start(Tag {
                attributes,
                is_empty,
                ..Tag::named(name)
            })
        };
        assert_eq!(
            pieces("<?xml v?><!-- <a> --><a b='>' c><![CDATA[<x>]]> ż &amp;<br/></a >"),
            [
                Piece::Other,
                Piece::Other,
                tag("a", "b='>' c", false),
                Piece::Cdata("<x>"),
                Piece::Text(" ż &amp;"),
                tag("br", "", true),
                Piece::End("a"),
            ]
        );
        assert_eq!(
            pieces("1 < 2<<b q=\"x><c>"),
            [
                Piece::Text("1 "),
                Piece::Text("<"),
                Piece::Text(" 2"),
                Piece::Text("<"),
                tag("b", "q=\"x", false),
                tag("c", "", false)
            ]
        );
        for broken in ["<", "<a", "<!-- x", "<![CDATA[ ż", "</", "<ż", "", "<!"] {
            pieces(broken);
        }
    }

    #[test]
    fn what_is_only_text_is_read_at_once() {
        let leaf = |text: &'static str| {
            let mut markup = Markup::new(text);
            let Some(Piece::Start(tag)) = markup.next() else {
                panic!("a tag expected")
            };
            let held = markup.leaf(tag.name);
            (held, markup.text.get(markup.at()..).unwrap())
        };
        assert_eq!(leaf("<a b>x &amp; ż</a>y"), (Some("x &amp; ż"), "y"));
        assert_eq!(leaf("<a></a>"), (Some(""), ""));
        let section = "<![CDATA[</a>]]>";
        assert_eq!(leaf("<a><![CDATA[</a>]]></a>y"), (Some(section), "y"));
        for other in [
            "<a>x",
            "<a>x<b/></a>",
            "<a>x</A>",
            "<a>x</a >",
            "<a>x</ab>",
            "<a><![CDATA[x]]>y</a>",
            "<a><![CDATA[x</a>",
        ] {
            assert_eq!(
                leaf(other),
                (None, other.strip_prefix("<a>").unwrap()),
                "{other}"
            );
        }
    }

    #[test]
    fn attributes_are_read_quoted_or_not() {
        let tag = tag("a  b = 'x y' c=z d e=\"\"");
        for (name, value) in [
            ("b", Some("x y")),
            ("c", Some("z")),
            ("d", Some("")),
            ("e", Some("")),
            ("f", None),
        ] {
            assert_eq!(tag.attribute(name), value, "{name}");
        }
    }
}
