//! Percent-encoding in one form: upper-case digits, no escape that is not needed, no `%` that escapes nothing
//! (RFC 3986 section 6.2.2; beyond it, delimiters that mean nothing in their part are written plainly).

/// The one form of a path or a segment of it.
pub(crate) fn normal_path(part: &str) -> String {
    normal(part, |byte| {
        is_unreserved(byte) || b"!'()*,:@".contains(&byte)
    })
}

/// The one form of a parameter's name or value; a space is `+`, as forms write it.
pub(crate) fn normal_query(part: &str) -> String {
    normal(part, |byte| {
        is_unreserved(byte) || b"!'()*,:@/?".contains(&byte)
    })
    .replace("%20", "+")
}

fn normal(part: &str, plain: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(part.len());
    let mut bytes = part.bytes();
    while let Some(byte) = bytes.next() {
        let escaped = if byte == b'%' {
            let mut ahead = bytes.clone();
            let value = hex(ahead.next()).zip(hex(ahead.next()));
            if value.is_some() {
                bytes = ahead;
            }
            value.map_or(b'%', |(high, low)| high << 4 | low)
        } else {
            byte
        };
        let was_plain = byte != b'%' && byte.is_ascii();
        if was_plain || plain(escaped) {
            out.push(char::from(escaped));
        } else {
            out.push('%');
            out.push(digit(escaped >> 4));
            out.push(digit(escaped & 15));
        }
    }
    out
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn digit(value: u8) -> char {
    let digit = char::from_digit(u32::from(value), 16).unwrap_or('0');
    digit.to_ascii_uppercase()
}

fn hex(byte: Option<u8>) -> Option<u8> {
    let digit = char::from(byte?).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(part: &str, expect: &str) {
        assert_eq!(normal_path(part), expect, "for `{part}`");
        assert_eq!(normal_path(expect), expect, "again for `{part}`");
    }

    #[test]
    fn every_byte_has_one_form() {
        check("%41%2d%7E", "A-~");
        check("%d0%B0", "%D0%B0");
        check("%2f%3F%23%25", "%2F%3F%23%25");
        check("%", "%25");
        check("%%41", "%25A");
        check("%4", "%254");
        check("%zz", "%25zz");
        check("a b", "a b");
        check("$&+;=", "$&+;=");
    }
}
