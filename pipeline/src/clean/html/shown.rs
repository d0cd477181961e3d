//! What a reader sees of a page before any rule has judged it: its lines, and the choices it offers.
//!
//! Unlike the blocks it holds what stands in buttons, dialogs and menus. Not here: whether any of it is an article.

use scraper::node::Element;

use super::names::Tag;
use super::page::{Content, Page, push_collapsed};

/// No more text than this is looked at, in bytes: a page that shows more is neither a wall nor a shell.
const LONGEST: usize = 20_000;

/// A longer label is a sentence or a teaser, not a choice, in characters.
const LONGEST_LABEL: usize = 48;

/// How many labels are kept: what offers more is a page of links.
const MAX_LABELS: usize = 60;

/// The lines and choices of a page.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The text, a line break wherever a block or a button begins or ends.
    pub(super) lines: String,
    /// What stands on buttons and links, in lower case.
    pub(super) labels: Vec<String>,
}

impl Shown {
    /// Reads what `page` shows.
    pub(super) fn of(page: &Page<'_>) -> Self {
        Self::below(page, 0)
    }

    /// Reads what the element at `root` shows.
    pub(super) fn below(page: &Page<'_>, root: usize) -> Self {
        let mut shown = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let mut at = root;
        let end = page.end(root);
        while at < end && shown.lines.len() < LONGEST {
            while let Some(left) = open.pop_if(|open| open.end <= at) {
                shown.leave(&left);
            }
            let Some(node) = page.get(at) else { break };
            match node.content {
                Content::Element(tag, element) if is_hidden(tag, element) => {
                    shown.press(element);
                    at = node.end;
                    continue;
                }
                Content::Element(Tag::LineBreak, _) => shown.lines.push('\n'),
                Content::Element(tag, element) => {
                    let kind = Standing::of(tag, element);
                    if kind.is_apart() {
                        shown.lines.push('\n');
                    }
                    open.push(Open {
                        end: node.end,
                        from: shown.lines.len(),
                        kind,
                    });
                }
                Content::Text(text) => push_collapsed(&mut shown.lines, text),
            }
            at += 1;
        }
        while let Some(left) = open.pop() {
            shown.leave(&left);
        }
        shown
    }

    /// How many characters the lines hold, breaks aside.
    pub(super) fn chars(&self) -> usize {
        self.lines.chars().filter(|c| *c != '\n').count()
    }

    /// How many letters the lines hold.
    pub(super) fn letters(&self) -> usize {
        self.lines.chars().filter(|c| c.is_alphabetic()).count()
    }

    fn leave(&mut self, left: &Open) {
        if left.kind.is_choice() {
            let label = self.lines.get(left.from..).unwrap_or_default().to_owned();
            self.label(&label);
        }
        if left.kind.is_apart() {
            self.lines.push('\n');
        }
    }

    /// Keeps the label of a button that has it in an attribute.
    fn press(&mut self, element: &Element) {
        let is_button = matches!(element.attr("type"), Some("submit" | "button"));
        if let Some(value) = element.attr("value").filter(|_| is_button) {
            self.lines.push('\n');
            push_collapsed(&mut self.lines, value);
            self.lines.push('\n');
            self.label(value);
        }
    }

    fn label(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty()
            && self.labels.len() < MAX_LABELS
            && text.chars().count() <= LONGEST_LABEL
        {
            self.labels.push(text.to_lowercase());
        }
    }
}

/// An element whose end is still to come.
struct Open {
    end: usize,
    /// Where its text begins in the lines.
    from: usize,
    kind: Standing,
}

/// How an element's text stands in the lines.
#[derive(Clone, Copy)]
enum Standing {
    Line,
    Button,
    Link,
    Inline,
}

impl Standing {
    fn of(tag: Tag, element: &Element) -> Self {
        if element.name() == "button" || element.attr("role") == Some("button") {
            Self::Button
        } else if tag == Tag::Anchor {
            Self::Link
        } else if tag.is_block() || tag.is_silent() {
            Self::Line
        } else {
            Self::Inline
        }
    }

    fn is_choice(self) -> bool {
        matches!(self, Self::Button | Self::Link)
    }

    fn is_apart(self) -> bool {
        matches!(self, Self::Line | Self::Button)
    }
}

/// Whether a browser shows nothing of the element's text, or shows it as something else.
fn is_hidden(tag: Tag, element: &Element) -> bool {
    let speaks = matches!(element.name(), "button" | "dialog" | "nav" | "menu");
    tag.is_never_text() && !speaks
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn buttons_dialogs_and_links_are_seen_and_scripts_are_not() {
        let tree = Html::parse_document(
            "<head><title>Post</title><style>p{}</style></head><body><dialog open><p>Your <b>choice</b></p>\
             <button><span>Accept</span> all</button><input type=submit value='Reject all'></dialog>\
             <p>See our <a href=/p>policy</a>.</p><noscript>on</noscript><script>let x = 1;</script></body>",
        );
        let shown = Shown::of(&Page::of(&tree));
        let lines: Vec<&str> = shown.lines.split('\n').map(str::trim).collect();
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines,
            ["Your choice", "Accept all", "Reject all", "See our policy."]
        );
        assert_eq!(shown.labels, ["accept all", "reject all", "policy"]);
    }
}
