//! The lines of text around a place on a page, as a reader sees them.

use super::super::names::Tag;
use super::super::page::{Content, Page, push_collapsed};

/// A longer line is a paragraph, in bytes; no more of it is read.
const LONGEST: usize = 400;

/// How many nodes behind and before a place are looked at, and how many lines of them are kept.
const NODES_BEHIND: usize = 700;
const LINES_BEHIND: usize = 16;
const NODES_BEFORE: usize = 160;
const LINES_BEFORE: usize = 5;

/// One line and the node at which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) at: usize,
    pub(super) text: String,
}

/// The lines that follow the node `place`, in order.
pub(super) fn behind(page: &Page<'_>, place: usize) -> Vec<Line> {
    let start = page.end(place);
    read(page, start, start + NODES_BEHIND, LINES_BEHIND)
}

/// The lines that stand before the node `place`, the nearest first.
pub(super) fn before(page: &Page<'_>, place: usize) -> Vec<Line> {
    let mut lines = read(
        page,
        place.saturating_sub(NODES_BEFORE),
        place,
        NODES_BEFORE,
    );
    lines.reverse();
    lines.truncate(LINES_BEFORE);
    lines
}

/// The words below `index` with a space wherever an element begins or ends.
pub(super) fn spaced(page: &Page<'_>, index: usize, limit: usize) -> String {
    let mut words = String::new();
    let mut at = index;
    while at < page.end(index) && words.len() < limit {
        let Some(node) = page.get(at) else { break };
        match node.content {
            Content::Element(tag, _) if tag.is_never_text() => {
                at = node.end;
                continue;
            }
            Content::Element(..) => push_collapsed(&mut words, " "),
            Content::Text(text) => push_collapsed(&mut words, text),
        }
        at += 1;
        if ends_element(page, at) {
            push_collapsed(&mut words, " ");
        }
    }
    words.truncate(words.trim_end().len());
    words
}

/// Whether an element ended before the node at `at`.
fn ends_element(page: &Page<'_>, at: usize) -> bool {
    let parent = |at: usize| page.get(at).map(|node| node.parent);
    parent(at) != parent(at.saturating_sub(1))
}

/// The first line whose letters are those of `wanted`.
pub(super) fn find(page: &Page<'_>, wanted: &str) -> Option<usize> {
    let same = |text: &str| super::sites::same(text, wanted);
    (0..page.len()).find(|&at| {
        matches!(page.get(at).map(|node| node.content), Some(Content::Text(text))
            if text.len() <= wanted.len() * 2 + 20 && text.len() * 2 >= wanted.len() && same(text))
            && page
                .parent(at)
                .is_some_and(|parent| page.tag(parent) != Tag::Anchor)
            && !in_menu(page, at)
    })
}

/// Whether a node stands where no reader looks for the article: in a menu, in a script.
pub(super) fn in_menu(page: &Page<'_>, index: usize) -> bool {
    page.ancestors(index).any(|at| page.tag(at).is_never_text())
}

fn read(page: &Page<'_>, start: usize, end: usize, most: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut line = Line {
        at: start,
        text: String::new(),
    };
    let around = page.ancestors(start).filter(|&at| page.tag(at).is_block());
    let mut ends: Vec<usize> = around.map(|at| page.end(at)).collect();
    ends.reverse();
    let mut at = start;
    while at < end.min(page.len()) && lines.len() < most {
        let mut cut = false;
        while ends.pop_if(|end| *end <= at).is_some() {
            cut = true;
        }
        let Some(node) = page.get(at) else { break };
        match node.content {
            Content::Element(tag, _) if tag.is_never_text() => {
                at = node.end;
                continue;
            }
            Content::Element(tag, _) if tag.is_block() => {
                ends.push(node.end);
                cut = true;
            }
            Content::Element(Tag::LineBreak, _) => cut = true,
            _ => {}
        }
        if cut {
            finish(&mut lines, &mut line, at);
        }
        if let Content::Text(text) = node.content
            && line.text.len() < LONGEST
        {
            if line.text.is_empty() {
                line.at = at;
            }
            push_collapsed(&mut line.text, text);
        }
        at += 1;
    }
    finish(&mut lines, &mut line, at);
    lines.truncate(most);
    lines
}

fn finish(lines: &mut Vec<Line>, line: &mut Line, at: usize) {
    let text = line.text.trim_end();
    if !text.is_empty() {
        lines.push(Line {
            at: line.at,
            text: text.to_owned(),
        });
    }
    line.text.clear();
    line.at = at;
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn with_page(markup: &str, test: impl FnOnce(&Page<'_>)) {
        let tree = Html::parse_document(markup);
        test(&Page::of(&tree));
    }

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn lines_end_at_blocks_and_breaks() {
        with_page(
            "<table><td><font><b>Bridge opens</b></font><br><font>2024-05-07 di Anna Verdi</font><br>\
             <p>One <i>line</i>.</p>two<script>x</script></td></table>",
            |page| {
                let title = find(page, "Bridge opens!").expect("the title stands there");
                assert_eq!(
                    texts(&behind(page, title)),
                    ["2024-05-07 di Anna Verdi", "One line.", "two"]
                );
            },
        );
        with_page("<p>A</p><p>B <b>C</b></p><h1>Title</h1>", |page| {
            let title = find(page, "title").expect("the title stands there");
            assert_eq!(texts(&before(page, title)), ["B C", "A"]);
        });
    }

    #[test]
    fn spaced_words_do_not_run_into_each_other() {
        with_page(
            "<p><span>Posted by</span><a>Ann <b>Lee</b></a><i>Editor</i></p>",
            |page| assert_eq!(spaced(page, 0, 100), "Posted by Ann Lee Editor"),
        );
    }
}
