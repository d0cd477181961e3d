//! A linear pass over markup, before the tree is built, that takes away what would make building it quadratic.
//!
//! Not a tokeniser of record: html5ever decides what the page means. What must hold: the result, fed to html5ever,
//! nests at most a few times [`MAX_DEPTH`] deep, and a page within the limits comes back untouched.

use std::borrow::Cow;

use crate::markup::names::{implied_end, raw_text, void};

/// How much markup is read: the largest news pages are 3 MB, and most of that is scripts.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How many elements may be open at once. Browsers stop at 512; tables and lists open elements of their own between.
const MAX_DEPTH: usize = 300;

/// How many attributes a tag may have: html5ever compares each with every other.
const MAX_ATTRIBUTES: usize = 200;

/// How many different formatting elements may be open: each is opened again in every paragraph that follows.
const MAX_FORMATTING: usize = 24;

/// Markup that is safe to build a tree from.
pub fn guarded(markup: &str) -> Cow<'_, str> {
    let markup = capped(markup);
    let mut guard = Guard::default();
    let mut kept: Option<String> = None;
    let mut copied = 0; // everything before is in `kept`, once there is one
    let mut at = 0;
    while let Some(tag) = next_tag(markup, at) {
        at = tag.end;
        if guard.admits(&tag) {
            continue;
        }
        let kept = kept.get_or_insert_with(String::new);
        kept.push_str(markup.get(copied..tag.start).unwrap_or_default());
        copied = tag.end;
    }
    match kept {
        None => Cow::Borrowed(markup),
        Some(mut kept) => {
            kept.push_str(markup.get(copied..).unwrap_or_default());
            Cow::Owned(kept)
        }
    }
}

fn capped(markup: &str) -> &str {
    let mut end = markup.len().min(MAX_BYTES);
    while !markup.is_char_boundary(end) {
        end -= 1;
    }
    markup.get(..end).unwrap_or(markup)
}

struct Tag<'a> {
    start: usize,
    end: usize,
    name: &'a str,
    closes: bool,
    closes_itself: bool,
    attributes: usize,
}

#[derive(Default)]
struct Guard<'a> {
    open: Vec<&'a str>,
    formatting: usize,
    dropped: usize,
}

impl<'a> Guard<'a> {
    fn admits(&mut self, tag: &Tag<'a>) -> bool {
        if tag.closes {
            return self.admits_end(tag.name);
        }
        if tag.attributes > MAX_ATTRIBUTES {
            return false;
        }
        if void(tag.name) || implied_end(tag.name) || tag.closes_itself {
            return true;
        }
        if is_formatting(tag.name) {
            let admitted = self.formatting < MAX_FORMATTING;
            self.formatting += usize::from(admitted);
            return admitted;
        }
        if self.open.len() >= MAX_DEPTH {
            self.dropped += 1;
            return false;
        }
        self.open.push(tag.name);
        true
    }

    fn admits_end(&mut self, name: &str) -> bool {
        if is_formatting(name) {
            self.formatting = self.formatting.saturating_sub(1);
            return true;
        }
        if implied_end(name) || void(name) {
            return true;
        }
        if self.dropped > 0 {
            self.dropped -= 1;
            return false;
        }
        if let Some(position) = self
            .open
            .iter()
            .rposition(|open| open.eq_ignore_ascii_case(name))
        {
            self.open.truncate(position);
        }
        true
    }
}

/// Elements that HTML reopens after a badly nested end (its "list of active formatting elements"), save links:
/// an open link is closed by the next one.
fn is_formatting(name: &str) -> bool {
    const NAMES: [&str; 13] = [
        "b", "i", "u", "s", "em", "tt", "big", "code", "font", "nobr", "small", "strong", "strike",
    ];
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The next tag at or after `from`; comments, declarations and the content of scripts are passed over.
fn next_tag(markup: &str, from: usize) -> Option<Tag<'_>> {
    let bytes = markup.as_bytes();
    let mut at = from;
    loop {
        let start = at + bytes.get(at..)?.iter().position(|&b| b == b'<')?;
        let rest = markup.get(start + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            at = start + 4 + comment.find("-->")?; // an unclosed one lasts to the end
            continue;
        }
        let closes = rest.starts_with('/');
        let name_start = start + 1 + usize::from(closes);
        let name = name_at(markup, name_start);
        if name.is_empty() {
            at = start + 1;
            continue;
        }
        let (mut end, attributes) = tag_end(bytes, name_start + name.len());
        let closes_itself = bytes.get(end.saturating_sub(2)) == Some(&b'/') && foreign(name);
        if !closes && raw_text(name) {
            end += raw_length(bytes.get(end..).unwrap_or_default(), name);
        }
        return Some(Tag {
            start,
            end,
            name,
            closes,
            closes_itself,
            attributes,
        });
    }
}

