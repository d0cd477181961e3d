//! The blocks of a page: its text in document order, cut where a reader sees a new line begin.
//!
//! Made once for the whole page; a candidate for the body is then a range of node indices, and so of blocks.

use super::furniture::Marks;
use super::names::Tag;
use super::page::{Content, Page, push_collapsed};
use crate::clean::shaped::{Shape, Shaped};
use url::Url;

/// How many blocks of a page are read: the longest news pages have 3,000, and every rule looks at each.
const MAX_BLOCKS: usize = 20_000;

/// How many links of a block are kept.
const MAX_LINKS: usize = 200;

/// From so many characters on a line may be prose that ends no sentence.
const LONG: usize = 80;

/// Tenths of the words that begin with a capital in lists of names and titles; German prose has less than five.
const CAPITALS_OF_NAMES: usize = 6;

/// So many nodes of a table's cell are looked at.
const MOST_STEPS: usize = 400;

/// A cell with more line breaks than this, or with blocks in it, is there for the layout.
const BREAKS_IN_A_CELL: usize = 2;

/// The longest line before a single break that may be a block of its own, in characters: lines that are broken at a
/// column are longer.
const SHORT_LINE: usize = 45;

/// A paragraph with more such lines is a list, and stays in one piece.
const MOST_CUTS: usize = 2;

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
    /// Whether its words begin with capitals as those of names and menus do; told of long ones that end no sentence.
    is_capitalised: bool,
    /// Its links.
    pub(super) links: Vec<Link>,
}

/// A link in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    /// The bytes of the block's text that it spans.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The element.
    pub(super) node: usize,
}

impl Block {
    /// The share of its characters that are links.
    pub(super) fn link_density(&self) -> f32 {
        ratio(self.link_chars, self.chars)
    }

    /// The block by itself, with its links to the web; `base` is what they are relative to.
    pub(super) fn shaped(self, page: &Page<'_>, base: Option<&Url>) -> Shaped {
        let shape = match self.kind {
            Kind::Heading(rank) => Shape::Heading(rank),
            Kind::ListItem => Shape::ListItem,
            Kind::Quote => Shape::Quote,
            Kind::Preformatted => Shape::Preformatted,
            Kind::Cell => Shape::Cell {
                row: page.parent(self.node).unwrap_or(self.node),
            },
            Kind::Paragraph | Kind::Caption | Kind::Loose => Shape::Paragraph,
        };
        let address = |node: usize| {
            let href = page.element(node)?.1.attr("href")?;
            let url = match base {
                Some(base) => base.join(href).ok()?,
                None => Url::parse(href).ok()?,
            };
            matches!(url.scheme(), "http" | "https").then(|| url.to_string())
        };
        let links = self.links.iter();
        let links = links.filter_map(|link| Some((link.start..link.end, address(link.node)?)));
        Shaped {
            shape,
            links: links.collect(),
            text: self.text,
        }
    }

    /// Whether it ends as a sentence does.
    pub(super) fn ends_sentence(&self) -> bool {
        ends_sentence(&self.text)
    }

    /// Whether it reads like a sentence of running text rather than a label, a menu or a teaser.
    pub(super) fn is_prose(&self) -> bool {
        let ends = self.ends_sentence();
        let long =
            (self.chars >= LONG && (ends || !self.is_capitalised)) || (self.chars >= 25 && ends);
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

/// Whether most words of a text begin with a capital. Scripts without capitals have none.
fn is_capitalised(text: &str) -> bool {
    let firsts = text
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphabetic()));
    let (mut small, mut capital) = (0_usize, 0_usize);
    for first in firsts {
        small += usize::from(first.is_lowercase());
        capital += usize::from(first.is_uppercase());
    }
    capital * 10 > (small + capital) * CAPITALS_OF_NAMES
}

