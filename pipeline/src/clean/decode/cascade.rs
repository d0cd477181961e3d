//! The order in which claims and evidence about an encoding are believed.
//!
//! Not here: markup. A label is a claim; bytes that contradict it win. What must hold: any bytes give a text,
//! statistical detection reads at most 32 KiB, and no control character but tab and newline passes.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{binary, detect, label, twice};

/// A decoded document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Its characters, without byte order mark and control codes.
    pub text: String,
    /// The name of the encoding that was used (WHATWG).
    pub encoding: &'static str,
    /// Whether some bytes were no characters of that encoding.
    pub lossy: bool,
}

/// Decodes `bytes`: byte order mark, then valid UTF-8, then the `charset` that the carrier declared, then what the
/// document says of itself (a `meta` element only if `look_for_meta`), then statistics, which lean to the encodings of
/// the `language` that the document is said to be in.
pub fn decode(
    bytes: &[u8],
    charset: Option<&str>,
    look_for_meta: bool,
    language: Option<&str>,
) -> Decoded {
    let encoding = choose(bytes, charset, look_for_meta, language);
    let (text, used, lossy) = encoding.decode(bytes);
    Decoded {
        text: without_controls(twice::undone(text)),
        encoding: used.name(),
        lossy,
    }
}

fn choose(
    bytes: &[u8],
    charset: Option<&str>,
    look_for_meta: bool,
    language: Option<&str>,
) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked;
    }
    if let Some(wide) = binary::unmarked_utf16(bytes) {
        return wide;
    }
    let carrier = charset.and_then(label::lookup);
    let inside = if look_for_meta {
        label::in_meta(bytes)
    } else {
        None
    };
    let inside = inside.or_else(|| label::in_xml(bytes));
    if let Some(stateful) = [carrier, inside]
        .into_iter()
        .flatten()
        .find(|e| is_stateful(e))
    {
        return stateful; // its bytes are all ASCII, so they would pass as UTF-8
    }
    if detect::is_mostly_utf8(bytes) {
        return UTF_8;
    }
    // Servers send Latin-1 for everything that nobody configured: what the page says of itself is better known.
    let declared = match (carrier, inside) {
        (Some(carrier), Some(inside)) if carrier == WINDOWS_1252 => Some(inside),
        (carrier, inside) => carrier.or(inside),
    };
    match declared {
        Some(named) if named != UTF_8 && !detect::contradicts(bytes, named) => {
            detect::windows_sibling(bytes, named)
        }
        _ => detect::guess(bytes, language),
    }
}

fn is_stateful(encoding: &'static Encoding) -> bool {
    encoding == encoding_rs::ISO_2022_JP
}

