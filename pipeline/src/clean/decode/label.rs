//! What a document or its carrier claims about its encoding. A claim only: `choose` weighs it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far a `meta` element is looked for (HTML standard, "prescan a byte stream").
const PRESCAN: usize = 1024;

/// The encoding that a label names, also in the spellings that servers invent.
pub(super) fn lookup(label: &str) -> Option<&'static Encoding> {
    let label = label.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
        return Some(readable(encoding));
    }
    let bare: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let spelled = match bare.as_str() {
        "utf8mb4" | "unicode" => return Some(UTF_8),
        "koi8r" | "koi8" => "koi8-r".to_owned(),
        "koi8u" | "koi8ru" => "koi8-u".to_owned(),
        _ => match (
            page_number(&bare, &["windows", "win", "cp", "ansi"]),
            page_number(&bare, &["iso8859", "latin"]),
        ) {
            (Some(page), _) => format!("windows-{page}"),
            (_, Some(part)) => format!("iso-8859-{part}"),
            _ => return None,
        },
    };
    Encoding::for_label(spelled.as_bytes())
}

/// A label of UTF-16 in bytes that were readable as ASCII is wrong by its own proof.
fn readable(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else {
        encoding
    }
}

fn page_number<'a>(bare: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    let rest = prefixes
        .iter()
        .find_map(|prefix| bare.strip_prefix(prefix))?;
    (!rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
}

/// The charset that a `meta` element near the start declares.
pub(super) fn in_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = head(bytes);
    let mut rest = head.as_str();
    while let Some((_, tag)) = rest.split_once("<meta") {
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        if let Some(encoding) = value_after(tag, "charset").and_then(|label| lookup(&label)) {
            return Some(encoding);
        }
        rest = after;
    }
    None
}

/// The encoding that an XML declaration names.
pub(super) fn in_xml(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = head(bytes);
    let declaration = head
        .trim_start()
        .strip_prefix("<?xml")?
        .split("?>")
        .next()?;
    value_after(declaration, "encoding").and_then(|label| lookup(&label))
}

fn head(bytes: &[u8]) -> String {
    let head = bytes.get(..PRESCAN).unwrap_or(bytes);
    head.iter()
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect()
}

fn value_after(text: &str, name: &str) -> Option<String> {
    let (_, after) = text.split_once(name)?;
    let value = after
        .trim_start()
        .strip_prefix('=')?
        .trim_start()
        .trim_start_matches(['"', '\'']);
    let end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/' | '>');
    value
        .split(end)
        .next()
        .filter(|label| !label.is_empty())
        .map(str::to_owned)
}
