//! Feeds as their publishers write them, turned into the form that the parser knows: namespaces by whatever address,
//! versions that never were, the elements of Atom 0.3, types that no specification has, and characters that XML forbids.
//!
//! Nothing is added that the feed does not say.

use std::{borrow::Cow, fmt::Write};

use ::url::{ParseError, Url};

use super::markup::{Markup, Piece, Tag, attributes, local};

/// Parts of namespace addresses that tell what is meant, and the address that the parser knows it by. Earlier ones win.
const NAMESPACES: [(&str, &str); 16] = [
    (
        "purl.org/rss/1.0/modules/content",
        "http://purl.org/rss/1.0/modules/content/",
    ),
    ("purl.org/rss/1.0/modules/", ""),
    ("purl.org/rss/1.0", "http://purl.org/rss/1.0/"),
    ("purl.org/net/rss1.1", "http://purl.org/rss/1.0/"),
    ("netscape.com/rdf/simple/0.9", "http://purl.org/rss/1.0/"),
    ("purl.org/dc/", "http://purl.org/dc/elements/1.1/"),
    ("w3.org/2005/atom", "http://www.w3.org/2005/Atom"),
    ("purl.org/atom/ns", "http://www.w3.org/2005/Atom"),
    ("purl.org/atom/1.0", "http://www.w3.org/2005/Atom"),
    ("search.yahoo.com/mrss", "http://search.yahoo.com/mrss/"),
    ("search.yahoo.com/rss", "http://search.yahoo.com/mrss/"),
    (
        "itunes.com/dtds/podcast",
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
    ),
    (
        "podcastindex.org/namespace",
        "https://podcastindex.org/namespace/1.0",
    ),
    (
        "wellformedweb.org/commentapi",
        "http://wellformedweb.org/CommentAPI/",
    ),
    ("w3.org/1999/xhtml", ""),
    ("w3.org/1999/02/22-rdf-syntax", ""),
];

/// Prefixes that feeds use without declaring them.
const PREFIXES: [(&str, &str); 5] = [
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("atom", "http://www.w3.org/2005/Atom"),
];

/// Elements of Atom 0.3 and their later names.
const RENAMED: [(&str, &str); 4] = [
    ("issued", "published"),
    ("modified", "updated"),
    ("tagline", "subtitle"),
    ("copyright", "rights"),
];

/// Elements that hold text of a declared type.
const TYPED: [&str; 6] = ["title", "subtitle", "summary", "rights", "content", "text"];

/// Elements in which the parser looks for an e-mail address; letters of several bytes beside one bring it down.
const PEOPLE: [&str; 4] = ["author", "managingEditor", "webMaster", "creator"];

/// The start tag of a feed's root as the parser knows it.
pub(super) fn root(root: &Tag<'_>, feed_url: Option<&Url>) -> String {
    let is_rss = local(root.name).eq_ignore_ascii_case("rss");
    let is_atom = ["feed", "entry"].contains(&local(root.name));
    let mut tag = format!("<{}", root.name);
    for (name, value) in attributes(root.attributes) {
        let value = match name {
            "version" | "xmlns" if is_rss => continue, // whatever is written, RSS is in no namespace
            "xmlns" if is_atom => Cow::Borrowed("http://www.w3.org/2005/Atom"),
            "xml:base" => match based(value, feed_url) {
                Some(base) => Cow::Owned(base),
                None => continue,
            },
            _ if name == "xmlns" || name.starts_with("xmlns:") => Cow::Borrowed(namespace(value)),
            _ => Cow::Borrowed(value),
        };
        attribute(&mut tag, name, &value);
    }
    if is_rss {
        tag.push_str(match root.attribute("version") {
            Some("0.91" | "0.92") => " version=\"0.92\"",
            _ => " version=\"2.0\"",
        });
    }
    for (prefix, address) in PREFIXES {
        if root.attribute(&format!("xmlns:{prefix}")).is_none() {
            attribute(&mut tag, &format!("xmlns:{prefix}"), address);
        }
    }
    tag.push_str(if root.is_empty { "/>" } else { ">" });
    tag
}

