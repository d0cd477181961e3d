//! Whether XML is a feed, by its root element.

/// How far the root may lie behind a declaration, comments and a doctype.
const FARTHEST_ROOT: usize = 16 << 10;

/// Whether the first element is that of RSS, Atom or RDF.
pub(crate) fn is_feed(bytes: &[u8]) -> bool {
    let head = bytes.get(..FARTHEST_ROOT).unwrap_or(bytes);
    let mut narrow: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect(); // UTF-16 reads like ASCII
    narrow.make_ascii_lowercase();
    let mut rest = narrow.as_slice();
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        let (_, tag) = rest.split_at(at + 1);
        let end: &[u8] = match tag {
            [b'?', ..] => b"?>",
            [b'!', b'-', b'-', ..] => b"-->",
            [b'!', ..] => b">",
            _ => return is_root(tag),
        };
        let Some(close) = tag.windows(end.len()).position(|window| window == end) else {
            return false;
        };
        (_, rest) = tag.split_at(close + end.len());
    }
    false
}

fn is_root(tag: &[u8]) -> bool {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    let name = tag.split(ends).next().unwrap_or_default();
    let local = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
    [&b"rss"[..], b"feed", b"rdf"].contains(&local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_decides() {
        let check = |text: &str, expect: bool| {
            assert_eq!(is_feed(text.as_bytes()), expect, "{text}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(is_feed(&wide), expect, "{text} in UTF-16");
        };
        check(
            "<?xml version='1.0'?>\n<!-- <html> --><rss version=\"2.0\">",
            true,
        );
        check("\u{feff}<feed xmlns='http://www.w3.org/2005/Atom'>", true);
        check("<rdf:RDF xmlns:rdf='x'>", true);
        check("<atom:feed>", true);
        check(
            "<?xml version='1.0'?><!DOCTYPE html><html><body><rss>",
            false,
        );
        check("<nitf/>", false);
        check("<rssx>", false);
        check("", false);
        check("no markup", false);
        check("<!-- never closed", false);
    }
}
