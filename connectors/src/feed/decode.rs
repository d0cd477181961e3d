//! From a feed's bytes to text. What the bytes themselves show wins over what is said about them.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The beginning of every gzip stream with deflate.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// How much is unpacked of a gzip file that was sent as if it were the feed; no feed is near it.
const MOST_UNPACKED: u64 = 32 << 20;

/// How far an XML declaration may lie behind the beginning.
const DECLARATION: usize = 1 << 10;

/// How much is looked at where the encoding must be guessed: guessing is slow, and letters soon tell.
const MOST_GUESSED: usize = 64 << 10;

/// With fewer than one damaged sequence in so many good ones, text is UTF-8 with slips.
const SLIPS: usize = 20;

/// The bytes, unpacked if they are a gzip file.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    if !bytes.starts_with(&GZIP) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut plain = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes)
        .take(MOST_UNPACKED + 1)
        .read_to_end(&mut plain);
    if plain.len() as u64 > MOST_UNPACKED {
        return Err(format!(
            "its gzip holds more than {} MiB",
            MOST_UNPACKED >> 20
        ));
    }
    match read {
        // What came before the damage may hold whole entries.
        Err(error) if plain.is_empty() || error.kind() == io::ErrorKind::OutOfMemory => {
            Err(format!("its gzip is damaged: {error}"))
        }
        _ => Ok(Cow::Owned(plain)),
    }
}

/// The text, given the charset that its carrier declares.
pub(crate) fn decoded<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let marked = Encoding::for_bom(bytes)
        .map(|(encoding, mark)| (encoding, bytes.get(mark..).unwrap_or_default()))
        .or_else(|| by_pattern(bytes).map(|encoding| (encoding, bytes)));
    let (encoding, bytes) = match marked {
        Some((encoding, rest)) if encoding != UTF_8 => (encoding, rest),
        marked => {
            let rest = marked.map_or(bytes, |(_, rest)| rest);
            (unmarked(rest, charset), rest)
        }
    };
    encoding.decode_without_bom_handling(bytes).0
}

/// UTF-16 without a mark: every other byte of markup is zero.
fn by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, _, ..] => Some(UTF_16BE),
        _ => None,
    }
}

fn unmarked(bytes: &[u8], charset: Option<&str>) -> &'static Encoding {
    let said = [charset.map(str::as_bytes), declared(bytes)];
    let label = said
        .into_iter()
        .flatten()
        .find_map(Encoding::for_label)
        .filter(|encoding| *encoding != UTF_8 && !is_wide(encoding));
    if std::str::from_utf8(bytes).is_ok() {
        // Only encodings that switch by escapes write other letters with valid UTF-8.
        return label
            .filter(|encoding| !encoding.is_ascii_compatible() && bytes.contains(&0x1b))
            .unwrap_or(UTF_8);
    }
    label.unwrap_or_else(|| guessed(bytes))
}

/// A label cannot make bytes wide that are not.
fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// The label of the XML declaration.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.get(..DECLARATION).unwrap_or(bytes);
    let at = head.windows(5).position(|window| window == b"<?xml")?;
    let declaration = head.get(at..)?;
    let end = declaration.windows(2).position(|window| window == b"?>")?;
    let declaration = declaration.get(..end)?;
    let at = declaration
        .windows(8)
        .position(|window| window == b"encoding")?;
    let value = declaration.get(at + 8..)?.trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    value.split(|byte| byte == quote).next()
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let (mut slips, mut letters, mut first) = (0, 0, None);
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        at += chunk.valid().len();
        letters += chunk
            .valid()
            .chars()
            .filter(|letter| !letter.is_ascii())
            .count();
        if !chunk.invalid().is_empty() {
            slips += 1;
            first = first.or(Some(at));
        }
        at += chunk.invalid().len();
    }
    if slips * SLIPS < letters.max(SLIPS + 1) && letters > 0 {
        return UTF_8;
    }
    let from = first.unwrap_or(0).saturating_sub(MOST_GUESSED / 2);
    let looked_at = bytes.get(from..).unwrap_or_default();
    let looked_at = looked_at.get(..MOST_GUESSED).unwrap_or(looked_at);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(looked_at, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn check(bytes: &[u8], charset: Option<&str>, expect: &str) {
        assert_eq!(decoded(bytes, charset), expect, "{charset:?}");
    }

    #[test]
    fn bytes_show_what_they_are() {
        let declared = |label: &str, text: &[u8]| {
            let mut bytes = format!("<?xml version='1.0' encoding=\"{label}\"?>").into_bytes();
            bytes.extend_from_slice(text);
            bytes
        };
        let polish = [b'z', 0xb1, b'b']; // ISO-8859-2
        check(&polish, Some("ISO-8859-2"), "ząb");
        let labelled = declared("iso-8859-2", &polish);
        assert!(decoded(&labelled, None).ends_with("ząb"));
        assert!(decoded(&labelled, Some("nonsense")).ends_with("ząb"));
        let wrong = declared("windows-1251", "Київ".as_bytes());
        assert!(decoded(&wrong, Some("latin1")).ends_with("Київ"));
        check("\u{feff}Łódź".as_bytes(), Some("latin1"), "Łódź");
        let wide: Vec<u8> = "<a>ż".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, Some("utf-8"), "<a>ż");
        check(&[0xfe, 0xff, 1, 0x7c], None, "ż");
        check(b"\x1b$B$\"\x1b(B", Some("iso-2022-jp"), "あ");
        check(b"plain", Some("utf-16"), "plain");
    }

    #[test]
    fn without_a_good_label_letters_tell() {
        let russian = encoding_rs::WINDOWS_1251
            .encode("Сегодня в городе состоялось заседание совета, сообщили в мэрии.")
            .0;
        assert!(decoded(&russian, None).starts_with("Сегодня"));
        assert!(decoded(&russian, Some("utf-8")).starts_with("Сегодня"));
        let mut cut = "Сегодня в городе состоялось заседание".as_bytes().to_vec();
        cut.pop();
        assert!(decoded(&cut, None).starts_with("Сегодня"));
    }

    #[test]
    fn a_gzip_file_is_unpacked_up_to_a_bound() {
        let packed = |bytes: &[u8]| {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(bytes).unwrap();
            gzip.finish().unwrap()
        };
        let whole = packed(b"<rss/>");
        assert_eq!(unpacked(&whole).unwrap().as_ref(), b"<rss/>");
        assert_eq!(unpacked(b"<rss/>").unwrap().as_ref(), b"<rss/>");
        let bomb = packed(&vec![b' '; usize::try_from(MOST_UNPACKED).unwrap() + 1]);
        assert!(unpacked(&bomb).unwrap_err().contains("more than"));
        assert!(
            unpacked(&[0x1f, 0x8b, 8, 0])
                .unwrap_err()
                .contains("damaged")
        );
    }
}
