//! What one character is: the answers of the standard library, with the scripts of our languages answered first.
//!
//! Half of the cleaning's time was spent in the library's tables, which are made for all scripts at once.

/// Whether the character is a letter.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    match c {
        'А'..='я' | 'Ѐ'..='Џ' | 'ѐ'..='ҁ' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ſ' => true,
        '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphabetic(),
    }
}

/// Whether the character is a letter or a digit.
pub(super) fn is_word_part(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    is_letter(c) || c.is_numeric()
}

/// The character in lower case; the first one where it becomes several.
pub(super) fn lower(c: char) -> char {
    match c {
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        'а'..='џ' | 'ß'..='ö' | 'ø'..='ÿ' | '\u{2000}'..='\u{206f}' => c,
        'А'..='Я' => shifted(c, 32),
        'Ѐ'..='Џ' => shifted(c, 80),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_what_the_standard_library_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_word_part(c), c.is_alphanumeric(), "{c:?}");
            assert_eq!(Some(lower(c)), c.to_lowercase().next(), "{c:?}");
        }
    }
}
