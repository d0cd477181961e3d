//! The article while it is being cleaned: the blocks that are left and what was learned from those that went.

use item::{Article, Credit};

use super::blocks::Block;
use super::shape;
use crate::clean::outcome::Removed;

/// Evidence is for people: so much of a block, and so many blocks, are enough of it.
const LONGEST_EVIDENCE: usize = 300;
const MOST_EVIDENCE: usize = 200;

/// More credits or authors than this are misread lists.
const MOST_NAMES: usize = 12;

/// An article in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) article: Article,
    pub(super) removed: Vec<Removed>,
    pub(super) blocks: Vec<Block>,
    /// Whether the document says beside its text who wrote it: what the text says then names others.
    pub(super) is_signed: bool,
}

impl Draft {
    /// Notes what a rule took.
    pub(super) fn note(&mut self, rule: &'static str, text: &str) {
        if self.removed.len() < MOST_EVIDENCE {
            let text: String = text.chars().take(LONGEST_EVIDENCE).collect();
            self.removed.push(Removed::new(rule, text));
        }
    }

    /// Adds authors that are not there yet.
    pub(super) fn sign(&mut self, names: impl IntoIterator<Item = String>) {
        for name in names {
            if self.is_signed {
                self.complete(&name);
                continue;
            }
            let known = self
                .article
                .byline
                .iter()
                .any(|other| shape::key_chars(other).eq(shape::key_chars(&name)));
            if !known && self.article.byline.len() < MOST_NAMES {
                self.article.byline.push(name);
            }
        }
    }

    /// Gives an author who is known by a first name alone the full name that the text has.
    fn complete(&mut self, name: &str) {
        let first = name.split(' ').next().unwrap_or_default();
        let known = self.article.byline.iter_mut();
        for author in known.filter(|author| *author == first) {
            name.clone_into(author);
        }
    }

    /// Adds sources that are not there yet, with the words that name them.
    pub(super) fn credit(&mut self, names: impl IntoIterator<Item = String>, evidence: &str) {
        for name in names {
            let known = self
                .article
                .credits
                .iter()
                .any(|other| shape::key_chars(&other.name).eq(shape::key_chars(&name)));
            if !known && self.article.credits.len() < MOST_NAMES {
                let evidence = evidence.chars().take(LONGEST_EVIDENCE).collect();
                self.article.credits.push(Credit { name, evidence });
            }
        }
    }

    /// Takes a date of publication unless a better one is known.
    pub(super) fn publish(&mut self, date: item::NewsDate) {
        self.article.date_published.get_or_insert(date);
    }

    /// The letters of the blocks that read like paragraphs.
    pub(super) fn prose_letters(blocks: &[Block]) -> usize {
        blocks
            .iter()
            .filter(|block| block.is_prose())
            .map(Block::letters)
            .sum()
    }

    /// Takes away the blocks for which the rule gives its name.
    pub(super) fn drop_blocks(
        &mut self,
        mut rule: impl FnMut(usize, &Block) -> Option<&'static str>,
    ) {
        let blocks = std::mem::take(&mut self.blocks);
        for (at, block) in blocks.into_iter().enumerate() {
            match rule(at, &block) {
                Some(name) => self.note(name, block.text()),
                None => self.blocks.push(block),
            }
        }
    }
}
