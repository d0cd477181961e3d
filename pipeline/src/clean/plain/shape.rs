//! What the shape of a line says: sentence or fragment, prose or headline, how much it holds.

use super::chars::{is_letter, is_word_part, lower};

/// A paragraph has at least so many words if it ends as a sentence does, and so many if it does not.
const PROSE_WORDS: usize = 8;
const UNENDED_PROSE_WORDS: usize = 35;

/// A bracket in which somebody signs behind a sentence is no longer than this, in characters.
const LONGEST_BRACKET: usize = 60;

const FEWEST_SIGNED_WORDS: usize = 4;

/// A headline is no longer than this, in characters.
const LONGEST_TITLE: usize = 220;

const CLOSERS: [char; 12] = ['"', '”', '“', '»', '\'', '’', ')', ']', '*', '_', ' ', '‟'];

/// How many letters a text has.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| is_letter(*c)).count()
}

/// How many words a text has; Chinese and Japanese are written without spaces, so two of their characters are one.
pub(super) fn words(text: &str) -> usize {
    words_until(text, usize::MAX)
}

/// Whether a text has at least so many words.
pub(super) fn has_words(text: &str, fewest: usize) -> bool {
    words_until(text, fewest) >= fewest
}

fn words_until(text: &str, enough: usize) -> usize {
    let mut count = 0;
    let mut counted = false;
    let mut halves = 0;
    for c in text.chars() {
        if count >= enough {
            break;
        }
        if is_word_sign(c) {
            halves += 1;
            count += halves % 2;
            counted = false;
        } else if c == ' ' || c.is_whitespace() {
            counted = false;
        } else if !counted && is_word_part(c) {
            counted = true;
            count += 1;
        }
    }
    count
}

/// Whether a character is as good as half a word: an ideograph or a kana.
fn is_word_sign(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a text is longer than so many characters.
pub(super) fn is_longer(text: &str, characters: usize) -> bool {
    text.len() > characters && text.chars().nth(characters).is_some()
}

/// Whether a text ends as a sentence does, closing quotes aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(CLOSERS)
        .ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// Whether a text ends with a full stop that is no ellipsis.
pub(super) fn ends_with_stop(text: &str) -> bool {
    let text = text.trim_end_matches(CLOSERS);
    text.ends_with('。') || (text.ends_with('.') && !text.ends_with(".."))
}

/// Whether a block reads like a paragraph of an article.
pub(super) fn is_prose(text: &str) -> bool {
    if !has_words(text, PROSE_WORDS) {
        return false;
    }
    ends_sentence(text)
        || text.ends_with(':')
        || is_signed_sentence(text)
        || has_inner_stop(text)
        || has_words(text, UNENDED_PROSE_WORDS)
}

/// Whether a sentence ends before a short bracket at the end: `… said the minister. (pap/tw)`.
pub(super) fn is_signed_sentence(text: &str) -> bool {
    let open = match text.chars().next_back() {
        Some(')') => text.rfind('('),
        Some(']') => text.rfind('['),
        Some('/') => text.rfind(" /"),
        _ => None,
    };
    let parted = open.and_then(|open| text.split_at_checked(open));
    parted.is_some_and(|(before, bracket)| {
        let before = before.trim_end();
        !is_longer(bracket, LONGEST_BRACKET)
            && has_words(before, FEWEST_SIGNED_WORDS)
            && ends_sentence(before)
    })
}

/// Whether a sentence of some length ends inside the text.
fn has_inner_stop(text: &str) -> bool {
    text.split_once(". ").is_some_and(|(before, after)| {
        has_words(before, PROSE_WORDS) && has_words(after, PROSE_WORDS)
    })
}

/// Whether a line could be a headline.
pub(super) fn is_title_like(text: &str) -> bool {
    let size = text.chars().count();
    size <= LONGEST_TITLE
        && text.contains(char::is_alphabetic)
        && !ends_with_stop(text)
        && !text.ends_with([',', ';', ':'])
        && text
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .chars()
            .next()
            .is_some_and(|c| !c.is_lowercase())
}

/// Whether a word begins with a capital letter.
pub(super) fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Whether every letter of the text is a capital.
pub(super) fn is_all_caps(text: &str) -> bool {
    text.contains(char::is_alphabetic) && !text.contains(char::is_lowercase)
}

/// The longest names at the top of the domain tree: `.travelersinsurance`.
const LONGEST_TOP: usize = 18;

/// Names at the top this short are also written in capitals.
const SHORT_TOP: usize = 6;

/// Whether a word is a host name: `it.example.com`.
pub(super) fn is_host(word: &str) -> bool {
    let Some((name, top)) = word.rsplit_once('.') else {
        return false;
    };
    !name.is_empty()
        && (2..=LONGEST_TOP).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        // A sentence that begins without a space is none: `finita.Secondo`.
        && (top.len() <= SHORT_TOP || top.bytes().all(|byte| byte.is_ascii_lowercase()))
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        && name.chars().all(|c| !c.is_uppercase())
}

/// The letters and digits of a text, folded: texts with the same key are the same words.
pub(super) fn key(text: &str) -> String {
    key_chars(text).collect()
}

/// The characters of a text's [`key`], one after another.
pub(super) fn key_chars(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| is_word_part(*c)).map(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_headlines_are_told_apart() {
        let check = |text: &str, prose: bool, title: bool| {
            assert_eq!(
                (is_prose(text), is_title_like(text)),
                (prose, title),
                "{text}"
            );
        };
        check(
            "Ministers meet in Vienna to talk about the budget",
            false,
            true,
        );
        check(
            "The ministers met in Vienna and talked about the budget.",
            true,
            false,
        );
        check(
            "„To jest ważne dla nas wszystkich i dla regionu.”",
            true,
            false,
        );
        check("and went home", false, false);
        assert!(is_host("corriere-lago.example") && !is_host("finita.Secondo"));
        assert!(is_host("it.example.com") && !is_host("U.S.") && !is_host("end."));
    }
}
