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

/// The first byte of every letter from U+00C0 to U+00FF: those that a lead byte of UTF-8 stands for are among them.
const LATIN: u8 = 0xC3;

/// `text` as it was before it was encoded again, if it was.
pub(super) fn undone(text: Cow<'_, str>) -> Cow<'_, str> {
    let (mut found, mut others) = (0_usize, 0_usize);
    for piece in pieces(&text) {
        match piece.inner {
            Some(_) => found += 1,
            None => others += usize::from(piece.is_lead),
        }
    }
    if found < FEWEST || found < others * TO_ONE_OTHER {
        return text;
    }
    let mut undone = String::with_capacity(text.len());
    let mut copied = 0;
    for piece in pieces(&text) {
        let Some((inner, length)) = piece.inner else {
            continue;
        };
        undone.push_str(text.get(copied..piece.at).unwrap_or_default());
        undone.push(inner);
        copied = piece.at + length;
    }
    undone.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(undone)
}

/// A letter that may stand for a lead byte.
struct Piece {
    at: usize,
    is_lead: bool,
    /// The character that begins with it, and its length here.
    inner: Option<(char, usize)>,
}

fn pieces(text: &str) -> impl Iterator<Item = Piece> {
    let mut behind = 0;
    memchr::memchr_iter(LATIN, text.as_bytes()).filter_map(move |at| {
        let rest = text.get(at..).filter(|_| at >= behind)?;
        let inner = inner(rest);
        behind = at + inner.map_or(1, |(_, length)| length);
        Some(Piece {
            at,
            is_lead: rest.chars().next().and_then(byte).is_some_and(is_lead),
            inner,
        })
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
