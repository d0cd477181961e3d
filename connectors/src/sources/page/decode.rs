//! From a list page's bytes to text. Only titles need it: addresses are ASCII mostly.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far into a page its `meta` may lie that names the charset.
const HEAD: usize = 4096;

/// The text: marked, or valid UTF-8, or as the carrier says, or as the page says; Western European without any.
pub(crate) fn decoded<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => charset
            .map(str::as_bytes)
            .and_then(Encoding::for_label)
            .filter(|said| *said != UTF_8)
            .or_else(|| in_meta(bytes).filter(|said| *said != UTF_8))
            .unwrap_or(WINDOWS_1252),
    };
    encoding.decode(bytes).0
}

/// `<meta charset=…>` or `<meta … content="…; charset=…">`.
fn in_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes).to_ascii_lowercase();
    let mut rest = head.as_slice();
    while let Some(at) = find(rest, b"charset") {
        rest = rest.get(at + b"charset".len()..)?;
        let value = rest.trim_ascii_start();
        if let Some(value) = value.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let value = value
                .strip_prefix(b"\"")
                .or(value.strip_prefix(b"'"))
                .unwrap_or(value);
            let end = |byte: &u8| !(byte.is_ascii_alphanumeric() || b"-_:".contains(byte));
            let label = value.split(end).next().unwrap_or_default();
            if let Some(encoding) = Encoding::for_label(label) {
                return Some(encoding);
            }
        }
    }
    None
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], charset: Option<&str>, expect: &str) {
        let text = decoded(bytes, charset);
        assert!(text.ends_with(expect), "{text} should end with {expect}");
    }

    #[test]
    fn bytes_win_over_labels_and_the_carrier_over_the_page() {
        check("łan".as_bytes(), Some("iso-8859-1"), "łan");
        check(b"\xff\xfea\0", Some("utf-8"), "a");
        check(b"\xb3an", Some("iso-8859-2"), "łan");
        check(b"<meta charset=iso-8859-2>\xb3an", None, "łan");
        check(
            b"<meta content='text/html; charset=\"windows-1251\"'>\xe4\xe0",
            None,
            "да",
        );
        check(
            b"<meta charset=iso-8859-2>\xe4\xe0",
            Some("windows-1251"),
            "да",
        );
        check(b"<meta charset=utf-8>\xe8", Some("utf-8"), "è");
        check(b"<script charset=none>\xe8", Some("nonsense"), "è");
    }
}
