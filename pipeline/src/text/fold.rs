//! Folding: lower case, no diacritics, so that `Zełenski`, `zelenski` and `ZEŁEŃSKI` are one word.
//!
//! It loses what tells a few words apart (`ё`/`е`, `й`/`и`); whatever is compared must be folded on both sides.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The folded form of a text.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_into(c, &mut folded);
    }
    folded
}

/// Appends the folded form of one character; combining marks vanish.
pub fn fold_into(c: char, folded: &mut String) {
    match c {
        '\0'..='\x7f' => folded.push(c.to_ascii_lowercase()),
        'а'..='и' | 'к'..='я' | 'і' | 'є' | 'ґ' => folded.push(c),
        _ => fold_rare(c, folded),
    }
}

fn fold_rare(c: char, folded: &mut String) {
    for lower in c.to_lowercase() {
        match lower {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            _ => decompose_compatible(lower, |part| {
                if !is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_diacritics_do_not_count() {
        for (written, folded) in [
            ("Zełeński", "zelenski"),
            ("ŁÓDŹ", "lodz"),
            ("Straße", "strasse"),
            ("Ёлкин Йод", "елкин иод"),
            ("Україна", "украіна"),
            ("perché", "perche"),
            ("ﬁne", "fine"),
        ] {
            assert_eq!(fold(written), folded);
            assert_eq!(fold(folded), folded, "folding twice changes nothing");
        }
    }
}
