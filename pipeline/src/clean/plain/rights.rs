//! Lines of copyright: whose it is and since when, or what must not be done with the text.

use std::sync::LazyLock;

use super::phrases::{Table, fold};

static OWNERS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/rights.txt")));

static RESERVED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/clean/rights.txt").lines();
    lines
        .filter_map(|line| line.strip_prefix("reserved\t"))
        .collect()
});

/// The sign of copyright, and how it is typed, with a Latin and a Cyrillic letter.
const SIGNS: [&str; 5] = ["©", "(c)", "(C)", "(с)", "(С)"];

/// The year stands within so many words of the label.
const WORDS_TO_YEAR: usize = 8;

/// Whether the line says who holds the rights in the text.
pub(super) fn is_rights(line: &str) -> bool {
    let label = OWNERS.at_start(line);
    if label.is_some_and(|label| label.tag == "reserved") {
        return true;
    }
    let sign = SIGNS.iter().find_map(|sign| line.strip_prefix(sign));
    let Some(rest) = sign.or(label.map(|label| label.rest)) else {
        return false;
    };
    let mut words = rest.split([' ', ',', '-', '–']).take(WORDS_TO_YEAR);
    words.any(is_year) || {
        let folded = fold(line);
        RESERVED.iter().any(|phrase| folded.contains(phrase))
    }
}

fn is_year(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let modern = word.starts_with("19") || word.starts_with("20");
    modern && word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_copyright_are_told_from_sentences_about_it() {
        let check = |line: &str, expect: bool| assert_eq!(is_rights(line), expect, "{line}");
        check(
            "Copyright 2021 Agency. This text may be used by nobody who has not asked us before.",
            true,
        );
        check("Copyright (c) 2021 Gazette. All rights reserved.", true);
        check("(c) Gazeta Próbna 2021", true);
        check("© Вісник, 2021. Усі права захищені.", true);
        check("Авторские права: Вестник, все права защищены", true);
        check("Copyright law was debated in the chamber on Monday.", false);
    }
}
