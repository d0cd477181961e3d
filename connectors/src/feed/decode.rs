//! From a feed's bytes to text. What the bytes themselves show wins over what is said about them.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use ::url::Url;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

use super::wide;

/// The beginning of every gzip stream with deflate.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// How much is unpacked of a gzip file that was sent as if it were the feed; no feed is near it.
const MOST_UNPACKED: u64 = 32 << 20;

/// How far an XML declaration may lie behind the beginning.
const DECLARATION: usize = 1 << 10;

/// How far a feed may say what language it is in.
const HEAD: usize = 8 << 10;

/// What some programs write before UTF-8.
const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

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

/// A feed as text.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// What had to be repaired or guessed.
    pub(super) warning: Option<String>,
}

/// The text, given the charset that its carrier declares and where it was found.
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>, url: Option<&Url>) -> Decoded<'a> {
    if let Some(text) = wide::decoded(bytes) {
        return Decoded {
            text: Cow::Owned(text),
            warning: None,
        };
    }
    let rest = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
    let said = [charset.map(str::as_bytes), declared(rest)];
    let labels = || said.into_iter().flatten().filter_map(Encoding::for_label);
    let label = labels().find(|encoding| *encoding != UTF_8 && !is_wide(encoding));
    let (encoding, text) = match (std::str::from_utf8(rest), label) {
        // Only encodings that switch by escapes write other letters with valid UTF-8.
        (Ok(_), Some(label)) if !label.is_ascii_compatible() && rest.contains(&0x1b) => {
            (label, label.decode_without_bom_handling(rest).0)
        }
        (Ok(text), _) => (UTF_8, Cow::Borrowed(text)),
        (Err(_), label) => {
            let encoding = label.unwrap_or_else(|| guessed(rest, url));
            (encoding, encoding.decode_without_bom_handling(rest).0)
        }
    };
    let is_mistaken = labels().next().is_some_and(|said| said != encoding) && !rest.is_ascii();
    let warning = match labels().next() {
        Some(said) if is_mistaken => Some(format!(
            "it is said to be written in {}, but is in {}",
            said.name(),
            encoding.name()
        )),
        None if encoding != UTF_8 => Some(format!(
            "it does not say how it is written: it looks like {}",
            encoding.name()
        )),
        _ if encoding == UTF_8 && matches!(text, Cow::Owned(_)) => {
            let damaged = text.matches(char::REPLACEMENT_CHARACTER).count();
            Some(format!("{damaged} of its characters are damaged"))
        }
        _ => None,
    };
    Decoded { text, warning }
}

/// The text alone.
pub(crate) fn decoded<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    decode(bytes, charset, None).text
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

fn guessed(bytes: &[u8], url: Option<&Url>) -> &'static Encoding {
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
    let country = country_of_language(bytes).or_else(|| country_of_site(url?));
    detector.guess(country.as_deref().map(str::as_bytes), Utf8Detection::Deny)
}

/// The top-level domain of the country whose language the feed says it is in: that tells encodings apart.
fn country_of_language(bytes: &[u8]) -> Option<String> {
    const ELEMENT: &[u8] = b"<language>";
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let at = memmem::find(head, ELEMENT)? + ELEMENT.len();
    let language = head.get(at..)?.trim_ascii_start().get(..2)?;
    let language = std::str::from_utf8(language).ok()?.to_ascii_lowercase();
    Some(match language.as_str() {
        "uk" => "ua".to_owned(),
        "cs" => "cz".to_owned(),
        "el" => "gr".to_owned(),
        "ja" => "jp".to_owned(),
        "he" => "il".to_owned(),
        "en" => return None,
        _ if language.bytes().all(|sign| sign.is_ascii_lowercase()) => language,
        _ => return None,
    })
}

fn country_of_site(url: &Url) -> Option<String> {
    let (_, domain) = url.domain()?.rsplit_once('.')?;
    let is_country = domain.len() == 2 && domain.bytes().all(|sign| sign.is_ascii_lowercase());
    is_country.then(|| domain.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn check(bytes: &[u8], charset: Option<&str>, expect: &str) {
        assert_eq!(decode(bytes, charset, None).text, expect, "{charset:?}");
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
        assert!(decode(&labelled, None, None).text.ends_with("ząb"));
        assert!(
            decode(&labelled, Some("nonsense"), None)
                .text
                .ends_with("ząb")
        );
        let wrong = declared("windows-1251", "Київ".as_bytes());
        assert!(decode(&wrong, Some("latin1"), None).text.ends_with("Київ"));
        check("\u{feff}Łódź".as_bytes(), Some("latin1"), "Łódź");
        let wide: Vec<u8> = "<a>ż".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, Some("utf-8"), "<a>ż");
        check(&[0xfe, 0xff, 1, 0x7c], None, "ż");
        check(b"\x1b$B$\"\x1b(B", Some("iso-2022-jp"), "あ");
        check(b"plain", Some("utf-16"), "plain");
    }

    #[test]
    fn valid_utf_8_is_believed_against_every_label_and_that_is_told() {
        let said = "<?xml version='1.0' encoding='iso-8859-2'?>Łódź";
        let found = decode(said.as_bytes(), Some("windows-1251"), None);
        assert!(found.text.ends_with("Łódź"));
        assert_eq!(
            found.warning.as_deref(),
            Some("it is said to be written in windows-1251, but is in UTF-8")
        );
        for (bytes, charset) in [
            ("ascii", Some("latin1")),
            ("Łódź", None),
            ("Łódź", Some("utf-8")),
        ] {
            assert_eq!(
                decode(bytes.as_bytes(), charset, None).warning,
                None,
                "{bytes}"
            );
        }
    }

    #[test]
    fn narrow_labels_are_read_as_the_wider_encodings_that_are_meant() {
        check(&[0x93, b'a', 0x94, 0x80], Some("iso-8859-1"), "“a”€");
        let (chinese, _, _) = encoding_rs::GB18030.encode("中文網ȹ");
        check(&chinese, Some("gb2312"), "中文網ȹ");
    }

    #[test]
    fn polish_without_a_label_is_told_from_what_else_it_might_be() {
        let text = "<rss><channel><language>pl</language><title>Żołnierze Sojuszu ćwiczą pod Łodzią; świadkowie mówią o \
            źródłach hałasu. Gęś i jaźń.</title></channel></rss>";
        for encoding in [encoding_rs::WINDOWS_1250, encoding_rs::ISO_8859_2] {
            let (bytes, _, _) = encoding.encode(text);
            for charset in [None, Some("utf-8")] {
                let found = decode(&bytes, charset, None);
                assert_eq!(found.text, text, "{}", encoding.name());
                assert!(found.warning.is_some());
            }
        }
    }

    #[test]
    fn without_a_good_label_letters_tell() {
        let russian = encoding_rs::WINDOWS_1251
            .encode("Сегодня в городе состоялось заседание совета, сообщили в мэрии.")
            .0;
        assert!(decode(&russian, None, None).text.starts_with("Сегодня"));
        assert!(
            decode(&russian, Some("utf-8"), None)
                .text
                .starts_with("Сегодня")
        );
        let mut cut = "Сегодня в городе состоялось заседание".as_bytes().to_vec();
        cut.pop();
        assert!(decode(&cut, None, None).text.starts_with("Сегодня"));
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
