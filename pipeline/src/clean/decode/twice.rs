//! Text that was encoded twice: UTF-8 that somebody took for Latin-1 and encoded again, so that every "’" is "â€™".
//!
//! What must hold: a text in which accented letters stand as they should is left alone.

use std::borrow::Cow;

/// Fewer such characters may be an accident of accents and quotation marks.
const FEWEST: usize = 3;

/// For so many of them there may be one letter above ASCII that is no part of any.
const TO_ONE_OTHER: usize = 10;

/// Windows-1252 for the bytes from 0x80 on; unassigned ones stand for themselves.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// `text` as it was before it was encoded again, if it was.
pub(super) fn undone(text: Cow<'_, str>) -> Cow<'_, str> {
    if !may_be(text.as_bytes()) {
        return text;
    }
    let mut undone = String::with_capacity(text.len());
    let (mut found, mut others) = (0_usize, 0_usize);
    let mut rest = text.as_ref();
    while let Some(first) = rest.chars().next() {
        if let Some((inner, length)) = inner(rest) {
            found += 1;
            undone.push(inner);
            rest = rest.get(length..).unwrap_or_default();
        } else {
            others += usize::from(byte(first).is_some_and(is_lead));
            undone.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    if found >= FEWEST && found >= others * TO_ONE_OTHER {
        Cow::Owned(undone)
    } else {
        text
    }
}

/// Whether a letter between U+00C2 and U+00F4 is followed by a character that may stand for a second byte.
fn may_be(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| {
        matches!(three, [0xC3, second, third]
            if (0x82..=0xB4).contains(second) && matches!(third, 0xC2 | 0xC5 | 0xC6 | 0xCB | 0xE2))
    })
}

/// The character whose UTF-8 bytes the first characters of `text` stand for, and how many bytes those have.
fn inner(text: &str) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let mut chars = text.chars();
    let lead = byte(chars.next()?).filter(|&lead| is_lead(lead))?;
    let size = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    let sequence = bytes.get_mut(..size)?;
    let mut length = 0;
    for (place, c) in sequence.iter_mut().zip(text.chars()) {
        *place = byte(c)?;
        length += c.len_utf8();
    }
    let inner = std::str::from_utf8(sequence).ok()?.chars().next()?;
    (!inner.is_control()).then_some((inner, length))
}

fn is_lead(byte: u8) -> bool {
    (0xC2..=0xF4).contains(&byte)
}

/// The byte that a character stands for in Latin-1 or Windows-1252; none for ASCII and what they lack.
fn byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xFF => u8::try_from(code).ok(),
        0..0x80 => None,
        _ => {
            let place = HIGH.iter().position(|&high| high == c)?;
            u8::try_from(0x80 + place).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use encoding_rs::WINDOWS_1252;

    use super::undone;

    const TEXTS: [&str; 3] = [
        "Der Müller sagte: „Schöne Grüße“ – und ging über die Brücke…",
        "Минск: «Это не так», – сообщил министр и уехал.",
        "The bridge\u{a0}won’t open – “never”, he said 🙂.",
    ];

    #[test]
    fn text_that_was_encoded_twice_is_read() {
        for text in TEXTS {
            let latin: String = text.bytes().map(char::from).collect();
            assert_eq!(undone(Cow::Borrowed(&latin)), text);
            let (windows, ..) = WINDOWS_1252.decode(text.as_bytes());
            assert_eq!(undone(Cow::Owned(windows.into_owned())), text);
        }
    }

    #[test]
    fn accents_in_their_place_are_left_alone() {
        for text in TEXTS {
            assert_eq!(undone(Cow::Borrowed(text)), text);
        }
        let french = "« Le JUGÉ» et le «REPORTÉ» sont à l’été, dit-elle à «LÉÜ».".repeat(9);
        assert_eq!(undone(Cow::Borrowed(&french)), french);
        assert_eq!(undone(Cow::Borrowed("5Â°, Â°, ")), "5Â°, Â°, ");
    }
}
