//! What differs at every answer and says nothing: `Updated at 10:02`, `3 hours ago`, `1,234 views`.
//!
//! What must hold: a part is churn only if it says nothing else. A part is a line, or what stands in a line between marks
//! that part it, so `Anna Smith, updated 3 minutes ago` is half churn, and `They left 3 hours ago` is none. A long line is prose:
//! there `, 3 hours ago,` is what somebody reports.

use super::{
    vocabulary::{Does, meaning},
    words::Piece,
};

/// Longer parts say more than a clock does,
const MOST_PIECES: usize = 14;

/// and longer lines than this are told by somebody.
const LONGEST_LINE: usize = 24;

/// Takes the churn out of the pieces of a text.
pub(super) fn without<'a>(pieces: &[Piece<'a>]) -> Vec<Piece<'a>> {
    let mut kept = Vec::with_capacity(pieces.len());
    let mut rest = pieces;
    while !rest.is_empty() {
        let length = 1 + rest
            .iter()
            .skip(1)
            .take_while(|piece| !piece.opens_line)
            .count();
        let (line, next) = rest.split_at(length);
        rest = next;
        if line.len() > LONGEST_LINE {
            kept.extend_from_slice(line);
        } else if !is_clock_line(line) {
            keep_parts(line, &mut kept);
        }
    }
    kept
}

/// Keeps the parts of a line that are no churn, with the marks between them.
fn keep_parts<'a>(line: &[Piece<'a>], kept: &mut Vec<Piece<'a>>) {
    let mut behind_churn = false;
    for part in line.split_inclusive(parts) {
        // `Updated: 28 November, 10:02`
        behind_churn = is_churn(part) || (behind_churn && is_time(part));
        if !behind_churn {
            kept.extend_from_slice(part);
        }
    }
}

/// Whether a part holds only numbers and the words that stand beside them.
fn is_time(part: &[Piece<'_>]) -> bool {
    let mut words = part.iter().filter(|piece| piece.is_word);
    words.all(|piece| piece.is_number() || meaning(piece.text).does(Does::Accompany))
}

fn parts(piece: &Piece<'_>) -> bool {
    !piece.is_word
        && matches!(
            piece.text,
            "|" | "·" | "•" | "(" | ")" | "," | "—" | "–" | "-" | ";" | "." | "/" | "[" | "]" | "!"
        )
}

/// Whether a part says only when the page was touched or how often it was read.
fn is_churn(part: &[Piece<'_>]) -> bool {
    if part.len() > MOST_PIECES {
        return false;
    }
    let (mut says, mut words, mut counts) = (false, 0, false);
    for piece in part.iter().filter(|piece| piece.is_word) {
        let meaning = meaning(piece.text);
        let tells = piece.is_number() || meaning.does(Does::Accompany) || meaning.does(Does::Count);
        if !tells && !meaning.does(Does::Churn) {
            return false;
        }
        says |= meaning.does(Does::Churn);
        counts |= tells;
        words += 1;
    }
    // A word alone is no clock: "Update".
    says && counts && words > 1
}

/// Whether a line shows the time of day, perhaps with the date, and nothing else.
fn is_clock_line(line: &[Piece<'_>]) -> bool {
    is_time(line)
        && line.len() <= MOST_PIECES
        && line.iter().any(|piece| is_time_of_day(piece.text))
}

/// `10:02`, `10:02:31`; a result of a match is hardly ever written with two digits on both sides.
fn is_time_of_day(text: &str) -> bool {
    let mut parts = text.split(':');
    let below = |part: Option<&str>, most: u8| {
        part.is_some_and(|part| {
            part.len() == 2 && part.parse::<u8>().is_ok_and(|number| number < most)
        })
    };
    let is_time = below(parts.next(), 24) && below(parts.next(), 60);
    is_time && parts.next().is_none_or(|seconds| below(Some(seconds), 60)) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::super::words::pieces;
    use super::*;

    fn check(text: &str, expect: &str) {
        let kept = without(&pieces(text));
        let kept: Vec<&str> = kept.iter().map(|piece| piece.text).collect();
        assert_eq!(kept.join(" "), expect, "{text}");
    }

    #[test]
    fn clocks_counters_and_ages_are_churn_in_every_language() {
        for text in [
            "Updated at 10:02",
            "Last updated: 28 November 2026, 10:02",
            "3 hours ago",
            "1,234 views · 56 comments",
            "Aggiornato alle 10:02",
            "2 ore fa",
            "Aktualizacja: 28 listopada 2026 10:02",
            "5 minut temu",
            "Обновлено в 10:02",
            "3 часа назад",
            "1234 просмотра",
            "Оновлено о 10:02",
            "5 годин тому",
            "Aktualisiert um 10:02 Uhr",
            "vor 3 Stunden",
            "il y a 3 heures",
            "hace 3 horas",
            "10:02",
            "10:02:31",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn what_says_more_is_no_churn() {
        for text in [
            "They left 3 hours ago",
            "2 : 1",
            "2:1",
            "31:28",
            "345 dead",
            "Update",
            "Comments",
            "28 November 2026",
            "The ships that were lying in the harbour of the old town for most of the year have left it, 3 hours ago, for the south.",
        ] {
            let words = pieces(text)
                .iter()
                .map(|piece| piece.text)
                .collect::<Vec<_>>()
                .join(" ");
            check(text, &words);
        }
        check("Anna Smith, updated 3 minutes ago", "Anna Smith ,");
        check(
            "Rome calls\n\nUpdated at 10:02\n\nfor peace.",
            "Rome calls for peace .",
        );
    }
}
