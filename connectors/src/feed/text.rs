//! What elements hold, as text: references resolved, sections unpacked, by the rules of the type that is declared.

use std::borrow::Cow;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{
    markup::{Markup, Piece},
    model::{FeedKind, Prose},
    outline::Element,
    plain::{is_html, plain, resolved, squeezed},
};

/// How an element is said to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Not said: RSS, and Atom where nothing is declared. What looks like HTML is HTML.
    Unsaid,
    Text,
    Html,
    /// Markup that stands there as it is.
    Xhtml,
    /// Bytes of some kind.
    Base64,
}

impl Kind {
    /// What the element says of itself; only Atom has rules for it.
    pub(super) fn of(element: &Element<'_>, feed: FeedKind) -> Self {
        let tag = &element.tag;
        if feed != FeedKind::Atom || tag.attributes.is_empty() {
            return Self::Unsaid;
        }
        if tag.attribute("mode") == Some("base64") {
            return Self::Base64;
        }
        let kind = tag.attribute("type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        match kind.to_ascii_lowercase().as_str() {
            "text" | "plain" | "text/plain" => Self::Text,
            "html" | "text/html" => Self::Html,
            "xhtml" => Self::Xhtml,
            kind if kind.ends_with("xml") => Self::Xhtml,
            kind if kind.contains('/') && !kind.starts_with("text/") => Self::Base64,
            _ => Self::Unsaid,
        }
    }
}

/// The text of an element; `None` where it holds none.
pub(super) fn prose(element: &Element<'_>, feed: FeedKind) -> Option<Prose> {
    let kind = Kind::of(element, feed);
    let (text, is_markup) = match kind {
        Kind::Base64 => (Cow::Owned(decoded(element.inner)?), false),
        Kind::Xhtml => raw(element.inner),
        Kind::Unsaid | Kind::Text | Kind::Html => content(element.inner),
    };
    finished(text, kind, is_markup)
}

/// Text that was read, of a declared kind.
pub(super) fn finished(text: Cow<'_, str>, kind: Kind, is_markup: bool) -> Option<Prose> {
    let trimmed = text.trim_ascii();
    let html = match kind {
        Kind::Text => is_markup,
        Kind::Html | Kind::Xhtml => true,
        Kind::Unsaid | Kind::Base64 => is_markup || is_html(trimmed),
    };
    let is_trimmed = trimmed.len() == text.len();
    let text = match text {
        Cow::Owned(text) if is_trimmed => text,
        _ => trimmed.to_owned(),
    };
    (!text.is_empty()).then_some(Prose { text, html })
}

/// The text of an element on one line and without markup; `None` where it holds none.
pub(super) fn line(element: &Element<'_>, feed: FeedKind) -> Option<String> {
    let kind = Kind::of(element, feed);
    let line = match kind {
        Kind::Base64 => plain(&decoded(element.inner)?),
        Kind::Xhtml => plain(&raw(element.inner).0),
        Kind::Unsaid | Kind::Html => return part(element.inner),
        Kind::Text => match content(element.inner) {
            (text, true) => plain(&text),
            (text, false) => squeezed(&text),
        },
    };
    (!line.is_empty()).then_some(line)
}

/// What stands between two tags, on one line and without markup, where no type is declared.
pub(super) fn part(inner: &str) -> Option<String> {
    let part = plain(&content(inner).0);
    (!part.is_empty()).then_some(part)
}

/// A word of an element: an address, a date, a name of no language.
pub(super) fn word(inner: &str) -> Option<Cow<'_, str>> {
    let word = match content(inner).0 {
        Cow::Borrowed(word) => Cow::Borrowed(word.trim()),
        Cow::Owned(word) => Cow::Owned(word.trim().to_owned()),
    };
    let is_hidden = |sign: char| sign.is_ascii_control() && !sign.is_whitespace();
    let word = if word.contains(is_hidden) {
        Cow::Owned(word.replace(is_hidden, ""))
    } else {
        word
    };
    (!word.is_empty()).then_some(word)
}

/// Whether nothing stands between an element's tags but text: whoever reads it reads the same.
pub(super) fn is_simple(inner: &str) -> bool {
    /// The beginning of a reference that is meant as in windows-1252; XML means a control character.
    const STRANGE: &[u8] = b"&#1";
    let is_plain = memchr::memchr(b'<', inner.as_bytes()).is_none() || section(inner).is_some();
    is_plain && memchr::memmem::find(inner.as_bytes(), STRANGE).is_none()
}

/// What the one CDATA section holds that an element consists of.
fn section(inner: &str) -> Option<&str> {
    const END: &str = "]]>";
    let rest = inner.trim_ascii().strip_prefix("<![CDATA[")?;
    let end = memchr::memmem::find(rest.as_bytes(), END.as_bytes())?;
    let (held, end) = rest.split_at_checked(end)?;
    (end == END).then_some(held)
}

/// What stands between an element's tags, and whether markup is in it that nothing escapes. Such markup is kept; text
/// beside it is escaped once, or twice if there is escaped markup in it.
fn content(inner: &str) -> (Cow<'_, str>, bool) {
    if memchr::memchr(b'<', inner.as_bytes()).is_none() {
        return (resolved(inner), false);
    }
    if let Some(held) = section(inner) {
        return (Cow::Borrowed(held), false);
    }
    let is_markup = Markup::new(inner).any(|piece| matches!(piece, Piece::Start(_)));
    let is_escaped_twice = || {
        let escaped = memchr::memmem::find_iter(inner.as_bytes(), b"&lt;");
        let mut behind = escaped.filter_map(|at| inner.as_bytes().get(at + 4));
        behind.any(|sign| sign.is_ascii_alphabetic() || *sign == b'/')
    };
    if is_markup && !is_escaped_twice() {
        return raw(inner);
    }
    (Cow::Owned(unpacked(inner, resolved)), is_markup)
}

/// Markup as it stands, its CDATA sections unpacked.
fn raw(inner: &str) -> (Cow<'_, str>, bool) {
    if memchr::memmem::find(inner.as_bytes(), b"<!").is_none() {
        return (Cow::Borrowed(inner), true);
    }
    (
        Cow::Owned(unpacked(inner, |text| Cow::Borrowed(text))),
        true,
    )
}

fn unpacked(inner: &str, read: fn(&str) -> Cow<'_, str>) -> String {
    let mut text = String::with_capacity(inner.len());
    let mut markup = Markup::new(inner);
    loop {
        let before = markup.at();
        match markup.next() {
            None => return text,
            Some(Piece::Text(part)) => text.push_str(&read(part)),
            Some(Piece::Cdata(part)) => text.push_str(part),
            Some(Piece::Other) => {}
            Some(Piece::Start(_) | Piece::End(_)) => {
                text.push_str(markup.between(before, markup.at()));
            }
        }
    }
}

/// Base64 as people wrap and cut it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Text that was written as base64; `None` where it is none, or stands for something else than text.
fn decoded(inner: &str) -> Option<String> {
    let written = content(inner).0;
    let signs: Vec<u8> = written
        .bytes()
        .filter(|sign| !sign.is_ascii_whitespace())
        .collect();
    let text = String::from_utf8(BASE64.decode(signs).ok()?).ok()?;
    let is_text = |sign: char| !sign.is_control() || sign.is_whitespace();
    text.chars().all(is_text).then_some(text)
}
