//! The digests that archives keep of what they hold: made, and checked.

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::digest::{self, Algorithm};

/// Algorithms by the names that archives use. MD5 is left out: nobody has written it for long, and what cannot be checked
/// counts as without a digest.
const ALGORITHMS: [(&str, &Algorithm); 4] = [
    ("sha1", &digest::SHA1_FOR_LEGACY_USE_ONLY),
    ("sha256", &digest::SHA256),
    ("sha384", &digest::SHA384),
    ("sha512", &digest::SHA512),
];

/// What comes of checking a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    Right,
    Wrong,
    /// It was made in a way that is not known here.
    Unknown,
}

/// `sha1:` and the digest in base 32, as most archives have it.
pub(super) fn sha1(parts: &[&[u8]]) -> String {
    let made = made(&digest::SHA1_FOR_LEGACY_USE_ONLY, parts);
    format!("sha1:{}", base32(made.as_ref()))
}

/// Checks `sha1:…` or the like, in base 32, base 16 or base 64, against the bytes that it was made of.
pub(super) fn check(written: &str, bytes: &[u8]) -> Checked {
    let Some((algorithm, value)) = read(written) else {
        return Checked::Unknown;
    };
    let made = made(algorithm, &[bytes]);
    let (made, value) = (made.as_ref(), value.trim().trim_end_matches('='));
    let is_right = value.eq_ignore_ascii_case(&base32(made))
        || value.eq_ignore_ascii_case(&base16(made))
        || value == BASE64_STANDARD_NO_PAD.encode(made)
        || value == BASE64_URL_SAFE_NO_PAD.encode(made);
    if is_right {
        Checked::Right
    } else {
        Checked::Wrong
    }
}

/// Whether a digest can be checked here.
pub(super) fn is_known(written: &str) -> bool {
    read(written).is_some()
}

fn read(written: &str) -> Option<(&'static Algorithm, &str)> {
    let (name, value) = written.split_once(':')?;
    let name = name.trim().to_ascii_lowercase().replace('-', "");
    let (_, algorithm) = ALGORITHMS.iter().find(|(known, _)| *known == name)?;
    Some((algorithm, value))
}

fn made(algorithm: &'static Algorithm, parts: &[&[u8]]) -> digest::Digest {
    let mut context = digest::Context::new(algorithm);
    for part in parts {
        context.update(part);
    }
    context.finish()
}

/// RFC 4648, section 6, without padding.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letters = bytes.chunks(5).flat_map(|chunk| {
        let bits = (0..5).fold(0_u64, |bits, at| {
            bits << 8 | u64::from(chunk.get(at).copied().unwrap_or_default())
        });
        let told = (chunk.len() * 8).div_ceil(5);
        (0..told).filter_map(move |at| LETTERS.get((bits >> (35 - 5 * at) & 31) as usize))
    });
    letters.map(|letter| char::from(*letter)).collect()
}

fn base16(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_is_that_of_the_standard() {
        let check = |bytes: &str, expect: &str| assert_eq!(base32(bytes.as_bytes()), expect);
        check("", "");
        check("f", "MY");
        check("fo", "MZXQ");
        check("foo", "MZXW6");
        check("foob", "MZXW6YQ");
        check("fooba", "MZXW6YTB");
        check("foobar", "MZXW6YTBOI");
    }

    #[test]
    fn digests_are_checked_however_they_are_written() {
        // Of `abc`: FIPS 180, and RFC 4648 over it.
        let is = |written: &str, expect: Checked| {
            assert_eq!(check(written, b"abc"), expect, "for `{written}`");
        };
        is("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", Checked::Right);
        is(
            "SHA-1:a9993e364706816aba3e25717850c26c9cd0d89d",
            Checked::Right,
        );
        is("sha1:qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", Checked::Right);
        is("sha1:qZk-NkcGgWq6PiVxeFDCbJzQ2J0", Checked::Right);
        is(
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            Checked::Right,
        );
        is("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE4", Checked::Wrong);
        is("sha256:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", Checked::Wrong);
        is("md5:900150983cd24fb0d6963f7d28e17f72", Checked::Unknown);
        is("abc", Checked::Unknown);
        assert_eq!(
            sha1(&[b"a", b"bc"]),
            "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"
        );
    }
}