/// What lies behind the root's start tag, as the parser knows it.
pub(super) fn body(text: &str, root: &Tag<'_>) -> String {
    let old_atom = is_old_atom(root);
    let mut body = String::with_capacity(text.len() + text.len() / 8);
    let mut markup = Markup::new(text);
    let mut within = "";
    while let Some(piece) = markup.next() {
        match piece {
            Piece::Start(tag) => {
                if is_hollow(&tag, &markup) {
                    if !tag.is_empty {
                        markup.next();
                    }
                    continue;
                }
                within = tag.local();
                start_tag(&mut body, &tag, old_atom);
            }
            Piece::End(name) => {
                within = "";
                let _infallible = write!(body, "</{}>", renamed(name, old_atom));
            }
            Piece::Text(text) if PEOPLE.contains(&within) => legal(&apart(text), &mut body),
            Piece::Text(text) => legal(text, &mut body),
            Piece::Cdata(text) => {
                let text = if PEOPLE.contains(&within) {
                    apart(text)
                } else {
                    text.into()
                };
                body.push_str("<![CDATA[");
                body.extend(text.chars().filter(|letter| is_legal(*letter)));
                body.push_str("]]>");
            }
            Piece::Other => {} // comments, and declarations where none may stand
        }
    }
    body
}

/// Whether a start tag opens an empty element of Media RSS, which would cost the whole feed.
fn is_hollow(tag: &Tag<'_>, markup: &Markup<'_>) -> bool {
    tag.name.starts_with("media:")
        && ["title", "description", "text", "credit", "category"].contains(&tag.local())
        && (tag.is_empty
            || matches!(markup.clone().next(), Some(Piece::End(name)) if name == tag.name))
}

fn start_tag(body: &mut String, tag: &Tag<'_>, old_atom: bool) {
    let _infallible = write!(body, "<{}", renamed(tag.name, old_atom));
    let is_typed = TYPED.contains(&tag.local());
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in attributes(tag.attributes) {
        if seen.contains(&name) || name.is_empty() {
            continue; // twice is an error in XML
        }
        seen.push(name);
        let value = match name {
            "type" if is_typed => kind(value, tag, old_atom),
            "mode" if is_typed => continue,
            "xml:base" if matches!(Url::parse(value), Err(error) if error != ParseError::RelativeUrlWithoutBase) =>
            {
                continue;
            }
            _ if name.starts_with("xmlns") => namespace(value),
            _ => value,
        };
        attribute(body, name, value);
    }
    body.push_str(if tag.is_empty { "/>" } else { ">" });
}

/// The type of a text as the parser knows it.
fn kind<'a>(written: &'a str, tag: &Tag<'_>, old_atom: bool) -> &'a str {
    let is_inline_xml = old_atom
        && tag.attribute("mode").is_none_or(|mode| mode == "xml")
        && written.contains("html");
    match written.split(';').next().unwrap_or_default().trim() {
        "xhtml" | "application/xhtml+xml" => "xhtml",
        _ if is_inline_xml => "xhtml",
        "text" | "plain" | "text/plain" => "text",
        // What is neither text nor HTML may stand in a content, and nowhere else.
        other if tag.local() == "content" && other.contains('/') && other != "text/html" => written,
        _ => "html",
    }
}

fn attribute(tag: &mut String, name: &str, value: &str) {
    let quote = if value.contains('"') { '\'' } else { '"' };
    let _infallible = write!(tag, " {name}={quote}");
    legal(value, tag);
    tag.push(quote);
}

fn namespace(address: &str) -> &str {
    let lower = address.trim().to_ascii_lowercase();
    match NAMESPACES.iter().find(|(part, _)| lower.contains(part)) {
        Some((_, known)) if !known.is_empty() => known,
        _ => address,
    }
}

fn based(base: &str, feed_url: Option<&Url>) -> Option<String> {
    match (Url::parse(base), feed_url) {
        (Ok(base), _) => Some(base.into()),
        (Err(ParseError::RelativeUrlWithoutBase), Some(feed)) => {
            feed.join(base).ok().map(Into::into)
        }
        _ => None,
    }
}

