//! A linear pass over markup, before the tree is built, that takes away what would make building it quadratic, and what
//! can never be words of a page: code, styles, drawings and comments, which are half of the bytes of news pages.
//!
//! Not a tokeniser of record: html5ever decides what the page means. What must hold: the result, fed to html5ever,
//! nests at most a few times [`MAX_DEPTH`] deep, and of a page within the limits nothing is lost that a reader sees, and no
//! data that a script holds.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::markup::names::{Kind, kind};

/// How much markup is read: the largest news pages are 3 MB, and most of that is scripts.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How many elements may be open at once. Browsers stop at 512; tables and lists open elements of their own between.
const MAX_DEPTH: usize = 300;

/// How many attributes a tag may have: html5ever compares each with every other.
const MAX_ATTRIBUTES: usize = 200;

/// How many different formatting elements may be open: each is opened again in every paragraph that follows.
const MAX_FORMATTING: usize = 24;

/// Which attributes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attributes {
    /// All: somebody's selectors may ask for any.
    All,
    /// Those that say something about an article: not what scripts leave for themselves (`data-…` but the names that
    /// tests know elements by), handlers of events, and lists of pictures by size. On news pages they are a fifth of all.
    Telling,
}

/// How many parts of drawings may end themselves: outside of a drawing each of them stays open.
const MAX_FOREIGN: usize = 5000;

/// Markup that is safe to build a tree from.
pub fn guarded(markup: &str, attributes: Attributes) -> Cow<'_, str> {
    let markup = capped(markup);
    let mut guard = Guard::default();
    let mut kept = Kept::of(markup);
    let mut pieces = Pieces::of(markup);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Comment { start, end } => kept.leave_out(start, end),
            Piece::Tag(tag) if !guard.admits(&tag) => kept.leave_out(tag.start, tag.end),
            Piece::Tag(tag) => {
                if attributes == Attributes::Telling {
                    for (start, end) in pieces.untelling.drain(..) {
                        kept.leave_out(start, end);
                    }
                }
                if !tag.is_seen {
                    kept.leave_out(tag.content, tag.end);
                }
            }
        }
    }
    kept.whole()
}

/// What the scripts of a page hold, in their order.
pub fn scripts(markup: &str) -> impl Iterator<Item = &str> {
    let markup = capped(markup);
    let mut pieces = Pieces::of(markup);
    std::iter::from_fn(move || {
        loop {
            match pieces.next()? {
                Piece::Tag(tag) if !tag.closes && tag.name.eq_ignore_ascii_case("script") => {
                    return markup.get(tag.content..tag.end);
                }
                _ => {}
            }
        }
    })
}

/// What is kept of a text: all of it, until something is left out.
struct Kept<'a> {
    text: &'a str,
    before: String,
    /// Everything up to here is in `before`, or left out.
    copied: usize,
}

impl<'a> Kept<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            before: String::new(),
            copied: 0,
        }
    }

    fn leave_out(&mut self, start: usize, end: usize) {
        if start < end {
            if self.copied == 0 {
                self.before.reserve(self.text.len());
            }
            let piece = self.text.get(self.copied..start).unwrap_or_default();
            self.before.push_str(piece);
            if self.before.ends_with('<') {
                self.before.push(' '); // it began no tag, and must not begin one with what follows
            }
            self.copied = end;
        }
    }

    fn whole(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.text);
        }
        let rest = self.text.get(self.copied..).unwrap_or_default();
        self.before.push_str(rest);
        Cow::Owned(self.before)
    }
}

fn capped(markup: &str) -> &str {
    let mut end = markup.len().min(MAX_BYTES);
    while !markup.is_char_boundary(end) {
        end -= 1;
    }
    markup.get(..end).unwrap_or(markup)
}

enum Piece<'a> {
    Tag(Tag<'a>),
    Comment { start: usize, end: usize },
}

impl Piece<'_> {
    fn end(&self) -> usize {
        match self {
            Self::Tag(tag) => tag.end,
            Self::Comment { end, .. } => *end,
        }
    }
}

struct Tag<'a> {
    start: usize,
    /// Behind the `>`.
    content: usize,
    /// Behind its content too, where that is no markup.
    end: usize,
    /// Whether that content may be words or data.
    is_seen: bool,
    name: &'a str,
    kind: Kind,
    closes: bool,
    closes_itself: bool,
    attributes: usize,
}

#[derive(Default)]
struct Guard<'a> {
    open: Vec<&'a str>,
    formatting: usize,
    /// Parts of drawings that ended themselves, as far as that can be told here.
    foreign: usize,
    dropped: usize,
}

