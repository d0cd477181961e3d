//! Markup cut into pieces, however broken it is. It judges nothing and fails at nothing: whatever is no tag is text.
//!
//! What must hold: the pieces, in order, are the whole text, and cutting takes time linear in its length.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// Its name with its prefix.
    pub(crate) name: &'a str,
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

    /// The raw text from a place to the next piece.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
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
        if let Some(length) = rest.find(end) {
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
            let length = rest.find('<').unwrap_or(rest.len());
            return Some(Piece::Text(self.take(length)));
        };
        if sign.starts_with("![CDATA[") {
            return Some(Piece::Cdata(self.take_until(9, "]]>")));
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

/// How much lies between `<` and the `>` that closes it; `None` if it opens no tag. A `<` inside ends the search: it
/// may not stand in an attribute, so a quote was forgotten, and the first `>` must do.
fn tag_length(sign: &str) -> Option<usize> {
    let name = sign.strip_prefix('/').unwrap_or(sign);
    if !name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        return None;
    }
    let (mut quote, mut first) = (None, None);
    for (at, byte) in sign.bytes().enumerate() {
        match (byte, quote) {
            (b'<', _) => return first,
            (b'>', None) => return Some(at),
            (b'>', Some(_)) => first = first.or(Some(at)),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    first
}

fn tag(inside: &str) -> Tag<'_> {
    let (inside, is_empty) = match inside.strip_suffix('/') {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let (name, attributes) = inside
        .split_once(|byte: char| byte.is_whitespace())
        .unwrap_or((inside, ""));
    Tag {
        name,
        attributes,
        is_empty,
    }
}

impl<'a> Tag<'a> {
    /// Its name without its prefix.
    pub(crate) fn local(&self) -> &'a str {
        local(self.name)
    }

    /// The value of an attribute, its references unresolved.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        attributes(self.attributes).find_map(|(key, value)| (key == name).then_some(value))
    }
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The attributes of a tag with their values, quoted or not.
pub(crate) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .find(|sign: char| sign == '=' || sign.is_whitespace())
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            rest = after;
            return Some((name, ""));
        };
        let quote = value
            .chars()
            .next()
            .filter(|sign| matches!(sign, '"' | '\''));
        let quoted = quote.and_then(|quote| value.strip_prefix(quote)?.split_once(quote));
        let (value, after) =
            quoted.unwrap_or_else(|| value.split_once(char::is_whitespace).unwrap_or((value, "")));
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
                name,
                attributes,
                is_empty,
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