fn renamed(name: &str, old_atom: bool) -> Cow<'_, str> {
    let new = RENAMED
        .iter()
        .find(|(old, _)| old_atom && *old == local(name));
    match (new, name.split_once(':')) {
        (None, _) => Cow::Borrowed(name),
        (Some((_, new)), None) => Cow::Borrowed(*new),
        (Some((_, new)), Some((prefix, _))) => Cow::Owned(format!("{prefix}:{new}")),
    }
}

/// The text with spaces around every e-mail address.
fn apart(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "._%+-@:".contains(letter);
    let mut parted = String::with_capacity(text.len() + 4);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('@') {
        let (words, name) = before
            .split_at_checked(before.trim_end_matches(is_part).len())
            .unwrap_or((before, ""));
        let (domain, others) = after
            .split_at_checked(after.find(|letter| !is_part(letter)).unwrap_or(after.len()))
            .unwrap_or((after, ""));
        let _infallible = write!(parted, "{words} {name}@{domain} ");
        rest = others;
    }
    parted.push_str(rest);
    Cow::Owned(parted)
}

/// Appends text so that XML allows it: forbidden characters and references go, a lone `&` or `<` is one.
fn legal(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(|letter| matches!(letter, '&' | '<') || !is_legal(letter)) {
        let (good, bad) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(good);
        let mut letters = bad.chars();
        let letter = letters.next();
        rest = letters.as_str();
        match letter {
            Some('<') => out.push_str("&lt;"),
            Some('&') => match reference(rest) {
                Reference::Good => out.push('&'),
                Reference::Forbidden(length) => {
                    rest = rest.get(length..).unwrap_or_default();
                }
                Reference::None => out.push_str("&amp;"),
            },
            _ => {}
        }
    }
    out.push_str(rest);
}

enum Reference {
    Good,
    Forbidden(usize),
    None,
}

/// What follows a `&`.
fn reference(text: &str) -> Reference {
    /// The longest name of a character in HTML is `CounterClockwiseContourIntegral`.
    const LONGEST: usize = 32;
    let head = text.as_bytes().get(..LONGEST).unwrap_or(text.as_bytes());
    let name = head
        .iter()
        .position(|byte| *byte == b';')
        .and_then(|end| text.get(..end));
    let Some(name) = name else {
        return Reference::None;
    };
    if name.starts_with("#X") {
        return Reference::None; // HTML knows it, XML does not: it is resolved with the text
    }
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        };
        return match code.and_then(char::from_u32) {
            Some(letter) if is_legal(letter) => Reference::Good,
            _ => Reference::Forbidden(name.len() + 1),
        };
    }
    let is_name = name.chars().all(|letter| letter.is_ascii_alphanumeric())
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    if is_name {
        Reference::Good
    } else {
        Reference::None
    }
}

/// Whether XML 1.0 allows a character.
fn is_legal(letter: char) -> bool {
    !matches!(letter, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a feed is Atom 0.3, whose elements have other names.
pub(super) fn is_old_atom(root: &Tag<'_>) -> bool {
    let mut namespaces = attributes(root.attributes).filter(|(name, _)| name.starts_with("xmlns"));
    local(root.name) == "feed"
        && (root.attribute("version") == Some("0.3")
            || namespaces.any(|(_, address)| address.contains("purl.org/atom/ns")))
}

/// Whether a feed may hold an author that brings the parser down: an address amid other letters. To know beforehand
/// spares everybody the panic's message.
pub(super) fn is_risky(body: &str) -> bool {
    let mut within = "";
    Markup::new(body).any(|piece| {
        match piece {
            Piece::Start(tag) => within = tag.local(),
            Piece::End(_) => within = "",
            Piece::Text(text) | Piece::Cdata(text) => {
                let is_strange = || !text.is_ascii() || text.contains('&');
                return PEOPLE.contains(&within) && text.contains('@') && is_strange();
            }
            Piece::Other => {}
        }
        false
    })
}