impl<'a> Guard<'a> {
    fn admits(&mut self, tag: &Tag<'a>) -> bool {
        if tag.closes {
            return self.admits_end(tag);
        }
        if tag.attributes > MAX_ATTRIBUTES {
            return false;
        }
        match tag.kind {
            Kind::Void | Kind::ImpliedEnd => return true,
            Kind::Foreign if tag.closes_itself => {
                self.foreign += 1;
                return self.foreign <= MAX_FOREIGN;
            }
            Kind::Formatting => {
                let admitted = self.formatting < MAX_FORMATTING;
                self.formatting += usize::from(admitted);
                return admitted;
            }
            _ => {}
        }
        if self.open.len() >= MAX_DEPTH {
            self.dropped += 1;
            return false;
        }
        self.open.push(tag.name);
        true
    }

    fn admits_end(&mut self, tag: &Tag<'_>) -> bool {
        match tag.kind {
            Kind::Formatting => {
                self.formatting = self.formatting.saturating_sub(1);
                return true;
            }
            Kind::Void | Kind::ImpliedEnd => return true,
            _ => {}
        }
        if self.dropped > 0 {
            self.dropped -= 1;
            return false;
        }
        if let Some(position) = self
            .open
            .iter()
            .rposition(|open| open.eq_ignore_ascii_case(tag.name))
        {
            self.open.truncate(position);
        }
        true
    }
}

/// The tags and comments of a text in their order; declarations and characters are passed over.
struct Pieces<'a> {
    markup: &'a str,
    at: usize,
    /// Where the last tag has attributes that say nothing of an article.
    untelling: Vec<(usize, usize)>,
    /// Whether a drawing or a formula may be open: in them nothing is raw text.
    is_foreign: bool,
}

impl<'a> Pieces<'a> {
    fn of(markup: &'a str) -> Self {
        Self {
            markup,
            at: 0,
            untelling: Vec::new(),
            is_foreign: false,
        }
    }

    fn next(&mut self) -> Option<Piece<'a>> {
        self.untelling.clear();
        let raw = !self.is_foreign;
        let piece = next_piece(self.markup, self.at, raw, &mut self.untelling)?;
        self.at = piece.end();
        if let Piece::Tag(tag) = &piece {
            let is_foreign = tag.kind == Kind::Drawing || tag.name.eq_ignore_ascii_case("math");
            self.is_foreign |= is_foreign && !tag.closes && tag.end == tag.content;
        }
        Some(piece)
    }
}

/// The next tag or comment at or after `from`; with `raw`, elements may hold raw text. Notes in `untelling` which of its attributes are.
fn next_piece<'a>(
    markup: &'a str,
    from: usize,
    raw: bool,
    untelling: &mut Vec<(usize, usize)>,
) -> Option<Piece<'a>> {
    let bytes = markup.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr(b'<', bytes.get(at..)?)?;
        let rest = markup.get(start + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            if let Some(end) = comment_length(comment) {
                let end = start + 4 + end;
                return Some(Piece::Comment { start, end });
            }
            return None; // an unclosed one lasts to the end
        }
        let closes = rest.starts_with('/');
        let name_start = start + 1 + usize::from(closes);
        let name = name_at(markup, name_start);
        if name.is_empty() {
            at = start + 1;
            continue;
        }
        let name_end = name_start + name.len();
        let (content, attributes) = tag_end(bytes, name_end, untelling);
        let closes_itself = bytes.get(content.saturating_sub(2)) == Some(&b'/');
        let kind = kind(name);
        let rest = bytes.get(content..).unwrap_or_default();
        let mut end = content;
        let mut is_seen = true;
        if raw && !closes && kind == Kind::RawText {
            end += raw_length(rest, name);
            let attributes = bytes.get(name_end..content).unwrap_or_default();
            is_seen = may_be_seen(
                name,
                attributes,
                bytes.get(content..end).unwrap_or_default(),
            );
        } else if !closes && !closes_itself && kind == Kind::Drawing {
            end += drawing_length(rest);
            is_seen = false;
        }
        return Some(Piece::Tag(Tag {
            start,
            content,
            end,
            is_seen,
            name,
            kind,
            closes,
            closes_itself,
            attributes,
        }));
    }
}