/// Cuts a page into blocks, without what `marks` leave out.
pub(super) fn blocks(page: &Page<'_>, marks: &Marks) -> Vec<Block> {
    let mut cutter = Cutter::default();
    let mut at = 0;
    while at < page.len() {
        cutter.leave_until(at);
        let Some(node) = page.get(at) else { break };
        match node.content {
            Content::Element(tag, _) if tag.is_never_text() || marks.has(at) => {
                if tag.is_block() {
                    cutter.flush();
                }
                at = node.end;
                continue;
            }
            Content::Element(Tag::LineBreak, _) => cutter.line_break(),
            Content::Element(Tag::Anchor, element) if element.attr("href").is_some() => {
                cutter.link = at;
                cutter.link_end = node.end;
            }
            Content::Element(Tag::Emphasis, _) => {
                cutter.emphasis_end = cutter.emphasis_end.max(node.end);
            }
            Content::Element(tag, _) if tag.is_block() => cutter.enter(page, at, node.end, tag),
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
    links: Vec<Link>,
    /// The last link, and where it ends.
    link: usize,
    link_end: usize,
    /// Where the outermost open element of emphasis ends.
    emphasis_end: usize,
    breaks: usize,
    line: Line,
    /// Where lines end that may be blocks of their own: the byte behind, and the node at which the next begins.
    cuts: Vec<(usize, usize)>,
}

/// The line that is being read.
#[derive(Default)]
struct Line {
    /// The byte of the text at which it begins.
    start: usize,
    /// Whether some of it does not stand out.
    is_plain: bool,
}

impl Cutter {
    fn leave_until(&mut self, at: usize) {
        while self.open.last().is_some_and(|&(_, end, _)| end <= at) {
            self.flush();
            self.open.pop();
        }
    }

    fn enter(&mut self, page: &Page<'_>, index: usize, end: usize, tag: Tag) {
        self.flush();
        let outer = self.open.last().map_or(Kind::Loose, |&(_, _, kind)| kind);
        let kind = match tag {
            Tag::Heading(level) => Kind::Heading(level),
            Tag::ListItem => Kind::ListItem,
            Tag::Quote => Kind::Quote,
            Tag::Preformatted => Kind::Preformatted,
            Tag::Cell if holds_data(page, index) => Kind::Cell,
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
        }
    }

    fn text(&mut self, at: usize, text: &str) {
        let is_blank = text.trim().is_empty();
        if self.breaks > 0 && !is_blank {
            self.next_line(at, text);
        }
        if self.text.trim().is_empty() {
            self.at = at;
        }
        let before = self.text.len();
        push_collapsed(&mut self.text, text);
        if self.text.len() > before && !is_blank {
            self.breaks = 0;
            self.line.is_plain |= at >= self.emphasis_end;
        }
        if at < self.link_end {
            self.span(before);
        }
    }

    /// Begins a line behind a single break. Pages without paragraphs break after a heading, a date or a name, and so
    /// do they within an address or a poem: the line before may be a block if it is short or stands out.
    fn next_line(&mut self, at: usize, text: &str) {
        push_collapsed(&mut self.text, " ");
        let end = self.text.len();
        let line = self.text.get(self.line.start..).unwrap_or_default().trim();
        let begins_anew = text
            .chars()
            .find(|c| c.is_alphanumeric())
            .is_some_and(|c| !c.is_lowercase());
        let apart = !self.line.is_plain || line.chars().count() <= SHORT_LINE;
        let linked = self
            .links
            .last()
            .is_some_and(|link| link.end > self.line.start);
        if begins_anew && apart && !linked && !line.is_empty() {
            self.cuts.push((end, at));
        }
        self.line = Line {
            start: end,
            is_plain: false,
        };
    }

    /// Notes that the text from `start` on stands in the open link.
    fn span(&mut self, start: usize) {
        let (end, node) = (self.text.len(), self.link);
        if let Some(last) = self.links.last_mut().filter(|last| last.node == node) {
            last.end = end;
        } else if start < end && self.links.len() < MAX_LINKS {
            self.links.push(Link { start, end, node });
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let links = std::mem::take(&mut self.links);
        let mut cuts = std::mem::take(&mut self.cuts);
        self.breaks = 0;
        self.line = Line::default();
        if cuts.len() > MOST_CUTS {
            cuts.clear(); // a list of names or verses: one block
        }
        let mut start = 0;
        let mut at = self.at;
        for (end, next) in cuts {
            self.push(&text, start, end, at, &links);
            (start, at) = (end, next);
        }
        self.push(&text, start, text.len(), at, &links);
    }

    /// Adds the block that the bytes from `start` to `end` of `text` are.
    fn push(&mut self, text: &str, start: usize, end: usize, at: usize, links: &[Link]) {
        let text = text.get(start..end).unwrap_or_default();
        let trimmed = text.trim();
        if self.blocks.len() >= MAX_BLOCKS || !trimmed.chars().any(char::is_alphanumeric) {
            return;
        }
        let start = start + (text.len() - text.trim_start().len());
        let end = start + trimmed.len();
        let inside = links
            .iter()
            .filter(|link| link.start < end && link.end > start);
        let links = inside.map(|link| Link {
            start: link.start.max(start) - start,
            end: link.end.min(end) - start,
            node: link.node,
        });
        let links: Vec<Link> = links.collect();
        let linked = links
            .iter()
            .filter_map(|link| trimmed.get(link.start..link.end))
            .map(|words| words.trim().chars().count());
        let (mut chars, mut commas) = (0, 0);
        for c in trimmed.chars() {
            chars += 1;
            commas += usize::from(matches!(c, ',' | '،' | '、' | '，' | ';'));
        }
        let (node, _, kind) = self.open.last().copied().unwrap_or((0, 0, Kind::Loose));
        self.blocks.push(Block {
            at,
            node,
            kind,
            chars,
            link_chars: linked.sum::<usize>().min(chars),
            commas,
            text: trimmed.to_owned(),
            is_capitalised: chars >= LONG && !ends_sentence(trimmed) && is_capitalised(trimmed),
            links,
        });
    }
}

/// Whether the cell at `index` holds data, and not a part of the page's layout.
fn holds_data(page: &Page<'_>, index: usize) -> bool {
    let mut breaks = 0;
    let inside = index + 1..page.end(index);
    !inside.take(MOST_STEPS).any(|inner| match page.tag(inner) {
        Tag::LineBreak => {
            breaks += 1;
            breaks > BREAKS_IN_A_CELL
        }
        Tag::Paragraph => false,
        tag => tag.is_block(),
    })
}
