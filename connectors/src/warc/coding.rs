//! Bodies as they were sent -> bodies as they were meant: chunks joined, codings undone, both with patience: many archives
//! hold plain bodies under headers that speak of the wire.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Codings over codings are slips; each is undone at most once.
const MOST_CODINGS: usize = 3;

/// Read at once by the decoder that has no natural size.
const PIECE: usize = 8 << 10;

/// Why a body has no plain form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Undecoded {
    TooLarge,
    /// It is damaged, in this coding.
    Damaged(String),
    /// Nobody here knows this coding.
    Unknown(String),
}

/// Joins the chunks of a body (RFC 9112, section 7.1); `None` where it has none. What broke off is taken up to there.
pub(super) fn joined(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((size, behind)) = chunk_size(rest) {
        if size == 0 {
            return Some(joined);
        }
        let Some((chunk, next)) = behind.split_at_checked(size) else {
            joined.extend_from_slice(behind);
            return Some(joined);
        };
        joined.extend_from_slice(chunk);
        rest = next
            .strip_prefix(b"\r\n")
            .or(next.strip_prefix(b"\n"))
            .unwrap_or(next);
    }
    // Cut off between two chunks; or else something was misread, and the body has none.
    (rest.trim_ascii().is_empty() && !joined.is_empty()).then_some(joined)
}

fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(PIECE).position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end + 1)?;
    let line = std::str::from_utf8(line).ok()?;
    let digits = line.split(';').next()?.trim();
    let size = usize::from_str_radix(digits, 16).ok()?;
    Some((size, rest))
}

/// Undoes the codings of `Content-Encoding`, the last one first, up to so many bytes.
pub(super) fn plain<'a>(
    body: Cow<'a, [u8]>,
    codings: &str,
    most: u64,
) -> Result<Cow<'a, [u8]>, Undecoded> {
    let mut body = body;
    let codings = codings
        .split(',')
        .map(str::trim)
        .filter(|coding| !coding.is_empty());
    let codings: Vec<&str> = codings.take(MOST_CODINGS).collect();
    for coding in codings.into_iter().rev() {
        if let Some(decoded) = decoded(&body, &coding.to_ascii_lowercase(), most)? {
            body = Cow::Owned(decoded);
        }
    }
    Ok(body)
}

/// The plain form; `None` where the body is plain already.
fn decoded(body: &[u8], coding: &str, most: u64) -> Result<Option<Vec<u8>>, Undecoded> {
    let damaged = |error: &io::Error| Undecoded::Damaged(format!("{coding}: {error}"));
    let (plain, fault) = match coding {
        "identity" | "none" | "utf-8" => return Ok(None),
        "gzip" | "x-gzip" if !body.starts_with(b"\x1f\x8b") => return Ok(None),
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(body), most)?,
        "zstd" if !body.starts_with(b"\x28\xb5\x2f\xfd") => return Ok(None),
        "zstd" => {
            let decoder = zstd::Decoder::with_buffer(body).map_err(|error| damaged(&error))?;
            read(decoder, most)?
        }
        "deflate" if is_zlib(body) => read(ZlibDecoder::new(body), most)?,
        "deflate" => read(DeflateDecoder::new(body), most)?,
        "br" => read(Decompressor::new(body, PIECE), most)?,
        _ if is_text(body) => return Ok(None),
        other => return Err(Undecoded::Unknown(other.to_owned())),
    };
    match fault {
        // These two have no mark of their own: a body that is text is one that was decoded before it was stored.
        Some(_) if matches!(coding, "deflate" | "br") && is_text(body) => Ok(None),
        Some(error) if error.kind() != io::ErrorKind::UnexpectedEof || plain.is_empty() => {
            Err(damaged(&error))
        }
        _ => Ok(Some(plain)),
    }
}

/// Everything up to a fault.
fn read(decoder: impl Read, most: u64) -> Result<(Vec<u8>, Option<io::Error>), Undecoded> {
    let mut plain = Vec::new();
    let fault = decoder
        .take(most.saturating_add(1))
        .read_to_end(&mut plain)
        .err();
    if plain.len() as u64 > most {
        return Err(Undecoded::TooLarge);
    }
    Ok((plain, fault))
}

/// RFC 1950, section 2.2.
fn is_zlib(body: &[u8]) -> bool {
    match body {
        [first, second, ..] => {
            first & 15 == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31)
        }
        _ => false,
    }
}

