//! Cutting a text into what is compared: words and marks, each with its place. Spaces and line breaks only part them.
//!
//! Unlike the words of `text`, these keep how they are written: a capital and a comma are changes too.

/// A word or a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// As it is written.
    pub(super) text: &'a str,
    /// Where it begins in the whole text, in bytes.
    pub(super) start: usize,
    /// Whether it is a word, and no mark.
    pub(super) is_word: bool,
    /// Whether it begins a line.
    pub(super) opens_line: bool,
}

impl Piece<'_> {
    /// Where it ends, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_number(&self) -> bool {
        self.text.contains(|c: char| c.is_numeric())
    }

    /// A mark behind which a sentence or a quotation begins.
    pub(super) fn opens_next(&self) -> bool {
        !self.is_word
            && self
                .text
                .contains(['.', '!', '?', '…', ':', '«', '“', '„', '"', '—', '–', '•'])
    }
}

/// Cuts a text into pieces. What stands between digits belongs to their number: `1,200`, `10:30`, `2.5`.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(text.len() / 5);
    let mut opens_line = true;
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            opens_line |= first == '\n';
            continue;
        }
        let is_word = is_word_char(first);
        let (mut end, mut last) = (start + first.len_utf8(), first);
        while is_word && let Some(&(at, c)) = chars.peek() {
            let joins = matches!(c, '.' | ',' | ':' | '\u{a0}' | '\u{202f}')
                && last.is_numeric()
                && text
                    .get(at + c.len_utf8()..)
                    .is_some_and(|rest| rest.starts_with(char::is_numeric));
            if !is_word_char(c) && !joins {
                break;
            }
            (end, last) = (at + c.len_utf8(), c);
            chars.next();
        }
        if let Some(written) = text.get(start..end) {
            pieces.push(Piece {
                text: written,
                start,
                is_word,
                opens_line,
            });
        }
        opens_line = false;
    }
    pieces
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_marks_are_pieces_of_their_own() {
        let check = |text: &str, expect: &[&str]| {
            let got: Vec<&str> = pieces(text).iter().map(|piece| piece.text).collect();
            assert_eq!(got, expect);
        };
        check("", &[]);
        check(
            "At 10:30, 1,200 men.",
            &["At", "10:30", ",", "1,200", "men", "."],
        );
        check(
            "l'Ucraina – «нет»!",
            &["l", "'", "Ucraina", "–", "«", "нет", "»", "!"],
        );
        let lines = pieces("One two\n\nthree");
        let opens: Vec<bool> = lines.iter().map(|piece| piece.opens_line).collect();
        assert_eq!(opens, [true, false, true]);
    }
}
