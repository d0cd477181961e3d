//! A parsed page laid flat: elements and text in document order, each knowing where its subtree ends.
//!
//! Every later step is a loop over a range of this list; nothing recurses, so depth costs nothing. The list lives
//! as long as the tree it was read from.

use ego_tree::iter::Edge;
use scraper::{Html, Node as Raw, node::Element};

use super::names::Tag;
use super::tokens::{Name, Names};

/// How many nodes of a page are read: news pages have 2,000 to 20,000.
const MAX_NODES: usize = 400_000;

/// A page as a list of nodes in document order.
pub(super) struct Page<'a> {
    nodes: Vec<Node<'a>>,
}

/// One node.
pub(super) struct Node<'a> {
    pub(super) content: Content<'a>,
    /// What its class and id call it.
    pub(super) name: Name,
    /// The index of its parent; the first node is its own.
    pub(super) parent: usize,
    /// The index after its last descendant.
    pub(super) end: usize,
}

/// What a node is.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Element(Tag, &'a Element),
    Text(&'a str),
}

impl<'a> Page<'a> {
    /// Lays `tree` flat.
    pub(super) fn of(tree: &'a Html) -> Self {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let mut open: Vec<usize> = vec![0];
        let mut names = Names::default();
        for edge in tree.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    let (content, name) = match node.value() {
                        Raw::Element(element) => (
                            Content::Element(Tag::of(element.name()), element),
                            names.of(element),
                        ),
                        Raw::Text(text) => (Content::Text(text), Name::default()),
                        _ => continue,
                    };
                    if nodes.len() >= MAX_NODES {
                        break;
                    }
                    let parent = open.last().copied().unwrap_or(0);
                    let index = nodes.len();
                    nodes.push(Node {
                        content,
                        name,
                        parent,
                        end: index + 1,
                    });
                    if node.value().is_element() {
                        open.push(index);
                    }
                }
                Edge::Close(node) if node.value().is_element() => {
                    let end = nodes.len();
                    if let Some(closed) = open.pop().and_then(|index| nodes.get_mut(index)) {
                        closed.end = end;
                    }
                }
                Edge::Close(_) => {}
            }
        }
        let end = nodes.len();
        for cut in open {
            if let Some(node) = nodes.get_mut(cut) {
                node.end = end;
            }
        }
        Self { nodes }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node at `index`.
    pub(super) fn get(&self, index: usize) -> Option<&Node<'a>> {
        self.nodes.get(index)
    }

    /// The element at `index`, if it is one.
    pub(super) fn element(&self, index: usize) -> Option<(Tag, &'a Element)> {
        match self.nodes.get(index)?.content {
            Content::Element(tag, element) => Some((tag, element)),
            Content::Text(_) => None,
        }
    }

    /// The tag of the element at `index`; text is `Inline`.
    pub(super) fn tag(&self, index: usize) -> Tag {
        self.element(index).map_or(Tag::Inline, |(tag, _)| tag)
    }

    /// What class and id call the node at `index`.
    pub(super) fn name(&self, index: usize) -> Name {
        self.nodes
            .get(index)
            .map_or(Name::default(), |node| node.name)
    }

    /// The index after the last descendant of `index`.
    pub(super) fn end(&self, index: usize) -> usize {
        self.nodes.get(index).map_or(index + 1, |node| node.end)
    }

    /// The parent of `index`, if it has one.
    pub(super) fn parent(&self, index: usize) -> Option<usize> {
        self.nodes
            .get(index)
            .map(|node| node.parent)
            .filter(|&parent| parent != index)
    }

    /// All elements with their indices, in document order.
    pub(super) fn elements(&self) -> impl Iterator<Item = (usize, Tag, &'a Element)> + '_ {
        self.nodes
            .iter()
            .enumerate()
            .filter_map(|(index, node)| match node.content {
                Content::Element(tag, element) => Some((index, tag, element)),
                Content::Text(_) => None,
            })
    }

    /// The children of `index`, in order.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.end(index);
        let mut next = index + 1;
        std::iter::from_fn(move || {
            let child = next;
            next = self.end(child);
            (child < end).then_some(child)
        })
    }

    /// The ancestors of `index`, nearest first.
    pub(super) fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.parent(index), |&at| self.parent(at))
    }

    /// The words below `index`, spaces collapsed, at most about `limit` bytes.
    pub(super) fn words(&self, index: usize, limit: usize) -> String {
        let mut words = String::new();
        for at in index..self.end(index) {
            match self.nodes.get(at).map(|node| node.content) {
                Some(Content::Text(text))
                    if self.parent(at).is_none_or(|p| !self.tag(p).is_silent()) =>
                {
                    push_collapsed(&mut words, text);
                }
                Some(Content::Element(tag, _)) if tag == Tag::LineBreak || tag.is_block() => {
                    push_collapsed(&mut words, " ");
                }
                _ => {}
            }
            if words.len() >= limit {
                break;
            }
        }
        words.truncate(words.trim_end().len());
        words
    }

    /// The characters below `index` as they are: the content of a script.
    pub(super) fn raw(&self, index: usize) -> String {
        let texts = (index..self.end(index)).filter_map(|at| match self.nodes.get(at)?.content {
            Content::Text(text) => Some(text),
            Content::Element(..) => None,
        });
        texts.collect()
    }
}

/// Appends `text` with every run of white space as one space, none at the start.
pub(super) fn push_collapsed(words: &mut String, text: &str) {
    let mut spaced = words.is_empty() || words.ends_with([' ', '\n']);
    for (nth, piece) in text.split(char::is_whitespace).enumerate() {
        if nth > 0 && !spaced {
            words.push(' ');
            spaced = true;
        }
        if !piece.is_empty() {
            words.push_str(piece);
            spaced = false;
        }
    }
}
