//! A text as numbers, words and marks, with where each stands. Spaces are only gaps between tokens.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits.
    Number(u32),
    /// Letters.
    Word,
    /// Any other single character.
    Mark(char),
}

/// One token and its place in the text, in bytes.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Lower case for words, empty for marks, as written for numbers.
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Longer runs of digits are no part of a date (8 for a compact day, 9 for fractions of a second).
const LONGEST_NUMBER: usize = 9;

/// A token that stands in for a run of digits which is too long.
const NOT_A_NUMBER: char = '\u{fffd}';

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let class = class_of(first);
        let mut end = start + first.len_utf8();
        let alike = |next: char| class != Class::Mark && class_of(next) == class;
        while let Some((at, next)) = chars.next_if(|(_, next)| alike(*next)) {
            end = at + next.len_utf8();
        }
        let written = text.get(start..end).unwrap_or_default();
        let kind = match class {
            Class::Mark => Kind::Mark(first),
            Class::Letter => Kind::Word,
            Class::Digit => number(written),
        };
        let text = match kind {
            Kind::Word => written.to_lowercase(),
            Kind::Number(_) => written.to_owned(),
            Kind::Mark(_) => String::new(),
        };
        found.push(Token {
            kind,
            text,
            start,
            end,
        });
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Digit,
    Letter,
    Mark,
}

fn class_of(c: char) -> Class {
    if c.is_ascii_digit() {
        Class::Digit
    } else if c.is_alphabetic() || matches!(c, '\'' | '’') {
        Class::Letter
    } else {
        Class::Mark
    }
}

fn number(digits: &str) -> Kind {
    match digits.parse() {
        Ok(value) if digits.len() <= LONGEST_NUMBER => Kind::Number(value),
        _ => Kind::Mark(NOT_A_NUMBER),
    }
}

/// Reads tokens one after another; copying it is how a reading is tried and given up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl<'t> Reader<'t> {
    /// A reader that stands at the token `at`.
    pub(super) fn new(tokens: &'t [Token], at: usize) -> Self {
        Self { tokens, at }
    }

    /// Which token comes next.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Where the text that was read ends.
    pub(super) fn end(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(0, |token| token.end)
    }

    /// Whether nothing stands between what was read and the next token.
    pub(super) fn is_adjacent(&self) -> bool {
        self.peek().is_some_and(|token| token.start == self.end())
    }

    /// The next token, unread.
    pub(super) fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    /// Steps over the next token.
    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    /// Reads a number: its value and how many digits it has.
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let token = self.peek()?;
        let Kind::Number(value) = token.kind else {
            return None;
        };
        self.at += 1;
        Some((value, token.text.len()))
    }

    /// Reads a word.
    pub(super) fn word(&mut self) -> Option<&'t str> {
        let token = self.peek()?;
        if token.kind != Kind::Word {
            return None;
        }
        self.at += 1;
        Some(&token.text)
    }

    /// Reads one of the given marks.
    pub(super) fn mark(&mut self, wanted: &[char]) -> Option<char> {
        let Kind::Mark(mark) = self.peek()?.kind else {
            return None;
        };
        if !wanted.contains(&mark) {
            return None;
        }
        self.at += 1;
        Some(mark)
    }

    /// Steps over words and marks for which the tests hold.
    pub(super) fn skip_while(&mut self, word: fn(&str) -> bool, marks: &[char]) {
        while let Some(token) = self.peek() {
            let idle = match token.kind {
                Kind::Word => word(&token.text),
                Kind::Mark(mark) => marks.contains(&mark),
                Kind::Number(_) => false,
            };
            if !idle {
                return;
            }
            self.at += 1;
        }
    }
}
