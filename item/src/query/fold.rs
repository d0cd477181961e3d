//! Words as they are compared: lower-case, without accents, split at whatever is neither letter nor digit.
//!
//! Readers type `Polnoc` for `Północ` and `Macron` for `MACRON`; both sides are folded, so both find each other.
//! There is no stemming here: a query finds the words it names.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The folded words of a text, in its order.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.nfkd() {
        if is_combining_mark(letter) {
            continue;
        }
        if letter.is_alphanumeric() {
            push_folded(&mut word, letter);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Unicode does not decompose these letters, but readers without the keyboard for them write them so.
fn push_folded(word: &mut String, letter: char) {
    for lower in letter.to_lowercase() {
        match lower {
            'ł' => word.push('l'),
            'đ' | 'ð' => word.push('d'),
            'ø' => word.push('o'),
            'ı' => word.push('i'),
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'þ' => word.push_str("th"),
            mark if is_combining_mark(mark) => {}
            plain => word.push(plain),
        }
    }
}

/// Whether `wanted` stands in `text` as neighbouring whole words.
pub(crate) fn contains(text: &[String], wanted: &[String]) -> bool {
    !wanted.is_empty() && text.windows(wanted.len()).any(|run| run == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(words(text), expect, "for `{text}`");
    }

    #[test]
    fn words_are_folded_and_split() {
        check(
            "Sojusz Północnoatlantycki",
            &["sojusz", "polnocnoatlantycki"],
        );
        check("L’Italia, l'UE", &["l", "italia", "l", "ue"]);
        check("Straße STRASSE", &["strasse", "strasse"]);
        check("НАТО — Київ, ёлка", &["нато", "киів", "елка"]);
        check("COVID-19 è", &["covid", "19", "e"]);
        check("İstanbul Diyarbakır", &["istanbul", "diyarbakir"]);
        check("…", &[]);
    }

    #[test]
    fn only_whole_words_in_a_row_are_found() {
        let text = words("La NATO a Bruxelles");
        assert!(contains(&text, &words("nato a")));
        assert!(!contains(&text, &words("NAT")));
        assert!(!contains(&text, &words("la a")));
        assert!(!contains(&text, &[]));
    }
}
