//! Feeds in encodings whose every letter takes two or four bytes, told by their mark, or by the zeros beside the first
//! sign of markup.

use encoding_rs::{UTF_16BE, UTF_16LE};

/// The text, if it is in UTF-16 or UTF-32.
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => fours(rest, u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, rest @ ..] => fours(rest, u32::from_be_bytes),
        [b'<' | b'{', 0, 0, 0, ..] => fours(bytes, u32::from_le_bytes),
        [0, 0, 0, b'<' | b'{', ..] => fours(bytes, u32::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xfe, 0xff, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [b'<' | b'{', 0, _, 0, ..] => UTF_16LE.decode_without_bom_handling(bytes).0.into_owned(),
        [0, b'<' | b'{', 0, _, ..] => UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
        _ => return None,
    };
    Some(text)
}

/// UTF-32; what is no character becomes the sign for that.
fn fours(bytes: &[u8], number: fn([u8; 4]) -> u32) -> String {
    let (letters, _) = bytes.as_chunks();
    let letter = |four: &[u8; 4]| char::from_u32(number(*four));
    letters
        .iter()
        .map(|four| letter(four).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_are_told_by_their_mark_or_by_the_zeros_between_them() {
        let text = "<a>\u{17c}\u{1f600}";
        let fours = |number: fn(u32) -> [u8; 4]| -> Vec<u8> {
            text.chars()
                .flat_map(|letter| number(letter.into()))
                .collect()
        };
        let twos = |number: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(number).collect()
        };
        let marked = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
        for bytes in [
            fours(u32::to_le_bytes),
            fours(u32::to_be_bytes),
            marked(&[0xff, 0xfe, 0, 0], fours(u32::to_le_bytes)),
            marked(&[0, 0, 0xfe, 0xff], fours(u32::to_be_bytes)),
            twos(u16::to_le_bytes),
            twos(u16::to_be_bytes),
            marked(&[0xff, 0xfe], twos(u16::to_le_bytes)),
            marked(&[0xfe, 0xff], twos(u16::to_be_bytes)),
        ] {
            assert_eq!(decoded(&bytes).as_deref(), Some(text), "{bytes:x?}");
        }
        assert_eq!(
            decoded(&[0xff, 0xfe, 0, 0, 0, 0, 0x11, 0]).as_deref(),
            Some("\u{fffd}")
        );
        assert_eq!(decoded(text.as_bytes()), None);
        assert_eq!(decoded(b""), None);
    }
}
