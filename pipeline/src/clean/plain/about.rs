//! What stands behind an article about its author: headings, labelled lines, and sentences that read like it.

use std::sync::LazyLock;

use super::people;
use super::phrases::Table;
use super::shape;

static INTRODUCTIONS: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_str!("../../../data/clean/about_author.txt")));

/// Beginnings of words with which authors are introduced.
static WORDS: LazyLock<people::Stems> =
    LazyLock::new(|| people::stems(include_str!("../../../data/clean/bios.txt")));

/// What an author is comes within so many words.
const WORDS_TO_JOB: usize = 25;

/// A heading that introduces the author, or `About the author: Jane Doe is …`: the name, where it follows.
pub(super) fn introduced(text: &str) -> Option<Vec<String>> {
    let label = INTRODUCTIONS.at_start(text)?;
    if !label.rest.contains(char::is_alphanumeric) {
        return Some(Vec::new());
    }
    let rest = label.after_colon()?;
    Some(name(rest).into_iter().collect())
}

/// The author whom sentences introduce: the name with which they begin.
pub(super) fn name(text: &str) -> Option<String> {
    let start = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    people::leading(start).map(|(name, _)| name)
}

/// Whether sentences say what people say of authors: what they do, where they live, what they wrote.
pub(super) fn reads_like_bio(text: &str) -> bool {
    let mut words = text.split_whitespace().take(WORDS_TO_JOB);
    shape::has_words(text, 4)
        && words.any(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            people::is_job(word) || people::begins_with_any(word, &WORDS)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_introduced_in_all_languages() {
        let check = |text: &str, expect: Option<&[&str]>| {
            let found = introduced(text);
            let expect = expect.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            assert_eq!(found, expect, "{text}");
        };
        check("O autorze", Some(&[]));
        check("Chi è l'autore", Some(&[]));
        check("Über die Autorin:", Some(&[]));
        check(
            "Об авторе: Иван Петров — журналист, живёт в Риге.",
            Some(&["Иван Петров"]),
        );
        check(
            "About the author: Jane Doe writes for us.",
            Some(&["Jane Doe"]),
        );
        check("The author said nothing about the talks.", None);
    }

    #[test]
    fn sentences_about_authors_are_told_from_others() {
        assert!(reads_like_bio(
            "Henning Maier ist Politikwissenschaftler und lebt in Leipzig."
        ));
        assert!(reads_like_bio("Tomasz Wielki – historyk, tłumacz."));
        assert!(!reads_like_bio("The bridge stays closed until March."));
    }
}
