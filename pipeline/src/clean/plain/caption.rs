//! Captions that end with whose picture it is.

use std::sync::LazyLock;

use super::phrases::Table;
use super::shape;

static LABELS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/picture_credits.txt")));

/// A caption has at most so many words before the credit: longer blocks are paragraphs.
const MOST_WORDS: usize = 40;

/// The credit itself has at most so many words.
const MOST_CREDIT_WORDS: usize = 7;

/// A credit with its label is looked for in so many last parts of a block, words and marks between them.
const MOST_PARTS: usize = 20;

/// Behind more words a label that is a plain word as well, as in `Da: host`, is no picture's: a paragraph says whose it is.
const MOST_WORDS_BEFORE_HOST: usize = 12;

/// Whether the block is a caption with a picture credit at its end: `Il ministro. Foto: Agenzia`.
pub(super) fn is_credited(text: &str) -> bool {
    let Some((before, credit)) = split(text) else {
        return false;
    };
    let plain = LABELS
        .at_start(credit)
        .is_some_and(|label| label.tag == "host");
    let most = if plain {
        MOST_WORDS_BEFORE_HOST
    } else {
        MOST_WORDS
    };
    !shape::has_words(text, MOST_WORDS + 1) && !shape::has_words(before, most + 1)
}

/// Parts a block into what stands before a picture credit, and the credit.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let mut boundary = true;
    let first = text.rmatch_indices(' ').nth(MOST_PARTS);
    let first = first.map_or(0, |(at, _)| at);
    let last_words = text.get(first..)?;
    for (at, c) in last_words.char_indices().map(|(at, c)| (first + at, c)) {
        let begins = boundary && (c.is_alphabetic() || c == '©');
        boundary = matches!(c, ' ' | '(' | '[' | '/' | '|' | '.');
        if !begins {
            continue;
        }
        let Some((before, rest)) = text.split_at_checked(at) else {
            continue;
        };
        if ends_part(before) && is_credit(rest) {
            return Some((
                before.trim_end_matches(['(', '[', '/', '|', ',', ' ', '-', '–', '—']),
                rest,
            ));
        }
    }
    None
}

/// Whether a part of a line ends before the credit.
fn ends_part(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with([
        '.', ',', '(', '[', '/', '|', '-', '–', '—', ')', '!', '?', '”', '"', '»', '…',
    ])
}

fn is_credit(text: &str) -> bool {
    if let Some(owner) = text.strip_prefix('©') {
        return (1..=MOST_CREDIT_WORDS).contains(&shape::words(owner));
    }
    let Some(label) = LABELS.at_start(text) else {
        return false;
    };
    let rest = label.rest.trim_start();
    let Some(owner) = rest.strip_prefix([':', '.', '©', '/']) else {
        return false;
    };
    let owner = owner.trim_matches(|c: char| c.is_whitespace() || ")].".contains(c));
    let named = (1..=MOST_CREDIT_WORDS).contains(&shape::words(owner)) && !owner.contains(". ");
    // "Da:" is also a plain word: only a host or a single name may follow it.
    named && (label.tag != "host" || shape::is_host(owner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_ends_with_whose_picture_it_is() {
        let check = |text: &str, expect: bool| assert_eq!(is_credited(text), expect, "{text}");
        check("Il ministro degli Esteri. Da: it.example.com.", true);
        check(
            "Minister podczas konferencji. Fot. Jan Nowak / Agencja",
            true,
        );
        check("Der Kanzler im Bundestag (Foto: Agentur)", true);
        check("Президент на зустрічі. Фото: прес-служба", true);
        check("The minister arrives. © 2021 Agency", true);
        check("Przywódcy na wspólnym zdjęciu, fot. Jan Nowak", true);
        check("Ha mostrato una foto di sua madre.", false);
        check("Вышел из дома. Фото показал соседу.", false);
    }
}
