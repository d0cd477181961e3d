//! Which subtrees of a page are no part of the article, by what they are and what they are called.
//!
//! Not here: what the text itself says. What must hold: no rule takes a subtree that holds much of the page's prose,
//! and none takes words out of the middle of a sentence.

use rustc_hash::FxHashSet;
use scraper::node::Element;

use super::block::{Block, ratio};
use super::mass::Mass;
use super::names::Tag;
use super::page::Page;
use super::tokens::Role;

/// A rule that would take a larger share of the page's prose than this is wrong about the page.
const MAX_SHARE: f32 = 0.4;

/// A page with less prose than this has none to compare by, in characters.
const LITTLE_PROSE: usize = 150;

/// How much prose must stay outside comments and forms for them to be no article.
const PROSE_BESIDE_FOREIGN: usize = 250;

/// The longest line about an article (byline, date, tags); what is longer is text.
const LONGEST_META: usize = 220;

/// A form with so many fields to write in is one that readers fill in.
const FIELDS_OF_A_FORM: usize = 2;

/// Pages that stand in a form as a whole have more text to each field than this, in characters.
const CHARS_TO_A_FIELD: usize = 300;

/// A quotation in a figure with more prose than this is no mere eye-catcher.
const LONG_QUOTE: usize = 200;

/// The longest link or remark at the edge of a sentence that may be furniture, in characters.
const LONGEST_EDGE: usize = 200;

/// So many nodes below an element are looked at: elements can be nested, and each looks again.
const MOST_STEPS: usize = 2000;

/// How strict the rules are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// What elements are called counts.
    ByName,
    /// Only what elements are, and whether they are others' text: for pages whose names mislead.
    ByKind,
}

