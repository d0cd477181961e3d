//! The names of files as keys of entries: paths relative to the root, with `/` between their parts.
//!
//! A key is UTF-8 and leads back to the very file. So a byte that is not UTF-8 is written `\xNN`, as is `#`, which
//! separates a file from its records, and a backslash is doubled.

use std::{
    ffi::{OsStr, OsString},
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::PathBuf,
};

/// One part of a path as one part of a key.
pub(super) fn escaped(name: &OsStr) -> String {
    let mut key = String::with_capacity(name.len());
    for chunk in name.as_bytes().utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '\\' => key.push_str(r"\\"),
                '#' => key.push_str(r"\x23"),
                _ => key.push(letter),
            }
        }
        for byte in chunk.invalid() {
            key.push_str(r"\x");
            key.extend(hexadecimal(*byte));
        }
    }
    key
}

fn hexadecimal(byte: u8) -> impl Iterator<Item = char> {
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    [byte >> 4, byte & 15].into_iter().filter_map(digit)
}

/// The parts of the path that a key stands for; `None` if it is no key of ours.
pub(crate) fn parts(key: &str) -> Option<Vec<OsString>> {
    key.split('/').map(unescaped).collect()
}

/// The path that a key stands for, relative to the root; `None` if it is no key of ours.
pub(crate) fn path(key: &str) -> Option<PathBuf> {
    Some(parts(key)?.into_iter().collect())
}

fn unescaped(part: &str) -> Option<OsString> {
    if matches!(part, "" | "." | "..") {
        return None;
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next()? {
            b'\\' => bytes.push(b'\\'),
            b'x' => {
                let digits = [rest.next()?, rest.next()?];
                let digits = str::from_utf8(&digits).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
            }
            _ => return None,
        }
    }
    Some(OsString::from_vec(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_survives_as_a_key() {
        let check = |name: &[u8], expect: &str| {
            let key = escaped(OsStr::from_bytes(name));
            assert_eq!(key, expect);
            assert_eq!(unescaped(&key).unwrap().as_bytes(), name);
        };
        check("źródło 1.txt".as_bytes(), "źródło 1.txt");
        check(b"a\xff\xfeb.txt", r"a\xff\xfeb.txt");
        check(br"a\xff.txt", r"a\\xff.txt");
        check(b"c#1.json", r"c\x231.json");
        check(b"new\nline", "new\nline");
    }

    #[test]
    fn a_key_cannot_leave_the_root() {
        for key in ["../a", "a/../../b", "/etc/passwd", "", "a//b", r"a\q"] {
            assert_eq!(path(key), None, "{key}");
        }
        assert_eq!(path("a/b.txt"), Some(PathBuf::from("a/b.txt")));
    }
}
