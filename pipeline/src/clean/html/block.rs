//! The blocks of a page: its text in document order, cut where a reader sees a new line begin.
//!
//! Made once for the whole page; a candidate for the body is then a range of node indices, and so of blocks.

use super::names::Tag;
use super::page::{Content, Page, push_collapsed};

/// How many blocks of a page are read: the longest news pages have 3,000, and every rule looks at each.
const MAX_BLOCKS: usize = 20_000;

/// What kind of line a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Heading(u8),
    ListItem,
    Quote,
    Preformatted,
    Cell,
    Caption,
    /// Text directly in a container.
    Loose,
}

/// One block of text.
#[derive(Debug)]
pub(super) struct Block {
    /// The index of its first text: it is below an element exactly if this is.
    pub(super) at: usize,
    /// The innermost block element that holds it.
    pub(super) node: usize,
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Characters, and how many of them are in links.
    pub(super) chars: usize,
    pub(super) link_chars: usize,
    pub(super) commas: usize,
}

impl Block {
    /// The share of its characters that are links.
    pub(super) fn link_density(&self) -> f32 {
        ratio(self.link_chars, self.chars)
    }

    /// Whether it ends as a sentence does.
    pub(super) fn ends_sentence(&self) -> bool {
        ends_sentence(&self.text)
    }

    /// Whether it reads like a sentence of running text rather than a label, a menu or a teaser.
    pub(super) fn is_prose(&self) -> bool {
        let long = self.chars >= 80 || (self.chars >= 25 && self.ends_sentence());
        long && self.link_density() < 0.5 && !matches!(self.kind, Kind::Heading(_))
    }
}

/// `part` of `whole` as a share; nothing of nothing is none.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of characters on one page, used as a rough share"
)]
pub(super) fn ratio(part: usize, whole: usize) -> f32 {
    if whole == 0 {
        0.0
    } else {
        part as f32 / whole as f32
    }
}

/// Whether `text` ends with the punctuation that ends a sentence, perhaps in quotes or brackets.
pub(super) fn ends_sentence(text: &str) -> bool {
    let closed = text.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)]“".contains(c));
    closed.ends_with(['.', '!', '?', '…', '。', '！', '？', ':'])
}

/// Cuts a page into blocks; `dropped[i]` leaves out the subtree at `i`.
pub(super) fn blocks(page: &Page<'_>, dropped: &[bool]) -> Vec<Block> {
    let mut cutter = Cutter::default();
    let mut at = 0;
    while at < page.len() {
        cutter.leave_until(at);
        let Some(node) = page.get(at) else { break };
        match node.content {
            Content::Element(tag, _)
                if tag.is_never_text() || dropped.get(at).copied().unwrap_or(false) =>
            {
                if tag.is_block() {
                    cutter.flush();
                }
                at = node.end;
                continue;
            }
            Content::Element(Tag::LineBreak, _) => cutter.line_break(),
            Content::Element(Tag::Anchor, element) if element.attr("href").is_some() => {
                cutter.link_end = node.end;
            }
            Content::Element(tag, _) if tag.is_block() => cutter.enter(at, node.end, tag),
            Content::Element(..) => {}
            Content::Text(text) => cutter.text(at, text),
        }
        at += 1;
    }
    cutter.flush();
    cutter.blocks
}

#[derive(Default)]
struct Cutter {
    blocks: Vec<Block>,
    /// The open block elements: index, end, kind of the text in them.
    open: Vec<(usize, usize, Kind)>,
    text: String,
    at: usize,
    link_chars: usize,
    link_end: usize,
    breaks: usize,
}

impl Cutter {
    fn leave_until(&mut self, at: usize) {
        while self.open.last().is_some_and(|&(_, end, _)| end <= at) {
            self.flush();
            self.open.pop();
        }
    }

    fn enter(&mut self, index: usize, end: usize, tag: Tag) {
        self.flush();
        let outer = self.open.last().map_or(Kind::Loose, |&(_, _, kind)| kind);
        let kind = match tag {
            Tag::Heading(level) => Kind::Heading(level),
            Tag::ListItem => Kind::ListItem,
            Tag::Quote => Kind::Quote,
            Tag::Preformatted => Kind::Preformatted,
            Tag::Cell => Kind::Cell,
            Tag::Caption => Kind::Caption,
            Tag::Paragraph if !matches!(outer, Kind::Quote | Kind::ListItem | Kind::Caption) => {
                Kind::Paragraph
            }
            Tag::Paragraph | Tag::Div | Tag::Block if outer != Kind::Paragraph => outer,
            _ => Kind::Loose,
        };
        self.open.push((index, end, kind));
    }

    /// Two breaks in a row end a paragraph; one ends it where the line ended a sentence.
    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks > 1 || ends_sentence(&self.text) {
            self.flush();
        } else {
            push_collapsed(&mut self.text, " ");
        }
    }

    fn text(&mut self, at: usize, text: &str) {
        let linked = at < self.link_end;
        let before = self.text.len();
        if self.text.trim().is_empty() {
            self.at = at;
        }
        push_collapsed(&mut self.text, text);
        if self.text.len() > before && !text.trim().is_empty() {
            self.breaks = 0;
        }
        if linked {
            self.link_chars += self
                .text
                .get(before..)
                .map_or(0, |added| added.trim().chars().count());
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let link_chars = std::mem::take(&mut self.link_chars);
        self.breaks = 0;
        let text = text.trim();
        if self.blocks.len() >= MAX_BLOCKS || !text.chars().any(char::is_alphanumeric) {
            return;
        }
        let (node, _, kind) = self.open.last().copied().unwrap_or((0, 0, Kind::Loose));
        let chars = text.chars().count();
        self.blocks.push(Block {
            at: self.at,
            node,
            kind,
            chars,
            link_chars: link_chars.min(chars),
            commas: text
                .chars()
                .filter(|c| matches!(c, ',' | '،' | '、' | '，' | ';'))
                .count(),
            text: text.to_owned(),
        });
    }
}