fn without_controls(text: Cow<'_, str>) -> String {
    if !may_hold_controls(text.as_bytes()) {
        return text.into_owned();
    }
    let unwanted =
        |c: char| (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || c == '\u{feff}';
    text.chars().filter(|&c| !unwanted(c)).collect()
}

/// Whether there is a byte that begins or is a control character. Most texts have none, so that they are looked
/// through in pieces, without a branch for each byte.
fn may_hold_controls(bytes: &[u8]) -> bool {
    const PIECE: usize = 256;
    let is_control =
        |byte: u8| byte == 0x7F || (byte < 0x20 && !matches!(byte, b'\n' | b'\t' | b'\r'));
    let is_high = |first: u8, second: u8| {
        (first == 0xC2 && second < 0xA0) || (first == 0xEF && second == 0xBB)
    };
    let ascii = |piece: &[u8]| {
        piece
            .iter()
            .fold(false, |found, &byte| found | is_control(byte))
    };
    let pairs = bytes.get(1..).unwrap_or_default();
    bytes.chunks(PIECE).any(ascii)
        || bytes
            .chunks(PIECE)
            .zip(pairs.chunks(PIECE))
            .any(|(firsts, seconds)| {
                let both = firsts.iter().zip(seconds);
                both.fold(false, |found, (&first, &second)| {
                    found | is_high(first, second)
                })
            })
}

#[cfg(test)]
mod tests {
    use encoding_rs::{
        Encoding, IBM866, ISO_8859_2, KOI8_R, KOI8_U, WINDOWS_1250, WINDOWS_1251, WINDOWS_1254,
    };

    use super::{super::looks_binary, decode};

    const POLISH: &str = "Zażółć gęślą jaźń: rząd ogłosił, że podwyżki wejdą w życie w styczniu, a związki są przeciw.";
    const RUSSIAN: &str = "Министр сообщил, что переговоры продолжатся в понедельник, и пообещал подъём зарплат врачам.";
    const UKRAINIAN: &str =
        "Уряд заявив, що нові ціни на електроенергію діятимуть із січня; її вартість зросте.";

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[track_caller]
    fn check(bytes: &[u8], charset: Option<&str>, meta: bool, expect: &str) {
        let decoded = decode(bytes, charset, meta, None);
        assert!(
            decoded.text.contains(expect),
            "{} gave {:?}",
            decoded.encoding,
            decoded.text
        );
        assert!(!decoded.lossy);
    }

    #[test]
    fn a_declared_legacy_charset_is_used() {
        check(
            &encoded(WINDOWS_1250, POLISH),
            Some("windows-1250"),
            false,
            POLISH,
        );
        check(
            &encoded(ISO_8859_2, POLISH),
            Some("\"ISO8859_2\""),
            false,
            POLISH,
        );
        check(
            &encoded(WINDOWS_1251, RUSSIAN),
            Some("win-1251"),
            false,
            RUSSIAN,
        );
        check(&encoded(KOI8_R, RUSSIAN), Some("koi8r"), false, RUSSIAN);
        check(
            &encoded(KOI8_U, UKRAINIAN),
            Some("koi8-u"),
            false,
            UKRAINIAN,
        );
    }

    #[test]
    fn an_undeclared_legacy_charset_is_recognised() {
        for (encoding, text) in [
            (WINDOWS_1250, POLISH),
            (ISO_8859_2, POLISH),
            (WINDOWS_1251, RUSSIAN),
            (WINDOWS_1251, UKRAINIAN),
            (KOI8_R, RUSSIAN),
            (KOI8_U, UKRAINIAN),
            (IBM866, RUSSIAN),
        ] {
            let text = format!("{text} {text}");
            check(&encoded(encoding, &text), None, false, &text);
        }
    }

    #[test]
    fn what_a_text_is_said_to_be_in_decides_between_encodings_that_fit_it() {
        for (language, text, encoding) in [
            ("tr", "Şişli'de yangın", WINDOWS_1254),
            ("hu", "Győr és Pécs: tűz", ISO_8859_2),
            ("ru-RU", "Мир", WINDOWS_1251),
        ] {
            let bytes = encoded(encoding, text);
            assert_ne!(decode(&bytes, None, false, None).text, text);
            assert_eq!(decode(&bytes, None, false, Some(language)).text, text);
        }
        // It is a claim like any other: bytes that contradict it win.
        let russian = encoded(WINDOWS_1251, &RUSSIAN.repeat(2));
        assert_eq!(
            decode(&russian, None, false, Some("it")).text,
            RUSSIAN.repeat(2)
        );
    }

    #[test]
    fn a_page_says_its_charset_itself() {
        let body = |head: &str| [head.as_bytes(), &encoded(KOI8_R, RUSSIAN)].concat();
        check(
            &body("<html><head><meta charset='koi8-r'></head>"),
            None,
            true,
            RUSSIAN,
        );
        check(
            &body("<META http-equiv=\"Content-Type\" content=\"text/html; charset=KOI8-R\">"),
            None,
            true,
            RUSSIAN,
        );
        check(
            &body("<?xml version=\"1.0\" encoding='koi8-r'?><a>"),
            None,
            false,
            RUSSIAN,
        );
        check(
            &body("<meta charset=koi8-r><p>"),
            Some("iso-8859-1"),
            true,
            RUSSIAN,
        );
    }

    #[test]
    fn valid_utf8_wins_over_a_label_that_it_contradicts() {
        check(POLISH.as_bytes(), Some("iso-8859-2"), false, POLISH);
        check(
            format!("<meta charset=windows-1251>{RUSSIAN}").as_bytes(),
            None,
            true,
            RUSSIAN,
        );
    }

    #[test]
    fn a_label_of_utf8_on_legacy_bytes_is_not_believed() {
        check(
            &encoded(WINDOWS_1251, RUSSIAN),
            Some("utf-8"),
            false,
            RUSSIAN,
        );
        check(
            &encoded(WINDOWS_1251, RUSSIAN),
            Some("iso-8859-1"),
            false,
            RUSSIAN,
        );
    }

    #[test]
    fn windows_bytes_under_an_iso_label_keep_their_letters() {
        check(
            &encoded(WINDOWS_1250, POLISH),
            Some("iso-8859-2"),
            false,
            POLISH,
        );
        check(
            &encoded(WINDOWS_1251, RUSSIAN),
            Some("iso-8859-5"),
            false,
            RUSSIAN,
        );
    }

    #[test]
    fn one_bad_byte_does_not_change_the_encoding_of_the_rest() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.push(0xD0);
        let decoded = decode(&bytes, None, false, None);
        assert!(decoded.text.starts_with(RUSSIAN) && decoded.lossy);
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let wide: Vec<u8> = RUSSIAN.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(
            &[&[0xFF, 0xFE], wide.as_slice()].concat(),
            None,
            false,
            RUSSIAN,
        );
        let wide: Vec<u8> = "A plain report."
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        check(&wide, None, false, "A plain report.");
        assert!(!looks_binary(&wide));
    }

    #[test]
    fn control_characters_are_taken_out() {
        check(b"one\0 two\x07\x1b three\n", None, false, "one two three\n");
    }

    #[test]
    fn binary_bytes_are_told_from_text() {
        let noise: Vec<u8> = (0..4096_u64)
            .map(|i| xxhash_rust::xxh3::xxh3_64(&i.to_le_bytes()).to_le_bytes()[0])
            .collect();
        assert!(looks_binary(&noise));
        assert!(looks_binary(b"%PDF-1.7\n"));
        assert!(looks_binary(b"\x89PNG\r\n\x1a\n"));
        assert!(looks_binary(&[0; 64]));
        assert!(looks_binary(&[&[0xFF, 0xFE], noise.as_slice()].concat()));
        for (encoding, text) in [(WINDOWS_1250, POLISH), (KOI8_U, UKRAINIAN)] {
            assert!(!looks_binary(&encoded(encoding, text)));
        }
        assert!(!looks_binary(b""));
        assert!(!looks_binary(b"short\0text with one stray code and many more letters than codes, as scrapers leave it"));
    }
}