/// The rule that took a subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// A kind of element, or what it is for.
    Kind(&'static str),
    /// A word of its class or id.
    Name(&'static str),
}

/// Which subtrees are left out, and by which rule.
#[derive(Debug, Default)]
pub(super) struct Marks {
    dropped: Vec<bool>,
    /// Disjoint, in document order.
    rules: Vec<(usize, usize, Rule)>,
}

impl Marks {
    /// Whether the subtree at `index` is left out.
    pub(super) fn has(&self, index: usize) -> bool {
        self.dropped.get(index).copied().unwrap_or(false)
    }

    /// Leaves out the subtree from `index` to `end`, and what was left out in it with it.
    pub(super) fn take(&mut self, index: usize, end: usize, rule: Rule) {
        let Some(mark) = self.dropped.get_mut(index) else {
            return;
        };
        *mark = true;
        let inner = self.rules.partition_point(|&(start, ..)| start < index)
            ..self.rules.partition_point(|&(start, ..)| start < end);
        self.rules.splice(inner, [(index, end, rule)]);
    }

    /// The rule that took the node `index`, alone or with what it stands in.
    pub(super) fn rule_of(&self, index: usize) -> Option<Rule> {
        let behind = self.rules.partition_point(|&(start, ..)| start <= index);
        let &(_, end, rule) = self.rules.get(behind.checked_sub(1)?)?;
        (index < end).then_some(rule)
    }
}

/// Marks the subtrees to leave out. `blocks` are the page's blocks with nothing left out.
pub(super) fn mark(page: &Page<'_>, blocks: &[Block], strictness: Strictness) -> Marks {
    mark_but(page, blocks, strictness, &FxHashSet::default())
}

/// Marks the subtrees to leave out, though none that begins at one of the nodes `spared`.
pub(super) fn mark_but(
    page: &Page<'_>,
    blocks: &[Block],
    strictness: Strictness,
    spared: &FxHashSet<usize>,
) -> Marks {
    let judge = Judge {
        page,
        blocks,
        mass: &Mass::of(blocks),
        strictness,
    };
    let mut marks = Marks {
        dropped: vec![false; page.len()],
        rules: Vec::new(),
    };
    let mut at = 0;
    while at < page.len() {
        let rule = page
            .element(at)
            .filter(|_| !spared.contains(&at))
            .and_then(|(tag, element)| judge.rule(at, tag, element));
        if let Some(rule) = rule {
            marks.take(at, page.end(at), rule);
            at = page.end(at);
        } else {
            at += 1;
        }
    }
    marks
}

struct Judge<'p, 'a> {
    page: &'p Page<'a>,
    blocks: &'p [Block],
    mass: &'p Mass,
    strictness: Strictness,
}

impl Judge<'_, '_> {
    /// The rule by which the element at `at` is no part of the article.
    fn rule(&self, at: usize, tag: Tag, element: &Element) -> Option<Rule> {
        if matches!(tag, Tag::Body) || tag.is_never_text() || element.name() == "html" {
            return None;
        }
        let range = (at, self.page.end(at));
        let small = || self.is_small(range);
        if let Some(kind) = self.kind(range, tag, element) {
            return small().then_some(Rule::Kind(kind));
        }
        if matches!(tag, Tag::Form | Tag::Section | Tag::Div) && self.is_filled_in(range, tag) {
            return Some(Rule::Kind("form"));
        }
        let name = self.page.name(at);
        let taken = match name.role {
            Role::Foreign => self.is_beside_prose(range),
            _ if self.strictness == Strictness::ByKind => false,
            Role::Furniture | Role::Weak if matches!(tag, Tag::Article | Tag::Main) => false,
            Role::Furniture => small() && !self.is_one_line_of_prose(range, tag),
            Role::Weak => {
                small()
                    && self.mass.prose(range) * 2 <= self.mass.chars(range)
                    && !self.is_one_line_of_prose(range, tag)
            }
            Role::Meta => {
                self.mass.chars(range) <= LONGEST_META
                    && self.mass.prose(range) * 2 <= self.mass.chars(range)
                    && small()
            }
            Role::Unknown | Role::Body => false,
        };
        (taken && !self.is_inside_a_sentence(range, tag, name.role))
            .then_some(Rule::Name(name.word))
    }

    /// What the element is, if that is no part of an article.
    fn kind(&self, range: (usize, usize), tag: Tag, element: &Element) -> Option<&'static str> {
        match tag {
            Tag::Figure if !self.figure_holds_text(range) => Some("figure"),
            Tag::Caption => Some("caption"),
            Tag::Footer => Some("footer"),
            Tag::Aside => Some("aside"),
            Tag::Inline if element.name() == "label" => Some("label"),
            _ if is_hidden(element) => Some("hidden"),
            _ if has_furniture_role(element) => Some("role"),
            _ => None,
        }
    }

    /// Figures hold tables, code and quotations too; those are text, but for the words in large type that stand in the
    /// text as well.
    fn figure_holds_text(&self, (start, end): (usize, usize)) -> bool {
        (start..end)
            .take(MOST_STEPS)
            .any(|inner| match self.page.tag(inner) {
                Tag::Table | Tag::Preformatted => true,
                Tag::Quote => self.mass.prose((inner, self.page.end(inner))) >= LONG_QUOTE,
                _ => false,
            })
    }

    /// A form that readers fill in: with fields to write in, and no more text than belongs to them.
    fn is_filled_in(&self, range: (usize, usize), tag: Tag) -> bool {
        if tag != Tag::Form {
            return false;
        }
        let fields = (range.0..range.1).take(MOST_STEPS).filter(|&inner| {
            self.page
                .element(inner)
                .is_some_and(|(tag, element)| tag == Tag::Field && is_written_in(element))
        });
        let fields = fields.count();
        fields >= FIELDS_OF_A_FORM
            && self.mass.chars(range) <= fields * CHARS_TO_A_FIELD
            && self.is_beside_prose(range)
    }

    /// Whether this holds too little of the page to be its article. On a page without prose all text counts.
    fn is_small(&self, range: (usize, usize)) -> bool {
        if self.mass.total >= LITTLE_PROSE {
            return self.mass.share(range) <= MAX_SHARE;
        }
        let whole = self.mass.chars((0, self.page.len()));
        ratio(self.mass.chars(range), whole) <= MAX_SHARE
    }

    /// Whether enough prose stays without this to be the article.
    fn is_beside_prose(&self, range: (usize, usize)) -> bool {
        self.mass.total.saturating_sub(self.mass.prose(range)) >= PROSE_BESIDE_FOREIGN
    }

    /// A paragraph that reads like one is text, whatever it is called.
    fn is_one_line_of_prose(&self, range: (usize, usize), tag: Tag) -> bool {
        matches!(tag, Tag::Paragraph | Tag::Heading(_)) && self.mass.prose(range) > 0
    }

    /// Whether the element is a part of a line of prose, and not a remark at its edge.
    fn is_inside_a_sentence(&self, range: (usize, usize), tag: Tag, role: Role) -> bool {
        if !matches!(tag, Tag::Inline | Tag::Anchor | Tag::Time | Tag::Emphasis) {
            return false;
        }
        let index = self.mass.block_before(range.1);
        let Some(block) = index.and_then(|index| self.blocks.get(index)) else {
            return false;
        };
        let words = self.page.words(range.0, LONGEST_EDGE);
        if !block.is_prose() || words.chars().count() * 10 >= block.chars * 8 {
            return false;
        }
        let (begins, ends) = (block.text.starts_with(&words), block.text.ends_with(&words));
        let at_edge = match tag {
            // Names of people and places are linked as topics.
            Tag::Anchor if role <= Role::Weak => false,
            Tag::Anchor => ends || (begins && !words.contains(char::is_alphabetic)),
            _ => begins || ends,
        };
        !at_edge
    }
}

/// A field for words: forms that order something have others, beside the description of what is ordered.
fn is_written_in(element: &Element) -> bool {
    match element.name() {
        "textarea" => true,
        "input" => matches!(
            element.attr("type"),
            None | Some("" | "text" | "email" | "password" | "tel" | "url")
        ),
        _ => false,
    }
}

fn is_hidden(element: &Element) -> bool {
    element.attrs().any(|(name, value)| match name {
        "hidden" => !value.eq_ignore_ascii_case("until-found"),
        "aria-hidden" => value.eq_ignore_ascii_case("true"),
        "style" => {
            let style: String = value
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
                .to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        "class" => value.split_ascii_whitespace().any(|class| {
            matches!(
                class,
                "hidden"
                    | "hide"
                    | "sr-only"
                    | "visually-hidden"
                    | "visuallyhidden"
                    | "screen-reader-text"
                    | "d-none"
                    | "invisible"
            )
        }),
        _ => false,
    })
}

fn has_furniture_role(element: &Element) -> bool {
    element.attrs().any(|(name, value)| {
        name == "role"
            && matches!(
                value,
                "navigation"
                    | "complementary"
                    | "contentinfo"
                    | "banner"
                    | "dialog"
                    | "alertdialog"
                    | "menu"
                    | "menubar"
                    | "search"
                    | "toolbar"
                    | "tablist"
                    | "alert"
            )
    })
}