/// Only in SVG and `MathML` does `/>` end an element.
fn foreign(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "path", "rect", "use", "circle", "line", "polygon", "ellipse", "stop", "g",
    ];
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn name_at(markup: &str, start: usize) -> &str {
    let rest = markup.get(start..).unwrap_or_default();
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let end = rest
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// Where the tag ends (after its `>`), and about how many attributes it has.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let mut quote = None;
    let mut attributes = 0;
    let mut previous = b' ';
    for (offset, &byte) in bytes.get(from..).unwrap_or_default().iter().enumerate() {
        match quote {
            Some(open) => quote = (byte != open).then_some(open),
            None if byte == b'>' => return (from + offset + 1, attributes),
            None if matches!(byte, b'"' | b'\'') && previous == b'=' => quote = Some(byte),
            None if previous.is_ascii_whitespace()
                && !byte.is_ascii_whitespace()
                && byte != b'=' =>
            {
                attributes += 1;
            }
            None => {}
        }
        if !(byte.is_ascii_whitespace() && previous == b'=') {
            previous = byte;
        }
    }
    (bytes.len(), attributes)
}

/// The length of the content of a script and the like: markup inside is none.
fn raw_length(bytes: &[u8], name: &str) -> usize {
    let closes = |rest: &[u8]| {
        rest.get(..2) == Some(b"</")
            && rest
                .get(2..2 + name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
    };
    let mut at = 0;
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|&b| b == b'<'))
    {
        at += found;
        if closes(bytes.get(at..).unwrap_or_default()) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{MAX_BYTES, MAX_DEPTH, guarded};

    #[test]
    fn a_page_within_the_limits_is_untouched() {
        let page = "<!doctype html><p class='a>b'>one<br>two <!-- <div> --><script>if (a<b) '<div>'</script>\
            <ul><li>x<li>y</ul><a href=x?a=1&b=2>l</a></p> 1 < 2";
        assert!(matches!(guarded(page), Cow::Borrowed(same) if same == page));
        let unclosed = "<p>text <b>bold".repeat(20);
        assert!(matches!(guarded(&unclosed), Cow::Borrowed(_)));
        let paragraphs = "<p>text".repeat(5000);
        assert!(matches!(guarded(&paragraphs), Cow::Borrowed(_)));
    }

    #[test]
    fn deep_nesting_is_cut_and_its_text_kept() {
        let page = format!(
            "{}deep{}<p>after",
            "<div>".repeat(9000),
            "</div>".repeat(9000)
        );
        let guarded = guarded(&page);
        assert_eq!(guarded.matches("<div>").count(), MAX_DEPTH);
        assert!(guarded.contains("deep") && guarded.ends_with("<p>after"));
    }

    #[test]
    fn formatting_elements_do_not_pile_up() {
        let page = (0..2000)
            .map(|i| format!("<b id={i}>"))
            .collect::<Vec<_>>()
            .concat();
        assert!(guarded(&page).len() < 500);
    }

    #[test]
    fn a_tag_with_a_thousand_attributes_is_dropped() {
        let attributes = (0..1000)
            .map(|i| format!(" a{i}=1"))
            .collect::<Vec<_>>()
            .concat();
        assert_eq!(guarded(&format!("x<div{attributes}>y")), "xy");
    }

    #[test]
    fn the_size_is_capped_between_characters() {
        let page = "ж".repeat(MAX_BYTES);
        assert!(guarded(&page).len() <= MAX_BYTES);
    }

    #[test]
    fn broken_tags_at_the_end_do_no_harm() {
        for page in [
            "<",
            "</",
            "<a",
            "<a href='",
            "<!--",
            "<script>",
            "<script",
            "a<b",
            "<div a=>",
        ] {
            assert_eq!(guarded(page), page);
        }
    }
}
