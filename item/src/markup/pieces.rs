//! Markup cut into its tags and comments, by the states of the HTML standard, without understanding what it means.

use memchr::{memchr, memmem};

use crate::markup::names::{Kind, kind};

pub(super) enum Piece<'a> {
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

pub(super) struct Tag<'a> {
    pub(super) start: usize,
    /// Behind the `>`.
    pub(super) content: usize,
    /// Behind its content too, where that is no markup.
    pub(super) end: usize,
    /// Whether that content may be words or data.
    pub(super) is_seen: bool,
    pub(super) name: &'a str,
    pub(super) kind: Kind,
    pub(super) closes: bool,
    pub(super) closes_itself: bool,
    pub(super) attributes: usize,
}

/// The tags and comments of a text in their order; declarations and characters are passed over.
pub(super) struct Pieces<'a> {
    markup: &'a str,
    at: usize,
    /// Where the last tag has attributes that say nothing of an article.
    pub(super) untelling: Vec<(usize, usize)>,
    /// Whether a drawing or a formula may be open: in them nothing is raw text.
    is_foreign: bool,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(markup: &'a str) -> Self {
        Self {
            markup,
            at: 0,
            untelling: Vec::new(),
            is_foreign: false,
        }
    }

    pub(super) fn next(&mut self) -> Option<Piece<'a>> {
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

/// The next tag or comment at or after `from`; with `raw`, elements may hold raw text. Notes in `untelling` which of
/// its attributes are.
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
