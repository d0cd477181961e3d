//! Telling bytes that are no text at all: archives, images, noise. Not a format sniffer.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// How many leading bytes are looked at: enough to be sure, and bounded for huge files.
const SAMPLE: usize = 64 * 1024;

/// The share of control codes (in percent) above which bytes are no text: noise has eleven, text has none.
const MAX_CONTROL_PERCENT: usize = 4;

/// How formats begin that could pass for text by their first bytes.
const SIGNATURES: [&[u8]; 10] = [
    b"%PDF-",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x28\xb5\x2f\xfd",
    b"\x7fELF",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
];

/// Whether `bytes` are something else than text in any encoding.
pub fn looks_binary(bytes: &[u8]) -> bool {
    if SIGNATURES
        .iter()
        .any(|signature| bytes.starts_with(signature))
    {
        return true;
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if let Some(wide) = marked
        .filter(|e| is_utf16(e))
        .or_else(|| unmarked_utf16(bytes))
    {
        let sample = sample(bytes);
        let whole = sample.get(..sample.len() & !1).unwrap_or_default();
        let (text, _, lossy) = wide.decode(whole);
        let cut = whole.len() < bytes.len(); // a pair may have been cut in two at the sample's end
        return (lossy && !cut)
            || controls(text.chars()) > text.chars().count() * MAX_CONTROL_PERCENT / 100;
    }
    let sample = sample(bytes);
    let controls: usize = sample.chunks(PIECE).map(controls_in).sum();
    controls * 100 > sample.len() * MAX_CONTROL_PERCENT
}

/// UTF-16 without its mark: nearly every second byte of Western text is zero, and hardly one of the others.
pub(super) fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = sample(bytes);
    let pairs = sample.len() / 2;
    if pairs < 8 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > pairs * 4 && even * 50 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 4 && odd * 50 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn sample(bytes: &[u8]) -> &[u8] {
    bytes.get(..SAMPLE).unwrap_or(bytes)
}

/// So many bytes are counted at once: no more than a byte can count.
const PIECE: usize = 255;

/// How many bytes are control codes that no text has. Escape starts ISO-2022 sequences, 0x1A ended DOS files.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are looked at in one step"
)]
fn controls_in(piece: &[u8]) -> usize {
    let count = piece.iter().fold(0_u8, |count, &byte| {
        let is_white = (byte == b'\t') | (byte == b'\n') | (byte == b'\r') | (byte == 0x0C);
        let is_used = is_white | (byte == 0x1A) | (byte == 0x1B);
        count + u8::from((byte == 0x7F) | ((byte < 0x20) & !is_used))
    });
    usize::from(count)
}

fn controls(text: impl Iterator<Item = char>) -> usize {
    text.filter(|&c| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || c == '\u{FFFD}')
        .count()
}
