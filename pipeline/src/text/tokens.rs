//! Cutting text into words, once: where each begins and ends, how it is written, what stands before it.
//!
//! A word is a run of letters and digits. An apostrophe between two Cyrillic letters belongs to its word
//! (`об'єднання`); any other one ends it (`dell'Alleanza`, `George'em`).

use super::fold::fold_into;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Spaces only.
    Space,
    /// A hyphen without spaces.
    Hyphen,
    /// An apostrophe without spaces.
    Apostrophe,
    /// A full stop after a single letter: an initial.
    Initial,
    /// Punctuation inside a sentence.
    Pause,
    /// The end of a sentence or a line, or the beginning of the text.
    Stop,
}

/// One word: offsets in bytes into the text, and how it is written.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// What stands before it.
    pub gap: Gap,
    /// Its first letter is a capital.
    pub capitalised: bool,
    /// It has at least two letters and all of them are capitals.
    pub all_caps: bool,
    /// It opens a sentence, a quotation or a line, so that its capital says little.
    pub opens: bool,
    fold_start: usize,
    fold_end: usize,
}

/// The words of a text, in order, with their folded forms in one buffer.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    words: Vec<Token>,
    folded: String,
}

impl Tokens {
    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word at an index.
    pub fn get(&self, index: usize) -> Option<&Token> {
        self.words.get(index)
    }

    /// The folded form of the word at an index; empty past the end.
    pub fn folded(&self, index: usize) -> &str {
        self.words
            .get(index)
            .and_then(|word| self.folded.get(word.fold_start..word.fold_end))
            .unwrap_or_default()
    }

    /// All words in order.
    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        self.words.iter()
    }

    /// The index of the first word that begins at or after a byte offset.
    pub fn index_at(&self, offset: usize) -> usize {
        self.words.partition_point(|word| word.start < offset)
    }
}

/// Cuts a text into words.
pub fn tokenise(text: &str) -> Tokens {
    let mut tokens = Tokens {
        words: Vec::with_capacity(text.len() / 6),
        folded: String::with_capacity(text.len()),
    };
    let mut previous_end = 0;
    let mut after_initial = false;
    scan(text, &mut tokens.folded, |word| {
        let gap = text.get(previous_end..word.start).unwrap_or_default();
        let (gap, opens) = if previous_end == 0 {
            (Gap::Stop, true)
        } else {
            read_gap(gap, after_initial)
        };
        after_initial = word.letters == 1 && word.capitals == 1;
        previous_end = word.end;
        tokens.words.push(Token {
            start: word.start,
            end: word.end,
            gap,
            capitalised: word.capitalised,
            all_caps: word.letters >= 2 && word.capitals == word.letters,
            opens,
            fold_start: word.fold_start,
            fold_end: word.fold_end,
        });
        false
    });
    tokens
}

/// Calls `each` with the folded form of every word, without keeping any.
pub fn for_each_word(text: &str, mut each: impl FnMut(&str)) {
    let mut buffer = String::with_capacity(64);
    let mut words = Vec::with_capacity(1);
    let mut rest = text;
    while !rest.is_empty() {
        words.clear();
        buffer.clear();
        scan(rest, &mut buffer, |word| {
            words.push(word.end);
            true
        });
        if !buffer.is_empty() {
            each(&buffer);
        }
        let Some(next) = words.first().and_then(|end| rest.get(*end..)) else {
            return;
        };
        rest = next;
    }
}

struct Word {
    start: usize,
    end: usize,
    fold_start: usize,
    fold_end: usize,
    letters: usize,
    capitals: usize,
    capitalised: bool,
}

/// Finds words and appends their folded forms to `folded`; stops when `each` says so.
fn scan(text: &str, folded: &mut String, mut each: impl FnMut(&Word) -> bool) {
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !is_word_char(first) {
            continue;
        }
        let mut word = Word {
            start,
            end: start + first.len_utf8(),
            fold_start: folded.len(),
            fold_end: 0,
            letters: usize::from(first.is_alphabetic()),
            capitals: usize::from(first.is_uppercase()),
            capitalised: first.is_uppercase(),
        };
        fold_into(first, folded);
        let mut last = first;
        while let Some(&(at, c)) = chars.peek() {
            if is_word_char(c) {
                fold_into(c, folded);
                word.letters += usize::from(c.is_alphabetic());
                word.capitals += usize::from(c.is_uppercase());
                word.end = at + c.len_utf8();
                last = c;
            } else if !(is_apostrophe(c) && is_cyrillic(last) && cyrillic_follows(text, at, c)) {
                break;
            }
            chars.next();
        }
        word.fold_end = folded.len();
        if each(&word) {
            return;
        }
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`')
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&c)
}

fn cyrillic_follows(text: &str, at: usize, c: char) -> bool {
    text.get(at + c.len_utf8()..)
        .and_then(|rest| rest.chars().next())
        .is_some_and(is_cyrillic)
}

/// Reads what stands between two words: the kind of gap, and whether the second one opens something.
fn read_gap(gap: &str, after_initial: bool) -> (Gap, bool) {
    let mark = gap.trim();
    if gap.contains('\n') {
        return (Gap::Stop, true);
    }
    match mark {
        "" => (Gap::Space, false),
        "-" | "‑" if gap.len() == mark.len() => (Gap::Hyphen, false),
        "." if after_initial => (Gap::Initial, false),
        _ if gap.len() == mark.len() && gap.chars().all(is_apostrophe) => (Gap::Apostrophe, false),
        _ if mark.contains(['.', '!', '?', '…']) => (Gap::Stop, true),
        _ => (
            Gap::Pause,
            mark.contains([':', '«', '“', '„', '"', '—', '–', '•', '_']),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let tokens = tokenise(text);
        let folded: Vec<&str> = (0..tokens.len())
            .map(|index| tokens.folded(index))
            .collect();
        assert_eq!(folded, expect);
        let mut words = Vec::new();
        for_each_word(text, |word| words.push(word.to_owned()));
        assert_eq!(words, expect, "both ways of cutting agree");
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        check("", &[]);
        check("  … ", &[]);
        check(
            "Russia-NATO: l'Ucraina",
            &["russia", "nato", "l", "ucraina"],
        );
        check("Об'єднання «Ґанок»", &["обєднання", "ґанок"]);
        check("George'em Łodzią 2022", &["george", "em", "lodzia", "2022"]);
    }

    #[test]
    fn a_token_knows_how_it_is_written_and_what_precedes_it() {
        let tokens = tokenise("Il capo J. Smith ha detto. NATO-Russia, «Ecco»");
        let seen: Vec<(Gap, bool, bool)> = tokens
            .iter()
            .map(|word| (word.gap, word.all_caps, word.opens))
            .collect();
        assert_eq!(seen[0], (Gap::Stop, false, true));
        assert_eq!(seen[3].0, Gap::Initial);
        assert_eq!(seen[6], (Gap::Stop, true, true));
        assert_eq!(seen[7].0, Gap::Hyphen);
        assert_eq!(seen[8], (Gap::Pause, false, true));
    }
}