fn is_text(body: &[u8]) -> bool {
    let head = body.get(..PIECE).unwrap_or(body);
    let control = |byte: &&u8| **byte < 0x20 && !b"\t\n\r\x0c".contains(byte);
    !head.is_empty() && head.iter().filter(control).count() == 0
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write};

    use super::*;

    const PAGE: &[u8] = b"<p>A page with a text that goes on and on and on.</p>";

    /// The page, as the `brotli` program of Google's packs it.
    const BROTLI: &[u8] = include_bytes!("coding/page.br");

    fn gzip() -> Vec<u8> {
        let mut out = write::GzEncoder::new(Vec::new(), Compression::best());
        out.write_all(PAGE).unwrap();
        out.finish().unwrap()
    }

    fn zlib() -> Vec<u8> {
        let mut out = write::ZlibEncoder::new(Vec::new(), Compression::best());
        out.write_all(PAGE).unwrap();
        out.finish().unwrap()
    }

    fn deflate() -> Vec<u8> {
        let mut out = write::DeflateEncoder::new(Vec::new(), Compression::best());
        out.write_all(PAGE).unwrap();
        out.finish().unwrap()
    }

    fn check(body: &[u8], codings: &str, expect: &Result<&[u8], Undecoded>) {
        let got = plain(Cow::Borrowed(body), codings, 1000);
        assert_eq!(
            got.as_deref(),
            expect.as_ref().map(|page| *page),
            "{codings}"
        );
    }

    #[test]
    fn every_coding_is_undone_and_a_plain_body_is_left_as_it_is() {
        let zstd = zstd::encode_all(PAGE, 3).unwrap();
        let packed = [
            ("gzip", gzip()),
            ("x-gzip", gzip()),
            ("deflate", zlib()),
            ("Deflate", deflate()),
            ("zstd", zstd),
            ("br", BROTLI.to_vec()),
        ];
        for (coding, body) in &packed {
            check(body, coding, &Ok(PAGE));
            check(PAGE, coding, &Ok(PAGE));
        }
        check(PAGE, "", &Ok(PAGE));
        check(PAGE, "identity", &Ok(PAGE));
        check(PAGE, "dcb", &Ok(PAGE));
        let twice = zstd::encode_all(&*gzip(), 3).unwrap();
        check(&twice, "gzip, zstd", &Ok(PAGE));
    }

    #[test]
    fn what_breaks_off_is_kept_up_to_there_and_damage_is_told() {
        let whole = gzip();
        let cut = plain(Cow::Borrowed(&whole[..whole.len() - 12]), "gzip", 1000).unwrap();
        assert!(cut.len() > 10 && PAGE.starts_with(&cut));
        let mut wrong = whole.clone();
        let middle = wrong.len() / 2;
        wrong[middle] ^= 0xff;
        wrong[middle + 1] ^= 0xff;
        let error = plain(Cow::Borrowed(&wrong), "gzip", 1000).unwrap_err();
        assert!(
            matches!(&error, Undecoded::Damaged(why) if why.starts_with("gzip: ")),
            "{error:?}"
        );
        check(
            b"\x01\x02\x03",
            "dcb",
            &Err(Undecoded::Unknown("dcb".to_owned())),
        );
    }

    #[test]
    fn a_small_body_that_unpacks_to_a_huge_one_is_left() {
        let mut out = write::GzEncoder::new(Vec::new(), Compression::best());
        out.write_all(&vec![b' '; 10 << 20]).unwrap();
        let bomb = out.finish().unwrap();
        assert!(bomb.len() < 20_000);
        check(&bomb, "gzip", &Err(Undecoded::TooLarge));
    }

    #[test]
    fn chunks_are_joined_also_where_the_last_is_missing() {
        let check = |body: &str, expect: Option<&str>| {
            let got = joined(body.as_bytes()).map(|body| String::from_utf8(body).unwrap());
            assert_eq!(got.as_deref(), expect, "for {body:?}");
        };
        check("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", Some("abcde"));
        check("3\nabc\n0\n\n", Some("abc"));
        check("3\r\nabc\r\n", Some("abc"));
        check("3\r\nabc\r\n5\r\nde", Some("abcde"));
        check("0\r\n\r\n", Some(""));
        check("<p>no chunks\r\n</p>", None);
        check("3\r\nabc\r\n<p>none behind it", None);
        check("", None);
    }
}
