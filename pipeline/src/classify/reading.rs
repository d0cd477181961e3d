//! A text as classification reads it: title and body in one, cut into words once.

use crate::text::{Gap, Tokens, Tongue, tokenise};

/// The most text that is looked at, in bytes: a long-read; what follows adds nothing to the labels.
const LONGEST: usize = 100_000;

/// A text, its words, and where its title ends.
#[derive(Debug)]
pub(super) struct Reading {
    /// Title, an empty line, body.
    pub(super) text: String,
    /// Its words.
    pub(super) tokens: Tokens,
    /// Where the body begins, in bytes.
    pub(super) body: usize,
    /// The language whose tables and endings apply.
    pub(super) tongue: Tongue,
}

impl Reading {
    /// Reads a title and a body in a language.
    pub(super) fn new(title: Option<&str>, body: &str, tongue: Tongue) -> Self {
        let body = body
            .get(..body.floor_char_boundary(LONGEST))
            .unwrap_or(body);
        let mut text = String::with_capacity(body.len() + 256);
        if let Some(title) = title {
            text.push_str(title);
            text.push_str("\n\n");
        }
        let begins = text.len();
        text.push_str(body);
        let tokens = tokenise(&text);
        Self {
            text,
            tokens,
            body: begins,
            tongue,
        }
    }

    /// The words from one index to before another, as written.
    pub(super) fn written(&self, first: usize, after: usize) -> &str {
        let start = self.tokens.get(first).map(|token| token.start);
        let end = after
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map(|token| token.end);
        start
            .zip(end)
            .and_then(|(start, end)| self.text.get(start..end))
            .unwrap_or_default()
    }

    /// Whether a word belongs to the title.
    pub(super) fn in_title(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.start < self.body)
    }

    /// Whether a word is capitalised and follows the one before it without punctuation.
    pub(super) fn continues_name(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| {
            token.capitalised && matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Initial)
        })
    }
}