/// The length of a comment behind its `<!--`: to `-->` or `--!>`; `<!-->` and `<!--->` are whole ones (HTML standard,
/// "comment start state").
fn comment_length(comment: &str) -> Option<usize> {
    for whole in [">", "->"] {
        if comment.starts_with(whole) {
            return Some(whole.len());
        }
    }
    let bytes = comment.as_bytes();
    memmem::find_iter(bytes, b"--").find_map(|at| match bytes.get(at + 2..)? {
        [b'>', ..] => Some(at + 3),
        [b'!', b'>', ..] => Some(at + 4),
        [b'-', ..] => dashes_end(bytes, at + 2),
        _ => None,
    })
}

/// The end of a comment that ends in more than two dashes.
fn dashes_end(bytes: &[u8], from: usize) -> Option<usize> {
    let dashes = bytes.get(from..)?.iter().take_while(|&&byte| byte == b'-');
    let end = from + dashes.count();
    match bytes.get(end..)? {
        [b'>', ..] => Some(end + 1),
        [b'!', b'>', ..] => Some(end + 2),
        _ => None,
    }
}

/// Whether the characters in an element of raw text may be words or data. A script with a comment in it may end
/// elsewhere (HTML standard, "script data escaped state"), so that it is left as it is.
fn may_be_seen(name: &str, attributes: &[u8], content: &[u8]) -> bool {
    if name.eq_ignore_ascii_case("script") {
        let holds_json = |part: &[u8]| part.eq_ignore_ascii_case(b"json");
        return attributes.windows(4).any(holds_json) || memmem::find(content, b"<!--").is_some();
    }
    !name.eq_ignore_ascii_case("style")
}

/// The length of a drawing's content, if it ends and no other begins in it.
fn drawing_length(bytes: &[u8]) -> usize {
    let named = |at: usize, length: usize| {
        let name = bytes.get(at..at + length);
        name.is_some_and(|name| name.eq_ignore_ascii_case(b"svg"))
    };
    let mut starts = memchr::memchr_iter(b'<', bytes);
    let end = starts
        .find(|&at| named(at + 1, 3) || (bytes.get(at + 1) == Some(&b'/') && named(at + 2, 3)));
    end.filter(|&end| bytes.get(end + 1) == Some(&b'/'))
        .unwrap_or_default()
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

/// Where in a tag a byte stands (HTML standard, "attribute name state" and its neighbours).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Value,
}

/// Where the tag ends (after its `>`), and how many attributes it has. Adds to `untelling` those with a value in
/// quotes that are.
fn tag_end(bytes: &[u8], from: usize, untelling: &mut Vec<(usize, usize)>) -> (usize, usize) {
    let mut attributes = 0;
    let mut start = from;
    let mut within = Within::BeforeName;
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        let is_space = byte.is_ascii_whitespace();
        within = match (within, byte) {
            (_, b'>') => return (at + 1, attributes),
            (Within::BeforeValue, b'"' | b'\'') => {
                let value = bytes.get(at + 1..).unwrap_or_default();
                let Some(length) = memchr(byte, value) else {
                    break; // the quote is never closed
                };
                at += 1 + length;
                if is_untelling(bytes.get(start..at).unwrap_or_default()) {
                    untelling.push((start, at + 1));
                }
                Within::BeforeName
            }
            (Within::BeforeValue | Within::AfterName, _) if is_space => within,
            (Within::BeforeValue, _) => Within::Value,
            (Within::Value, _) if !is_space => within,
            (Within::Name | Within::AfterName, b'=') => Within::BeforeValue,
            (Within::Name, _) if is_space => Within::AfterName,
            (Within::Value, _) | (_, b'/') => Within::BeforeName,
            (Within::Name, _) => within,
            (Within::BeforeName, _) if is_space => within,
            (Within::BeforeName | Within::AfterName, _) => {
                attributes += 1;
                start = at;
                Within::Name
            }
        };
        at += 1;
    }
    (bytes.len(), attributes)
}

/// Whether an attribute, with its value, says nothing of an article.
fn is_untelling(attribute: &[u8]) -> bool {
    const TELLING: [&[u8]; 4] = [b"component", b"testid", b"qa", b"test"];
    let begins = |with: &[u8]| {
        attribute
            .get(..with.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(with))
    };
    match attribute.first() {
        Some(b'd' | b'D') if begins(b"data-") => {
            let name = attribute.get(5..).unwrap_or_default();
            !TELLING.iter().any(|telling| name.starts_with(telling))
        }
        Some(b'o' | b'O') => begins(b"on"),
        Some(b's' | b'S') => begins(b"srcset") || begins(b"sizes"),
        _ => false,
    }
}

