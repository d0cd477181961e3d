//! The shape of a query: terms, fields, values, quotes, each with its column. What they mean is `parse`'s.

use crate::QueryError;

/// One term as written.
#[derive(Debug)]
pub(crate) struct RawTerm {
    /// Whether a `-` stands before it.
    pub(crate) negated: bool,
    /// What stands before the colon, if there is one.
    pub(crate) field: Option<Written>,
    /// The values between the commas.
    pub(crate) values: Values,
}

/// The values of a term: one, or several of which one is enough.
#[derive(Debug)]
pub(crate) struct Values {
    /// The one that is always there.
    pub(crate) first: Written,
    /// Those behind its commas.
    pub(crate) others: Vec<Written>,
}

impl Values {
    /// All of them in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Written> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

/// A piece of the query and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// Without its quotes.
    pub(crate) text: String,
    /// The first is 1.
    pub(crate) column: usize,
    /// With its quotes; at least 1.
    pub(crate) length: usize,
}

impl Written {
    /// An error about this piece.
    pub(crate) fn error(&self, message: String, help: Option<String>) -> QueryError {
        QueryError {
            column: self.column,
            length: self.length,
            message,
            help,
        }
    }
}

/// Reads terms one by one.
#[derive(Debug)]
pub(crate) struct Scanner {
    letters: Vec<char>,
    at: usize,
}

impl Scanner {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            letters: text.chars().collect(),
            at: 0,
        }
    }

    /// The next term; `None` at the end.
    pub(crate) fn term(&mut self) -> Result<Option<RawTerm>, QueryError> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        if self.peek().is_none() {
            return Ok(None);
        }
        let negated = self.skip('-');
        let field = self.field();
        let first = self.value()?;
        let mut others = Vec::new();
        while self.skip(',') {
            others.push(self.value()?);
        }
        Ok(Some(RawTerm {
            negated,
            field,
            values: Values { first, others },
        }))
    }

    /// Letters directly before a colon; anything else is a word.
    fn field(&mut self) -> Option<Written> {
        let start = self.at;
        while self.peek().is_some_and(|l| l.is_alphabetic() || l == '_') {
            self.at += 1;
        }
        let end = self.at;
        if end > start && self.skip(':') {
            return Some(self.written(start, end));
        }
        self.at = start;
        None
    }

    fn value(&mut self) -> Result<Written, QueryError> {
        if self.peek() == Some('"') {
            return self.quoted();
        }
        let start = self.at;
        while self.peek().is_some_and(|l| !l.is_whitespace() && l != ',') {
            self.at += 1;
        }
        if self.at == start {
            let (message, help) = match start.checked_sub(1).and_then(|i| self.letters.get(i)) {
                Some('-') => ("a word is missing after the `-`", "write `-word`"),
                Some(':') => (
                    "a value is missing after the `:`",
                    "write no space after it",
                ),
                Some(',') => (
                    "a value is missing after the `,`",
                    "write `a,b` without a space for either, or put the words in quotes",
                ),
                _ => (
                    "a value is missing before the `,`",
                    "write `a,b` for either",
                ),
            };
            return Err(self
                .written(start, start)
                .error(message.into(), Some(help.into())));
        }
        Ok(self.written(start, self.at))
    }

    /// `\"` and `\\` stand for a quote and a backslash.
    fn quoted(&mut self) -> Result<Written, QueryError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                Some('"') => break,
                Some('\\') if matches!(self.letters.get(self.at + 1), Some('"' | '\\')) => {
                    text.extend(self.letters.get(self.at + 1));
                    self.at += 2;
                }
                Some(letter) => {
                    text.push(letter);
                    self.at += 1;
                }
                None => {
                    return Err(self.written(start, start).error(
                        "this quote is not closed".into(),
                        Some("end the words with `\"`".into()),
                    ));
                }
            }
        }
        self.at += 1;
        if self.peek().is_some_and(|l| !l.is_whitespace() && l != ',') {
            return Err(self
                .written(self.at, self.at)
                .error("a space is missing after the closing quote".into(), None));
        }
        let mut written = self.written(start, self.at);
        written.text = text;
        Ok(written)
    }

    fn written(&self, start: usize, end: usize) -> Written {
        Written {
            text: self
                .letters
                .get(start..end)
                .unwrap_or_default()
                .iter()
                .collect(),
            column: start + 1,
            length: (end - start).max(1),
        }
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn skip(&mut self, letter: char) -> bool {
        let there = self.peek() == Some(letter);
        self.at += usize::from(there);
        there
    }
}
