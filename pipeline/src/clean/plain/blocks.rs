//! A flat text as blocks: paragraphs and single lines in their order, with hard line breaks mended.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::normal;
use super::role::{self, Role};
use super::shape;

/// One paragraph or line of the document.
///
/// Several rules ask the same of each block: what it says of itself is worked out once, when first asked for.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Whether an empty line (or nothing) stands before it.
    pub(super) after_gap: bool,
    /// Whether it was marked up as a heading.
    pub(super) heading: bool,
    /// The words, normalised; changed only together with what is known of them.
    text: String,
    role: OnceCell<Role>,
    prose: OnceCell<bool>,
    letters: OnceCell<usize>,
}

impl Block {
    /// A block of normalised text.
    pub(super) fn new(text: String, after_gap: bool, heading: bool) -> Self {
        Self {
            after_gap,
            heading,
            text,
            role: OnceCell::new(),
            prose: OnceCell::new(),
            letters: OnceCell::new(),
        }
    }

    /// A block that stands by itself.
    pub(super) fn alone(text: &str) -> Self {
        Self::new(normal::line(text), true, false)
    }

    /// The words.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Gives it other words.
    pub(super) fn rewrite(&mut self, text: String) {
        *self = Self::new(text, self.after_gap, self.heading);
    }

    /// What it is for, by its words alone.
    pub(super) fn role(&self) -> &Role {
        self.role.get_or_init(|| role::of(&self.text))
    }

    /// Whether it reads like a paragraph.
    pub(super) fn is_prose(&self) -> bool {
        *self.prose.get_or_init(|| shape::is_prose(&self.text))
    }

    /// How many letters it has.
    pub(super) fn letters(&self) -> usize {
        *self.letters.get_or_init(|| shape::letters(&self.text))
    }
}

/// Lines that are broken at a column are at most this wide, and not narrower than that.
const WIDEST_COLUMN: usize = 130;
const NARROWEST_COLUMN: usize = 45;

/// So many line breaks must show the same column before any is mended.
const FEWEST_BREAKS: usize = 4;

/// The blocks of a text.
pub(super) fn read(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut gap = true;
    // `\r\n` is one line end: split twice, it would look like an empty line.
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    };
    for raw in text.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let (line, heading) = without_marker(normal::line(raw));
        if line.is_empty() {
            gap = true;
            continue;
        }
        blocks.push(Block::new(line, gap, heading));
        gap = false;
    }
    mend(blocks)
}

/// Takes off the mark of a heading, a quotation or a bullet.
fn without_marker(line: String) -> (String, bool) {
    let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes)
        && let Some(title) = line.get(hashes..).and_then(|rest| rest.strip_prefix(' '))
    {
        return (title.trim_end_matches(['#', ' ']).to_owned(), true);
    }
    if line.starts_with(['•', '·', '>', '▪', '●', '►', '■']) {
        let text = line.trim_start_matches(|c: char| {
            matches!(c, '•' | '·' | '>' | '▪' | '●' | '►' | '■' | ' ')
        });
        return (text.to_owned(), false);
    }
    (line, false)
}

/// Joins lines that were broken at a column, where the document as a whole shows such a column.
fn mend(blocks: Vec<Block>) -> Vec<Block> {
    let Some(column) = column(&blocks) else {
        return blocks;
    };
    let mut mended: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut last_line = String::new();
    for block in blocks {
        let line = block.text.clone();
        match mended.last_mut() {
            Some(before) if !block.after_gap && is_broken(&last_line, &block.text, column) => {
                before.text.push(' ');
                before.text.push_str(&block.text);
            }
            _ => mended.push(block),
        }
        last_line = line;
    }
    mended
}

/// The width at which nearly every line break of the text falls.
fn column(blocks: &[Block]) -> Option<usize> {
    let breaks: Vec<(&str, &str)> = blocks
        .windows(2)
        .filter_map(|pair| match pair {
            [before, after] if !after.after_gap => {
                Some((before.text.as_str(), after.text.as_str()))
            }
            _ => None,
        })
        .filter(|(before, _)| before.chars().count() >= NARROWEST_COLUMN / 2)
        .collect();
    let widest = breaks
        .iter()
        .map(|(before, _)| before.chars().count())
        .filter(|width| *width <= WIDEST_COLUMN)
        .max()?;
    let at_column = breaks
        .iter()
        .filter(|(before, after)| is_broken(before, after, widest))
        .count();
    let shown = at_column >= FEWEST_BREAKS && at_column * 10 >= breaks.len() * 7;
    (widest >= NARROWEST_COLUMN && shown).then_some(widest)
}

/// Whether a line ended because the next word would not have fitted, or in the midst of a sentence.
fn is_broken(line: &str, next: &str, column: usize) -> bool {
    let width = line.chars().count();
    let word = next.split(' ').next().unwrap_or_default().chars().count();
    let full = width + 1 + word > column;
    let unended = !shape::ends_sentence(line) && next.starts_with(char::is_lowercase);
    width <= column && (full || unended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        read(text).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn lines_broken_at_a_column_become_paragraphs_again() {
        let wrapped = "The committee met on Tuesday in the old town hall and talked for\n\
            several hours about the bridge, which was closed in March after\n\
            engineers had found cracks in two of its pillars.\n\n\
            Nobody could say when it will open again, and the mayor asked all\n\
            drivers for some patience until the experts have looked at every\n\
            part of the structure and written their report.";
        let blocks = texts(wrapped);
        assert_eq!(blocks.len(), 2, "{blocks:#?}");
        assert!(blocks[0].contains("talked for several hours"));
    }

    #[test]
    fn lines_that_are_paragraphs_or_teasers_stay_apart() {
        assert_eq!(
            texts("First paragraph ends here.\r\nSecond one follows.\nThird.").len(),
            3
        );
        assert_eq!(texts("# Title #\n\n• one\n• two"), ["Title", "one", "two"]);
    }
}