/// The length of the content of a script and the like: markup inside is none.
fn raw_length(bytes: &[u8], name: &str) -> usize {
    let closes = |at: usize| {
        bytes.get(at + 1) == Some(&b'/')
            && bytes
                .get(at + 2..at + 2 + name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    let mut starts = memchr::memchr_iter(b'<', bytes);
    starts.find(|&at| closes(at)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Attributes, MAX_BYTES, MAX_DEPTH, MAX_FOREIGN, scripts};

    fn guarded(markup: &str) -> Cow<'_, str> {
        super::guarded(markup, Attributes::All)
    }

    #[test]
    fn a_page_within_the_limits_is_untouched() {
        let page = "<!doctype html><title>a<b</title><p class='a>b'>one<br>two <script type='application/ld+json'>{\"a\": \
            '<div>'}</script><svg/><ul><li>x<li>y</ul><a href=x?a=1&b=2>l</a></p> 1 < 2";
        assert!(matches!(guarded(page), Cow::Borrowed(same) if same == page));
        let unclosed = "<p>text <b>bold".repeat(20);
        assert!(matches!(guarded(&unclosed), Cow::Borrowed(_)));
        let paragraphs = "<p>text".repeat(5000);
        assert!(matches!(guarded(&paragraphs), Cow::Borrowed(_)));
    }

    #[test]
    fn what_no_reader_sees_is_left_out() {
        let check = |page: &str, expect: &str| assert_eq!(guarded(page), expect, "{page}");
        check(
            "a<!-- <p>b</p> -->c<!-->d<!--->e<!-- f --!>g<!-- h ---->i<!-- -- > j ---!>k",
            "acdegik",
        );
        check(
            "<script>if (a<b) '<p>'</script><STYLE>p > a {}</STYLE>x",
            "<script></script><STYLE></STYLE>x",
        );
        check(
            "<svg width=1><path d='M0'/><text>x</text></svg>y<svg width=1 />z</p>",
            "<svg width=1></svg>y<svg width=1 />z</p>",
        );
        let nested = "<svg><svg><g></g></svg><g/></svg>";
        check(nested, "<svg><svg></svg><g/></svg>");
        check("<svg>never closed <p>x", "<svg>never closed <p>x");
        check("a<!-- never closed", "a<!-- never closed");
        let escaped = "<script><!-- <script></script> --></script>x";
        check(escaped, escaped);
    }

    #[test]
    fn attributes_for_programs_are_left_out_where_nobody_asks_for_them() {
        let check = |page: &str, expect: &str| {
            assert_eq!(super::guarded(page, Attributes::Telling), expect, "{page}");
            assert_eq!(guarded(page), page);
        };
        check(
            "<p class='a' data-x=\"<b> '\" id=b onclick='c()' data-testid='d'>e</p>",
            "<p class='a'  id=b  data-testid='d'>e</p>",
        );
        check(
            "<img data-a='1'src=b srcset = 'c 1x' alt='d'>",
            "<img src=b  alt='d'>",
        );
        check(
            "<p data-a data-b=c title='data-x=\"y\"'>",
            "<p data-a data-b=c title='data-x=\"y\"'>",
        );
        check("<p data-a='never closed>", "<p data-a='never closed>");
    }

    #[test]
    fn scripts_are_read_in_their_order() {
        let page = "<script src=a></script><script>12345</script><style>x</style><SCRIPT type=json>67</SCRIPT>";
        assert_eq!(scripts(page).collect::<Vec<_>>(), ["", "12345", "67"]);
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
    fn no_way_of_writing_hides_nested_elements() {
        let deep = "<div>".repeat(9000);
        let count = |page: &str| {
            super::guarded(page, Attributes::Telling)
                .matches("<div>")
                .count()
        };
        for page in [
            format!("<p a=b=\"{deep}\">x"),
            format!("<p a=\"x\"=\"{deep}\">x"),
            format!("<p/=\"{deep}\">x"),
            format!("<svg><svg><title>{deep}</title>"),
            format!("<math><script type=json>{deep}</script>"),
            "<<!-- -->div>".repeat(9000),
            "<div>".repeat(MAX_DEPTH) + &"<<div>div>".repeat(9000),
        ] {
            // One more stands in a tag that its `>` ends, and opens nothing.
            assert!(
                count(&page) <= MAX_DEPTH + 1,
                "{page:.40}: {}",
                count(&page)
            );
        }
        let open = "<g/>".repeat(MAX_FOREIGN * 3);
        assert_eq!(guarded(&open).matches("<g/>").count(), MAX_FOREIGN);
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
